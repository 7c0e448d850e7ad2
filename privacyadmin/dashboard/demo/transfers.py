"""Files on their way in the demo: one to another secondary school, one that went, and one that is asked of a primary school."""
from datetime import timedelta
from typing import Any

from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.models import Enrolment, EnrolmentStatus, FileRequest, Transfer
from students.services import enrolments, file_requests, transfer_steps, transfers
from students.services.transfers import Wanted

from .asked import Moments
from .build import Demo

BASIS = [Wanted("name"), Wanted("parents"), Wanted("enrolment")]
TESTS: dict[str, Any] = {
    "is_subsidiary": True, "why_subsidiary": "De nieuwe school kan dit niet zelf weten.",
    "is_proportionate": True, "why_proportionate": "Het gaat om de start op de nieuwe school.",
    "is_minimal": True, "why_minimal": "Alleen wat voor de plaatsing nodig is.",
}


def go(demo: Demo) -> None:
    moment = Moments(demo)
    kompas = demo.schools["kompas"]
    first, second = _enrolled(demo, kompas)
    _to_another_school(moment, _has_left(moment, first, days=16))
    _gone(moment, _has_left(moment, second, days=40))
    _ask_for_files(moment, demo)


def _enrolled(demo: Demo, school: School) -> list[Enrolment]:
    named = [pupil.pk for pupil in demo.pupils.values()]
    found = Enrolment.objects.filter(school=school, status=EnrolmentStatus.ENROLLED, departure_candidate_on=None).exclude(student__in=named)
    return list(found.order_by("-student__last_name", "-student__first_name", "pk")[:2])


def _has_left(moment: Moments, enrolment: Enrolment, *, days: int) -> Transfer:
    """The administration says that a pupil has left; that opens the task."""
    at = moment.at(days)
    enrolments.leave(enrolment, left_on=local_day(at), by=moment.scope("office.kompas", at), at=at)
    return Transfer.objects.get(student=enrolment.student_id)


def _to_another_school(moment: Moments, transfer: Transfer) -> None:
    """Chosen by the care coordinator, reviewed by the director, shown to the family; it waits for the family to look."""
    at = moment.at(6)
    care, director = moment.scope("care.kompas", at), moment.scope("director.kompas", at)
    _address(moment, transfer, "Het Baken", "12AB", 9)
    transfers.choose(transfer, wanted=BASIS, by=care, at=at)
    transfer_steps.submit(transfer, **TESTS, by=care, at=at)
    transfer_steps.review(transfer, by=director, at=at)
    at = moment.at(2)
    transfer_steps.show(transfer, by=moment.scope("care.kompas", at), at=at)


def _gone(moment: Moments, transfer: Transfer) -> None:
    """The same until its end."""
    _address(moment, transfer, "Lyceum De Wending", "08CD", 38)
    at = moment.at(36)
    care = moment.scope("care.kompas", at)
    transfers.choose(transfer, wanted=BASIS, by=care, at=at)
    transfer_steps.submit(transfer, **TESTS, by=care, at=at)
    transfer_steps.review(transfer, by=moment.scope("director.kompas", at), at=at)
    transfer_steps.show(transfer, by=care, at=at)
    at = moment.at(24)
    care, day = moment.scope("care.kompas", at), local_day(at)
    transfer_steps.send(transfer, channel="oso", sent_on=day, reference="OSO-2041", by=care, at=at)
    transfer_steps.give_copy(transfer, copy_given_on=day, by=care, at=at)
    transfer_steps.close(transfer, by=care, at=at)


def _address(moment: Moments, transfer: Transfer, name: str, brin: str, days: int) -> None:
    at = moment.at(days)
    transfers.address(
        transfer, to_kind="vo", to_name=name, to_brin=brin, applied_on=local_day(at), by=moment.scope("care.kompas", at), at=at
    )


def _ask_for_files(moment: Moments, demo: Demo) -> None:
    """Of the children who applied at the primary school one file was asked; the others wait."""
    at = moment.at(5)
    applied = Enrolment.objects.filter(school=demo.schools["vlieger"], status=EnrolmentStatus.APPLICANT, applied_on__isnull=False)
    file_requests.open_for(list(applied.order_by("applied_on", "pk")), by=None, at=at)
    row = FileRequest.objects.filter(school=demo.schools["vlieger"]).order_by("since_on", "pk").first()
    if row is not None:
        day = max(local_day(at) - timedelta(days=1), row.since_on)
        director = moment.scope("director.vlieger", at)
        file_requests.ask(
            row, previous_name="Kinderopvang De Bries", channel="other", asked_on=day, reference="", by=director, at=at
        )
