"""What the floor has waiting for a decision: proposed roles, house rules and a new matrix; and who reads those pages."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access import proposals
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.models import KeptCategory, MatrixVersion
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import offers_for
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.worklist import Task


def reads_policy(scope: Scope) -> bool:
    return any(scope.may(Register.POLICY, verb) for verb in (Verb.READ, Verb.WRITE, Verb.APPROVE))


def reads_register(scope: Scope) -> bool:
    return scope.may(Register.AUDIT, Verb.READ) or scope.may(Register.AUDIT, Verb.COUNT)


def exports_lists(scope: Scope) -> bool:
    return bool(offers_for(scope))


def waiting(scope: Scope, on: date) -> Iterator[Task]:
    """Proposals that this person may answer; who made one waits, and has it not on his list."""
    if scope.may(Register.USERS, Verb.PROPOSE) or scope.may(Register.USERS, Verb.APPROVE):
        for proposal in proposals.open_proposals(scope):
            if not proposals.why_not_answer(proposal, scope):
                url = reverse("access:proposal", args=[proposal.pk])
                yield Task(title=proposal.get_role_display(), url=url, kind=_("proposed role"), school=proposal.school)
    if scope.may(Register.POLICY, Verb.APPROVE):
        others = PolicyVersion.objects.filter(is_approved=None).exclude(by=scope.user).exclude(writers__contains=[scope.user.pk])
        for version in others.select_related("school"):
            url = reverse("policy:version", args=[version.pk])
            yield Task(title=_("New house rules"), url=url, kind=_("house rules"), school=version.school, due_on=version.valid_from)
        for rule in KeptCategory.objects.filter(is_approved=None).exclude(by=scope.user).select_related("school", "data_category"):
            url = reverse("access:data_rule", args=[rule.pk])
            yield Task(title=rule.data_category.name, url=url, kind=_("kind of data to keep or not"), school=rule.school, due_on=rule.since)
        for draft in MatrixVersion.objects.filter(approved_at=None, proposed_at__isnull=False).exclude(drafted_by=scope.user):
            url = reverse("access:draft", args=[draft.sector])
            yield Task(title=_("New version of the matrix"), url=url, kind=_("authorisation matrix"), due_on=draft.valid_from)
