"""The purposes of DOMAIN 2.4 with their first texts: what a school begins with, and changes as it likes."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from consent import events
from consent.models import Decider, Kind, Mode, OnWithdrawal, Purpose, PurposeText
from privacyadmin import audit, history
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, Sector


@dataclass(frozen=True)
class Seed:
    """One purpose with its words: title and text, Dutch and English."""

    code: str
    kind: Kind
    title_nl: str
    title_en: str
    body_nl: str
    body_en: str
    mode: Mode = Mode.ONCE
    decider: Decider = Decider.BY_AGE
    on_withdrawal: OnWithdrawal = OnWithdrawal.REMOVE
    sectors: tuple[str, ...] = (Sector.PO, Sector.VO)


IMAGE, THIRD = Kind.IMAGE, Kind.THIRD_PARTY
SEEDS: tuple[Seed, ...] = (
    Seed("IMG_WEB", IMAGE, "Foto's op de website", "Photos on the website",
         "We willen foto's en video's waarop uw kind te herkennen is op de website van de school zetten. Iedereen kan die zien.",
         "We would like to put photos and videos that show your child on the school's website. Everybody can see them."),
    Seed("IMG_SOCIAL", IMAGE, "Foto's op sociale media", "Photos on social media",
         "We willen foto's en video's van uw kind op de sociale media van de school zetten. Iedereen kan die zien en delen.",
         "We would like to put photos and videos that show your child on the school's social media. Everybody can see and share them."),
    Seed("IMG_NIEUWS", IMAGE, "Foto's in de nieuwsbrief", "Photos in the newsletter",
         "We willen foto's van uw kind in de nieuwsbrief zetten. Die gaat naar alle ouders van de school.",
         "We would like to put photos of your child in the newsletter. It goes to all parents of the school."),
    Seed("IMG_APP", IMAGE, "Foto's in de ouder-app", "Photos in the parents' app",
         "We willen foto's van uw kind in de ouder-app zetten. De ouders van de groep kunnen die zien.",
         "We would like to put photos of your child in the parents' app. The parents of the group can see them."),
    Seed("IMG_GIDS", IMAGE, "Foto's in de schoolgids", "Photos in the school guide",
         "We willen foto's van uw kind gebruiken in de schoolgids, een folder of een kalender.",
         "We would like to use photos of your child in the school guide, a leaflet or a calendar."),
    Seed("IMG_PERS", IMAGE, "Foto's in de krant", "Photos in the press",
         "Soms komt een krant of tijdschrift op school. We willen dat uw kind dan op een foto mag staan.",
         "Sometimes a newspaper or magazine visits the school. We would like your child to be in a photo then."),
    Seed("IMG_PROMO", IMAGE, "Foto's op posters", "Photos on posters",
         "We willen foto's van uw kind gebruiken op posters en bij de open dag.",
         "We would like to use photos of your child on posters and at the open day."),
    Seed("IMG_KLAS", IMAGE, "Klassenfoto", "Class photo",
         "Uw kind komt op de klassenfoto. Alle ouders van de klas kunnen die kopen.",
         "Your child will be in the class photo. All parents of the class can buy it."),
    Seed("IMG_JAAR", IMAGE, "Foto in het jaarboek", "Photo in the yearbook",
         "We willen een foto en de naam van uw kind in het jaarboek zetten. Alle leerlingen krijgen dat.",
         "We would like to put a photo and the name of your child in the yearbook. All pupils get it.", sectors=(Sector.VO,)),
    Seed("IMG_EXC", Kind.EVENT, "Foto's van een uitje of feest", "Photos of a trip or party",
         "We maken foto's bij een uitje, een musical of een feest en willen die aan de ouders van de klas laten zien.",
         "We take photos at a trip, a musical or a party and would like to show them to the parents of the class.", mode=Mode.PER_EVENT),
    Seed("IMG_MAKEN", IMAGE, "Foto's en video's maken", "Taking photos and videos",
         "We willen foto's en video's maken waarop uw kind te herkennen is. Waar we die gebruiken vragen we apart.",
         "We would like to take photos and videos that show your child. Where we use them is a question of its own."),
    Seed("IMG_PAS", IMAGE, "Pasfoto in ons systeem", "Passport photo in our system",
         "We willen een pasfoto van uw kind in ons systeem zetten, zodat leraren uw kind sneller kennen.",
         "We would like to keep a passport photo of your child in our system, so that teachers know your child sooner."),
    Seed("IMG_STUDIE_INT", IMAGE, "Video voor leraren van de school", "Video for the school's teachers",
         "Leraren leren van video's van hun les. Alleen mensen van de school zien die. Daarna gaan ze weg.",
         "Teachers learn from videos of their lessons. Only people of the school see them. Then they are deleted."),
    Seed("IMG_STUDIE_EXT", IMAGE, "Video voor stagiairs", "Video for student teachers",
         "Een stagiair maakt soms een video van de les voor zijn opleiding. Daarna gaat die weg.",
         "A student teacher sometimes makes a video of the lesson for the course. Then it is deleted."),
    Seed("DATA_FOTOGRAAF", THIRD, "Naam en klas naar de schoolfotograaf", "Name and class to the school photographer",
         "De schoolfotograaf krijgt de naam en de klas van uw kind, zodat u de foto's kunt bestellen.",
         "The school photographer gets the name and class of your child, so that you can order the photos.",
         on_withdrawal=OnWithdrawal.ERASE),
    Seed("NAAM_WEB", THIRD, "Voornaam op de website", "First name on the website",
         "We willen de voornaam van uw kind op de website zetten, bijvoorbeeld bij werk of een prijs.",
         "We would like to put the first name of your child on the website, for example beside work or a prize."),
    Seed("NAAM_AFSCHEID", THIRD, "Voornaam bij de afscheidsfoto", "First name beside the farewell photo",
         "We willen de voornaam van uw kind bij de foto van de afscheidsgroep zetten.",
         "We would like to put the first name of your child beside the photo of the leaving group.", sectors=(Sector.PO,)),
    Seed("NAAM_DIPLOMA", THIRD, "Naam in de krant bij het diploma", "Name in the newspaper with the diploma",
         "Bij het behalen van het diploma willen we de naam van uw kind aan de krant geven.",
         "With the diploma we would like to give the name of your child to the newspaper.",
         sectors=(Sector.VO,), on_withdrawal=OnWithdrawal.STOP),
    Seed("CONTACTLIJST", THIRD, "Telefoonlijst van de klas", "Phone list of the class",
         "We willen uw naam en telefoonnummer op een lijst zetten voor de ouders van de klas.",
         "We would like to put your name and phone number on a list for the parents of the class.",
         decider=Decider.PARENTS, mode=Mode.YEARLY, on_withdrawal=OnWithdrawal.ERASE),
    Seed("ONDERZOEK", Kind.RESEARCH, "Meedoen aan onderzoek", "Taking part in research",
         "Soms doet de school mee aan een onderzoek. We vragen of gegevens van uw kind daarvoor gebruikt mogen worden.",
         "Sometimes the school takes part in research. We ask whether data of your child may be used for it.",
         mode=Mode.PER_EVENT, on_withdrawal=OnWithdrawal.ERASE),
    Seed("BIJZONDER", Kind.SPECIAL, "Medische gegevens bewaren", "Keeping medical data",
         "U hebt ons iets over de gezondheid van uw kind verteld. We vragen of we dat in het dossier mogen bewaren.",
         "You told us something about the health of your child. We ask whether we may keep it in the file.",
         mode=Mode.PER_EVENT, on_withdrawal=OnWithdrawal.ERASE),
    Seed("ZORGTEAM", Kind.CARE, "Bespreken met mensen van buiten", "Talking with people from outside",
         "We willen over uw kind praten met mensen van buiten de school, zoals de schoolarts. We vertellen u wie er bij zijn.",
         "We would like to talk about your child with people from outside, such as the school doctor. We tell you who will be there.",
         mode=Mode.PER_EVENT, on_withdrawal=OnWithdrawal.STOP),
    Seed("OVERSTAP", Kind.TRANSFER, "Gegevens naar de nieuwe school", "Data to the next school",
         "Uw kind gaat naar een andere school. We vragen of deze gegevens mee mogen.",
         "Your child goes to another school. We ask whether these data may go along.",
         mode=Mode.PER_EVENT, on_withdrawal=OnWithdrawal.STOP),
    Seed("VERSTREKKING", THIRD, "Gegevens naar iemand buiten de school", "Data to somebody outside the school",
         "Iemand buiten de school vraagt om gegevens van uw kind. Zonder uw ja geven we die niet.",
         "Somebody outside the school asks for data of your child. Without your yes we do not give them.",
         mode=Mode.PER_EVENT, on_withdrawal=OnWithdrawal.STOP),
)


@transaction.atomic
def write(school: School, *, on: date, at: datetime, by: Scope | None = None, codes: Collection[str] = ()) -> int:
    """Add the purposes that this school never had, each with its first text in force; what the school has stays as it is.

    `codes`: these alone.
    """
    known = set(Purpose.objects.filter(school=school).values_list("code", flat=True))
    wanted = [(place, each) for place, each in enumerate(SEEDS, start=1) if not codes or each.code in codes]
    new = [(place, each) for place, each in wanted if each.code not in known and school.sector in each.sectors]
    purposes = [
        Purpose(school=school, code=each.code, kind=each.kind, mode=each.mode, decider=each.decider, on_withdrawal=each.on_withdrawal,
                since=on, order=place * 10)
        for place, each in new
    ]
    with history.bulk("the list that every school begins with", at=at):
        Purpose.objects.bulk_create(purposes)
    PurposeText.objects.bulk_create(
        PurposeText(purpose=purpose, number=1, title_nl=each.title_nl, title_en=each.title_en, body_nl=addressed(each.body_nl, school),
                    body_en=addressed(each.body_en, school), valid_from=on, made_at=at, put_at=at,
                    made_by=by.user if by else None, put_by=by.user if by else None)
        for purpose, (_place, each) in zip(purposes, new, strict=True)
    )
    if purposes:
        audit.record(events.PURPOSES_SEEDED, about=None, school=school, by=by, at=at, count=len(purposes))
    return len(purposes)


def addressed(text: str, school: School) -> str:
    """In secondary education parents and pupils of 16 read the same text, so it speaks of the pupil."""
    if school.sector != Sector.VO:
        return text
    for child, pupil in (("uw kind", "de leerling"), ("Uw kind", "De leerling"), ("your child", "the pupil"), ("Your child", "The pupil")):
        text = text.replace(child, pupil)
    return text
