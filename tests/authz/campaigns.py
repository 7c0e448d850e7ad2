"""A running campaign of each school, and that the family of every pupil was told by hand: what an address of these pages can name."""
from datetime import timedelta
from typing import Any

from consent import inviting, seed
from consent.models import CampaignKind, NoticeRecord, Purpose
from consent.services import campaigns
from privacyadmin.access.scope import Scope
from privacyadmin.outbox.models import Item
from students.models import Enrolment
from tests.factories import NOW, TODAY


def things_of_school(school: Any, by: Scope) -> dict[str, Any]:
    """A campaign, and the paper of somebody who was invited in it; its mails are not what these tests look at."""
    seed.write(school, on=TODAY, at=NOW)
    asked = list(Purpose.objects.filter(school=school, code="IMG_APP"))
    laid = campaigns.make(
        school, kind=CampaignKind.YEARLY, name="Foto's", purposes=asked, classes=[], answer_by=TODAY + timedelta(days=21), remind_every=14,
        by=by, at=NOW,
    )
    campaign = campaigns.start(laid, by=by, at=NOW)
    Item.objects.filter(kind=inviting.KIND).delete()
    return {"campaign": campaign, "invitation": campaign.invitations.order_by("number").first()}


def told_by_hand(enrolment: Enrolment, by: Any) -> NoticeRecord:
    return NoticeRecord.objects.create(
        student=enrolment.student, school=enrolment.school, is_given=False, on=TODAY, reason="test", made_at=NOW, made_by=by
    )
