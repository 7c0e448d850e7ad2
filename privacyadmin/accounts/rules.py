"""Who looks after the accounts of staff (DOMAIN 2.14: ICT the technical part, the coordinator proposes; neither gives roles here)."""
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope

KEEPERS = (Verb.TECHNICAL, Verb.PROPOSE)


def keeps_accounts(scope: Scope) -> bool:
    """Whoever does so for the whole board: an account is not of one school."""
    return any(scope.schools(Register.USERS, verb) is None for verb in KEEPERS)
