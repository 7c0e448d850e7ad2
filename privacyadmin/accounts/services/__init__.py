"""The verbs of accounts, by what they are about."""
from . import addresses, log, statements
from .door import CODE_LIFE, NOBODY, nobody_asked, note_failure, note_sign_in, password_path, send_code, send_password_link, tell_of_change
from .own import (
    choose_password,
    end_session,
    end_sessions,
    passkey_was_added,
    passkey_was_removed,
    second_factor_was_removed,
    second_factor_was_set,
)
from .people import change_staff, close, create_staff, ensure_family, forget_second_factor, reopen

__all__ = [
    "CODE_LIFE", "NOBODY", "addresses", "change_staff", "choose_password", "close", "create_staff", "end_session", "end_sessions",
    "ensure_family", "forget_second_factor", "log", "nobody_asked", "note_failure", "note_sign_in", "passkey_was_added",
    "passkey_was_removed", "password_path", "reopen", "second_factor_was_removed", "second_factor_was_set", "send_code",
    "send_password_link", "statements", "tell_of_change",
]
