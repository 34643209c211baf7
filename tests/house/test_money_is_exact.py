"""Money never meets a float: none is written, made or asked for in contracts/ and billing/."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "backend"
FOLDERS = ("contracts", "billing")
# Numpy counts whole microseconds, a case of somebody else's may write 3.0 seconds, and the widths
# of a paper's columns are centimetres.
WITHOUT_MONEY = {"contracts/case_fields.py", "billing/paper.py"}
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((HOUSE / folder).rglob("*.py"))
    if str(path.relative_to(HOUSE)) not in WITHOUT_MONEY
]


def floats_in(source: str) -> list[int]:
    """Lines that write a float or name the type."""
    found = []
    for node in ast.walk(ast.parse(source)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        named = isinstance(node, ast.Name) and node.id == "float"
        column = isinstance(node, ast.Attribute) and node.attr == "FloatField"
        if literal or named or column:
            found.append(getattr(node, "lineno", 0))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_float_occurs(path: Path) -> None:
    assert floats_in(path.read_text()) == []


def test_a_float_would_be_found() -> None:
    assert floats_in("x = 1.5\ny = float(3)\nz = models.FloatField()\nw = 2\n") == [1, 2, 3]
    assert len(FILES) > 50
