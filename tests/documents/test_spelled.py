"""Sums in words, each written down by hand."""

from decimal import Decimal

import pytest

from backend.documents.spelled import sum_spelled


@pytest.mark.parametrize(
    ("amount", "language", "currency", "said"),
    [
        ("1", "uk", "UAH", "Одна гривня 00 копійок"),
        ("2.01", "uk", "UAH", "Дві гривні 01 копійка"),
        ("11.12", "uk", "UAH", "Одинадцять гривень 12 копійок"),
        ("1234.52", "uk", "UAH", "Одна тисяча двісті тридцять чотири гривні 52 копійки"),
        ("21000.05", "uk", "UAH", "Двадцять одна тисяча гривень 05 копійок"),
        ("2000001.00", "uk", "UAH", "Два мільйони одна гривня 00 копійок"),
        ("21.22", "uk", "EUR", "Двадцять одне євро 22 центи"),
        ("0.99", "ru", "EUR", "Ноль евро 99 центов"),
        ("1.21", "ru", "EUR", "Один евро 21 цент"),
        ("342.43", "ru", "UAH", "Триста сорок две гривны 43 копейки"),
        ("105.00", "ru", "USD", "Сто пять долларов 00 центов"),
        ("1", "bg", "EUR", "Едно евро 00 цента"),
        ("1272.01", "bg", "EUR", "Хиляда двеста седемдесет и две евро 01 цент"),
        ("2.02", "bg", "UAH", "Две гривни 02 копейки"),
        ("1.00", "en", "EUR", "One euro 00 cents"),
        ("1234.01", "en", "EUR", "One thousand two hundred thirty-four euros 01 cent"),
        ("3.50", "en", "UAH", "Three hryvnias 50 kopiykas"),
    ],
)
def test_sums_in_words(amount: str, language: str, currency: str, said: str) -> None:
    assert sum_spelled(Decimal(amount), currency, language) == said


def test_what_is_taken_back_says_minus() -> None:
    assert sum_spelled(Decimal("-0.50"), "UAH", "uk") == "Мінус нуль гривень 50 копійок"
    assert sum_spelled(Decimal("-2"), "EUR", "bg") == "Минус две евро 00 цента"


def test_a_currency_without_words_is_named_by_its_code() -> None:
    assert sum_spelled(Decimal("42.5"), "CHF", "ru") == "Сорок два CHF 50/100"
    assert sum_spelled(Decimal("42.5"), "CHF", "bg") == "Четиридесет и две CHF 50/100"


def test_a_language_without_words_is_read_in_english() -> None:
    assert sum_spelled(Decimal("2"), "EUR", "fr") == "Two euros 00 cents"
