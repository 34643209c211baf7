"""Whether the numbers of a company can be right, each by its own check digits. Pure.

Registry and VAT numbers are checked for the countries listed here, IBAN and BIC everywhere; a
country that is not listed keeps what was typed. A number nobody knows yet is empty and passes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import stdnum.bg.vat
import stdnum.eu.vat
import stdnum.mc.tva
import stdnum.ua.edrpou
import stdnum.ua.rntrc
from stdnum import bic, iban

from backend.lib.errors import Invalid


class Numbered(Protocol):
    """The numbers of a company on paper; country is ISO 3166 alpha-2."""

    country: str
    registry_number: str
    vat_number: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of number: its length in digits and whether its check digits fit."""

    digits: int
    is_valid: Callable[[str], bool]


def _is_branch(number: str) -> bool:
    """A Bulgarian branch: nine digits of its company, then three and a check digit of its own."""
    tail = [int(digit) for digit in number[8:12]]
    left = sum(n * w for n, w in zip(tail, (2, 7, 3, 5), strict=True)) % 11
    if left == 10:
        left = sum(n * w for n, w in zip(tail, (4, 9, 5, 7), strict=True)) % 11
    return stdnum.bg.vat.is_valid(number[:9]) and number[12] == str(left % 10)


# Ukraine: EDRPOU of a company, RNOKPP of a person. Bulgaria: EIK of a company, of a branch.
REGISTRY: Final[dict[str, tuple[Kind, Kind]]] = {
    "UA": (Kind(8, stdnum.ua.edrpou.is_valid), Kind(10, stdnum.ua.rntrc.is_valid)),
    "BG": (Kind(9, stdnum.bg.vat.is_valid), Kind(13, _is_branch)),
}
# What a VAT number of the country looks like. Ukraine publishes no check digits for its own.
VAT_EXAMPLES: Final = {"MC": "FR85000099999", "BG": "BG299990014", "UA": "429999026598"}
_UKRAINIAN_VAT: Final = (10, 12)


def check_numbers(company: Numbered) -> None:
    """Raise Invalid naming registry_number, vat_number, iban or bic where one cannot be right."""
    check_registry_number(company.country, company.registry_number)
    check_vat_number(company.country, company.vat_number)
    if company.iban and not iban.is_valid(company.iban):
        raise Invalid("iban", "iban-not-valid")
    if company.bic and not bic.is_valid(company.bic):
        raise Invalid("bic", "bic-not-valid")


def check_registry_number(country: str, number: str) -> None:
    """Invalid("registry_number", "registry-digits" | "check-digit") by the country's rule."""
    kinds = REGISTRY.get(country.upper())
    if not number or kinds is None:
        return
    fitting = [kind for kind in kinds if _is_of(kind, number)]
    if not fitting:
        first, second = kinds
        raise Invalid(
            "registry_number", "registry-digits", first=first.digits, second=second.digits
        )
    if not fitting[0].is_valid(number):
        raise Invalid("registry_number", "check-digit")


def _is_of(kind: Kind, number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) == kind.digits


def check_vat_number(country: str, number: str) -> None:
    """Invalid("vat_number", "vat-number-not-valid") for Monaco, Ukraine and the European Union."""
    known = country.upper()
    if number and not _is_vat_number(known, number):
        example = VAT_EXAMPLES.get(known, known)
        raise Invalid("vat_number", "vat-number-not-valid", example=example)


def _is_vat_number(country: str, number: str) -> bool:
    if country == "MC":
        return bool(stdnum.mc.tva.is_valid(number))
    if country == "UA":
        return number.isascii() and number.isdigit() and len(number) in _UKRAINIAN_VAT
    if country.lower() in stdnum.eu.vat.MEMBER_STATES:
        begins = "EL" if country == "GR" else country
        return number.upper().startswith(begins) and bool(stdnum.eu.vat.is_valid(number))
    return True
