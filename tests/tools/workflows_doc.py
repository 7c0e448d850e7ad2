"""Writes docs/workflows.md from the code: the steps of every right, as a diagram and as a table.

`python -m tests.tools.workflows_doc` writes it; a test holds it current.
"""
import os
from collections.abc import Iterator
from pathlib import Path

import django

PATH = Path(__file__).resolve().parents[2] / "docs" / "workflows.md"
HEAD = """# Steps and statuses

Made by `python -m tests.tools.workflows_doc` from the code; a test fails when it is not current. The pages draw their buttons from
these steps, and the services check them: both give the same reason where a step is closed.
"""


def lines() -> Iterator[str]:
    """The whole document."""
    from privacyadmin.workflow import mermaid
    from processors.workflow import agreements, disclosures, register
    from requests import rights
    from students import workflow as students
    from students.transfers import workflow as transfers

    yield HEAD
    for title, article, steps in (
        *((right.label, right.article, right.steps) for right in rights.all_rights()),
        ("Enrolment", "S1-27, S2-75", students.ENROLMENT),
        ("Restriction of processing", "GDPR 18; S2-181…188", students.RESTRICTION),
        ("Protection of a pupil", "C-25; S1-117, S2-199", students.PROTECTION),
        ("Transfer to a next school", "S1-121…128, S2-148…154", transfers.TRANSFER),
        ("File of a previous school", "S1-33, C-06; GDPR 14", transfers.FILE_REQUEST),
        ("Agreement with a party", "GDPR 28; S1-44, S2-114", agreements.AGREEMENT_STEPS),
        ("Disclosure to a third party", "GDPR 6, 13; S2-102…110, S2-155…160", disclosures.DISCLOSURE_STEPS),
        ("Version of an activity in the register of processing", "GDPR 30; S2-108…110", register.VERSION_STEPS),
        ("DPIA", "GDPR 35; S2-51, S2-59", register.DPIA_STEPS),
        ("Version of the application form", "S1-28…34; C-19", register.FORM_STEPS),
    ):
        yield f"## {title}\n\n{article}\n"
        yield f"```mermaid\n{mermaid(steps)}```\n"
        yield "| step | from | to |\n|---|---|---|"
        for step in steps:
            yield f"| {step.label} | {', '.join(sorted(step.sources))} | {step.target or 'stays'} |"
        yield ""


def text() -> str:
    """In English, whatever the language of the one who runs it."""
    from django.utils import translation

    with translation.override("en"):
        return "\n".join(lines()).strip() + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
    django.setup()
    PATH.write_text(text(), encoding="utf-8")
