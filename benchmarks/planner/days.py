"""The days engines are compared on: field-service days from files, fresh ones, and VRPTW.

All become the planner's own `Problem`, and every engine encodes that. A VRPTW instance is a day on
which only driving costs: its vehicles are engineers whose van holds so much of one part.
"""

import csv
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np

from backend.dispatch.planner.instance import problem_of_instance
from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop

LOAD = "load"
# Leaving a stop of a VRPTW instance out is dearer than any way to it.
NEVER_LEFT = 10**7


def day_of(path: Path) -> Problem:
    """The day of a file: JSON in the format of `instance.py`, or Solomon's text."""
    if path.suffix == ".json":
        return problem_of_instance(json.loads(path.read_text()))
    return _vrptw(path.read_text())


def fresh_day(folder: Path, visits: int, engineers: int, seed: int, into: Path) -> Path:
    """A day nobody has seen, made by the generator of the folder."""
    path = into / f"fsm_{visits}x{engineers}_s{seed}.json"
    if not path.exists():
        made = python_file(folder / "gen_instances.py").generate(visits, engineers, seed)
        path.write_text(json.dumps(made))
    return path


def best_known(folder: Path) -> dict[str, float]:
    """The shortest known distance of each VRPTW instance, by its name."""
    with (folder / "best_known.csv").open() as rows:
        return {row["name"]: float(row["best_known_distance_x1"]) for row in csv.DictReader(rows)}


def python_file(path: Path) -> Any:
    """A module from a file outside the product."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _vrptw(text: str) -> Problem:
    """By DIMACS' convention: distances and times in tenths, cut off; only distance counts."""
    lines = text.splitlines()
    vehicles, capacity = map(int, lines[4].split())
    rows = [[int(word) for word in line.split()] for line in lines[9:] if line.strip()]
    points = np.array([row[1:3] for row in rows], dtype=np.float64)
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    day_s = rows[0][5] * 10
    crew = (
        PlannerEngineer(f"vehicle {n}", 0, 0, (0, day_s), van={LOAD: capacity})
        for n in range(vehicles)
    )
    stops = (
        Stop(
            id=f"customer {number}",
            place=number,
            duration_s=service * 10,
            drop_price=NEVER_LEFT,
            windows=((ready * 10, due * 10),),
            parts={LOAD: demand},
        )
        for number, _x, _y, demand, ready, due, service in rows[1:]
    )
    drives = np.floor(apart * 10 + 1e-9).astype(np.int64)
    return Problem(tuple(crew), tuple(stops), drives, horizon_s=day_s)
