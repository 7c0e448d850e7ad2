"""Files on their way in the demo: one to another secondary school, one that went, and one that is asked of a primary school."""
from datetime import date
from typing import Any

from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from students.models import Enrolment, EnrolmentStatus, FileRequest, Sex, Transfer
from students.services import enrolments, file_requests, pupils, transfer_steps, transfers
from students.services.transfers import Wanted

from .asked import Moments
from .build import Demo

NEWCOMERS = [("Lotte", "Driessen", date(2013, 5, 21)), ("Hanna", "Okafor", date(2013, 9, 2))]
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
    """Two children applied at the secondary school, where that opens the task (C-06); one primary school was asked, the other waits."""
    kompas, at = demo.schools["kompas"], moment.at(12)
    for first_name, last_name, birth_on in NEWCOMERS:
        pupils.apply(
            kompas, applied_on=local_day(at), year_group="12", is_same=False, is_another=False,
            details={"first_name": first_name, "last_name": last_name, "birth_on": birth_on, "sex": Sex.FEMALE},
            by=moment.scope("office.kompas", at), at=at,
        )
    at = moment.at(5)
    row = FileRequest.objects.filter(school=kompas, student__last_name=NEWCOMERS[0][1]).get()
    file_requests.ask(
        row, previous_name="Basisschool De Bries", channel="oso", asked_on=local_day(at), reference="OSO-2077",
        by=moment.scope("director.kompas", at), at=at,
    )
