"""Figures as readers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.documents.figures import (
    amount_words,
    date_words,
    instant_words,
    money_words,
    percent_words,
    price_words,
    quantity_words,
    zone_words,
)


def plain(words: str) -> str:
    return words.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "1,234.50"), ("uk", "1 234,50"), ("ru", "1 234,50"), ("bg", "1 234,50")],
)
def test_money_in_a_column_has_its_cents(language: str, expected: str) -> None:
    assert plain(amount_words(Decimal("1234.5"), "EUR", language)) == expected


# Written down from CLDR by hand; the signs of the euro and the hryvnia are ours everywhere.
@pytest.mark.parametrize(
    ("language", "euro", "hryvnia"),
    [
        ("en", "€1,234.50", "₴1,234.50"),
        ("uk", "1 234,50 €", "1 234,50 ₴"),
        ("bg", "1 234,50 €", "1 234,50 ₴"),
        ("ru", "1 234,50 €", "1 234,50 ₴"),
    ],
)
def test_money_as_each_language_writes_it(language: str, euro: str, hryvnia: str) -> None:
    assert plain(money_words(Decimal("1234.5"), "EUR", language)) == euro
    assert plain(money_words(Decimal("1234.5"), "UAH", language)) == hryvnia


@pytest.mark.parametrize(
    ("language", "full", "long", "medium"),
    [
        ("en", "Sunday, 1 November 2026", "1 November 2026", "1 Nov 2026"),
        ("uk", "неділя, 1 листопада 2026 р.", "1 листопада 2026 р.", "1 лист. 2026 р."),
        ("bg", "неделя, 1 ноември 2026 г.", "1 ноември 2026 г.", "1.11.2026 г."),
        ("ru", "воскресенье, 1 ноября 2026 г.", "1 ноября 2026 г.", "1 нояб. 2026 г."),
    ],
)
def test_dates_as_each_language_writes_them(
    language: str, full: str, long: str, medium: str
) -> None:
    day = date(2026, 11, 1)
    told = [plain(date_words(day, language, length)) for length in ("full", "long", "medium")]
    assert told == [full, long, medium]


@pytest.mark.parametrize(
    ("language", "half", "rate"),
    [
        ("en", "0.5", "12.5%"),
        ("uk", "0,5", "12,5%"),
        ("bg", "0,5", "12,5%"),
        ("ru", "0,5", "12,5 %"),
    ],
)
def test_numbers_as_each_language_writes_them(language: str, half: str, rate: str) -> None:
    assert quantity_words(Decimal("0.500"), language) == half
    assert plain(percent_words(Decimal("12.50"), language)) == rate


def test_a_currency_without_cents_shows_none() -> None:
    assert amount_words(Decimal(1200), "JPY", "en") == "1,200"


def test_money_alone_names_its_currency() -> None:
    assert money_words(Decimal("-20"), "EUR", "en") == "-€20.00"
    assert plain(money_words(Decimal("20"), "CHF", "uk")) == "20,00 CHF"


def test_quantities_and_prices_keep_what_they_have() -> None:
    assert quantity_words(Decimal("1.000"), "en") == "1"
    assert quantity_words(Decimal("0.085"), "uk") == "0,085"
    assert price_words(Decimal("33.3300"), "EUR", "en") == "33.33"
    assert price_words(Decimal("0.0125"), "EUR", "en") == "0.0125"


def test_rates_keep_their_decimals() -> None:
    assert percent_words(Decimal(20), "en") == "20%"
    assert plain(percent_words(Decimal("5.50"), "bg")) in {"5,5%", "5,5 %"}


def test_dates_put_the_day_first() -> None:
    assert date_words(date(2026, 3, 2), "en") == "2 March 2026"
    assert plain(date_words(date(2026, 3, 2), "uk")) == "2 березня 2026 р."


def test_times_are_told_in_the_zone_of_the_object() -> None:
    moment = datetime(2026, 7, 2, 22, 30, tzinfo=UTC)
    assert instant_words(moment, "Europe/Monaco", "en") == "3 Jul 2026, 00:30"
    assert instant_words(moment, "Europe/Monaco", "xx-tongue") == "3 Jul 2026, 00:30"


def test_a_zone_is_named_by_its_city() -> None:
    assert zone_words("Europe/Monaco", "en") == "Monaco"
    assert zone_words("Europe/Sofia", "bg") == "София"
