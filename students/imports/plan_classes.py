"""The classes, the staff and the appointments of an EDEXML file, beside what is stored; appointments are proposed only (SETTLED 8)."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from privacyadmin.access.catalogue import Role
from privacyadmin.organisation.models import School, SchoolYear, Sector
from students.models import Appointment, AppointmentState, ClassGroup, ClassKind, StaffMember

from .difference import Difference
from .edexml import DUMMY, EdexFile, GroupRow, PupilRow, TeacherRow

OPEN = (AppointmentState.PROPOSED, AppointmentState.CONFIRMED, AppointmentState.END_PROPOSED)


def year_of(name: str) -> SchoolYear:
    """The school year, not saved when it is new."""
    first = int(name[:4])
    return SchoolYear.objects.filter(name=name).first() or SchoolYear(name=name, start_on=date(first, 8, 1), end_on=date(first + 1, 8, 1))


def proposed_role(school: School, kind: str) -> Role:
    """Of a base group in primary education its group teacher, else a subject teacher; the person who confirms may change it."""
    return Role.GROUP_TEACHER if school.sector == Sector.PO and kind == ClassKind.BASE else Role.SUBJECT_TEACHER


class ClassPlan:
    def __init__(self, edex: EdexFile, school: School, result: Difference):
        self.edex, self.school, self.result = edex, school, result
        self.year = year_of(edex.school.school_year)  # type: ignore[union-attr]
        self.by_key: dict[str, ClassGroup] = {}  # key in the file -> class
        self.members: dict[str, StaffMember] = {}

    # Classes.

    def plan_groups(self) -> None:
        stored = list(ClassGroup.objects.filter(school=self.school.pk, school_year__name=self.year.name))
        by_key = {(group.kind, group.key): group for group in stored if group.key}
        by_name = {(group.kind, group.name): group for group in stored if not group.key}
        self.read_earlier()
        for row in self.edex.groups:
            is_dummy = row.key.startswith(DUMMY)
            known = by_name.get((row.kind, row.name)) if is_dummy else by_key.get((row.kind, row.key))
            self.by_key[row.key] = self.changed(known, row) if known else self.created(row, "" if is_dummy else row.key)

    def read_earlier(self) -> None:
        """The classes of the latest year before this one."""
        earlier = ClassGroup.objects.filter(school=self.school.pk, school_year__start_on__lt=self.year.start_on)
        latest = earlier.order_by("-school_year__start_on").values("school_year")[:1]
        self.earlier = list(earlier.filter(school_year__in=latest))
        self.names_before = Counter((group.kind, group.name) for group in self.earlier)

    def created(self, row: GroupRow, key: str) -> ClassGroup:
        group = ClassGroup(school=self.school, school_year=self.year, key=key, name=row.name, year_group=row.year_group, kind=row.kind)
        group.follows = self.followed(row, key)
        self.result.new_classes.append(group)
        return group

    def followed(self, row: GroupRow, key: str) -> ClassGroup | None:
        """The class of last year with the same key, or the only one with the same name."""
        same_key = next((group for group in self.earlier if key and (group.kind, group.key) == (row.kind, key)), None)
        if same_key or self.names_before[row.kind, row.name] != 1:
            return same_key
        return next(group for group in self.earlier if (group.kind, group.name) == (row.kind, row.name))

    def changed(self, group: ClassGroup, row: GroupRow) -> ClassGroup:
        if (group.name, group.year_group) != (row.name, row.year_group):
            group.name, group.year_group = row.name, row.year_group
            self.result.changed_classes.append(group)
        return group

    def of_pupil(self, row: PupilRow) -> list[ClassGroup]:
        """The classes of one pupil, his base group first."""
        return [self.by_key[key] for key in dict.fromkeys((row.group_key, *row.combined_keys)) if key]

    # Staff.

    def plan_staff(self) -> None:
        stored = {member.key: member for member in StaffMember.objects.filter(school=self.school.pk)}
        for row in self.edex.teachers:
            if row.key.startswith(DUMMY):
                continue
            name = teacher_name(row)
            member = stored.get(row.key)
            if member is None:
                member = StaffMember(school=self.school, key=row.key, name=name, email=row.email)
                self.result.new_staff.append(member)
            elif (member.name, member.email) != (name, row.email):
                member.name, member.email = name, row.email
                self.result.changed_staff.append(member)
            self.members[row.key] = member

    # Appointments.

    def plan_appointments(self) -> None:
        if not self.edex.teachers:
            return  # the file says nothing of who teaches what
        stored = self.read_appointments()
        wanted = set()
        for row in self.edex.teachers:
            for key in row.group_keys if row.key in self.members else ():
                member, group = self.members[row.key], self.by_key[key]
                wanted.add((member.pk, group.pk))
                self.plan_appointment(member, group, stored.get((member.pk, group.pk), []))
        for pair, appointments in stored.items():
            if pair not in wanted:
                self.plan_ends(appointments)

    def read_appointments(self) -> dict[tuple[UUID, UUID], list[Appointment]]:
        stored = defaultdict(list)
        found = Appointment.objects.filter(class_group__school=self.school.pk, class_group__school_year__name=self.year.name)
        for appointment in found.exclude(state=AppointmentState.ENDED):
            stored[appointment.staff_member_id, appointment.class_group_id].append(appointment)
        return stored

    def plan_appointment(self, member: StaffMember, group: ClassGroup, stored: list[Appointment]) -> None:
        """A new proposal; none where somebody is appointed, proposed or was declined already."""
        if not stored:
            self.result.appointments.append((member.pk, group.pk, proposed_role(self.school, group.kind)))
        self.result.appointments_again += [each.pk for each in stored if each.state == AppointmentState.END_PROPOSED]

    def plan_ends(self, appointments: list[Appointment]) -> None:
        for each in appointments:
            if each.source == "import" and each.state == AppointmentState.CONFIRMED:
                self.result.appointments_ended.append(each.pk)
            elif each.source == "import" and each.state == AppointmentState.PROPOSED:
                self.result.appointments_withdrawn.append(each.pk)


def teacher_name(row: TeacherRow) -> str:
    return " ".join(part for part in (row.first_name or row.initials, row.prefix, row.last_name) if part)[:200]
