"""How a letter of ours looks: greeting, paragraphs, a link, who wrote it; in text and in HTML."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


@contextmanager
def in_language_of(language: str) -> Iterator[None]:
    """Write everything inside in the reader's language; an unknown one is English."""
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(language if language in known else "en"):
        yield


def letter(name: str, paragraphs: Sequence[str], *, path: str = "") -> str:
    """The body to `name` in the active language; `path` is ours and becomes a full link."""
    link = settings.PUBLIC_URL.rstrip("/") + path if path else ""
    words = {"name": name, "paragraphs": list(paragraphs), "link": link}
    return render_to_string("notify/letter.txt", words).strip() + "\n"


def html_of(subject: str, body: str, language: str) -> str:
    """The plain letter's own words as a page: paragraphs, its addresses as links, whose desk
    wrote it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or host_of_ours()
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    words = {"subject": subject, "paragraphs": paragraphs, "sender": sender, "language": language}
    return render_to_string("notify/letter.html", words)


def host_of_ours() -> str:
    """The host in our Message-IDs, from the public address."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
