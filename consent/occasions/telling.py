"""The mail that says that there is a question: to whoever may answer and has an account; never what it is about."""
from datetime import datetime
from uuid import UUID

from consent.models import Occasion, OccasionPupil
from privacyadmin import outbox
from privacyadmin.letters.addressees import Matter
from privacyadmin.times import local_day
from students import addressees
from students.models import Student

TEMPLATE = "consent_question"


def tell(occasion_id: UUID, *, at: datetime) -> int:
    """One mail a person, once ever for each end of the occasion: asked again with a later end, he hears of it again."""
    occasion = Occasion.objects.select_related("purpose__school").filter(pk=occasion_id, ended_at=None).first()
    if occasion is None or occasion.until <= local_day(at):
        return 0
    school, written = occasion.purpose.school, 0
    asked = OccasionPupil.objects.filter(occasion=occasion).values("student")
    for pupil in Student.objects.filter(pk__in=asked).select_related("user").order_by("pk"):
        found = addressees.find(pupil, matter=Matter.CONSENT, on=local_day(at), school=school, category=occasion.purpose.category)
        for person in found.to:
            if person.user is not None:
                key = f"{TEMPLATE}/{occasion.pk}/{occasion.until}/{pupil.pk}"
                path = f"/portal/children/{pupil.pk}/consents/"
                written += outbox.mail(TEMPLATE, to=person.user, about=occasion, key=key, at=at, school=school, path=path)
    return written
