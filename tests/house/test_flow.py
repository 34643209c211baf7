"""docs/flow.md tells the truth: every function it names exists, every journal kind is a kind."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from backend.journal import kinds

FLOW = (Path(__file__).resolve().parents[2] / "docs" / "flow.md").read_text()
NAMES = re.findall(r"`([a-z_.]+)`", FLOW)
KINDS = {value for name, value in vars(kinds).items() if name.isupper()}


@pytest.mark.parametrize("name", sorted({n for n in NAMES if n.count(".") >= 2}))
def test_functions_exist(name: str) -> None:
    module, _dot, function = name.rpartition(".")
    assert callable(getattr(import_module(f"backend.{module}"), function))


def test_kinds_exist() -> None:
    rows = [row.split("|")[-2] for row in FLOW.splitlines() if row.startswith("| ")]
    told = {kind for row in rows for kind in re.findall(r"`([a-z_]+\.[a-z_]+)`", row)}
    assert told
    assert told <= KINDS
