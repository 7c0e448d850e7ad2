"""What the rules of a school mean for the answers of a pupil who turns sixteen, in one or two plain sentences (C-03; S1-69…71)."""
from django.utils.translation import gettext as _

from privacyadmin.letters.registry import Audience


def of_answers(audience: str, age16_mode: str, on_turning_16: str) -> str:
    """For a parent or for the pupil, by who is asked from then on and what becomes of older answers."""
    return _to_pupil(age16_mode, on_turning_16) if audience == Audience.PUPIL else _to_parent(age16_mode, on_turning_16)


def _to_parent(age16_mode: str, on_turning_16: str) -> str:
    if age16_mode == "both_must_agree":
        return _("From that day we need two answers. We need yours and that of your child. Does one of you say no? Then we do not do it.")
    if age16_mode == "parents_until_pupil_asks":
        return _("We go on asking you. Your child may say yes or no at any time. The answer of your child then counts.")
    if on_turning_16 == "keep_and_invite":
        return _("What you said before holds until your child answers. You can still take back a yes.")
    return _("What you said before ends on that day. Then we do nothing until your child says yes.")


def _to_pupil(age16_mode: str, on_turning_16: str) -> str:
    if age16_mode == "both_must_agree":
        return _("We need your yes and the yes of your parents. Does one of you say no? Then we do not do it.")
    if age16_mode == "parents_until_pupil_asks":
        return _("We still ask your parents. You may say yes or no at any time. Then your answer counts.")
    if on_turning_16 == "keep_and_invite":
        return _("What your parents said holds until you answer.")
    return _("What your parents said does not hold any more. We do nothing until you say yes.")
