"""Nobody decides on what he put together himself, also after he handed it to a colleague (2.14 segregation; C-29)."""

import pytest

from privacyadmin import policy
from privacyadmin.policy import services as policy_services
from privacyadmin.workflow import NotAllowed
from requests.models import ItemState, Outcome
from requests.services import deciding, gathering, handling, redacting
from tests.requests.cast import NOW, collecting, identified


@pytest.fixture
def by_director(cast):
    """The director decides on requests of this school (C-29)."""
    version = policy.in_force(cast.school, NOW.date())
    policy_services.put_in_force(
        school=cast.school, values=version.values | {"request_decider": "school_director"}, valid_from=NOW.date(), note="x", by=None, at=NOW
    )
    return cast


def read(privacy_request, scope) -> None:
    for item in privacy_request.items.filter(state=ItemState.OPEN):
        redacting.clear(item, by=scope, at=NOW)
    privacy_request.items.filter(state=ItemState.VETTING).update(state=ItemState.CLEARED)


def test_a_director_who_handled_it_cannot_hand_it_over_and_decide(by_director):
    cast = by_director
    director = cast.scope(cast.director)
    privacy_request = gathering.gather(identified(cast), by=director, at=NOW)
    director = cast.scope(cast.director)
    read(privacy_request, director)
    privacy_request = deciding.submit(privacy_request, by=director, at=NOW)
    handling.assign(privacy_request, handler=cast.coordinator, by=cast.scope(cast.coordinator), at=NOW)
    with pytest.raises(NotAllowed):
        deciding.decide(privacy_request, outcome=Outcome.GRANTED, by=cast.scope(cast.director), at=NOW)


def test_a_director_who_only_read_pieces_as_handler_cannot_decide_either(by_director):
    cast = by_director
    privacy_request = collecting(cast)
    handling.assign(privacy_request, handler=cast.director, by=cast.scope(cast.coordinator), at=NOW)
    read(privacy_request, cast.scope(cast.director))
    handling.assign(privacy_request, handler=cast.coordinator, by=cast.scope(cast.coordinator), at=NOW)
    privacy_request = deciding.submit(privacy_request, by=cast.scope(cast.coordinator), at=NOW)
    with pytest.raises(NotAllowed):
        deciding.decide(privacy_request, outcome=Outcome.GRANTED, by=cast.scope(cast.director), at=NOW)


def test_a_director_who_was_named_by_mistake_and_did_nothing_still_decides(by_director):
    cast = by_director
    privacy_request = collecting(cast)
    handling.assign(privacy_request, handler=cast.director, by=cast.scope(cast.coordinator), at=NOW)
    handling.assign(privacy_request, handler=cast.coordinator, by=cast.scope(cast.coordinator), at=NOW)
    read(privacy_request, cast.scope(cast.coordinator))
    privacy_request = deciding.submit(privacy_request, by=cast.scope(cast.coordinator), at=NOW)
    deciding.decide(privacy_request, outcome=Outcome.GRANTED, by=cast.scope(cast.director), at=NOW)
