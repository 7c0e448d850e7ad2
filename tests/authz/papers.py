"""Sealed files for the world of the table: small ones, made without the worker."""
from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.documents.models import Document
from privacyadmin.documents.services import store
from privacyadmin.exports import services as exports
from privacyadmin.exports.models import Export
from privacyadmin.exports.registry import OFFERS
from privacyadmin.files import correspondence
from privacyadmin.files.checking import Checked
from privacyadmin.files.models import Correspondence, CorrespondenceFile, FileState
from privacyadmin.files.services import keep
from privacyadmin.ids import new_id
from privacyadmin.letters.models import Letter, PrintRun
from privacyadmin.letters.services import runs, writing
from students import addressees
from students.models import (
    ActivationCode,
    Case,
    Concern,
    ContactPerson,
    DossierEntry,
    DossierFile,
    EnrolmentKey,
    FileRequest,
    Guardian,
    GuardianKey,
    GuardianRelation,
    KnownAs,
    Merge,
    MergeKind,
    Student,
    Transfer,
)
from students.services import concerns, dossier
from tests.factories import NOW, TODAY, staff

PDF = b"%PDF-1.7 a small file"


def entry_with_file(student: Student, school) -> tuple[DossierEntry, DossierFile]:
    """A note of the one who coordinates the care, with a file."""
    author = resolve(staff(Role.COUNSELLOR if school.sector == "po" else Role.CARE_COORDINATOR, school), NOW)
    loaded = Student.objects.visible_to(author).get(pk=student.pk)
    entry = dossier.add_entry(
        loaded, school=school, category=Category.GUI, happened_on=TODAY, text="Een notitie.", title="Gesprek", by=author, at=NOW,
        files=[Checked("verslag.pdf", "application/pdf", PDF)],
    )
    return entry, entry.files.get()


def letter_with_file(file: Case) -> tuple[Correspondence, CorrespondenceFile]:
    """A letter that came in on a care case, with a file."""
    author = resolve(staff(Role.COUNSELLOR if file.school.sector == "po" else Role.CARE_COORDINATOR, file.school), NOW)
    found = correspondence.case_of("students.case", file.pk, author)
    assert found is not None
    words = {"direction": "in", "channel": "letter", "happened_on": TODAY, "party": "Een arts", "words": "Een brief."}
    wrong = correspondence.add(found, **words, files=[], by=author, at=NOW)
    correspondence.void(found, wrong, why="vergissing", by=author, at=NOW)
    letter = correspondence.add(found, **words, files=[Checked("brief.pdf", "application/pdf", PDF)], by=author, at=NOW)
    return letter, letter.files.get()


def held_file(letter: Correspondence) -> CorrespondenceFile:
    """A file of the same letter that waits for the scanner."""
    file = CorrespondenceFile(correspondence=letter, subject=letter.subject, category=letter.category)
    keep(file, Checked("wacht.pdf", "application/pdf", PDF), school=letter.school, by=letter.added_by, at=NOW)
    CorrespondenceFile.objects.filter(pk=file.pk).update(state=FileState.HELD)
    return file


def without_account(student: Student) -> GuardianRelation:
    """A parent of whom no e-mail address is known."""
    return student.guardian_relations.create(guardian=Guardian.objects.create(last_name="Papier"), authority="ja")


def organisation(student: Student) -> ContactPerson:
    """Somebody who speaks for an organisation that has the guardianship, and does not sign in."""
    agency = Guardian.objects.create(organisation_name="Voogdij")
    student.guardian_relations.create(guardian=agency, kind="voogd", authority="gerechtelijk")
    return agency.contacts.create(name="Contact", email="contact@voogdij.example", phone="06", since=TODAY)


def concern(student: Student, school) -> Concern:
    """Somebody of the office says that a name is wrong."""
    author = resolve(staff(Role.OFFICE, school), NOW)
    loaded = Student.objects.visible_to(author).get(pk=student.pk)
    item = concerns.item_of(loaded, author, "name")
    assert item is not None
    return concerns.tell(loaded, item, school=school, wrong="Verkeerd.", right="Goed.", by=author, at=NOW)[0]


