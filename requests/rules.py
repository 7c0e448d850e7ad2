"""Who may use a right for a pupil, and why not; pure functions of what is known (S1-55, S1-66…72, S2-161; SETTLED 10)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Relation

from .models.catalogue import Capacity


@dataclass(frozen=True)
class Standing:
    """Whether somebody may use the rights of a pupil, and as whom; else the reason as a code and in words."""

    capacity: str = ""
    code: str = ""
    reason: Any = ""

    @property
    def may_ask(self) -> bool:
        return bool(self.capacity)


AS_GUARDIAN = Standing(capacity=Capacity.GUARDIAN)
AS_PUPIL = Standing(capacity=Capacity.PUPIL)
FROM_16 = Standing(
    code="from_16",
    reason=_("From the sixteenth birthday the law gives these rights to the pupil alone. Your child can ask this himself or herself."),
)
FROM_18 = Standing(code="from_18", reason=_("Your child is an adult. Only your child can ask this."))
NO_AUTHORITY = Standing(
    code="no_authority",
    reason=_("As far as the school knows, you do not have parental authority over this child, so you cannot use this right for the child."),
)
NO_RELATION = Standing(code="no_relation", reason=_("You are not known as a parent or carer of this child."))

DIED = Standing(
    code="died", reason=_("This pupil has died. A person answers the family, not the program: the director or the privacy coordinator.")
)

STANDINGS: dict[str | None, Standing] = {
    Relation.GUARDIAN: AS_GUARDIAN,
    Relation.PUPIL_16: AS_PUPIL,
    Relation.GUARDIAN_16: FROM_16,
    Relation.GUARDIAN_18: FROM_18,
    Relation.GUARDIAN_NO_AUTHORITY: NO_AUTHORITY,
}


def standing(relation: str | None) -> Standing:
    """What follows from the relation that the scope found; age16_mode never changes it (SETTLED 10)."""
    return STANDINGS.get(relation, NO_RELATION)


def guardian_standing(*, has_authority: bool, age: int | None, age_limit: int) -> Standing:
    """The same for a guardian who asks on paper: from the limit on only the pupil, under it only with authority."""
    if not has_authority:
        return NO_AUTHORITY
    if age is None or age < age_limit:
        return AS_GUARDIAN
    return FROM_18 if age >= 18 else FROM_16
