"""Who may sign in, and with which phone."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.lib.ids import new_id


class Role(models.TextChoices):
    """What a person does all day; `roles.py` says what each may do."""

    CONTACT = "contact", _("Client contact")
    OPERATOR = "operator", _("Operator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    ENGINEER = "engineer", _("Engineer")
    BILLER = "biller", _("Biller")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("Callout itself")


class Language(models.TextChoices):
    """Languages a person can read Callout in."""

    ENGLISH = "en", "English"
    UKRAINIAN = "uk", "Українська"
    BULGARIAN = "bg", "Български"
    RUSSIAN = "ru", "Русский"


class Theme(models.TextChoices):
    """Light or dark; by default as the device is set."""

    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager):  # type: ignore[type-arg]
    """Makes users by address; Django's auth backends look them up through it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email__iexact=username)
        return found


class User(AbstractBaseUser):
    """A person who signs in, or the house itself (role system, no password)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    zone = models.CharField(max_length=50, default="Europe/Monaco")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    # How they like their lists; lists.py writes it and says what it holds.
    lists = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """True for everyone who works here; a contact works at a client."""
        return self.role != Role.CONTACT


class PairCode(models.Model):
    """A one-time code that turns into a device token; stored as its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    code_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code for {self.user_id}"


class Device(models.Model):
    """A phone. One opaque token, stored as SHA-256; the row is locked while a batch applies.
    What it still holds unsent is as it last told; until `rescue_until` one that may no longer
    speak can hand over what it holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    installation_id = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    platform = models.CharField(max_length=200, blank=True)
    app_build = models.CharField(max_length=50, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    push_subscription = models.JSONField(null=True)
    last_seq = models.BigIntegerField(default=0)
    clock_offset_ms = models.IntegerField(null=True)
    paired_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    rescue_until = models.DateTimeField(null=True)
    unsent_commands = models.PositiveIntegerField(null=True)
    unsent_media = models.PositiveIntegerField(null=True)
    oldest_unsent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "installation_id"], name="device_installation")]

    @property
    def clock_off_s(self) -> int | None:
        """By how many whole seconds the phone's clock was wrong; None where it was not told."""
        return None if self.clock_offset_ms is None else abs(self.clock_offset_ms) // 1000

    def __str__(self) -> str:
        return f"{self.name or self.platform} of {self.user_id}"
