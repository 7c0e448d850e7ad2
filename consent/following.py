"""How the register of consents follows a merge: every answer goes along, so that a no of either record is a no of the one child."""
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
    Publication,
    PublicationCheck,
    PublishedPupil,
)


def register() -> None:
    for model in (CareTalk, Decision, Evidence, EvidenceFile):
        moves(model, "student", is_told=model is Decision)
    moves(Decision, "guardian", who=Who.GUARDIAN)
    moves(NoticeRecord, "student", is_told=False)
    unites(Invitation, "student", invited_for, is_told=False)
    unites(Invitation, "guardian", invited, who=Who.GUARDIAN, is_told=False)
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
                kept.due_on = min(kept.due_on, row.due_on)
                row.delete()
                kept.save(update_fields=["due_on"])
                found.united += 1
            else:
                row.student_id = pair.survivor
                row.save(update_fields=["student"])
                found.moved += 1
    return found


def invited_for(pair: Pair) -> Followed:
    """In one campaign one person is asked once about one child."""
    own = set(Invitation.objects.filter(student=pair.survivor).values_list("campaign", "guardian"))
    rows = Invitation.objects.filter(student=pair.absorbed)
    twice = [row.pk for row in rows if (row.campaign_id, row.guardian_id) in own]
    united = Invitation.objects.filter(pk__in=twice).delete()[0]
    return Followed(rows.update(student=pair.survivor), united)


def invited(pair: Pair) -> Followed:
    """The same for a parent of whom there were two records."""
    own = set(Invitation.objects.filter(guardian=pair.survivor).values_list("campaign", "student"))
    rows = Invitation.objects.filter(guardian=pair.absorbed)
    twice = [row.pk for row in rows if (row.campaign_id, row.student_id) in own]
    united = Invitation.objects.filter(pk__in=twice).delete()[0]
    return Followed(rows.update(guardian=pair.survivor), united)
