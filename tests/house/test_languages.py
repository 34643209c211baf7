"""One list of languages: every place that offers them offers the same ones."""

import re
from pathlib import Path

from django.conf import settings
from steps import catalogues

from backend.accounts.models import Language
from backend.lib.words import LANGUAGE_NAMES

ROOT = Path(__file__).resolve().parents[2]
FOUR = [("en", "English"), ("uk", "Українська"), ("bg", "Български"), ("ru", "Русский")]


def test_pages_and_people_know_the_same_four() -> None:
    assert list(LANGUAGE_NAMES.items()) == FOUR
    assert list(settings.LANGUAGES) == FOUR
    assert Language.choices == FOUR


def test_every_language_but_english_has_a_catalogue() -> None:
    assert ["en", *catalogues.LANGUAGES] == [code for code, _name in FOUR]


def test_the_phone_offers_the_same_four() -> None:
    text = (ROOT / "frontend/phone/tongue.ts").read_text()
    assert re.findall(r'\{ value: "(\w+)", label: "(\w+)" \}', text) == FOUR
