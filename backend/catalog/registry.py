"""How long a company's registry number is, by country. Pure; countries not listed are free."""

from typing import Final

from backend.lib.errors import Invalid

# Ukraine: EDRPOU of a company, RNOKPP of a person. Bulgaria: EIK of a company, of a branch.
DIGITS: Final[dict[str, tuple[int, ...]]] = {"UA": (8, 10), "BG": (9, 13)}


def check_registry_number(country: str, number: str) -> None:
    """Raise Invalid("registry_number", "registry-digits") where the country counts otherwise.

    An empty number is a company whose number nobody knows yet.
    """
    allowed = DIGITS.get(country.upper())
    if not number or allowed is None:
        return
    if not (number.isascii() and number.isdigit() and len(number) in allowed):
        first, second = allowed
        raise Invalid("registry_number", "registry-digits", first=first, second=second)
