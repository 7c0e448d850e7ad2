"""Who looks after the accounts of staff (DOMAIN 2.14: ICT the technical part, the coordinator proposes; neither gives roles here)."""
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope

KEEPERS = (Verb.TECHNICAL, Verb.PROPOSE)


def keeps_accounts(scope: Scope) -> bool:
    """Whoever does so for the whole board: an account is not of one school."""
    return any(scope.schools(Register.USERS, verb) is None for verb in KEEPERS)


def writes_statement(scope: Scope) -> bool:
    """Whoever proposes the board's rules words what staff promise (S2-117)."""
    return scope.schools(Register.USERS, Verb.PROPOSE) is None
