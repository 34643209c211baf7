"""Numbers of companies: lengths and check digits worked out by hand, errors that name the field."""

from dataclasses import dataclass

import pytest

from backend.catalog.registry import check_numbers, check_registry_number, check_vat_number
from backend.lib.errors import Invalid


@dataclass
class Company:
    country: str = "UA"
    registry_number: str = ""
    vat_number: str = ""
    iban: str = ""
    bic: str = ""


# 4299990: 7*4 + 1*2 + 2*9 + 3*9 + 4*9 + 5*9 + 6*0 = 156, 156 mod 11 = 2.
# 29999001: 1*2 + 2*9 + 3*9 + 4*9 + 5*9 + 6*0 + 7*0 + 8*1 = 136, 136 mod 11 = 4.
@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("UA", "42999902"),
        ("ua", "42999902"),
        ("UA", "1759013776"),
        ("BG", "299990014"),
        # 2*4 + 7*0 + 3*0 + 5*1 = 13 over the last digit and the branch's three, 13 mod 11 = 2.
        ("BG", "2999900140012"),
        ("MC", "24S09999"),
        ("XX", "anything at all"),
        ("UA", ""),
    ],
)
def test_numbers_that_can_be_right(country: str, number: str) -> None:
    check_registry_number(country, number)


@pytest.mark.parametrize(
    ("country", "number", "code"),
    [
        ("UA", "42999903", "check-digit"),
        ("UA", "1759013770", "check-digit"),
        ("UA", "429999020", "registry-digits"),
        ("UA", "4299990A", "registry-digits"),
        ("UA", "٤٢٩٩٩٩٠٢", "registry-digits"),
        ("BG", "299990011", "check-digit"),
        ("BG", "2999900140013", "check-digit"),
        ("BG", "BG2999900", "registry-digits"),
    ],
)
def test_numbers_that_cannot(country: str, number: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_registry_number(country, number)
    assert (refusal.value.field, refusal.value.code) == ("registry_number", code)


@pytest.mark.parametrize(
    ("country", "number", "is_right"),
    [
        # 12 + 3 * (99999 mod 97 = 89) = 279, 279 mod 97 = 85.
        ("MC", "FR85000099999", True),
        ("MC", "FR84000099999", False),
        # A French number: no three zeros, so not of Monaco.
        ("MC", "FR61954506077", False),
        ("FR", "FR61954506077", True),
        ("BG", "BG299990014", True),
        ("BG", "299990014", False),
        ("BG", "FR61954506077", False),
        ("GR", "EL094259216", True),
        ("UA", "429999026598", True),
        ("UA", "42999902", False),
        ("CH", "CHE-123", True),
        ("BG", "", True),
    ],
)
def test_vat_numbers_by_country(country: str, number: str, is_right: bool) -> None:
    if is_right:
        check_vat_number(country, number)
    else:
        with pytest.raises(Invalid, match="vat-number-not-valid"):
            check_vat_number(country, number)


@pytest.mark.parametrize(
    ("company", "field", "code"),
    [
        (Company(registry_number="42999903"), "registry_number", "check-digit"),
        (Company(vat_number="42"), "vat_number", "vat-number-not-valid"),
        (Company(iban="UA713999990000026001234567891"), "iban", "iban-not-valid"),
        (Company(bic="BANK"), "bic", "bic-not-valid"),
    ],
)
def test_the_error_names_the_field(company: Company, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_numbers(company)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_a_whole_company_passes() -> None:
    check_numbers(
        Company("UA", "42999902", "429999026598", "UA713999990000026001234567890", "DEMOUAUK")
    )
