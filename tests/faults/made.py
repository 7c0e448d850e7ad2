"""Fills the database of a house, in a process of its own: `python -m tests.faults.made families 200` prints what a client needs."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
django.setup()

from datetime import date, timedelta  # noqa: E402 - only now the models are there

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from consent import seed  # noqa: E402
from consent.models import Purpose  # noqa: E402
from consent.services import campaigns  # noqa: E402
from privacyadmin import outbox  # noqa: E402
from privacyadmin.access.catalogue import Role  # noqa: E402
from privacyadmin.access.scope import resolve  # noqa: E402
from privacyadmin.access.seed import seed_matrices  # noqa: E402
from privacyadmin.accounts.middleware import SECOND_FACTOR, SEEN_AT, SIGNED_IN_AT  # noqa: E402
from privacyadmin.accounts.models import User  # noqa: E402
from privacyadmin.files import pending  # noqa: E402
from privacyadmin.organisation.models import Board, School, Sector  # noqa: E402
from privacyadmin.policy.services import use_preset  # noqa: E402
from students.imports import apply  # noqa: E402
from students.imports.edexml import read  # noqa: E402
from students.models import ImportUpload, UploadKind  # noqa: E402
from tests.edexml.build import make_edexml  # noqa: E402
from tests.factories import BoardFactory, ClassGroupFactory, SchoolFactory, guardian, pupil, staff  # noqa: E402

NOW = timezone.now()


def school() -> School:
    if Board.objects.exists():
        return School.objects.get()
    seed_matrices(valid_from=date(2020, 1, 1))
    board = BoardFactory()
    use_preset(school=None, preset="po", valid_from=date(2020, 1, 1), by=None, at=NOW)
    return SchoolFactory(board=board, name="De Vlieger", brin="99ZA", sector=Sector.PO)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.session
    session.update({SECOND_FACTOR: True, SIGNED_IN_AT: NOW.timestamp(), SEEN_AT: NOW.timestamp()})
    session.save()
    return session.session_key


def families(number: int) -> dict:
    """So many pupils, each with a parent who is signed in."""
    group = ClassGroupFactory(school=school(), name="6A")
    made = []
    for _number in range(number):
        child = pupil(group.school, group)
        parent = guardian(child)
        made.append({"session": session_of(parent.user), "child": str(child.pk)})
    return {"families": made}


def mails(number: int) -> dict:
    """So many mails that wait."""
    user = staff(Role.ICT, school().board, since=NOW - timedelta(days=1))
    for each in range(number):
        outbox.mail("night_late", to=user, key=f"run:{each}", at=NOW, extra={"on": "2026-11-22"})
    return {}


def pupils_file(number: int) -> dict:
    """An EDEXML file on the disk, and the school that it is of."""
    school()
    path = os.path.join(os.environ["SEALED_ROOT"], "leerlingen.xml")
    with open(path, "wb") as file:
        file.write(make_edexml(number))
    return {"file": path}


def upload(number: int) -> dict:
    """The administration has uploaded a file, and stands before «apply»."""
    place = school()
    office = staff(Role.OFFICE, place, since=NOW - timedelta(days=1))
    content = make_edexml(number)
    shown = apply.difference(read(content, on=NOW.date()), at=NOW).digest()
    row = pending.keep(ImportUpload(kind=UploadKind.EDEXML, school=place, shown=shown), content, by=office, at=NOW)
    return {"session": session_of(office), "upload": str(row.pk)}


def campaign(number: int) -> dict:
    """So many pupils, each with two parents of whom every tenth has another child here too; all are asked for consent."""
    group = ClassGroupFactory(school=school(), name="6A")
    office = resolve(staff(Role.OFFICE, group.school, since=NOW - timedelta(days=1)), NOW)
    children = [pupil(group.school, group) for _number in range(number)]
    parents = [guardian(child, *children[place + 1:place + 2] if place % 10 == 0 else ()) for place, child in enumerate(children)]
    parents += [guardian(child) for child in children]
    seed.write(group.school, on=NOW.date() - timedelta(days=90), at=NOW)
    known = Purpose.objects.filter(code__in=["IMG_WEB", "IMG_NIEUWS"])
    values = {"classes": [], "answer_by": NOW.date() + timedelta(days=21), "remind_every": 14, "kind": "enrolment", "name": "Foto's"}
    campaigns.start(campaigns.make(group.school, purposes=list(known), by=office, at=NOW, **values), by=office, at=NOW)
    return {"mailboxes": [parent.user.email for parent in parents]}


if __name__ == "__main__":
    with transaction.atomic():
        makers = {"families": families, "mails": mails, "pupils_file": pupils_file, "upload": upload, "campaign": campaign}
        found = makers[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.write(json.dumps(found))
