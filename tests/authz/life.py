"""A small school in which time passes: each event is written to the database, and noted as a fact for the oracle."""
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from django.db import models

from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.models import BoardGrant, SchoolGrant
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.access.seed import seed_matrices
from privacyadmin.access.services import permissions_on
from privacyadmin.accounts.models import User
from privacyadmin.times import local_day, start_of_day
from students.models import (
    AgreedAccess,
    Case,
    CaseGrant,
    CasePupil,
    ClassGrant,
    ClassMembership,
    Enrolment,
    Guardian,
    GuardianRelation,
    Protection,
    Restriction,
    RestrictionGround,
    Student,
)
from students.services import comparing, merging
from tests.authz import typed
from tests.authz.oracle import Facts, rights
from tests.factories import NOW, BoardFactory, ClassGroupFactory, FamilyUserFactory, SchoolFactory, UserFactory, guardian, pupil, staff

FAR = timedelta(days=4000)
GRANTS = {"board": BoardGrant, "school": SchoolGrant, "class": ClassGrant, "case": CaseGrant}
LETTERS = {Right.METADATA: "m", Right.READ: "r", Right.WRITE: "w", Right.QUERY: "q"}
TABLES = {sector: typed.matrix(sector) for sector in ("po", "vo")}
CATEGORIES = [category for category in Category if category != Category.ADV]
CLASSES = {"6A": "vlieger", "5B": "vlieger", "4H1": "kompas", "2A": "kompas"}
PUPILS = {"noor": "6A", "sam": "4H1"}
STAFF = ("anna", "bert", "carla")
ELSEWHERE = {"noor": ("kompas", "2A"), "sam": ("vlieger", "5B")}
FAMILY = {"mother": ("noor", "sam"), "father": ("noor", "sam")}
PEOPLE = (*STAFF, *FAMILY, "sam himself")


