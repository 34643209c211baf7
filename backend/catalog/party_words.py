"""What a company's numbers are called on paper: each country's own words, as data.

They are names of registers, so they are spelled for the reader's script and never translated.
"""

from typing import Final

from django.utils.translation import gettext as _

Spelling = dict[str, str]
"""By language; the empty key is for every other."""

_EDRPOU: Final[Spelling] = {"": "EDRPOU", "uk": "ЄДРПОУ", "bg": "ЕДРПОУ", "ru": "ЕГРПОУ"}
_RNOKPP: Final[Spelling] = {"": "RNOKPP", "uk": "РНОКПП", "bg": "РНОКПП", "ru": "РНОКПП"}
_EIK: Final[Spelling] = {"": "EIK", "uk": "ЕІК", "bg": "ЕИК", "ru": "ЕИК"}
_REGISTRY: Final[dict[str, Spelling]] = {
    "BG": _EIK,
    "FR": {"": "SIREN"},
    "MC": {"": "RCI"},
    "UA": _EDRPOU,
}
_VAT: Final[dict[str, Spelling]] = {
    "BG": {"": "DDS No.", "bg": "ДДС №", "uk": "ДДС №", "ru": "ДДС №"},
    "FR": {"": "TVA"},
    "MC": {"": "TVA"},
    "UA": {"": "IPN", "uk": "ІПН", "bg": "ИПН", "ru": "ИНН"},
}
_PERSON_DIGITS: Final = 10


def registry_label(country: str, number: str, language: str) -> str:
    """What the registry number is called; a Ukrainian person has another one than a company."""
    if country == "UA" and len(number) == _PERSON_DIGITS:
        return _spelled(_RNOKPP, language)
    known = _REGISTRY.get(country)
    return _spelled(known, language) if known else _("Registry number")


def vat_label(country: str, language: str) -> str:
    """What the number for VAT is called where the company is."""
    known = _VAT.get(country)
    return _spelled(known, language) if known else _("VAT number")


def _spelled(spelling: Spelling, language: str) -> str:
    return spelling.get(language, spelling[""])
