"""Writes every component with example data in each of the three frames: `python -m tests.tools.styleguide FOLDER`."""
import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import django
import django_htmx
from django import forms as f
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 2, 19, 14, tzinfo=UTC)
FRAMES = {"staff": "base_staff.html", "portal": "base_portal.html", "plain": "base_plain.html"}
LONG = "Verwerkersovereenkomstenadministratiemedewerker"

WORDS = {
    "title": "Voorbeelden", "list": "Verzoeken", "number": "V-2026-031", "heading": "Inzage in het dossier van Noor",
    "lede": "Gevraagd door haar moeder op 2 november, via het portaal", "state": "Verzamelen", "extend": "Termijn verlengen",
    "decide": "Naar weglakken", "todo": "Te doen", "all": "Alles (17)", "what_happened": "Wat er gebeurde", "children": "Uw kinderen",
    "steps": "Stappen", "nothing": "Niets te doen", "nothing_text": "Alle verzoeken zijn op tijd beantwoord.", "facts": "Gegevens",
    "school": "De Vlieger", "matrix": "Wie mag wat", "form": "Verzoek invoeren", "delete": "Vernietigen", "icons": "Tekens",
    "note": f"De vader heeft ook gezag. Hij ziet dit verzoek niet, maar kan hetzelfde vragen. {LONG}.",
}


def forms():
    """One form with every kind of question, once empty, once wrong, and a small one for filters."""
    class Example(f.Form):
        name = f.CharField(label="Naam van de vrager", max_length=80, help_text="Zoals het in de administratie staat.")
        email = f.EmailField(label="E-mailadres")
        day = f.DateField(label="Ontvangen op", initial=TODAY)
        right = f.ChoiceField(label="Recht", choices=[("", "Kies"), ("access", "Inzage"), ("erasure", f"Wissen en {LONG}")])
        how = f.ChoiceField(label="Hoe kwam het binnen?", widget=f.RadioSelect, choices=[("desk", "Aan de balie"), ("letter", "Per brief")])
        parts = f.MultipleChoiceField(label="Onderdelen", widget=f.CheckboxSelectMultiple, choices=[("a", "Toetsen"), ("b", "Notities")])
        reason = f.CharField(label="Toelichting", widget=f.Textarea, required=False)
        file = f.FileField(label="Bestand", required=False)
        sure = f.BooleanField(label="Ik heb de identiteit vastgesteld")

    class Filter(f.Form):
        q = f.CharField(label="Zoeken", required=False)
        school = f.ChoiceField(label="School", choices=[("", "Alle scholen"), ("v", "De Vlieger")], required=False)

    return Example(), Example({"name": "", "email": "geen adres", "day": ""}), Filter()


def task(title: str, url: str, kind: str, school: str, waiting_for: str, due_on: date) -> SimpleNamespace:
    return SimpleNamespace(title=title, url=url, kind=kind, school=school, waiting_for=waiting_for, due_on=due_on)


