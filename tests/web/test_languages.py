"""Lengths, moments, plurals and lists as each language says them; worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from backend.web.shared.durations import day_and_time, distance_in_words, length_in_words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "length", "ahead", "ago"),
    [
        ("en", "1 h 20 min", "in 1 h 20 min", "9 min ago"),
        ("uk", "1 год 20 хв", "через 1 год 20 хв", "9 хв тому"),
        ("bg", "1 ч 20 мин", "след 1 ч 20 мин", "преди 9 мин"),
        ("ru", "1 ч 20 мин", "через 1 ч 20 мин", "9 мин назад"),
    ],
)
def test_lengths(language: str, length: str, ahead: str, ago: str) -> None:
    with translation.override(language):
        assert length_in_words(80) == length
        assert distance_in_words(NOW + timedelta(minutes=80), NOW) == ahead
        assert distance_in_words(NOW - timedelta(minutes=9), NOW) == ago


@pytest.mark.parametrize(
    ("language", "today", "tomorrow", "later"),
    [
        ("en", "today 14:10", "tomorrow 14:10", "Wed 2 Dec 14:10"),
        ("uk", "сьогодні 14:10", "завтра 14:10", "ср, 2 груд. 14:10"),
        ("bg", "днес 14:10", "утре 14:10", "ср, 2.12 14:10"),
        ("ru", "сегодня 14:10", "завтра 14:10", "ср, 2 дек. 14:10"),
    ],
)
def test_moments(language: str, today: str, tomorrow: str, later: str) -> None:
    at = NOW.replace(hour=14, minute=10)
    with translation.override(language):
        told = [day_and_time(at + timedelta(days=days), NOW, "UTC") for days in (0, 1, 9)]
    assert told == [today, tomorrow, later]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 visit", "2 visits", "5 visits", "11 visits", "21 visits"]),
        ("uk", ["1 виїзд", "2 виїзди", "5 виїздів", "11 виїздів", "21 виїзд"]),
        ("bg", ["1 посещение", "2 посещения", "5 посещения", "11 посещения", "21 посещения"]),
        ("ru", ["1 выезд", "2 выезда", "5 выездов", "11 выездов", "21 выезд"]),
    ],
)
def test_plurals(language: str, said: list[str]) -> None:
    with translation.override(language):
        told = [
            ngettext("%(count)d visit", "%(count)d visits", n) % {"count": n}
            for n in (1, 2, 5, 11, 21)
        ]
    assert told == said
