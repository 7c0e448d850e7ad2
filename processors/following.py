"""The registers of processors/ name no pupil: their keys are of agreements, files and texts (students.merging)."""
from students.merging import names_nobody

from .models import ActivityVersion, AgreementFile, Dpia, Duty, FormVersion, Publication, SupplierUpload


def register() -> None:
    names_nobody(AgreementFile, "stored_as", why="a file of an agreement")
    names_nobody(SupplierUpload, "stored_as", why="a list of suppliers")
    names_nobody(Duty, "thing", why="an agreement, a certificate or a sub-processor")
    names_nobody(Publication, "columns", "rows", why="what stood on a public page")
    names_nobody(ActivityVersion, "schools", "writers", why="schools, and staff who wrote a part")
    names_nobody(Dpia, "writers", why="staff who wrote a part")
    names_nobody(FormVersion, "writers", why="staff who wrote a part")
