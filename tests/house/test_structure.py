"""The house itself: every package stands on a floor, and no row points upstairs."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
# The composition root names apps by string and stands on no floor.
COMPOSITION = {"settings", "urls", "wsgi", "celery"}


def floors() -> list[set[str]]:
    """The floors of pyproject.toml from top to bottom, strangers side by side."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    return [{part.strip() for part in layer.split("|")} for layer in layers]


def test_every_package_stands_on_a_floor() -> None:
    listed = set().union(*floors())
    found = {
        f"backend.{path.name.removesuffix('.py')}"
        for path in (ROOT / "backend").iterdir()
        if (path / "__init__.py").is_file() or path.suffix == ".py"
    }
    missing = found - listed - {f"backend.{name}" for name in COMPOSITION} - {"backend.__init__"}
    assert not missing


def test_no_foreign_key_points_to_a_higher_floor() -> None:
    height = {name: index for index, floor in enumerate(floors()) for name in floor}
    upstairs = []
    for model in apps.get_models():
        here = model._meta.app_config.name
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            there = target._meta.app_config.name if target else here
            if here in height and there in height and height[there] < height[here]:
                upstairs.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not upstairs