class Life:
    """Noor of primary and Sam of secondary school, their parents, and three colleagues who come and go."""

    def __init__(self) -> None:
        seed_matrices(valid_from=date(2020, 1, 1))
        board = BoardFactory()
        self.now: datetime = NOW
        self.places: dict[str, Any] = {"board": board}
        self.facts = Facts(sector={"vlieger": "po", "kompas": "vo"}, born={"noor": date(2016, 5, 4), "sam": date(2010, 12, 5)})
        for school, sector in self.facts.sector.items():
            self.places[school] = SchoolFactory(board=board, sector=sector)
        for name, school in CLASSES.items():
            self.places[name] = ClassGroupFactory(school=self.places[school], name=name)
            self.facts.school_of[name] = school
        self.people: dict[str, User] = {name: UserFactory() for name in STAFF} | {"sam himself": FamilyUserFactory()}
        self.pupils: dict[str, Student] = {}
        for name, class_name in PUPILS.items():
            school = CLASSES[class_name]
            user = self.people["sam himself"] if name == "sam" else None
            self.pupils[name] = pupil(self.places[school], self.places[class_name], birth_on=self.facts.born[name], user=user)
            self.facts.enrolled.append((name, school))
            self.facts.in_class.append([name, class_name, date(2026, 8, 1), None])
        self.facts.account_of["sam"] = "sam himself"
        self.guardians: dict[str, Guardian] = {}
        for name, children in FAMILY.items():
            self.people[name] = FamilyUserFactory()
            self.guardians[name] = guardian(*(self.pupils[child] for child in children), user=self.people[name], last_name=name)
            for child in children:
                self.facts.parents[name, child] = {"authority": "ja", "since": None, "until": None, "blocked": False}

    @property
    def today(self) -> date:
        return local_day(self.now)

    # What can happen.

    def born(self, child: str, day: date) -> None:
        raw(Student).filter(pk=self.pupils[child].pk).update(birth_on=day)
        self.facts.born[child] = day

    def pass_time(self, step: timedelta) -> None:
        self.now += step

    def reach_birthday(self, child: str, years: int, *, moment: timedelta) -> None:
        """To midnight at which a pupil becomes 16 or 18, or just before it; time never goes back."""
        day, year = self.facts.born[child], self.facts.born[child].year + years
        is_leap_day = (day.month, day.day) == (2, 29)
        birthday = date(year, 3, 1) if is_leap_day and year % 4 else day.replace(year=year)
        self.now = max(self.now, start_of_day(birthday) + moment)

    def court(self, parent: str, child: str, *, authority: str, since: date | None, until: date | None, blocked: bool) -> None:
        """An order, a change of authority, or a contact block."""
        if since is not None and until is not None:
            since, until = (since, None) if since == until else sorted((since, until))
        values = {"authority": authority, "authority_since": since, "authority_until": until, "has_contact_block": blocked}
        raw(GuardianRelation).filter(guardian=self.guardians[parent], student=self.pupils[child]).update(**values)
        self.facts.parents[parent, child] = {"authority": authority, "since": since, "until": until, "blocked": blocked}

    def move_class(self, child: str, to: str) -> None:
        """From one class to another of the school, from today on."""
        here = next(each for each in self.facts.in_class if each[0] == child and each[3] is None)
        if here[1] == to or CLASSES[to] != CLASSES[here[1]]:
            return
        place = raw(ClassMembership).filter(student=self.pupils[child], class_group=self.places[here[1]], until=None)
        place.update(until=max(self.today, here[2]))
        here[3] = max(self.today, here[2])
        ClassMembership(student=self.pupils[child], class_group=self.places[to], since=self.today).save()
        self.facts.in_class.append([child, to, self.today, None])

    def appoint(self, who: str, role: str, on: str, *, since: timedelta, until: timedelta | None) -> None:
        """A role on the board, a school, a class or a case, past the service, which would refuse some of these."""
        kind = "board" if on == "board" else "case" if on in self.facts.cases else "class" if on in CLASSES else "school"
        start = self.now + since
        end = start + (until or FAR) if until or kind in ("class", "case") else None
        new = {"who": who, "role": role, "kind": kind, "on": on, "since": start, "until": end}
        if any(overlap(each, new) for each in self.facts.grants):
            return
        target = self.places[on]
        GRANTS[kind](
            user=self.people[who], permission=permissions_on(type(target))[role], content_object=target, since=start, until=end, why="test"
        ).save(force_insert=True)
        self.facts.grants.append(new)

    def dismiss(self, who: str, *, kinds: tuple[str, ...]) -> None:
        """Ends what somebody holds at this instant: all of it, or the roles at the school alone."""
        for each in self.facts.grants:
            if each["who"] == who and each["kind"] in kinds and (each["until"] is None or each["until"] > self.now):
                target, end = self.places[each["on"]], max(self.now, each["since"])
                raw(GRANTS[each["kind"]]).filter(
                    user=self.people[who], content_object=target, permission__codename=f"role_{each['role']}", since=each["since"]
                ).update(until=end)
                each["until"] = end

    def close_account(self, who: str, is_closed: bool) -> None:
        User.objects.filter(pk=self.people[who].pk).update(is_active=not is_closed)
        (self.facts.closed_accounts.add if is_closed else self.facts.closed_accounts.discard)(who)

    def open_case(self, child: str, *, kind: str, categories: list[str], lasts: timedelta) -> None:
        school, name = CLASSES[PUPILS[child]], f"case {len(self.facts.cases)}"
        whole: dict[str, Any] = {"kind": kind, "since": self.now, "until": self.now + lasts}
        asked = {"asked_by": self.people["anna"], "approved_by": self.people["bert"]} if kind == "exception" else {}
        case = Case(school=self.places[school], categories=categories, reason="test", **whole, **asked)
        case.save()
        CasePupil(case=case, student=self.pupils[child]).save()
        self.places[name], self.facts.school_of[name] = case, school
        self.facts.cases[name] = whole | {"pupils": {child}, "categories": set(categories)}

    def close_case(self, name: str) -> None:
        case = self.facts.cases[name]
        case["until"] = max(case["since"], min(case["until"], self.now))
        raw(Case).filter(pk=self.places[name].pk).update(until=case["until"])

    def limit(self, child: str, *, categories: list[str], hidden_from: str, lasts: timedelta | None) -> None:
        """A restriction hides from the whole family, a protection from whom it says (art. 18, C-25)."""
        period: dict[str, Any] = {"since": self.now, "until": lasts and self.now + lasts}
        whole: dict[str, Any] = {"student": self.pupils[child], "categories": categories, "reason": "test", **period}
        if hidden_from == "restriction":
            Restriction(ground=RestrictionGround.ACCURACY, **whole).save()
        else:
            Protection(hidden_from=hidden_from, review_on=self.today + timedelta(days=30), **whole).save()
        is_restriction = hidden_from == "restriction"
        limit = {"pupil": child, "categories": set(categories), "hidden_from": "family" if is_restriction else hidden_from}
        self.facts.limits.append(period | limit | {"is_restriction": is_restriction})

    def lift(self, child: str) -> None:
        for model in (Restriction, Protection):
            raw(model).filter(student=self.pupils[child], until=None).update(until=self.now)
        for each in self.facts.limits:
            if each["pupil"] == child and each["until"] is None:
                each["until"] = self.now

    def end_dated_restrictions(self, child: str) -> None:
        """Those of which the end is written, and still to come: no service writes that, and no step can be taken with them."""
        raw(Restriction).filter(student=self.pupils[child], until__gt=self.now).update(until=self.now)
        for each in self.facts.limits:
            if each["pupil"] == child and each["is_restriction"] and each["until"] is not None:
                each["until"] = min(each["until"], self.now)

    def agree(self, parent: str, child: str, *, categories: list[str], lasts: timedelta) -> None:
        """The pupil lets a parent see this, in place of what he let him see before; it counts from 18 on (U9)."""
        self.take_back(parent, child)
        relation = GuardianRelation.objects.get(guardian=self.guardians[parent], student=self.pupils[child])
        period = {"since": self.now, "until": self.now + lasts}
        AgreedAccess(relation=relation, categories=categories, by=self.people["sam himself"], **period).save()
        self.facts.agreed.append(period | {"parent": parent, "pupil": child, "categories": set(categories)})

    def take_back(self, parent: str, child: str) -> None:
        relation = GuardianRelation.objects.get(guardian=self.guardians[parent], student=self.pupils[child])
        raw(AgreedAccess).filter(relation=relation, until__gt=self.now).update(until=self.now)
        for each in self.facts.agreed:
            if (each["parent"], each["pupil"]) == (parent, child):
                each["until"] = min(each["until"], self.now)

    def merge_with_double(self, child: str, *, authority: str, blocked: bool, limited: list[str], stays: str) -> None:
        """The other school had this child too, with the mother alone; the coordinator finds it, and makes the two records one."""
        self.end_dated_restrictions(child)
        school, class_name = ELSEWHERE[child]
        double = pupil(self.places[school], self.places[class_name], birth_on=self.facts.born[child], last_name="Dubbel")
        raw(Enrolment).filter(student=double).update(entry_on=self.today)
        raw(ClassMembership).filter(student=double).update(since=self.today)
        GuardianRelation(student=double, guardian=self.guardians["mother"], authority=authority, has_contact_block=blocked).save()
        period: dict[str, Any] = {"since": self.now, "until": None}
        Protection(student=double, categories=limited, hidden_from="family", reason="test", review_on=self.today, **period).save()
        one, other = (self.pupils[child], double) if stays == "child" else (double, self.pupils[child])
        by = self.coordinator()
        loaded = [Student.objects.with_places(on=self.today).get(pk=each.pk) for each in (one, other)]
        found = comparing.pupils(*loaded, by=by, at=self.now)
        decisions = merging.Decisions(reason="test", allowed="consent")
        merging.merge_pupils(one.pk, other.pk, decisions=decisions, shown=found.digest, by=by, at=self.now)
        self.pupils[child] = one
        self.facts.merged(child, school, class_name, today=self.today, now=self.now, authority=authority, blocked=blocked)
        limit = {"pupil": child, "categories": set(limited), "hidden_from": "family", "is_restriction": False}
        self.facts.limits.append(period | limit)

    def coordinator(self) -> Scope:
        """Somebody who merges, and is asked nothing else."""
        if "coordinator" not in self.places:
            self.places["coordinator"] = staff(Role.COORDINATOR, self.places["board"], since=NOW)
        return resolve(self.places["coordinator"], self.now)

    # What must always hold.

    def mistakes(self, *, lists: dict[str, Category] | None = None) -> Iterator[str]:
        """Where a check, or a list of the people and categories named, gives another answer than the oracle."""
        loaded = list(Student.objects.with_places(on=self.today).filter(pk__in=[each.pk for each in self.pupils.values()]))
        names = {student.pk: name for name, student in self.pupils.items()}
        users = User.objects.in_bulk([user.pk for user in self.people.values()])
        for person in PEOPLE:
            scope = resolve(users[self.people[person].pk], self.now)
            for student, category in product(loaded, CATEGORIES):
                wanted = rights(self.facts, TABLES, person, names[student.pk], category, self.now)
                found = {letter for right, letter in LETTERS.items() if scope.can(student, category, right)}
                if found != wanted:
                    yield f"{person}, {category} of {names[student.pk]} at {self.now}: {sorted(found)} instead of {sorted(wanted)}"
            if category := (lists or {}).get(person):
                yield from self.mistakes_of_lists(person, scope, category)

    def mistakes_of_lists(self, person: str, scope: Scope, category: Category) -> Iterator[str]:
        wanted = {child: rights(self.facts, TABLES, person, child, category, self.now) for child in self.pupils}
        for right, letter in LETTERS.items():
            listed = set(Student.objects.visible_to(scope, category=category, right=right).values_list("pk", flat=True))
            if listed != {self.pupils[child].pk for child, letters in wanted.items() if letter in letters}:
                yield f"{person} lists {category} at {self.now}: {len(listed)} pupils for {letter}"


def raw(model: Any) -> models.QuerySet:
    return models.QuerySet(model)


def overlap(one: dict, other: dict) -> bool:
    """The same role held twice at once is refused by the database."""
    if any(one[key] != other[key] for key in ("who", "role", "on")):
        return False
    return (other["until"] is None or one["since"] < other["until"]) and (one["until"] is None or other["since"] < one["until"])
