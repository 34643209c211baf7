"""Sums of money in words, as some countries want them on papers: whole units spelled, hundredths
in digits. Сто двадцять гривень 50 копійок."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from backend.documents.figures import locale_of
from backend.documents.numerals_bg import number_spelled as spelled_in_bulgarian
from backend.lib.money import to_cents

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine


@dataclass(frozen=True)
class _Money:
    """A currency counted in a language: its gender, and its units by CLDR's plural category;
    `other` stands for the categories that are not named."""

    gender: str
    units: Mapping[str, str]
    hundredths: Mapping[str, str]


def _money(gender: str, units: str, hundredths: str) -> _Money:
    return _Money(gender, _forms(units), _forms(hundredths))


def _forms(words: str) -> dict[str, str]:
    """ "гривня гривні гривень": one, few and the others; two words are one and the others."""
    one, *few, other = words.split()
    return {"one": one, "other": other} | ({"few": few[0]} if few else {})


_EN: Final = {
    "EUR": _money("", "euro euros", "cent cents"),
    "UAH": _money("", "hryvnia hryvnias", "kopiyka kopiykas"),
    "USD": _money("", "dollar dollars", "cent cents"),
}
_UK: Final = {
    "EUR": _money("neuter", "євро євро", "цент центи центів"),
    "UAH": _money("feminine", "гривня гривні гривень", "копійка копійки копійок"),
    "USD": _money("masculine", "долар долари доларів", "цент центи центів"),
}
_BG: Final = {
    "EUR": _money("neuter", "евро евро", "цент цента"),
    "UAH": _money("feminine", "гривна гривни", "копейка копейки"),
    "USD": _money("masculine", "долар долара", "цент цента"),
}
_RU: Final = {
    "EUR": _money("masculine", "евро евро", "цент цента центов"),
    "UAH": _money("feminine", "гривна гривны гривен", "копейка копейки копеек"),
    "USD": _money("masculine", "доллар доллара долларов", "цент цента центов"),
}
_MONEY: Final = {"en": _EN, "uk": _UK, "bg": _BG, "ru": _RU}
_MINUS: Final = {"en": "minus", "uk": "мінус", "bg": "минус", "ru": "минус"}


def sum_spelled(amount: Decimal, currency: str, language: str) -> str:
    """The sum in words with a capital first; the currency's code stands where its words are
    not known here, and English where the language is not."""
    language = language if language in _MONEY else "en"
    money = _MONEY[language].get(currency)
    units, hundredths = divmod(int(abs(to_cents(amount)) * 100), 100)
    said = _spelled(units, money.gender if money else "", language)
    sign = f"{_MINUS[language]} " if amount < 0 else ""
    if money is None:
        words = f"{sign}{said} {currency} {hundredths:02}/100"
    else:
        unit = _form(money.units, units, language)
        hundredth = _form(money.hundredths, hundredths, language)
        words = f"{sign}{said} {unit} {hundredths:02} {hundredth}"
    return words[0].upper() + words[1:]


def _form(forms: Mapping[str, str], count: int, language: str) -> str:
    return forms.get(locale_of(language).plural_form(count), forms["other"])


def _spelled(number: int, gender: str, language: str) -> str:
    if language == "bg":
        return spelled_in_bulgarian(number, gender or "neuter")
    by_rules = _rules(language).format_number(number).text_by_ruleset
    genderless = by_rules.get("spellout-cardinal") or by_rules["spellout-cardinal-masculine"]
    return str(by_rules.get(f"spellout-cardinal-{gender}") or genderless)


@lru_cache(maxsize=len(_MONEY))
def _rules(language: str) -> "RbnfEngine":
    # Only who issues an act needs CLDR's rules: a web server starts without them.
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language(language)
