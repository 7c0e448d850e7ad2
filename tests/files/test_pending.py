"""A list between «show» and «apply» is destroyed with its key within the hour, of whatever register it is."""
from datetime import timedelta

import pytest

from consent.models import AnswerUpload
from privacyadmin import outbox
from privacyadmin.crypto.files import path_of
from privacyadmin.crypto.models import DataKey
from privacyadmin.files import night, pending
from privacyadmin.outbox.models import Item
from processors.models import SupplierUpload
from students.models import ImportUpload, UploadKind
from tests.factories import NOW, TODAY

HOUR = timedelta(hours=1)
LISTS = {
    "consent.forget_upload": lambda school: AnswerUpload(school=school, source_name="Parro", answered_on=TODAY),
    "processors.forget_upload": lambda school: SupplierUpload(),
    "students.forget_upload": lambda school: ImportUpload(kind=UploadKind.EDEXML, school=school),
}


def test_every_kind_of_list_is_tried_here():
    assert set(LISTS) == set(pending.models())


@pytest.mark.parametrize("work", LISTS)
@pytest.mark.parametrize("is_lost", [False, True])
def test_it_goes_after_the_hour_by_the_outbox_and_else_by_the_night(work, is_lost, vlieger, office):
    upload = pending.keep(LISTS[work](vlieger), b"Noor;Wit", by=office, at=NOW)
    assert pending.content_of(upload) == b"Noor;Wit" and b"Noor" not in path_of(upload.stored_as).read_bytes()
    rows = pending.models()[work].objects
    assert rows.usable(by=office, at=NOW).exists() and not rows.usable(by=office, at=NOW + HOUR).exists()
    outbox.work(at=NOW)
    assert night.forget_uploads(TODAY, NOW) == 0 and rows.exists()
    if is_lost:
        Item.objects.all().delete()
        night.forget_uploads(TODAY, NOW + HOUR)
    else:
        outbox.work(at=NOW + HOUR)
    assert not rows.exists() and not DataKey.objects.filter(subject=upload.pk).exists()
