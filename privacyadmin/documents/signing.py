"""Signing: what was shown, its hash, by whom after showing once more that it is he, when; kept for good, and printable.

A register says in `ready()` what can be signed: `signing.register(Act("access.matrix", …))`. Its page links to
`documents:sign` with the act and the key; who signed, and what, stands at the same address afterwards.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

from . import events, services
from .models import Document, Method, Signature

KIND = "signature"


@dataclass(frozen=True)
class Paper:
    """What is laid before somebody: exactly these words are shown, hashed and kept. People in it go by the number of their case."""

    title: str
    text: str
    capacity: str  # the role in which he signs
    url: str  # where he goes afterwards
    school: School | None = None  # None: of the whole board


@dataclass(frozen=True)
class Act:
    """One kind of signing. `paper` gives None to who may not see it; `why_not` says why this person cannot sign now, or nothing."""

    name: str
    paper: Callable[[Scope, UUID], Paper | None]
    why_not: Callable[[Scope, UUID], str]
    carry_out: Callable[[Scope, UUID, datetime], None]  # what the signature does, in the same transaction


@dataclass(frozen=True)
class Proof:
    """That it is he: how, and when."""

    method: Method
    at: datetime


_acts: dict[str, Act] = {}


def register(act: Act) -> None:
    if _acts.setdefault(act.name, act) is not act:
        raise ValueError(f"The act {act.name} is registered twice.")


def act_named(name: str) -> Act | None:
    return _acts.get(name)


def proof_of(request: HttpRequest) -> Proof:
    """How this person showed, in these last minutes and after signing in, that it is he; raises what makes the page ask for it."""
    shown = [record for record in get_authentication_records(request, request.user) if record.get("reauthenticated")]
    if not shown or time.time() - shown[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT:
        raise ReauthenticationRequired
    method = Method.PASSWORD if shown[-1]["method"] == "password" else Method.MFA
    return Proof(method, datetime.fromtimestamp(shown[-1]["at"], UTC))


def hash_of(paper: Paper) -> str:
    """Of the words as they are shown."""
    return hashlib.sha256(f"{paper.title}\n\n{paper.text}".encode()).hexdigest()


@transaction.atomic
def sign(act: Act, key: UUID, *, shown: str, proof: Proof, by: Scope, at: datetime) -> Signature:
    """Sign what was shown (`shown`: its hash), do what the signature does, and order the printed copy.

    Raises NotAllowed where this person cannot sign, or where the paper has changed since he read it.
    """
    paper = act.paper(by, key)
    if paper is None:
        raise NotAllowed(_("There is nothing to sign here."))
    if reason := act.why_not(by, key):
        raise NotAllowed(reason)
    if hash_of(paper) != shown:
        raise NotAllowed(_("This has changed since you read it. Read it again before you sign."))
    signature = Signature(
        act=act.name,
        about=key,
        school=paper.school,
        title=paper.title,
        text=paper.text,
        sha256=shown,
        language=get_language() or "nl",
        capacity=paper.capacity,
        signer=by.user,
        signer_name=by.user.name[:150],
        proven_by=proof.method,
        proven_at=min(proof.at, at),
        signed_at=at,
    )
    signature.save(force_insert=True)
    act.carry_out(by, key, at)
    audit.record(events.SIGNED, about=key, school=paper.school, by=by, at=at, act=act.name, signature=signature.pk, sha256=shown)
    services.order(
        KIND,
        about=signature.pk,
        school=paper.school,
        subject=signature.pk,
        language=signature.language,
        at=at,
        key=f"signature:{signature.pk}",
    )
    return signature


def signatures_of(act: str, key: UUID) -> list[Signature]:
    """Who signed this, the first first."""
    return list(Signature.objects.filter(act=act, about=key).order_by("signed_at"))


def holds(signature: Signature) -> bool:
    """Whether the words that are kept are still the words that were signed."""
    return hashlib.sha256(f"{signature.title}\n\n{signature.text}".encode()).hexdigest() == signature.sha256


def printed(signature: Signature) -> Document | None:
    """The printed copy, made or being made."""
    return Document.objects.filter(kind=KIND, about=signature.pk).order_by("-ordered_at").first()
