"""How the registers of processors/ follow a merge: disclosures name pupils, the other keys are of agreements, files and texts."""
from students.merging import Followed, Pair, Who, moves, names_nobody, unites

from .models import (
    ActivityVersion,
    AgreementFile,
    DisclosureFile,
    DisclosurePupil,
    Dpia,
    Duty,
    FormAnswer,
    FormSubmission,
    FormVersion,
    Publication,
    SupplierUpload,
)


def register() -> None:
    names_nobody(AgreementFile, "stored_as", why="a file of an agreement")
    names_nobody(SupplierUpload, "stored_as", why="a list of suppliers")
    names_nobody(Duty, "thing", why="an agreement, a certificate or a sub-processor")
    names_nobody(Publication, "columns", "rows", why="what stood on a public page")
    names_nobody(ActivityVersion, "schools", "writers", why="schools, and staff who wrote a part")
    names_nobody(Dpia, "writers", why="staff who wrote a part")
    names_nobody(FormVersion, "writers", why="staff who wrote a part")
    unites(DisclosurePupil, "student", disclosures)
    names_nobody(DisclosureFile, "stored_as", why="a paper of a disclosure")
    moves(FormSubmission, "student")
    moves(FormAnswer, "student", is_told=False)          # its form is told
    moves(FormSubmission, "handed_in_by", who=Who.GUARDIAN)


def disclosures(pair: Pair) -> Followed:
    """Who got data of either got data of the survivor; in one disclosure he stands once, from the first day to the last."""
    own = {row.disclosure_id: row for row in DisclosurePupil.objects.filter(student=pair.survivor)}
    found = Followed()
    for gone in DisclosurePupil.objects.filter(student=pair.absorbed, disclosure__in=own):
        kept = own[gone.disclosure_id]
        kept.since = min((day for day in (kept.since, gone.since) if day), default=None)
        kept.until = max(kept.until, gone.until) if kept.until and gone.until else None
        gone.delete()
        kept.save(update_fields=["since", "until"])
        found.united += 1
    found.moved = DisclosurePupil.objects.filter(student=pair.absorbed).update(student=pair.survivor)
    return found
