"""The languages Callout speaks; names kept in rows in several of them, and the choice."""

from collections.abc import Mapping
from typing import Final

# Each language by its own name: who cannot read this page must still find theirs.
LANGUAGE_NAMES: Final = {
    "en": "English",
    "uk": "Українська",
    "bg": "Български",
    "ru": "Русский",
}
LANGUAGES: Final = tuple(LANGUAGE_NAMES)
_CYRILLIC: Final = frozenset({"uk", "bg", "ru"})


def reads_cyrillic(language: str) -> bool:
    """Whether `language` is written in Cyrillic letters."""
    return language.split("-")[0] in _CYRILLIC


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in `language`, else in English, else any there is; never an error."""
    wanted = names.get(language.split("-")[0]) or names.get("en")
    return wanted or next((name for name in names.values() if name), "")
