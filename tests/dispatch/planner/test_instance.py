"""Days kept in files: read, solved by the command, answered in the format of the judge."""

import copy
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management import CommandError, call_command

from backend.dispatch.planner.instance import answer_for_instance, problem_of_instance
from backend.dispatch.planner.problem import Break
from backend.dispatch.planner.solve import solve
from backend.lib.errors import Invalid


def instance() -> dict[str, Any]:
    """Two engineers in places 0 and 1; the second has the skill of the only job that pays."""
    crew = {"max_overtime": 0, "shift": [0, 10_000], "break": None}
    job = {
        "skill": 1,
        "duration": 600,
        "window": None,
        "sla": 500,
        "late_weight": 2,
        "pinned": None,
    }
    return {
        "name": "tiny",
        "weights": {"travel": 1, "overtime": 2},
        "locations": [[0, 0], [0, 1], [0, 2]],
        "engineers": [
            {"id": "E0", "start": 0, "end": 0, "skills": [0], **crew},
            {"id": "E1", "start": 1, "end": 1, "skills": [1], **crew},
        ],
        "jobs": [
            {"id": "J0", "loc": 2, "drop_penalty": 5_000, **job},
            {"id": "J1", "loc": 2, "drop_penalty": 70, **job, "skill": 2},
        ],
        "travel": [[0, 300, 900], [300, 0, 700], [900, 700, 0]],
    }


def test_it_works(tmp_path: Path) -> None:
    given, wanted = tmp_path / "day.json", tmp_path / "plan.json"
    given.write_text(json.dumps(instance()))
    call_command("plan_file", str(given), str(wanted), "--iterations", "200")
    answer = json.loads(wanted.read_text())
    assert answer["routes"] == [[], [0]]
    assert answer["unplanned"] == [
        {"visit": 1, "reasons": [{"code": "no-skill", "missing": ["2"]}]}
    ]
    # 700 s there and back, 200 s late at 2, and 70 for the job nobody can do.
    assert answer["cost"] == 1_400 + 400 + 70


def test_everything_of_the_format_is_read() -> None:
    data = instance()
    data["engineers"][0]["break"] = {"window": [2_000, 3_000], "duration": 900}
    data["jobs"][0] |= {"window": [100, 200], "pinned": 1}
    problem = problem_of_instance(data)
    assert problem.engineers[0].breaks == (Break(2_000, 3_000, 900),)
    assert problem.engineers[1].overtime_price == 2
    job = problem.stops[0]
    assert (job.windows, job.due_s, job.late_price) == (((100, 200),), 500, 2)
    assert (job.lock_engineer, job.skills, job.drop_price) == ("E1", frozenset("1"), 5_000)


def broken(where: str, value: object) -> dict[str, Any]:
    """The instance with the member named by a dotted path replaced, or removed by None."""
    data: Any = instance()
    *path, last = [int(step) if step.isdigit() else step for step in where.split(".")]
    inside = data
    for step in path:
        inside = inside[step]
    if value is None:
        del inside[last]
    elif value == "hole":
        inside[last] = None
    else:
        inside[last] = value
    return dict(data)


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        ("jobs", None, "jobs"),
        ("jobs", 7, "jobs"),
        ("jobs.0.loc", None, "jobs[0].loc"),
        ("jobs.0.pinned", 9, "jobs[0].pinned"),
        ("jobs.0.window", [5], "stops[0].windows[0]"),
        ("engineers.1.break", {"window": [1], "duration": 5}, "engineers[1].break.window"),
        ("weights.travel", None, "weights.travel"),
        ("travel.0.1", -5, "travel_s[0][1]"),
        ("travel.0.1", "hole", "travel_s[0][1]"),
        ("travel.0.1", math.nan, "travel_s[0][1]"),
        ("travel.0", [0], "travel_s"),
        ("travel", [[0]], "engineers[1].start"),
        ("weights", 7, "weights"),
        ("engineers.0.shift", None, "engineers[0].shift"),
        ("engineers.0.shift", [500, 400], "engineers[0].shift"),
        ("engineers.0.skills", 3, "engineers[0].skills"),
        ("jobs.0.skill", [1], "jobs[0].skill"),
        ("jobs.0.duration", math.nan, "stops[0].duration_s"),
        ("jobs.0.sla", "noon", "stops[0].due_s"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    tmp_path: Path, where: str, value: object, field: str
) -> None:
    data = broken(where, value)
    with pytest.raises(Invalid) as no:
        problem_of_instance(data)
    assert no.value.field == field
    given = tmp_path / "day.json"
    given.write_text(json.dumps(data))
    with pytest.raises(CommandError) as refusal:
        call_command("plan_file", str(given), str(tmp_path / "plan.json"), "--iterations", "1")
    assert str(refusal.value).startswith(f"{field}: ")
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_json_or_is_not_there(tmp_path: Path) -> None:
    given = tmp_path / "day.json"
    with pytest.raises(CommandError):
        call_command("plan_file", str(given), str(tmp_path / "plan.json"))
    given.write_text("{")
    with pytest.raises(CommandError, match=r"^instance: not-json"):
        call_command("plan_file", str(given), str(tmp_path / "plan.json"))


ODD = [None, "", "x", -1, 1.5, math.nan, math.inf, 10**30, True, [], [1], [[1]], {}, {"a": 1}]


def places(inside: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in the file, itself first."""
    yield before
    steps: Any = inside.keys() if isinstance(inside, dict) else []
    steps = range(len(inside)) if isinstance(inside, list) else steps
    for step in steps:
        yield from places(inside[step], (*before, step))


def test_nothing_odd_anywhere_in_the_file_is_worse_than_refused_by_its_field() -> None:
    whole = instance()
    whole["engineers"][0]["break"] = {"window": [2_000, 3_000], "duration": 900}
    whole["jobs"][0] |= {"window": [100, 200], "pinned": 1}
    refused = 0
    for way in places(whole):
        for odd in ODD:
            data: Any = {"whole": copy.deepcopy(whole)}
            inside, last = data, "whole"
            for step in way:
                inside, last = inside[last], step
            inside[last] = odd
            try:
                problem_of_instance(data["whole"])
            except Invalid as no:
                refused += bool(no.field)
    assert refused > 500


@pytest.mark.parametrize(
    ("member", "routes", "cost"),
    # Nobody to go: both prices are paid. Nothing to do: nothing is.
    [("engineers", [], 5_070), ("jobs", [[], []], 0)],
)
def test_nobody_and_nothing_are_days_too(member: str, routes: list[Any], cost: int) -> None:
    problem = problem_of_instance(instance() | {member: []})
    plan = solve(problem, seconds=None, iterations=5)
    answer = answer_for_instance(problem, plan, {})
    assert (answer["routes"], answer["cost"]) == (routes, cost)
    left = cast(list[dict[str, Any]], answer["unplanned"])
    assert [each["visit"] for each in left] == ([0, 1] if member == "engineers" else [])
    assert all(each["reasons"] for each in left)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--seconds", "nan"], "seconds"),
        (["--seconds", "-1"], "seconds"),
        (["--iterations", "0"], "iterations"),
        (["--iterations", "5", "--threads", "0"], "threads"),
        (["--iterations", "5", "--seed", "-1"], "seed"),
    ],
)
def test_wrong_words_are_named(tmp_path: Path, words: list[str], field: str) -> None:
    given = tmp_path / "day.json"
    given.write_text(json.dumps(instance()))
    with pytest.raises(CommandError, match=f"^{field}: "):
        call_command("plan_file", str(given), str(tmp_path / "plan.json"), *words)
