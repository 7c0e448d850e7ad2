"""The name of a file as it may be shown and saved: no path, no hidden signs, one suffix, which says what is in it."""

import re
import unicodedata

LONGEST = 100
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}                    # controls, marks that turn the direction, private signs
UNSAFE = re.compile(r'[\\/:*?"<>|%;`$&{}]')
INNER_SUFFIX = re.compile(r"\.(?=[A-Za-z][A-Za-z0-9]{1,7}(\.|$))")
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def plain(name: str) -> str:
    """The last part of the name without signs that cannot be seen."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    return "".join(sign for sign in last if unicodedata.category(sign) not in HIDDEN).strip()


def suffix_of(name: str) -> str:
    """What the name says that the file is, in small letters; empty where it says nothing."""
    stem, dot, last = plain(name).rstrip(" .").rpartition(".")
    return last.strip().lower() if dot and stem else ""


def shown(name: str, suffix: str) -> str:
    """A name to show and save: the words that somebody gave it, and the suffix of what is really in it."""
    words = plain(name).rstrip(" .")
    stem = words.rpartition(".")[0] or words if suffix_of(name) else words
    stem = UNSAFE.sub("-", INNER_SUFFIX.sub("-", stem))
    stem = re.sub(r"\s+", " ", stem).strip(" .-=+@~#")[:LONGEST].strip(" .-")
    if not stem or DEVICES.match(stem):
        stem = f"file {stem}".strip()
    return f"{stem}.{suffix}"
