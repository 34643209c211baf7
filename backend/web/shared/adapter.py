"""What allauth asks about our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils.translation import get_language

from backend.notify.letter import html_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: an administrator makes every user."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(self, *args: Any, **options: Any) -> EmailMultiAlternatives:
        """The plain letter, and the same words as a page beside it, as every letter of ours."""
        letter: EmailMultiAlternatives = super().render_mail(*args, **options)
        page = html_of(str(letter.subject), str(letter.body), get_language() or "en")
        letter.attach_alternative(page, "text/html")
        return letter
