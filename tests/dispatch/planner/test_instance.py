"""Days kept in files: read, solved by the command, answered in the format of the judge."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from backend.dispatch.planner.instance import problem_of_instance
from backend.dispatch.planner.problem import Break
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
