"""Parties and agreements as the services make them."""
from datetime import date
from typing import Any

from privacyadmin.access.scope import Scope
from processors.models import Agreement, Party, PartyUse
from processors.models.catalogue import Clause, PartyRole, Signer
from processors.services import agreements, parties
from tests.factories import NOW

FULL = {
    "subject": "Leerlingvolgsysteem", "categories": ["ID", "RES"], "retention": "2 jaar na vertrek", "is_minimised": True,
    "no_commercial_use": True, "start_on": date(2026, 1, 1), "breach_hours": 24, "objection_days": 30, "processor_name": "Petra Pen",
    "processor_role": "directeur", "processor_signed_on": date(2025, 12, 20),
}


def party(by: Scope, name: str = "Volgwijs B.V.", **values: Any) -> Party:
    return parties.add(values={"name": name, "kind": "administration"} | values, by=by, at=NOW)


def use(of: Party, by: Scope, *, school: Any = None, role: str = PartyRole.PROCESSOR, **values: Any) -> PartyUse:
    told = {"service": "leerlingvolgsysteem", "purpose": "voortgang volgen", "categories": ["ID", "RES"], "since": date(2026, 1, 1)}
    return parties.use(of, values=told | {"school": school, "role": role} | values, by=by, at=NOW)


def draft(of: Party, by: Scope, *, school: Any = None, schools: Any = (), **values: Any) -> Agreement:
    """Complete but for our signature."""
    covers_all = school is None and not schools
    told = FULL | {"school": school, "covers_all": covers_all, "paper": "processing"} | values
    made = agreements.draw_up(of, values=told, schools=schools, by=by, at=NOW)
    ticks = {clause: {"is_there": True, "number": "art. 4", "remark": ""} for clause in Clause.values}
    agreements.tick(made, ticks=ticks, by=by, at=NOW)
    return Agreement.objects.select_related("party", "school").get(pk=made.pk)


def signed(of: Party, by: Scope, **values: Any) -> Agreement:
    made = draft(of, by, **values)
    agreements.record(
        made, level=Signer.BOARD, name="Bas Bestuur", role="bestuurder", on=date(2025, 12, 22), by=by, at=NOW
    )
    return Agreement.objects.get(pk=made.pk)
