"""What the access answer says of each category until the registers of processing and retention provide it (SETTLED 19).

Purposes after S2 art. 6.1 (S2-88…100), recipients after S2 art. 8.2 (S2-156), terms after DOMAIN 2.10 (R01, R02, R08, R11, R12, R17, R21).
"""

from datetime import date

from django.db import transaction

from .models import CategoryNotice

NL, EN = "nl", "en"
TEACHING = {NL: "Onderwijs geven en de leerling begeleiden.", EN: "Teaching and guiding the pupil."}
PUBLIC_TASK = {NL: "Publieke taak van de school (AVG art. 6 lid 1 e).", EN: "Public task of the school (GDPR 6(1)(e))."}
LEGAL_DUTY = {NL: "Wettelijke plicht (AVG art. 6 lid 1 c).", EN: "Legal obligation (GDPR 6(1)(c))."}
INSIDE = {NL: "Alleen medewerkers die het voor hun werk nodig hebben.", EN: "Only staff who need it for their work."}
FILE_TERM = {NL: "Tot 2 jaar na het verlaten van de school.", EN: "Until 2 years after leaving the school."}
ENROLMENT_TERM = {NL: "5 jaar na uitschrijving.", EN: "5 years after leaving the school."}
SUPPORT_GROUND = {
    NL: "Nodig voor speciale begeleiding of voorzieningen (AVG art. 9 lid 2 g, UAVG art. 30).",
    EN: "Necessary for special guidance or facilities (GDPR 9(2)(g), UAVG 30).",
}
AUTHORITIES = {
    NL: "DUO, de gemeente (leerplicht), de Inspectie van het Onderwijs, het samenwerkingsverband en de volgende school.",
    EN: "The education agency (DUO), the municipality (school attendance), the inspectorate, the partnership for special support"
    " and the next school.",
}
NEXT_SCHOOL = {NL: "De volgende school, in het onderwijskundig rapport.", EN: "The next school, in the educational report."}

# category: purposes, ground, recipients, retention
NOTICES: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]] = {
    "ID": (TEACHING, PUBLIC_TASK, AUTHORITIES, ENROLMENT_TERM),
    "CT": (
        {NL: "De familie kunnen bereiken, ook in noodgevallen.", EN: "Reaching the family, also in an emergency."},
        PUBLIC_TASK,
        INSIDE,
        FILE_TERM,
    ),
    "BSN": (
        {NL: "Inschrijving en bekostiging.", EN: "Enrolment and funding."},
        LEGAL_DUTY,
        {NL: "DUO.", EN: "The education agency (DUO)."},
        ENROLMENT_TERM,
    ),
    "FAM": (
        {NL: "Weten wie er beslist en wie de school informeert.", EN: "Knowing who decides and whom the school informs."},
        PUBLIC_TASK,
        INSIDE,
        FILE_TERM,
    ),
    "ENR": ({NL: "De inschrijving bijhouden.", EN: "Keeping the enrolment."}, LEGAL_DUTY, AUTHORITIES, ENROLMENT_TERM),
    "RES": (
        {NL: "De voortgang volgen en ouders daarover informeren.", EN: "Following progress and informing parents of it."},
        PUBLIC_TASK,
        NEXT_SCHOOL,
        FILE_TERM,
    ),
    "ABS": (
        {NL: "Verzuim bijhouden.", EN: "Recording absence."},
        LEGAL_DUTY,
        {NL: "De gemeente (leerplicht) en DUO.", EN: "The municipality (school attendance) and DUO."},
        ENROLMENT_TERM,
    ),
    "GUI": ({NL: "De leerling begeleiden.", EN: "Guiding the pupil."}, PUBLIC_TASK, INSIDE, FILE_TERM),
    "CAR": (
        {NL: "Extra steun bespreken en regelen.", EN: "Discussing and arranging extra support."},
        SUPPORT_GROUND,
        {
            NL: "De leden van het zorgteam die bij de leerling betrokken zijn.",
            EN: "The members of the care team who are involved with the pupil.",
        },
        FILE_TERM,
    ),
    "MED": (
        {NL: "Rekening houden met gezondheid en ondersteuning.", EN: "Taking health and support needs into account."},
        SUPPORT_GROUND,
        INSIDE,
        FILE_TERM,
    ),
    "SAF": (
        {NL: "Weten wat te doen bij een allergie of in een noodgeval.", EN: "Knowing what to do with an allergy or in an emergency."},
        SUPPORT_GROUND,
        {NL: "De leraren van de leerling en de bedrijfshulpverlening.", EN: "The pupil's teachers and the first-aid team."},
        FILE_TERM,
    ),
    "FIN": (
        {NL: "De vrijwillige bijdrage en leermiddelen verwerken.", EN: "Handling the voluntary contribution and learning materials."},
        {NL: "Overeenkomst en wettelijke plicht (AVG art. 6 lid 1 b en c).", EN: "Contract and legal obligation (GDPR 6(1)(b) and (c))."},
        {NL: "De accountant.", EN: "The accountant."},
        {NL: "7 jaar na het boekjaar.", EN: "7 years after the book year."},
    ),
    "IMG": (
        {NL: "Foto's en film van schoolactiviteiten.", EN: "Photos and film of school activities."},
        {NL: "Toestemming (AVG art. 6 lid 1 a).", EN: "Consent (GDPR 6(1)(a))."},
        {NL: "Wie in de toestemming staat.", EN: "Those named in the consent."},
        {
            NL: "Tot de toestemming wordt ingetrokken, en anders tot 2 jaar na het verlaten van de school.",
            EN: "Until consent is withdrawn, and otherwise until 2 years after leaving the school.",
        },
    ),
    "TRF": (
        {NL: "De overstap van of naar een andere school.", EN: "The move from or to another school."},
        LEGAL_DUTY,
        NEXT_SCHOOL,
        FILE_TERM,
    ),
    "ADV": (
        {NL: "Hulp van de vertrouwenspersoon.", EN: "Help of the confidential adviser."},
        PUBLIC_TASK,
        {NL: "Alleen de vertrouwenspersoon.", EN: "The confidential adviser alone."},
        {NL: "Tot 2 jaar na het sluiten van de zaak.", EN: "Until 2 years after the case is closed."},
    ),
}


@transaction.atomic
def seed_notices(*, valid_from: date) -> None:
    """The first notice of each category in both languages, where there is none yet."""
    known = set(CategoryNotice.objects.values_list("category", "language"))
    CategoryNotice.objects.bulk_create(
        CategoryNotice(
            category=category,
            language=language,
            valid_from=valid_from,
            purposes=purposes[language],
            ground=ground[language],
            recipients=recipients[language],
            retention=retention[language],
        )
        for category, (purposes, ground, recipients, retention) in NOTICES.items()
        for language in (NL, EN)
        if (category, language) not in known
    )
