"""The accounts of the demo, as its sign-in page shows them (CONTRACT, demo board)."""


def _(text: str) -> str:
    """Marks a text for the translators; the page translates it, the terminal prints it as it is."""
    return text


PASSWORD = "privacy-demo-2026"          # noqa: S105
ACCOUNTS = [
    ("parent.one@demo.example", _("Parent of Noor and Sam")),
    ("parent.two@demo.example", _("Parent of Noor")),
    ("parent.apart@demo.example", _("Parent of Finn, without authority")),
    ("pupil.sixteen@demo.example", _("Yara, pupil of 16")),
    ("coordinator@demo.example", _("Privacy coordinator of the board")),
    ("fg@demo.example", _("Data protection officer (FG)")),
    ("board@demo.example", _("Member of the board")),
    ("ict@demo.example", _("ICT manager")),
    ("director.vlieger@demo.example", _("Director of De Vlieger")),
    ("director.kompas@demo.example", _("Director of Het Kompas")),
    ("office.vlieger@demo.example", _("Administration of De Vlieger")),
    ("office.kompas@demo.example", _("Administration of Het Kompas")),
    ("teacher.vlieger@demo.example", _("Group teacher of 6A")),
    ("counsellor.vlieger@demo.example", _("Internal counsellor of De Vlieger")),
    ("mentor.kompas@demo.example", _("Mentor of 4H1")),
    ("care.kompas@demo.example", _("Care coordinator of Het Kompas")),
    ("adviser.kompas@demo.example", _("Confidential adviser of Het Kompas")),
]
