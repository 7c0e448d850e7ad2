"""What the staff of every board must know from the first day; the board changes it as it likes (S1-16, S1-17, S1-19, S1-92)."""
from datetime import datetime

from django.db import transaction

from consent import events
from consent.models import AwarenessTopic, TopicKind
from privacyadmin import audit, history
from privacyadmin.times import local_day

TOPICS = (
    (TopicKind.LAW, "De AVG op school",
     "We verwerken alleen gegevens die nodig zijn.\nWe delen niets zonder reden.\nGaat er iets mis? Meld het meteen."),
    (TopicKind.GUIDELINE, "Afspraken over gegevens van leerlingen",
     "Laat geen gegevens van leerlingen openliggen, op papier of op een scherm.\nKijk alleen wat u voor uw werk nodig hebt.\n"
     "Geef uw wachtwoord aan niemand, ook niet aan een collega.\n"
     "Vraagt iemand om gegevens van een leerling? Geef ze niet zelf, maar ga naar de privacycoördinator."),
    (TopicKind.PUBLISHING, "Foto's en namen van leerlingen plaatsen",
     "Kijk voor elke foto of het mag: Menu, «Mag dit geplaatst worden?».\nStaat er één leerling op voor wie het niet mag? "
     "Dan plaatsen we de foto niet, of we maken die leerling onherkenbaar.\nSchrijf op waar de foto staat.\n"
     "Vraagt een ouder om een foto weg te halen? Dan is die binnen vijf werkdagen weg."),
)


@transaction.atomic
def write(*, at: datetime) -> int:
    """Add those of a kind that the board never had; what it wrote, changed or retired stays as it is."""
    known = set(AwarenessTopic.objects.filter(school=None).values_list("kind", flat=True))
    new = [
        AwarenessTopic(kind=kind, title=title, body=body, version_on=local_day(at), made_at=at)
        for kind, title, body in TOPICS if kind not in known
    ]
    for topic in new:
        history.save(topic, at=at)
        audit.record(events.TOPIC_MADE, about=topic, school=None, by=None, at=at, number=topic.number)
    return len(new)
