from .houses import DEFAULT_COLOUR, Board, ContactDetails, House, School, SchoolQuerySet, SchoolYear, Sector, is_colour
from .offices import (
    ALONE,
    ON_THE_BOARD_ONLY,
    Appointment,
    Controller,
    Function,
    Mandate,
    Subject,
)

__all__ = [
    "ALONE", "DEFAULT_COLOUR", "ON_THE_BOARD_ONLY", "Appointment", "Board", "ContactDetails", "Controller", "Function", "House", "Mandate",
    "School", "SchoolQuerySet", "SchoolYear", "Sector", "Subject", "is_colour",
]
