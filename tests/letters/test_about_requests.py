"""What happens to a request is also told by letter: in the portal, and on paper to who has no account (GDPR 12(3), 12(4); S2-198…201)."""
import pytest
from django.urls import reverse

from privacyadmin import crypto
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services.writing import content_of
from privacyadmin.times import local_day
from requests.models import Attribute, Channel, Method
from requests.services import deciding, handling, identity, receiving
from students.models import Student
from tests.letters.making import live_at
from tests.requests.cast import NOW, ready, received, signed_in, work

pytestmark = pytest.mark.usefixtures("clock")


def on_paper(cast):
    """The mother has no account: her request came by letter."""
    cast.mother.user = None
    live_at(cast.mother)
    asker = next(each for each in receiving.askers_on_paper(cast.noor, on=local_day(NOW)) if each.guardian == cast.mother)

    by = cast.scope(cast.office)
    student = Student.objects.visible_to(by).get(pk=cast.noor.pk)
    return receiving.take_in(
        student=student, right="access", asker=asker, channel=Channel.LETTER, received_on=local_day(NOW), wish="", by=by, at=NOW
    )[0]


def bodies(**wanted) -> list[str]:
    letters = list(Letter.objects.filter(**wanted).order_by("made_at", "pk"))
    keyring = crypto.Keyring.for_subjects({letter.subject for letter in letters})
    return [content_of(letter, keyring).words.body for letter in letters]


def test_who_asked_by_letter_gets_a_letter_with_the_day_of_the_answer(cast):
    on_paper(cast)
    work()
    letter = Letter.objects.get()
    assert (letter.kind, letter.channel, letter.sent_at) == ("requests.received", "post", None)
    assert "uiterlijk op 30 november 2026" in bodies()[0] and "Noor" in bodies()[0]


def test_a_refusal_tells_the_reason_and_where_to_complain(cast):
    """GDPR 12(4); S2-200, S2-201."""
    privacy_request = on_paper(cast)
    deciding.refuse(privacy_request, ground="safety", reason="Dat schaadt Noor.", by=cast.scope(cast.board_member), at=NOW)
    work()
    body = bodies(kind="requests.refused")[0]
    assert "Dat schaadt Noor." in body and "Autoriteit Persoonsgegevens" in body


def test_more_time_is_told_with_the_reason_and_a_question_with_its_words(cast):
    """GDPR 12(3)."""
    privacy_request = identity.identify(
        on_paper(cast), method=Method.DESK, attribute_one=Attribute.NAME, attribute_two=Attribute.ADDRESS, document_seen="",
        checked_on=local_day(NOW), by=cast.scope(cast.coordinator), at=NOW,
    )
    handling.extend(privacy_request, reason="Er zijn veel stukken.", by=cast.scope(cast.coordinator), at=NOW)
    handling.ask(privacy_request, kind="scope", text="Over welk jaar gaat het?", by=cast.scope(cast.coordinator), at=NOW)
    work()
    assert "Er zijn veel stukken." in bodies(kind="requests.extended")[0]
    assert "Over welk jaar gaat het?" in bodies(kind="requests.question")[0]


def test_who_asked_in_the_portal_finds_the_letters_there_and_gets_no_second_mail(cast, mailoutbox):
    privacy_request = received(cast)
    deciding.refuse(privacy_request, ground="unfounded", reason="Vijfde keer.", by=cast.scope(cast.board_member), at=NOW)
    work()
    page = signed_in(cast.mother).get(reverse("letters:mine")).content.decode()
    assert "Wij zeggen nee op uw vraag" in page
    assert len([sent for sent in mailoutbox if cast.mother.user.email in sent.to]) == 2         # received, and news: as before


def test_a_ready_answer_says_where_it_is(cast):
    ready(cast)
    work()
    assert "in the portal" in bodies(kind="requests.decided")[0] or "portaal" in bodies(kind="requests.decided")[0]


HELP = {"audience": "third", "name": "Leverancier BV", "address": "Weg 1\n1234 AB Stad", "wanted": "de inlogs", "before": "2026-11-20"}


def test_the_handler_writes_to_a_supplier_who_keeps_what_the_answer_needs(cast):
    """GDPR 28(3)(e)."""
    privacy_request = received(cast)
    url = reverse("requests:ask_for_help", args=[privacy_request.pk])
    assert signed_in(cast.coordinator).post(url, HELP | {"address": ""}).context["form"].errors.keys() == {"address"}
    assert signed_in(cast.coordinator).post(url, HELP).status_code == 302
    letter = Letter.objects.get(kind="requests.help")
    assert (letter.channel, letter.audience, letter.sent_at) == ("post", "third", None)
    body = bodies(kind="requests.help")[0]
    assert "de inlogs" in body and "20 november 2026" in body and "Wit" not in body
    page = signed_in(cast.coordinator).get(privacy_request.get_absolute_url()).content.decode()
    assert str(letter.label) in page or "Hulp bij een verzoek" in page
    assert "Leverancier" not in page


def test_nothing_is_written_to_who_may_not_be_contacted(cast):
    relation = cast.mother.relations.get()
    privacy_request = received(cast)
    relation.has_contact_block = True
    relation.save()
    work()
    assert not Letter.objects.filter(about=privacy_request.pk).exists()
