"""What this app adds to the scope: grants on classes and cases, families, restrictions and protections."""
from privacyadmin.access import sources
from privacyadmin.times import start_of_day

from .models import CaseGrant, ClassGrant, Student

CLASS = """
    select 'class', permission.codename, class.id, class.school_id, school.sector, null::text[], null::uuid[], null
    from students_classgrant held
    join auth_permission permission on permission.id = held.permission_id
    join students_classgroup class on class.id = held.content_object_id
    join organisation_school school on school.id = class.school_id
    where held.user_id = %(user)s and held.since <= %(at)s and held.until > %(at)s"""
CASE = """
    select 'case', permission.codename, file.id, file.school_id, school.sector, file.categories::text[],
           array(select student_id from students_casepupil where case_id = file.id), file.kind
    from students_casegrant held
    join auth_permission permission on permission.id = held.permission_id
    join students_case file on file.id = held.content_object_id
    join organisation_school school on school.id = file.school_id
    where held.user_id = %(user)s and held.since <= %(at)s and held.until > %(at)s
      and file.since <= %(at)s and file.until > %(at)s"""

# A pupil counts as 16 or 18 from the day itself; one born on 29 February, in other years, from 1 March (U1, S1-68). Every rule of a parent
# stands here once: authority and its dates, contact block, age. The right to information gives nothing by itself (BW 1:377c).
AGE = """(extract(year from %(on)s::date) - extract(year from pupil.birth_on)
         - (to_char(%(on)s::date, 'MMDD') < to_char(pupil.birth_on, 'MMDD'))::int)"""
FAMILY_SECTOR = """(select school.sector from students_enrolment enrolment
         join organisation_school school on school.id = enrolment.school_id
         where enrolment.student_id = pupil.id and enrolment.status in ('applicant', 'enrolled', 'left')
         order by enrolment.status = 'enrolled' desc, enrolment.entry_on desc nulls last, enrolment.id desc limit 1)"""
OF_AGE = f"{AGE} >= 18"
# What a pupil of age agreed to opens those kinds to whom he named, with or without authority before; never past a contact block (U9).
AGREED = f"""left join students_agreedaccess agreed on agreed.relation_id = relation.id and agreed.since <= %(at)s and agreed.until > %(at)s
         and not relation.has_contact_block and {OF_AGE}"""
ITSELF = "guardian.user_id = %(user)s and guardian.organisation_name = ''"
# An organisation has no account of its own: each contact person has one, for as long as he speaks for it.
CONTACT = """guardian.id in (select organisation_id from students_contactperson contact where contact.user_id = %(user)s
             and contact.may_sign_in and contact.since <= %(on)s and (contact.until is null or contact.until > %(on)s))"""


def guardians(who: str) -> str:
    """The children of one guardian, or of the organisation that somebody speaks for."""
    return f"""
    select 'family',
           case when agreed.id is not null then 'guardian_18'
                when relation.authority not in ('ja', 'gerechtelijk')
                     or coalesce(relation.authority_since > %(on)s, false) or coalesce(relation.authority_until <= %(on)s, false)
                     or relation.has_contact_block then 'guardian_no_authority'
                when {OF_AGE} then 'guardian_18'
                when {AGE} >= 16 then 'guardian_16'
                else 'guardian' end,
           relation.id, null::uuid, {FAMILY_SECTOR}, agreed.categories::text[], array[pupil.id], relation.kind
    from students_guardian guardian
    join students_guardianrelation relation on relation.guardian_id = guardian.id
    join students_student pupil on pupil.id = relation.student_id
    {AGREED}
    where {who} and pupil.died_on is null"""                                                      # noqa: S608 - constants of the code


PUPIL = f"""
    select 'family', 'pupil_16', null::uuid, null::uuid, {FAMILY_SECTOR}, null::text[], array[pupil.id], 'self'
    from students_student pupil
    where pupil.user_id = %(user)s and pupil.died_on is null and {AGE} >= 16"""                   # noqa: S608 - constants of the code
RESTRICTION = """
    select 'limit', 'restriction', student_id, null::uuid, null, categories::text[], null::uuid[], 'family'
    from students_restriction where since <= %(at)s and (until is null or until > %(at)s)"""
PROTECTION = """
    select 'limit', 'protection', student_id, null::uuid, null, categories::text[], null::uuid[], hidden_from
    from students_protection where since <= %(at)s and (until is null or until > %(at)s)"""


def register() -> None:
    sources.add_grants(ClassGrant, CLASS, latest_end=lambda class_group: start_of_day(class_group.school_year.end_on))
    sources.add_grants(CaseGrant, CASE, latest_end=lambda case: case.until)
    sources.set_pupils(lambda: Student.objects.all())
    sources.add_family(guardians(ITSELF))
    sources.add_family(guardians(CONTACT))
    sources.add_family(PUPIL)
    sources.add_limits(RESTRICTION)
    sources.add_limits(PROTECTION)
