"""Who the controller is on a day (S2-19)."""
from datetime import date

from .models import Board, Controller


def controller(on: date) -> Controller | None:
    """The board as the law knows it on a day; None where nobody has filled it in."""
    return Controller.objects.filter(valid_from__lte=on).order_by("-valid_from", "-made_at").first()


def controller_name(board: Board, on: date) -> str:
    """The name to put in letters and answers."""
    found = controller(on)
    return found.name if found else board.name
