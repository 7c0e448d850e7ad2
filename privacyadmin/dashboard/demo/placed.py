"""What was placed in the demo, with a family that wants a photo away, and what staff must know."""
from datetime import timedelta

from consent import checking, first_topics
from consent.models import AwarenessTopic, Cause, Means, TopicKind
from consent.services import awareness, checks, publications, withdrawals
from privacyadmin.times import local_day

from .asked import Moments
from .build import Demo


def place(demo: Demo) -> None:
    """After the answers are there (answered.py)."""
    moment, vlieger = Moments(demo), demo.schools["vlieger"]
    at = moment.at(1)
    coordinator, teacher = moment.scope("coordinator", at), moment.scope("teacher.vlieger", at)
    first_topics.write(at=at)
    told = [each.user.pk for each in awareness.colleagues(vlieger, at=at) if each.user.pk != teacher.user.pk]
    for topic in AwarenessTopic.objects.exclude(kind=TopicKind.PUBLISHING):
        awareness.tell(topic, told, means=Means.MEETING, on=local_day(at), school=vlieger, by=coordinator, at=at)
    group = demo.classes["vlieger/6A"]
    uses = [use for use in checking.uses_of(teacher, vlieger, on=local_day(at)) if use.purpose.code == "IMG_APP"]
    pupils = checking.pupils_of(teacher, vlieger, group)
    check = checks.make(vlieger, pupils, uses, on=local_day(at), class_group=group, is_whole_class=True, by=teacher, at=at)
    free = list(check.pupils.filter(is_yes=True).values_list("student", flat=True))
    told_of = {"title": "Foto's van de sportdag", "place": "app", "where": "Groep 6A", "url": "", "published_on": local_day(at)}
    made = publications.record(check, free, told_of, by=teacher, at=at)
    noor, later = demo.pupils["noor"], at + timedelta(hours=2)
    if noor.pk in free:
        mother = moment.scope("parent.one", later)
        guardian = getattr(mother.user, "guardian", None)
        withdrawals.object_to(made, noor, cause=Cause.OBJECTION, guardian=guardian, by=mother, at=later)
