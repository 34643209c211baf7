"""Short word of what was just done, with a way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Shows `text` on the next page; with `undo_url` a button that posts there."""
    messages.success(request, text, extra_tags=undo_url)


def warn(request: HttpRequest, text: str) -> None:
    """Shows on the next page that something needs a look."""
    messages.warning(request, text)


def say_no(request: HttpRequest, text: str) -> None:
    """Shows a refusal on the next page; it stays until closed."""
    messages.error(request, text)
