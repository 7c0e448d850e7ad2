"""Who signs a letter, and whom one can ask: the privacy coordinator, or the school itself where nobody was appointed (S2-43)."""
from dataclasses import dataclass
from datetime import date

from privacyadmin.organisation.appointments import holder
from privacyadmin.organisation.models import Function, School


@dataclass(frozen=True)
class Sender:
    """The signature under a letter."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""

    @property
    def contact(self) -> str:
        return " / ".join(part for part in (self.email, self.phone) if part)


def sender_of(school: School, on: date) -> Sender:
    """The coordinator of the school or else of the board; without one, the school."""
    found = holder(Function.COORDINATOR, school, on)
    email, phone = school.email or school.board.email, school.phone or school.board.phone
    if found is None:
        return Sender(school.name, "", email, phone)
    return Sender(found.person_name, found.label, found.email or email, found.phone or phone)
