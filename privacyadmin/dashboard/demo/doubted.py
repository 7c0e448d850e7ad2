"""What people of the demo say is not right in a file: one waits for an answer, one was answered."""
from students.models import ConcernAnswer
from students.services import concerns

from .asked import Moments
from .build import Demo


def doubt(demo: Demo) -> None:
    moment = Moments(demo)
    tell(moment, demo, "parent.one", "name", days=3, wrong="De tweede voornaam staat er zonder accent.", right="Renée")
    told = tell(moment, demo, "teacher.vlieger", "class", days=9, wrong="Zij zit sinds maandag in de andere groep.", right="")
    at = moment.at(7)
    concerns.answer(
        told, answer=ConcernAnswer.KEPT, reason="De verhuizing naar de andere groep gaat pas na de kerstvakantie in.",
        by=moment.scope("coordinator", at), at=at,
    )


def tell(moment: Moments, demo: Demo, who: str, name: str, *, days: int, wrong: str, right: str):
    at = moment.at(days)
    student, scope = moment.pupil(demo.pupils["noor"], at), moment.scope(who, at)
    item = concerns.item_of(student, scope, name)
    assert item is not None
    return concerns.tell(student, item, school=demo.schools["vlieger"], wrong=wrong, right=right, by=scope, at=at)[0]
