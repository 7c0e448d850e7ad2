from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
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
