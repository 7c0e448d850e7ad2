"""What the night does with exports."""
from datetime import date, datetime

from privacyadmin.outbox import nightly

from . import services
from .models import Export


@nightly.job("exports", order=92)
def destroy_files(on: date, at: datetime) -> int:
    """Files of exports that may no longer be collected."""
    over = list(Export.objects.over(at=at))
    for export in over:
        services.destroy(export, at=at)
    return len(over)
