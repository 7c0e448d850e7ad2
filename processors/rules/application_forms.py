"""What the application form may ask, and what an answer means (S1-28…31, S2-75, S2-86; C-19)."""
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from privacyadmin.access.purposes import Ground
from processors.models.register_words import Answered, AnswerType, Asking


def field_objections(
    *, asking: str, is_special: bool, purpose: str, ground: str, special_ground: str = "", why: str = "", answer_type: str = "line",
    options: Iterable[str] = (),
) -> dict[str, str]:
    """What the law or the policy has against a question, by field; empty when it may be asked."""
    found = {}
    if not purpose:
        found["purpose"] = _("Choose for what it is asked: without a purpose it cannot be asked.")
    if not ground:
        found["ground"] = _("Choose the ground in the law: without a ground it cannot be asked.")
    if is_special and asking != Asking.SPECIAL:
        found["asking"] = _("Special data are asked apart, and never as a condition to enrol.")
    if not is_special and asking == Asking.SPECIAL:
        found["asking"] = _("This kind of data is not special by law.")
    if asking == Asking.SPECIAL and not special_ground:
        found["special_ground"] = _("Choose what lifts the ban on special data (GDPR 9).")
    if asking == Asking.REQUIRED and ground == Ground.CONSENT:
        found["ground"] = _("What is needed to enrol cannot rest on consent: consent is free (GDPR 7(4)).")
    if not why.strip():
        found["why"] = _("Tell families why it is asked.")
    if answer_type == AnswerType.CHOICE and len(list(options)) < 2:
        found["options"] = _("Give at least two answers to choose from.")
    return found


def stands_in_the_way(asking: str, answered: str) -> bool:
    """Only what is needed to enrol, and was not given, stands in the way of it (C-19; S1-31, S2-75)."""
    return asking == Asking.REQUIRED and answered != Answered.GIVEN


def why_not_enrol(fields: Iterable[Any], answers: Mapping[Any, str]) -> list[Any]:
    """The fields that still stand in the way of enrolment; `answers` by key of the field."""
    return [each for each in fields if stands_in_the_way(each.asking, answers.get(each.pk, Answered.EMPTY))]


def is_kept(kind: str, purpose: str, kept: Mapping[str, Iterable[str]]) -> bool:
    """Whether some school keeps this kind of data for this purpose; else it is asked for nothing (S1-13, S2-60)."""
    return purpose in kept.get(kind, ())
