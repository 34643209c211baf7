"""A house set up once for all tests of the folder, with five phones and their day; each test
file runs a copy of it."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from .final_state import known_in
from .house import copied, manage, running_house

PAIR = "/api/mobile/v1/devices/pair"
SCENE = "from tests.faults.scene import print_scene; print_scene()"


@dataclass(frozen=True)
class Furnished:
    """A state folder on which nothing runs, its scene, the token of each phone, and the ids that
    stand in its database."""

    state: Path
    scene: dict[str, Any]
    tokens: list[str]
    known: frozenset[str]

    def copy(self, name: str) -> Path:
        """A folder of its own for one run, empty even where one was asked for before."""
        folder = self.state.parent / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o711)
        return copied(self.state, folder / "state")


@pytest.fixture(scope="session")
def furnished() -> Iterator[Furnished]:
    # Pytest closes its own folders to others, and the database's user is another one as root.
    with tempfile.TemporaryDirectory(prefix="callout-house-") as folder:
        Path(folder).chmod(0o711)
        yield furnish(Path(folder) / "state")


def furnish(state: Path) -> Furnished:
    """Set a house up, tell five engineers their day, pair their phones, and end it."""
    with running_house(state) as house:
        said = manage(state, "shell", "-c", SCENE)
        (line,) = (each for each in said.splitlines() if each.startswith("SCENE "))
        scene = json.loads(line.removeprefix("SCENE "))
        tokens = [paired(house.base, phone["code"]) for phone in scene["phones"]]
        return Furnished(state, scene, tokens, frozenset(known_in(state)))


def paired(base: str, code: str) -> str:
    """A phone's token for its code."""
    phone = {"code": code, "installation_id": code[:8], "name": "Phone", "app_build": "1"}
    answer = httpx.post(base + PAIR, json=phone, timeout=30)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token
