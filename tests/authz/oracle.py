"""Who may do what, said a second time: from facts as people write them down and the tables typed of DOMAIN, with no line of the product."""
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

INVITED = {"orthopedagogue", "ambulatory_counsellor", "family_coach"}
GIVES = {"m": {"m"}, "r": {"m", "r"}, "rw": {"m", "r", "w"}, "q": {"q"}}
PLACES = {"S": {"board", "school"}, "C": {"class"}, "K": {"case"}, "Z": {"family"}, "m": {"board", "school", "class"}}


@dataclass
class Facts:
    """What is true in the school; every period is from and until, the last not included, None without end."""

    sector: dict[str, str]                                                 # school → po or vo
    born: dict[str, date]
    account_of: dict[str, str] = field(default_factory=dict)               # pupil → person
    enrolled: list[tuple[str, str]] = field(default_factory=list)          # pupil, school
    in_class: list[list] = field(default_factory=list)                     # pupil, class, from, until
    school_of: dict[str, str] = field(default_factory=dict)                # class or case → school
    parents: dict[tuple[str, str], dict] = field(default_factory=dict)     # parent, pupil → authority, since, until, blocked
    grants: list[dict] = field(default_factory=list)                       # who, role, kind, on, since, until
    cases: dict[str, dict] = field(default_factory=dict)                   # kind, pupils, categories, since, until
    limits: list[dict] = field(default_factory=list)                       # pupil, categories, hidden_from, is_restriction, since, until
    agreed: list[dict] = field(default_factory=list)                       # parent, pupil, categories, since, until
    closed_accounts: set[str] = field(default_factory=set)


    def merged(self, pupil: str, school: str, class_name: str, *, today: date, now: datetime, authority: str, blocked: bool) -> None:
        """A second record of this child, in a class of another school, with the mother alone, became one with the first.

        What both records allow, the mother may; the father, who stood with one of them, has to show his authority again; and what a
        pupil of age agreed to is over (U6-U9).
        """
        self.enrolled.append((pupil, school))
        self.in_class.append([pupil, class_name, today, None])
        mother, father = self.parents["mother", pupil], self.parents["father", pupil]
        own = mother["authority"]
        strictest = next(each for each in ("nee", "onbekend", "gerechtelijk", "ja") if each in (own, authority))
        deciding = ("ja", "gerechtelijk")
        if own not in deciding or authority not in deciding:
            periods = mother if strictest == own else {"since": None, "until": None}
            mother |= {"since": periods["since"], "until": periods["until"]}
        mother |= {"authority": strictest, "blocked": mother["blocked"] or blocked}
        if father["authority"] in deciding and not father["blocked"]:
            father["authority"] = "onbekend"
        for each in self.agreed:
            if each["pupil"] == pupil:
                each["until"] = min(each["until"], now)


def during(each: dict, now) -> bool:
    return (each["since"] is None or each["since"] <= now) and (each["until"] is None or now < each["until"])


def is_of_age(born: date, years: int, today: date) -> bool:
    try:
        return today >= born.replace(year=born.year + years)
    except ValueError:                                                     # 29 February: in other years from 1 March (U1, S1-68)
        return today >= date(born.year + years, 3, 1)


def rights(facts: Facts, tables: dict, person: str, pupil: str, category: str, now: datetime) -> set[str]:
    """The letters m, r, w, q that this person has in this category of this pupil at this instant."""
    today = now.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    if person in facts.closed_accounts:
        return set()
    found: set[str] = set()
    for source, role, sectors, is_exception in ways(facts, person, pupil, category, now, today):
        for sector in sectors:
            found |= {"m", "r"} if is_exception else given(tables[sector].get((role, category), "-"), source)
    if any(each["pupil"] == pupil and each["parent"] == person and category in each["categories"] and during(each, now)
           for each in facts.agreed) and is_of_age(facts.born[pupil], 18, today) and not facts.parents[person, pupil]["blocked"]:
        found |= {"m", "r"}                                                # a pupil of age agreed to it (U9)
    limits = [each for each in facts.limits if each["pupil"] == pupil and category in each["categories"] and during(each, now)]
    is_himself, is_parent = facts.account_of.get(pupil) == person, (person, pupil) in facts.parents
    for each in limits:
        hides = {"family": is_himself or is_parent, "pupil": is_himself, "guardians": is_parent}[each["hidden_from"]]
        found = set() if hides else found if is_himself or is_parent else found - {"w"}
    return found


def given(cell: str, source: str) -> set[str]:
    if cell == "-":
        return set()
    reach, _colon, level = cell.partition(":")
    return GIVES[level or "m"] if source in PLACES[reach] else set()


def ways(facts: Facts, person: str, pupil: str, category: str, now: datetime, today: date):
    """Each role by which this person comes to this pupil: where from, which, in which sectors, and whether by an exception."""
    schools = [school for each, school in facts.enrolled if each == pupil]
    held = [each for each in facts.grants if each["who"] == person and during(each, now)]
    for each in held:
        school = facts.school_of.get(each["on"], each["on"])
        case = facts.cases.get(each["on"])
        if each["kind"] == "board":
            yield "board", each["role"], {facts.sector[one] for one in schools}, False
        elif case is None:
            classes = [one[1] for one in facts.in_class if one[0] == pupil and one[2] <= today and (one[3] is None or today < one[3])]
            if each["on"] in (schools if each["kind"] == "school" else classes):
                yield each["kind"], each["role"], {facts.sector[school]}, False
        elif during(case, now) and pupil in case["pupils"] and category in case["categories"]:
            others = [one for one in held if one["kind"] != "case"]
            at_school = {one["role"] for one in others if facts.school_of.get(one["on"], one["on"]) in (school, "board")}
            if each["role"] in INVITED | at_school or (each["role"] == "request_handler" and at_school):
                yield "case", each["role"], {facts.sector[school]}, case["kind"] == "exception"
    sector = {facts.sector[schools[-1]]} if schools else set()
    born = facts.born[pupil]
    if facts.account_of.get(pupil) == person and is_of_age(born, 16, today):
        yield "family", "pupil_16", sector, False
    if relation := facts.parents.get((person, pupil)):
        decides = relation["authority"] in ("ja", "gerechtelijk") and during(relation, today) and not relation["blocked"]
        older = "guardian_18" if is_of_age(born, 18, today) else "guardian_16" if is_of_age(born, 16, today) else "guardian"
        yield "family", older if decides else "guardian_no_authority", sector, False
