"""Names sorted as readers of each language look them up."""

import pytest

from backend.lib.words import in_alphabet


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Afghanistan", "Åland Islands", "Albania", "Côte d’Ivoire", "Cuba"]),
        ("uk", ["Австрія", "Гана", "Ґрунт", "Ємен", "Зімбабве", "Індія", "Йорданія", "Японія"]),
        ("ru", ["Египет", "Ёлка", "Жук", "Япония"]),
        ("bg", ["Йордания", "Кипър", "Щати", "Япония"]),
    ],
)
def test_the_order_of_the_alphabet(language: str, names: list[str]) -> None:
    mixed = sorted(names, reverse=True)
    assert sorted(mixed, key=lambda name: in_alphabet(name, language)) == names


def test_what_is_no_letter_stands_first_and_another_script_last() -> None:
    names = ["Чад", "Chad", "А-Б", "АБ"]
    found = sorted(names, key=lambda name: in_alphabet(name, "uk"))
    assert found == ["А-Б", "АБ", "Чад", "Chad"]