def answered(open_one: Concern) -> None:
    """The same of before, with its answer."""
    Concern(
        student=open_one.student, school=open_one.school, piece="name", category="ID", wrong_sealed=b"", told_by=open_one.told_by,
        told_at=NOW, due_on=TODAY, answer="kept", answer_sealed=b"", answered_by=open_one.told_by, answered_at=NOW,
    ).save()


def dropped(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(dropped_at=NOW, dropped_why="vergissing")


def document(privacy_request, student: Student) -> Document:
    crypto.Keyring.ensure([student.pk], at=NOW)
    made = Document(
        kind="access_answer", school=privacy_request.school, about=privacy_request.pk, subject=student.pk, language="nl", ordered_at=NOW
    )
    made.save()
    return store(made, PDF, media_type="application/pdf", pages=1, volumes=1, at=NOW)


def letter(student: Student, guardian: Guardian, school) -> Letter:
    """About how the school handles data: in the portal of who has an account, else on paper."""
    to = addressees.guardian(guardian, on=TODAY, standing="guardian")
    return writing.write(
        "students.information", to=to, school=school, subject=student.pk, about=None, key=f"letter:{guardian.pk}", by=None, at=NOW,
        values={"child": student.call_name, "officer": "Lotte de Groot"},
    )


def print_run(student: Student, school, office) -> PrintRun:
    """One letter to a parent without an account, printed."""
    letter(student, Guardian.objects.create(last_name="Brief"), school)
    run = runs.make(school, by=resolve(office, NOW), at=NOW)
    store(run.document, PDF, media_type="application/pdf", pages=1, volumes=1, at=NOW)
    return run


def export(who, school) -> Export:
    """The pupils of a school as a file, ready to be downloaded by the one who asked."""
    wanted = {"form": "csv", "purpose": "check", "words": "test", "school": school, "language": "nl"}
    made = exports.ask(OFFERS["students.pupils"], by=resolve(who, NOW), at=NOW, **wanted)
    exports.make(made.pk, at=NOW)
    return made


def spent_code(guardian: Guardian, school) -> ActivationCode:
    """A letter with a code that was replaced after an address had been typed."""
    relation = guardian.relations.get()
    code = ActivationCode(
        student=relation.student, relation=relation, guardian_key=guardian.pk, school=school, code_hash=str(guardian.pk),
        issued_by=staff(Role.OFFICE, school), issued_at=NOW, expires_at=NOW, typed_email="typed@thuis.example", ended_at=NOW,
    )
    code.save()
    return code


def merge(student: Student, guardian: Guardian) -> Merge:
    """A record that was this pupil's as well, and the keys under which the school's own system knew both."""
    enrolment = student.enrolments.get()
    EnrolmentKey(enrolment=enrolment, school=enrolment.school, kind=KnownAs.KEY, key=f"old {student.pk}").save()
    GuardianKey(guardian=guardian, kind=KnownAs.KEY, key=f"old {guardian.pk}").save()
    done = Merge(kind=MergeKind.PUPIL, absorbed=new_id(), survivor=student.pk, at=NOW, reason="test")
    done.save()
    return done


def transfer(student: Student, school, note: DossierEntry) -> Transfer:
    """A file that is shown to the family before it goes to a next school; another was not sent."""
    author = staff(Role.DIRECTOR, school)
    known = {"student": student, "school": school, "due_on": TODAY, "made_at": NOW, "to_kind": "vo", "to_name": "Het Baken"}
    Transfer(status="stopped", closed_on=TODAY, stopped_why="vergissing", sent_on=None, **known).save()
    shown = Transfer(status="shown", offered_on=TODAY, seen_on=TODAY, is_ordered=True, ordered_why="wet", remark_sealed=b"", **known)
    shown.save()
    shown.items.create(fact="name", category="ID", chosen_by=author, chosen_at=NOW)
    shown.items.create(entry=note, category=note.category, why="nodig", chosen_by=author, chosen_at=NOW)
    return shown


def file_request(student: Student, school) -> FileRequest:
    """A file that the previous school is to be asked for; of another nothing came."""
    known = {"student": student, "school": school, "since_on": TODAY, "due_on": TODAY, "made_at": NOW}
    FileRequest(status="nothing", closed_on=TODAY, closed_why="geen school", **known).save()
    to_ask = FileRequest(**known)
    to_ask.save()
    return to_ask
