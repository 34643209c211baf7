"""Whoever refuses with a new code gives it a sentence: the sources are read for codes."""

import ast
from collections.abc import Iterator
from pathlib import Path

from backend.web.shared.errors import WORDS

# What only a start-up or a planner's problem file can meet is told to programmers, by code.
UNSEEN = ("backend/dispatch/planner/", "backend/lib/", "backend/demo/", "sla_vectors.py")
PLACE_OF_CODE = {"Refused": 0, "Invalid": 1}


def codes_in(source: Path) -> Iterator[str]:
    """Codes written out in calls of Refused and Invalid."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = PLACE_OF_CODE.get(node.func.id)
            if place is not None and len(node.args) > place:
                code = node.args[place]
                if isinstance(code, ast.Constant):
                    yield code.value


def test_every_code_a_person_can_meet_has_words():
    sources = [*Path("backend").rglob("*.py"), *Path("mobile_api").rglob("*.py")]
    seen = [source for source in sources if not any(part in str(source) for part in UNSEEN)]
    lacking = {
        code: str(source) for source in seen for code in codes_in(source) if code not in WORDS
    }
    assert lacking == {}