def example_data() -> dict:
    form, wrong_form, filter_form = forms()
    return {
        "words": WORDS, "form": form, "wrong_form": wrong_form, "filter_form": filter_form, "today": TODAY, "is_demo": True,
        "user": SimpleNamespace(is_authenticated=True, name="Mirjam van den Bouwman-Scholten", email="coordinator@demo.example"),
        "brand": SimpleNamespace(
            name="Stichting Openbaar Onderwijs De Vlieger", logo_url="", theme_url="", email="privacy@demo.example", phone="010 000 00 00"
        ),
        "due": date(2026, 11, 27), "late_due": date(2026, 11, 20), "far": date(2026, 12, 30), "legal_on": date(2026, 12, 2),
        "tiles": [
            {"number": "1", "text": "te laat", "kind": "bad"}, {"number": "3", "text": "vervalt binnen 7 dagen", "kind": "warn"},
            {"number": "31 u", "text": "tot 72 uur na het lek van De Kom", "kind": ""},
            {"number": "94 %", "text": "op tijd dit jaar", "kind": ""},
        ],
        "tasks": [
            task("Inzage, groep 6A", "#1", "V-2026-031", "De Vlieger", "Besluit bestuur", date(2026, 11, 20)),
            task(f"Wissen, {LONG}", "#2", "V-2026-029", "Het Kompas College", "", date(2026, 11, 25)),
            task("Gegevens verbeteren", "#3", "", "Het Kompas College", "Administratie", date(2026, 12, 31)),
        ],
        "items": [
            {"label": "Identiteit vaststellen", "status": "Klaar", "kind": "good"},
            {"label": "Dossier verzamelen", "url": "#4", "status": "2 open", "kind": "warn", "help": "9 van 11 onderdelen"},
            {"label": "Besluit van het bestuur", "status": "Nog niet", "kind": ""},
        ],
        "steps": [
            {"title": "Ontvangen", "text": "via het portaal", "at": AT, "by": "S. de Wit"},
            {"title": "Identiteit vastgesteld", "text": "Aan de balie; rijbewijs gezien, geen kopie gemaakt.", "at": AT, "by": "R. Smit"},
            {"title": "Weglakken en nalezen", "todo": True}, {"title": "Besluit van het bestuur", "todo": True},
        ],
        "rows": [
            {"title": "Noor de Wit", "label": "Leerling", "value": "Noor de Wit, groep 6A",
             "text": "De Vlieger, groep 6A", "url": "#5", "tag": "2 vragen voor u",
             "kind": "warn", "avatar": "Noor de Wit"},
            {"title": "Sam de Wit", "label": "Behandelaar", "value": LONG, "text": "Het Kompas, 4H1", "url": "#6", "avatar": "Sam de Wit"},
        ],
        "page": Paginator(range(480), 25).page(4),
        "tags": [("Verzamelen", "brand"), ("Klaar", "good"), ("Wacht", "warn"), ("Te laat", "bad"), ("Ingetrokken", "")],
        "codes": ["ID", "CT", "BSN", "FAM", "ENR", "RES", "ABS", "GUI", "CAR", "MED", "SAF", "FIN", "IMG", "TRF", "ADV"],
        "matrix": [
            {"name": name, "cells": list("rwm–rrw–mrr–rwr")} for name in ("Groepsleerkracht", "Intern begeleider", "Privacycoördinator")
        ],
        "verdicts": [
            {"name": "Finn Bakker", "kind": "no", "word": "mag niet", "tag": "bad", "why": "een ouder zei nee op 3 september"},
            {"name": "Noor de Wit", "kind": "yes", "word": "mag", "tag": "good", "why": "beide ouders ja"},
        ],
        "icons": re.findall(r'id="([a-z-]+)"', (ROOT / "static/icons.svg").read_text()),
        "menu": [
            {"label": label, "url": f"#{icon}", "icon": icon, "current": icon == "request", "group": group, "count": count}
            for label, icon, group, count in (
                ("Vandaag", "today", "", None), ("Leerlingen", "students", "", None),
                ("Verzoeken", "request", "", SimpleNamespace(number=4, bad=True)),
                ("Toestemming", "consent", "", SimpleNamespace(number=12, bad=False)), ("Toegang", "access", "manage", None),
                ("Logboek", "audit", "manage", None),
            )
        ],
    }


def render(frame: str) -> str:
    """All components in one frame, as a page."""
    request = RequestFactory().get("/styleguide/", {"q": "noor", "page": "4"})
    request.user, request.scope = SimpleNamespace(is_authenticated=True), None
    context = example_data() | {"base": FRAMES[frame]}
    context["messages"] = [Toast("success", "Het verzoek is ontvangen."), Toast("error", "Dat lukte niet: kies eerst een reden.")]
    return render_to_string("styleguide.html", context, request=request)


class Toast(str):
    """A message as Django's message framework hands it to a page."""

    def __new__(cls, level: str, text: str):
        toast = super().__new__(cls, text)
        toast.level_tag = level
        return toast


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for frame in FRAMES:
        (folder / f"{frame}.html").write_text(render(frame))
    static = folder / "static"
    static.mkdir(exist_ok=True)
    for source in [*(ROOT / "static").iterdir(), Path(django_htmx.__file__).parent / "static/django_htmx"]:
        link = static / source.name
        link.unlink(missing_ok=True)
        link.symlink_to(source)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
    os.environ.setdefault("PRIVACYADMIN_ENV", "test")
    django.setup()
    main(Path(sys.argv[1]))
