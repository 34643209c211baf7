"""checklist_vectors.json: the cases that the phone's checklist answers too, word for word."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.fieldwork.checklist import Answer, check_definition, verdict
from tests.fieldwork.test_checklist import form

VECTORS = json.loads(Path(__file__).with_name("checklist_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_verdict_is_the_one_written_down(vector: dict[str, Any]) -> None:
    asked = form(*vector["items"])
    check_definition(asked)
    found = verdict(asked, [Answer(**answer) for answer in vector["answers"]])
    assert list(found.missing) == vector["missing"]
    assert list(found.failed) == vector["failed"]
    problems = [{"item": problem.item, "code": problem.code} for problem in found.problems]
    assert problems == vector["problems"]
    assert found.complete is (not vector["missing"] and not vector["problems"])
