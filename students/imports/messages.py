"""What a reader says about a file: which row, whose, and what to do. Never a value of the file itself, only names of fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

MAX_ERRORS = 200
SHOWN_KEY = 40
# Letters of UTF-8 that were read as Windows-1252: "Ã«" for "ë".
GARBLED = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|�")


@dataclass(frozen=True, slots=True)
class Message:
    row: int                # line of the file, or row of the sheet; 0: the file as a whole
    key: str                # of the pupil, guardian, teacher or group in the school's system
    text: Any               # a lazy translation
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(self.text) % self.params if self.params else str(self.text)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "key": self.key, "message": self.message}


class Refused(Exception):
    """The file cannot be read at all; says why and what to do."""

    def __init__(self, text: Any, row: int = 0, **params: Any):
        super().__init__(text)
        self.row, self.text, self.params = row, text, params

    def __str__(self) -> str:
        return self.as_message().message

    def as_message(self) -> Message:
        return Message(self.row, "", self.text, self.params)


class EnoughErrors(Exception):
    """Ends the reading of a file that is refused anyway."""


class Report:
    """Warnings and errors in the order of the file. One error refuses the file; reading ends after two hundred."""

    def __init__(self) -> None:
        self.warnings: list[Message] = []
        self.errors: list[Message] = []

    def warn(self, row: int, key: str, text: Any, /, **params: Any) -> None:
        self.warnings.append(Message(row, key[:SHOWN_KEY], text, params))

    def error(self, row: int, key: str, text: Any, /, **params: Any) -> None:
        self.errors.append(Message(row, key[:SHOWN_KEY], text, params))
        if len(self.errors) == MAX_ERRORS:
            self.errors.append(Message(row, "", _("There may be more errors after this row. Mend these first, then import again.")))
            raise EnoughErrors


def looks_garbled(text: str) -> bool:
    """Whether letters with accents were stored in one encoding and read in another."""
    return not text.isascii() and GARBLED.search(text) is not None
