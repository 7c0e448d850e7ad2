"""The rule table of DOMAIN 2.11, row by row, with the day on which the law changed (C-04)."""
from datetime import date
from typing import Any

from students.models.transfers import CopyRule, DataSet, Place, TransferRule

CONSENT, NO_CONSENT = True, False
LOOKS, NOTHING_TO_SEE = True, False
UNTIL, SINCE = date(2020, 7, 31), date(2020, 8, 1)
ROWS: tuple[tuple[Any, ...], ...] = (
    (Place.PO, Place.PO, DataSet.REPORT, None, None, NO_CONSENT, LOOKS, CopyRule.YES, "T2, S2-149; WPO 42"),
    (Place.PO, Place.VO, DataSet.REPORT, None, None, NO_CONSENT, LOOKS, CopyRule.YES, "T2, S1-123, S2-149; WPO 42"),
    (Place.VO, Place.VO, DataSet.REPORT, None, UNTIL, CONSENT, LOOKS, CopyRule.ON_REQUEST, "C-04, S1-124, S2-151"),
    (Place.VO, Place.VO, DataSet.REPORT, SINCE, None, NO_CONSENT, LOOKS, CopyRule.HOUSE, "T1, C-04"),
    (Place.VO, Place.MBO, DataSet.REPORT, SINCE, None, NO_CONSENT, LOOKS, CopyRule.HOUSE, "T1, C-04"),
    (Place.ANY, Place.ANY, DataSet.MEDICAL, None, None, CONSENT, LOOKS, CopyRule.NONE, "C-05, S1-44"),
    (Place.ANY, Place.SWV, DataSet.ADMISSIBILITY, None, None, NO_CONSENT, LOOKS, CopyRule.NONE, "2.11"),
    (Place.GROUP, Place.GROUP, DataSet.WHOLE, None, None, NO_CONSENT, NOTHING_TO_SEE, CopyRule.NONE, "C-04, S1-45, S1-125"),
)
FIELDS = ("from_kind", "to_kind", "data_set", "valid_from", "valid_to", "needs_consent", "needs_inspection", "copy", "source")


KEY = ("from_kind", "to_kind", "data_set", "valid_from")


def write() -> int:
    """Add the rows that are not there yet; what stands there stays as it is."""
    known = set(TransferRule.objects.values_list(*KEY))
    missing = [row for row in (dict(zip(FIELDS, values, strict=True)) for values in ROWS) if tuple(row[name] for name in KEY) not in known]
    TransferRule.objects.bulk_create(TransferRule(**row) for row in missing)
    return len(missing)
