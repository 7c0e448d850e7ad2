"""Whose document it is: the school's name, its board, its logo and its colour."""
from base64 import b64encode
from dataclasses import dataclass
from datetime import date

from privacyadmin.organisation.appointments import Contact, contacts
from privacyadmin.organisation.identity import controller_name
from privacyadmin.organisation.models import DEFAULT_COLOUR, Board, House, School, is_colour
from privacyadmin.organisation.services import the_board


@dataclass(frozen=True)
class Letterhead:
    """What stands at the head of every document of a school; the logo as data, since a document fetches nothing."""

    school: str
    board: str = ""
    logo: str = ""
    logo_alt: str = ""
    colour: str = DEFAULT_COLOUR
    address: str = ""
    contacts: tuple[Contact, ...] = ()

    def __post_init__(self) -> None:
        is_colour(self.colour)


def letterhead_of(school: School | None, on: date) -> Letterhead:
    """The school's own logo, or else its board's; the controller and the people to ask as they are on a day. No school: the board's."""
    if school is None:
        return letterhead_of_board(the_board(), on)
    house = school if school.logo else school.board
    logo = f"data:image/png;base64,{b64encode(house.logo).decode('ascii')}" if house.logo else ""
    return Letterhead(
        school=school.name, board=controller_name(school.board, on), logo=logo, logo_alt=house.logo_alt or house.name, colour=school.colour,
        address=address_of(school) or address_of(school.board), contacts=tuple(contacts([school], on)),
    )


def letterhead_of_board(board: Board, on: date) -> Letterhead:
    logo = f"data:image/png;base64,{b64encode(board.logo).decode('ascii')}" if board.logo else ""
    name = controller_name(board, on)
    return Letterhead(school=name, logo=logo, logo_alt=board.logo_alt or name, colour=board.colour, address=address_of(board))


def address_of(house: House) -> str:
    """In one line; empty where the street or the town is not known."""
    return f"{house.street}, {house.postcode} {house.town}".replace("  ", " ") if house.street and house.town else ""
