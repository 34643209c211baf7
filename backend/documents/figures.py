"""Money, quantities, dates and times as readers of a language write them (CLDR, through Babel)."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers

# English papers here are read in Europe: day before month, 24 hours.
_EUROPEAN = {"en": "en_GB"}
# Signs every reader here knows, where CLDR would write the code: 1 234,50 €, not 1 234,50 EUR.
_SIGNS = {"EUR": "€", "UAH": "₴"}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The Babel locale of a BCP 47 tag; English where the tag is unknown."""
    try:
        return Locale.parse(_EUROPEAN.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_EUROPEAN["en"])


def amount_words(amount: Decimal, currency: str, language: str) -> str:
    """Digits with the currency's decimals and without its sign, for a column of money."""
    return _decimal_words(amount, numbers.get_currency_precision(currency), 0, language)


@lru_cache(maxsize=4096)
def money_words(amount: Decimal, currency: str, language: str) -> str:
    """Digits and the currency's code or sign, where it stands alone."""
    locale = locale_of(language)
    words = str(numbers.format_currency(amount, currency, locale=locale))
    written = numbers.get_currency_symbol(currency, locale=locale)
    return words.replace(written, _SIGNS.get(currency, written))


def price_words(price: Decimal, currency: str, language: str) -> str:
    """A unit price: the currency's decimals, up to four where they are needed."""
    least = numbers.get_currency_precision(currency)
    return _decimal_words(price, least, 4 - least, language)


def quantity_words(quantity: Decimal, language: str) -> str:
    """A quantity with up to three decimals, none where it is whole."""
    return _decimal_words(quantity, 0, 3, language)


def percent_words(percent: Decimal, language: str) -> str:
    """A rate given in percent: 20 -> 20 %."""
    shown = numbers.format_percent(
        percent / 100, format=_percent_pattern(language), locale=locale_of(language)
    )
    return str(shown)


def date_words(day: date, language: str, length: str = "long") -> str:
    """A calendar date: `full` with the weekday, `long` with the month in words, or `medium`."""
    return str(dates.format_date(day, length, locale=locale_of(language)))


def zone_words(zone: str, language: str) -> str:
    """The city people know a zone by: Europe/Monaco -> Monaco."""
    where = ZoneInfo(zone)
    return str(dates.get_timezone_location(where, locale=locale_of(language), return_city=True))


def instant_words(instant: datetime, zone: str, language: str) -> str:
    """An aware instant as date and wall time in `zone`; who shows it names the zone once."""
    local, locale = instant.astimezone(ZoneInfo(zone)), locale_of(language)
    pattern = str(dates.get_datetime_format("medium", locale=locale))
    day = dates.format_date(local, "medium", locale=locale)
    return pattern.replace("{1}", day).replace("{0}", f"{local:%H:%M}").replace("'", "")


def _decimal_words(value: Decimal, least: int, more: int, language: str) -> str:
    decimals = "." + "0" * least + "#" * more if least + more else ""
    return str(numbers.format_decimal(value, f"#,##0{decimals}", locale=locale_of(language)))


def _percent_pattern(language: str) -> str:
    pattern: str = locale_of(language).percent_formats[None].pattern
    return pattern.replace("#,##0", "#,##0.##")
