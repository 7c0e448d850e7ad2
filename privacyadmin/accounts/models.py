from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value
from django.db.models.functions import Concat, Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record


class Kind(models.TextChoices):
    STAFF = "staff", _("staff")
    FAMILY = "family", _("parent or pupil")


def username_of(kind: str, email: str) -> str:
    """The one name by which an account is found: its kind and its address."""
    return f"{kind}:{email.strip().lower()}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, kind: str, name: str, password: str | None = None, **fields) -> "User":
        """A new account; without a password it can be used once a code or a new password is asked for."""
        email = email.strip().lower()
        user = self.model(email=email, kind=kind, name=name, username=username_of(kind, email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)

    def who_may_sign_in(self, email: str, kind: str) -> "User | None":
        """The account of this kind with this address, unless it is closed."""
        return self.filter(username=username_of(kind, email), is_active=True).first()


class User(Record, AbstractBaseUser):
    """Somebody who signs in: staff by password and second factor, parents and pupils by one-time code (SETTLED 14).

    An e-mail address is unique per kind: a teacher who is also a parent has two accounts.
    """

    username = models.CharField(max_length=270, unique=True, editable=False)           # kind:email, so that Django finds one row
    email = models.EmailField(_("e-mail"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    session_seal = models.UUIDField(default=uuid4, editable=False)                      # a new one ends every session of this account

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        constraints = [
            UniqueConstraint("kind", Lower("email"), name="accounts_email_once_per_kind"),
            CheckConstraint(
                name="accounts_username_is_kind_and_email",
                condition=Q(username=Concat(F("kind"), Value(":"), Lower("email"), output_field=models.CharField())),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_family(self) -> bool:
        return self.kind == Kind.FAMILY

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: a new password or a new seal ends it (RELIABILITY T20)."""
        return salted_hmac("accounts.session", f"{self.password}{self.session_seal}", secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm, obj=None) -> bool:
        """Never: what somebody may do is asked of the scope (SETTLED 7)."""
        raise NotImplementedError("Ask request.scope; permissions of Django are not used.")

    has_perms = has_module_perms = has_perm


class SignedInSession(AbstractBaseSession):
    """A browser in which somebody is signed in, or was about to; its row says whose it is, so that it can be shown and ended."""

    account = models.UUIDField(null=True, db_index=True)
    sign_in = models.UUIDField(null=True)                  # the line of the sign-in log with which it began
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "accounts_session"


class SignInHow(models.TextChoices):
    PASSWORD = "password", _("password")
    SECOND_STEP = "second_step", _("password and second step")
    PASSKEY = "passkey", _("passkey")
    CODE = "code", _("one-time code")
    OTHER = "other", _("another way")


class SignInResult(models.TextChoices):
    IN = "in", _("signed in")
    WRONG = "wrong", _("refused: wrong")
    TOO_OFTEN = "too_often", _("refused: tried too often")


class SignIn(Record):
    """A line of the sign-in log: who, when, how, from which kind of device and network, with which result (S2-125).

    It is no part of the register of events, since it has a retention of its own. Never an address that was typed.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins")        # null: no such account
    how = models.CharField(_("how"), max_length=12, choices=SignInHow)
    result = models.CharField(_("result"), max_length=10, choices=SignInResult)
    device = models.CharField(_("device"), max_length=60, blank=True)
    network = models.CharField(_("network"), max_length=45, blank=True)      # its first part: enough to tell school from elsewhere
    is_new_device = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sign-in")
        ordering = ["-at", "-id"]
        indexes = [models.Index(name="accounts_sign_ins_of", fields=["user", "-at"])]


class Statement(Record):
    """The confidentiality statement as it reads from a moment on; a new text is a new version, that everybody is asked again (S2-117)."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    text_nl = models.TextField(_("text in Dutch"), max_length=6000)
    text_en = models.TextField(_("text in English"), max_length=6000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")            # null: at installation

    class Meta:
        verbose_name = _("confidentiality statement")
        ordering = ["-number"]

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_nl


class StatementAgreed(Record):
    """A member of staff agreed to a version of the statement, in the language that was shown (S2-117)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="statements_agreed")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="agreed")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    text_hash = models.CharField(max_length=64)                              # SHA-256 of the text as it was shown
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [UniqueConstraint(name="accounts_statement_agreed_once", fields=["user", "statement"])]


class AddressChange(Record):
    """A new address to sign in with: it counts once both the old and the new mailbox have confirmed it (RELIABILITY T12)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="address_changes")
    new_email = models.EmailField(_("new e-mail address"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    old_code = models.CharField(max_length=64)                               # keyed hashes, never the codes themselves
    new_code = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    old_confirmed_at = models.DateTimeField(null=True)
    old_confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")   # who established the identity instead
    new_confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    was_done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change of address")
        constraints = [UniqueConstraint(name="accounts_address_change_one_open", fields=["user"], condition=Q(ended_at=None))]
