"""What the rows of addresses do not tell: pieces of a dossier one by one, and filled forms of those who come through the door."""
from collections.abc import Iterator

from django.urls import reverse

from privacyadmin.access.models import BoardGrant, SchoolGrant
from requests.models import DossierItem
from tests.authz.asking import CLOSED, answer, answer_of, leaks, undone
from tests.authz.judge import ASKED, reads
from tests.authz.world import World

WHO_ASKS = ("handler", "coordinator", "fg", "board_member", "director", "office", "counsellor", "group_teacher", "mentor", "parent")
# Typed from 2.14, segregation: nobody ends his own role; the board's roles are for the board and its coordinator.
ENDINGS = {
    ("director", "fg"): False, ("school_coordinator", "fg"): False, ("coordinator", "fg"): True, ("board_member", "fg"): True,
    ("director", "director"): False, ("coordinator", "coordinator"): False, ("board_member", "board_member"): False,
    ("director", "office"): True, ("director", "counsellor"): True, ("office", "counsellor"): False, ("fg", "office"): False,
}


def mistakes_of_pieces(world: World) -> Iterator[str]:
    """SETTLED 9: the handler reads what takes no vetting; what is sealed is read by whose role reads that category of this pupil."""
    for name in ("noor", "sam"):
        collecting = world.things["collecting", name]
        for item in DossierItem.objects.filter(privacy_request=collecting):
            address = reverse("requests:item", kwargs={"key": collecting.pk, "item_key": item.pk})
            for persona in WHO_ASKS:
                given = answer(world.client(persona), "GET", address)
                may_open = persona == "handler" if item.category in ASKED else reads(persona, name, item.category)
                if (given.word == "200") != may_open or given.word not in (*CLOSED, "200"):
                    yield f"{persona} asks {item.category} of {name}: {given.word}"
                yield from (f"{persona}: {each}" for each in leaks(world, persona, given))


def mistakes_of_endings(world: World) -> Iterator[str]:
    """S2-126: who may end whose role, with a reason given."""
    for (persona, whose), may_end in ENDINGS.items():
        user = world.people[whose]
        held = BoardGrant.objects.filter(user=user).first() or SchoolGrant.objects.get(user=user)
        address = reverse("access:end", kwargs={"model": held._meta.label_lower, "grant_id": held.pk})
        with undone():
            given = answer_of(world.client(persona).post(address, {"why": "Een goede reden"}))
        if (given.word == "302") != may_end or given.word not in (*CLOSED, "302"):
            yield f"{persona} ends the role of {whose}: {given.word}"
