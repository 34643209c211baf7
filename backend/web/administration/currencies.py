"""Currencies as one chooses them: those that are somewhere the tender of today."""

from functools import lru_cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_name
from django import forms
from django.utils.translation import get_language

from backend.web.shared.forms import SearchedSelect

# A currency that ended lately still stands on rows that were kept in it.
ENDED_LATELY = 2020


class CurrencyField(forms.ChoiceField):
    """A currency by its code, found by code or by name in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"choices": _choices, "widget": SearchedSelect, **kwargs}
        super().__init__(**{**told, "help_text": ""})


def _choices() -> list[tuple[str, str]]:
    return _named(get_language() or "en")


@lru_cache(maxsize=8)
def _named(language: str) -> list[tuple[str, str]]:
    return [
        (code, f"{code} · {get_currency_name(code, locale=language)}") for code in sorted(_codes())
    ]


def _codes() -> set[str]:
    used = (row for rows in get_global("territory_currencies").values() for row in rows)
    return {
        code
        for code, _begun, ended, is_tender in used
        if is_tender and (ended is None or ended[0] >= ENDED_LATELY)
    }
