"""One list of languages: every place that offers them offers the same ones."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from backend.accounts.models import Language
from backend.lib.words import LANGUAGE_NAMES

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
FOUR = [("en", "English"), ("uk", "Українська"), ("bg", "Български"), ("ru", "Русский")]


def test_pages_and_people_know_the_same_four() -> None:
    assert list(LANGUAGE_NAMES.items()) == FOUR
    assert list(settings.LANGUAGES) == FOUR
    assert Language.choices == FOUR


def test_every_language_but_english_has_a_catalogue() -> None:
    held = sorted(path.parents[1].name for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"))
    assert held == ["bg", "ru", "uk"]


def test_the_phone_offers_the_same_four() -> None:
    text = (ROOT / "frontend/phone/device/tongue.ts").read_text()
    assert re.findall(r'\{ value: "(\w+)", label: "(\w+)" \}', text) == FOUR
