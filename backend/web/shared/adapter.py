"""What allauth asks about our accounts, and whom a session belongs to."""

from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.database.written import Written
from backend.notify.letter import html_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: an administrator makes every user."""

    error_messages: Final = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or the password is wrong. Check both."),
        "enter_current_password": _("This is not the password you have now."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(self, *args: Any, **options: Any) -> EmailMultiAlternatives:
        """The plain letter, and the same words as a page beside it, as every letter of ours."""
        letter: EmailMultiAlternatives = super().render_mail(*args, **options)
        page = html_of(str(letter.subject), str(letter.body), get_language() or "en")
        letter.attach_alternative(page, "text/html")
        return letter


class SessionBackend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in as allauth does it; who signed in is read at every request, by a written query."""

    def get_user(self, user_id: UUID) -> User | None:
        """The user of a session; None for one who may not sign in any more."""
        user = next(iter(_USER(user_id=user_id)), None)
        return user if user and self.user_can_authenticate(user) else None


def _user(user_id: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


_USER: Final = Written(_user)
