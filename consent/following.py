"""How the register of consents follows a merge: every answer goes along, so that a no of either record is a no of the one child."""
from functools import partial

from privacyadmin import history
from students.merging import Followed, Pair, Who, moves, names_nobody, unites

from .models import (
    AnswerUpload,
    Campaign,
    CareTalk,
    CheckedPupil,
    Decision,
    Disagreement,
    Evidence,
    EvidenceFile,
    FollowUp,
    Invitation,
    NoticeRecord,
    Occasion,
    OccasionPupil,
    Outcome,
    Publication,
    PublicationCheck,
    PublishedPupil,
)
from .services import disagreements, withdrawals


def register() -> None:
    for model in (CareTalk, Evidence, EvidenceFile):
        moves(model, "student", is_told=False)
    unites(Decision, "student", answers, order=90)                      # when all that hangs on an answer is with the survivor
    moves(Decision, "guardian", who=Who.GUARDIAN)
    moves(NoticeRecord, "student", is_told=False)
    unites(Invitation, "student", partial(invited_once, who="student", other="guardian"), is_told=False)
    unites(Invitation, "guardian", partial(invited_once, who="guardian", other="student"), who=Who.GUARDIAN, is_told=False)
    moves(Invitation, "user", who=Who.ACCOUNT, is_told=False)
    names_nobody(Campaign, "purposes", "classes", why="what is asked, and of which classes")
    unites(Disagreement, "student", differing_once, is_told=False)
    unites(OccasionPupil, "student", asked_once, is_told=False)
    names_nobody(Occasion, "source", why="a transfer, a talk, an entry or a disclosure")
    names_nobody(AnswerUpload, "stored_as", "columns", why="a list of answers, and the headings in it")
    moves(CheckedPupil, "student", is_told=False)
    unites(PublishedPupil, "student", recognised_once)
    unites(FollowUp, "student", followed_once, order=20)
    moves(FollowUp, "asked_by_guardian", who=Who.GUARDIAN, is_told=False)
    unites(FollowUp, "also_asked", asked_too, who=Who.GUARDIAN, is_told=False)
    names_nobody(PublicationCheck, "purposes", "occasions", why="uses and occasions")
    names_nobody(Publication, "purposes", why="uses")
    names_nobody(EvidenceFile, "stored_as", why="a file")


def asked_once(pair: Pair) -> Followed:
    """For one occasion one child is asked once."""
    both = OccasionPupil.objects.filter(student=pair.survivor).values("occasion")
    united = OccasionPupil.objects.filter(student=pair.absorbed, occasion__in=both).delete()[0]
    return Followed(OccasionPupil.objects.filter(student=pair.absorbed).update(student=pair.survivor), united)


def differing_once(pair: Pair) -> Followed:
    """Of one purpose one task waits."""
    own = set(Disagreement.objects.open().filter(student=pair.survivor).values_list("purpose", "occasion"))
    rows = Disagreement.objects.filter(student=pair.absorbed)
    twice = [row.pk for row in rows.open() if (row.purpose_id, row.occasion_id) in own]
    united = Disagreement.objects.filter(pk__in=twice).delete()[0]
    return Followed(rows.update(student=pair.survivor), united)


def recognised_once(pair: Pair) -> Followed:
    """In one publication one child stands once, and in it as long as either record did."""
    own = PublishedPupil.objects.filter(student=pair.survivor)
    double = PublishedPupil.objects.filter(student=pair.absorbed, publication__in=own.values("publication"))
    still = double.filter(gone_on=None).values_list("publication", flat=True)
    own.filter(publication__in=list(still)).update(gone_on=None)
    united = double.delete()[0]
    return Followed(PublishedPupil.objects.filter(student=pair.absorbed).update(student=pair.survivor), united)


def followed_once(pair: Pair) -> Followed:
    """What waits for both is one thing to do; the earlier day counts."""
    found = Followed()
    own = {row.waits_for: row for row in FollowUp.objects.open().filter(student=pair.survivor)}
    with history.bulk("merge", at=pair.at, by=pair.by.user.pk):
        for row in FollowUp.objects.filter(student=pair.absorbed):
            kept = own.get(row.waits_for) if row.done_on is None else None
            if kept is not None:
                row.student_id = pair.survivor
                kept.add_asked_by(row.asked_by)
                kept.due_on = min(kept.due_on, row.due_on)
                row.delete()
                kept.save(update_fields=["due_on", "is_by_pupil", "also_asked"])
                found.united += 1
            else:
                row.student_id = pair.survivor
                row.save(update_fields=["student"])
                found.moved += 1
    return found


def asked_too(pair: Pair) -> Followed:
    """Who asked the same while it waited is the parent who stays."""
    rows = list(FollowUp.objects.filter(also_asked__contains=[pair.absorbed]))
    for row in rows:
        row.also_asked = [key for key in row.also_asked if key != pair.absorbed]
        row.add_asked_by({pair.survivor})
        history.save(row, at=pair.at, by=pair.by, why="merge")
    return Followed(len(rows))


def answers(pair: Pair) -> Followed:
    """Every answer goes along. Where the two records said something else, or placed what the other took back, somebody looks at it."""
    own, gone = Decision.objects.filter(student=pair.survivor), Decision.objects.filter(student=pair.absorbed)
    met = set(own.values_list("purpose", "occasion")) & set(gone.values_list("purpose", "occasion"))
    moved = gone.update(student=pair.survivor)
    names = ("purpose_id", "occasion_id", "guardian_id")
    rows = list(own.select_related("purpose").order_by(*names, "-decided_at", "-pk").distinct(*names))
    disagreements.follow([row for row in rows if (row.purpose_id, row.occasion_id) in met], at=pair.at)
    had_yes = met & set(own.filter(outcome=Outcome.GIVEN).values_list("purpose", "occasion"))
    withdrawals.follow_merge(rows, had_yes, by=pair.by, at=pair.at)
    return Followed(moved)


def invited_once(pair: Pair, who: str, other: str) -> Followed:
    """In one campaign one person is asked once about one child, whichever of the two had two records."""
    own = set(Invitation.objects.filter(**{who: pair.survivor}).values_list("campaign", other))
    rows = Invitation.objects.filter(**{who: pair.absorbed})
    twice = [key for key, *asked in rows.values_list("pk", "campaign", other) if tuple(asked) in own]
    united = Invitation.objects.filter(pk__in=twice).delete()[0]
    return Followed(rows.update(**{who: pair.survivor}), united)
