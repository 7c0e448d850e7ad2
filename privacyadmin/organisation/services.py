from datetime import date

from django.db import transaction

from .models import Board, SchoolYear


def the_board() -> Board:
    """The one board of this deployment (SETTLED 13); raises Board.DoesNotExist on an empty database."""
    return Board.objects.get()


@transaction.atomic
def school_year_named(name: str) -> SchoolYear:
    """The school year 2026-2027 and the like, made when it is new: 1 August up to the next 1 August."""
    first, last = (int(part) for part in name.split("-"))
    year, _created = SchoolYear.objects.get_or_create(
        name=name, defaults={"start_on": date(first, 8, 1), "end_on": date(last, 8, 1)}
    )
    return year


def school_year_on(day: date) -> SchoolYear:
    """The school year that holds this day."""
    first = day.year if day.month >= 8 else day.year - 1
    return school_year_named(f"{first}-{first + 1}")
