"""What the night does with letters."""
from datetime import date, datetime, timedelta

from privacyadmin.documents.models import Document, State
from privacyadmin.outbox import nightly

from . import samples
from .models import PrintRun
from .services import runs

SAMPLES_KEPT = timedelta(days=1)


@nightly.job("letters", order=60)
def tidy(on: date, at: datetime) -> int:
    """Files of print runs that nobody finished within two weeks, and samples of yesterday."""
    old = list(PrintRun.objects.open().filter(made_at__lte=at - runs.FILE_KEPT))
    for run in old:
        runs.let_go(run, at=at)
    shown = list(Document.objects.filter(kind=samples.DOCUMENT, ordered_at__lte=at - SAMPLES_KEPT).exclude(state=State.DESTROYED))
    for document in shown:
        if document.state == State.READY:
            runs.destroy_file(document)
        else:
            document.delete()
    return len(old) + len(shown)
