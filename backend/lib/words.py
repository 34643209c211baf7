"""The languages Callout speaks; names kept in rows in several of them, and the choice."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

# Each language by its own name: who cannot read this page must still find theirs.
LANGUAGE_NAMES: Final = {
    "en": "English",
    "uk": "Українська",
    "bg": "Български",
    "ru": "Русский",
}
LANGUAGES: Final = tuple(LANGUAGE_NAMES)
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# In the order of the alphabet, which Unicode does not have: і, ї, є, ґ and ё come after я there.
_ALPHABETS: Final = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
_CYRILLIC: Final = frozenset({"uk", "bg", "ru"})


def reads_cyrillic(language: str) -> bool:
    """Whether `language` is written in Cyrillic letters."""
    return language.split("-")[0] in _CYRILLIC


def in_alphabet(text: str, language: str) -> list[tuple[int, int]]:
    """What sorts `text` among others as readers of `language` look it up: by their alphabet, case
    and accents aside; what is no letter stands before, letters of another script after."""
    alphabet = _ALPHABETS.get(language.split("-")[0], _LATIN)
    return [_place(letter, alphabet) for letter in _plain(text.casefold(), alphabet)]


def _plain(text: str, alphabet: str) -> Iterator[str]:
    """The letters of the alphabet as they are, others without their accents."""
    for letter in text:
        yield letter if letter in alphabet else unicodedata.normalize("NFD", letter)[0]


def _place(letter: str, alphabet: str) -> tuple[int, int]:
    if not letter.isalpha():
        return 0, ord(letter)
    place = alphabet.find(letter)
    return (1, place) if place >= 0 else (2, ord(letter))


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in `language`, else in English, else any there is; never an error."""
    wanted = names.get(language.split("-")[0]) or names.get("en")
    return wanted or next((name for name in names.values() if name), "")
