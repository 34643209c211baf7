"""Whole numbers in Bulgarian words, as papers write them. Plain data only.

CLDR, which spells the other languages, leaves out the "и" that stands before the last numeral:
сто и десет, хиляда и двеста.
"""

from typing import Final

# The three forms of one and two: masculine, feminine, neuter.
_ONE_AND_TWO: Final = {
    "masculine": ("един", "два"),
    "feminine": ("една", "две"),
    "neuter": ("едно", "две"),
}
_ONES: Final = ("три", "четири", "пет", "шест", "седем", "осем", "девет")
_TEENS: Final = (
    "десет",
    "единадесет",
    "дванадесет",
    *(f"{one}надесет" for one in _ONES),
)
_TENS: Final = ("двадесет", *(f"{one}десет" for one in _ONES))
_HUNDREDS: Final = ("сто", "двеста", "триста", *(f"{one}стотин" for one in _ONES[1:]))
# What a group of three digits counts: its gender, one of it, several.
_SCALES: Final = (
    (1_000_000_000, "masculine", "един милиард", "милиарда"),
    (1_000_000, "masculine", "един милион", "милиона"),
    (1_000, "feminine", "хиляда", "хиляди"),
)
LIMIT: Final = 1_000_000_000_000
"""The first number that has no words here."""


def number_spelled(number: int, gender: str) -> str:
    """`number` from 0 up to, not including, LIMIT; `gender` (masculine, feminine or neuter) is
    that of what is counted. ValueError outside of that."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"no words for {number}")
    groups: list[list[str]] = []
    for scale, its_gender, one, several in _SCALES:
        count, number = divmod(number, scale)
        if count == 1:
            groups.append([one])
        elif count:
            *before, last = _numerals(count, its_gender)
            groups.append([*before, f"{last} {several}"])
    if number or not groups:
        groups.append(_numerals(number, gender))
    *earlier, final = groups
    said = [_joined(group) for group in earlier]
    # A last group of one numeral is itself the last numeral: хиляда и двеста.
    alone = ["и"] if earlier and len(final) == 1 else []
    return " ".join([*said, *alone, _joined(final)])


def _numerals(number: int, gender: str) -> list[str]:
    """The numerals of 0 to 999, the last of which is joined by "и"."""
    if number == 0:
        return ["нула"]
    hundreds, rest = divmod(number, 100)
    said = [_HUNDREDS[hundreds - 1]] if hundreds else []
    if 10 <= rest < 20:
        return [*said, _TEENS[rest - 10]]
    tens, ones = divmod(rest, 10)
    if tens:
        said.append(_TENS[tens - 2])
    if ones:
        said.append((*_ONE_AND_TWO[gender], *_ONES)[ones - 1])
    return said


def _joined(numerals: list[str]) -> str:
    *before, last = numerals
    return " ".join([*before, "и", last]) if before else last
