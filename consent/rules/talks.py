"""May a pupil be talked about by name? (S1-105, S1-106, S1-117, S1-119; DOMAIN 1.6)"""
from dataclasses import dataclass

from django.utils.translation import gettext as _

ANY_TALK = "any"


@dataclass(frozen=True, slots=True)
class Talk:
    """What is known of a talk on its day."""

    has_outsiders: bool
    care_consent: str = "external"          # the house rule
    is_informed: bool = False
    has_consent: bool = False
    why_no_consent: str = ""
    is_protected: bool = False              # a protective exception keeps care from the parents
    is_restricted: bool = False


def needs_parents(talk: Talk) -> bool:
    """Whether the parents are told and asked before it: with people from outside, or at every talk where the house rule says so."""
    return talk.has_outsiders or talk.care_consent == ANY_TALK


def why_not_by_name(talk: Talk) -> str:
    """Why it can only be held without a name; empty when the name may be said."""
    if talk.is_restricted:
        return _("The processing of care data is restricted: it may be kept, but not passed on or changed (GDPR 18).")
    if talk.is_protected or not needs_parents(talk):
        return ""
    if not talk.is_informed:
        return _("The parents were not told of it before.")
    return "" if talk.has_consent else talk.why_no_consent or _("Nobody who may decide has said yes.")
