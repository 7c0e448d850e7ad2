"""Whose document it is: the school's name, its board, its logo and its colour."""
from base64 import b64encode
from dataclasses import dataclass

from privacyadmin.organisation.models import DEFAULT_COLOUR, School, is_colour


@dataclass(frozen=True)
class Letterhead:
    """What stands at the head of every document of a school; the logo as data, since a document fetches nothing."""

    school: str
    board: str = ""
    logo: str = ""
    logo_alt: str = ""
    colour: str = DEFAULT_COLOUR

    def __post_init__(self) -> None:
        is_colour(self.colour)


def letterhead_of(school: School) -> Letterhead:
    """The school's own logo, or else its board's."""
    house = school if school.logo else school.board
    logo = f"data:image/png;base64,{b64encode(house.logo).decode('ascii')}" if house.logo else ""
    return Letterhead(school=school.name, board=school.board.name, logo=logo, logo_alt=house.logo_alt or house.name, colour=school.colour)
