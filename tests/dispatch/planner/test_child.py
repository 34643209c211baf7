"""The solve in a process of its own: the same answer, and no child outlives the call."""

import json
import subprocess
import sys
import time

import pytest

from backend.dispatch.planner import child, process
from backend.dispatch.planner.child import solve_in_child
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.verify import verify
from backend.dispatch.planner.wire import problem_to_json
from backend.lib.errors import Invalid, Refused
from tests.dispatch.planner.days import day, engineer, stop
from tests.dispatch.planner.test_solve import small_town


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """Every child process started during the test."""
    seen: list[subprocess.Popen[str]] = []
    begin = subprocess.Popen

    def remember(*args: object, **options: object) -> subprocess.Popen[str]:
        made = begin(*args, **options)  # type: ignore[call-overload]
        seen.append(made)
        return made

    monkeypatch.setattr(process.subprocess, "Popen", remember)
    return seen


def test_the_child_answers_what_the_library_answers(
    started: list[subprocess.Popen[str]],
) -> None:
    heard: list[Progress] = []
    plan = solve_in_child(
        small_town(), seconds=None, iterations=4_000, seed=2, on_progress=heard.append
    )
    assert plan == solve(small_town(), seconds=None, iterations=4_000, seed=2)
    assert heard[-1].cost >= plan.cost.total
    assert [each.poll() is not None for each in started] == [True]


def test_a_stopped_child_hands_over_its_best_plan_at_once(
    started: list[subprocess.Popen[str]],
) -> None:
    heard: list[Progress] = []
    began = time.monotonic()
    plan = solve_in_child(
        small_town(), seconds=600, on_progress=heard.append, should_stop=lambda: bool(heard)
    )
    assert plan.stopped
    assert verify(small_town(), plan) == []
    assert time.monotonic() - began < 30
    assert started[0].poll() is not None


def test_a_child_that_does_not_listen_is_killed(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[str]]
) -> None:
    monkeypatch.setattr(process, "COMMAND", ["-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(child, "STOP_GRACE_S", 0.2)
    with pytest.raises(Refused) as no:
        solve_in_child(day([engineer()], [stop("a")]), should_stop=lambda: True)
    assert no.value.code == "plan-cancelled"
    assert started[0].poll() is not None


def test_a_silent_child_is_killed_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[str]]
) -> None:
    monkeypatch.setattr(process, "COMMAND", ["-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(child, "GRACE_S", 0.2)
    with pytest.raises(Refused) as no:
        solve_in_child(day([engineer()], [stop("a")]), seconds=0.1)
    assert no.value.code == "plan-timeout"
    assert started[0].poll() is not None


def test_a_process_made_ready_answers_one_small_question_after_another(
    started: list[subprocess.Popen[str]],
) -> None:
    process.get_ready()
    wanted = solve(small_town(), seconds=None, iterations=300, seed=2)
    for _ in range(2):
        assert solve_in_child(small_town(), seconds=None, iterations=300, seed=2) == wanted
    assert solve_in_child(small_town(), seconds=600, should_stop=lambda: True).stopped
    # What it was told when it had answered already is not taken for the next question.
    process._ready[0].tell("stop")
    assert solve_in_child(small_town(), seconds=None, iterations=300, seed=2) == wanted
    assert [each.poll() for each in started] == [None]
    process._ready.pop().end()


def test_a_process_that_held_a_big_problem_gives_its_memory_back(
    started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SMALL_STOPS", 1)
    process.get_ready()
    solve_in_child(small_town(), seconds=None, iterations=10)
    assert started[0].poll() is not None


def test_a_process_that_died_waiting_is_not_asked(started: list[subprocess.Popen[str]]) -> None:
    process.get_ready()
    started[0].kill()
    started[0].wait()
    assert solve_in_child(day([engineer()], [stop("a")]), seconds=None, iterations=1).routes
    assert len(started) == 2
    process.get_ready()
    assert len(started) == 3
    process._ready.pop().end()


def test_a_child_that_dies_says_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", ["-c", "raise SystemExit('no memory left')"])
    with pytest.raises(Refused) as no:
        solve_in_child(day([engineer()], [stop("a")]))
    assert no.value.code == "plan-failed"
    assert (no.value.context["exit_code"], no.value.context["said"]) == (1, "no memory left\n")


def test_bad_options_come_back_as_the_field_they_are_in() -> None:
    with pytest.raises(Invalid) as no:
        solve_in_child(day([engineer()], [stop("a")]), seconds=-1)
    assert (no.value.field, no.value.code) == ("seconds", "out-of-range")


def program(line: str) -> tuple[int, dict[str, object]]:
    """Exit code and last line of `python -m backend.dispatch.planner`."""
    command = [sys.executable, "-m", "backend.dispatch.planner"]
    run = subprocess.run(
        command, input=line + "\n", capture_output=True, text=True, cwd=process.ROOT, check=False
    )
    return run.returncode, json.loads(run.stdout.splitlines()[-1])


def test_the_program_reads_a_line_and_writes_lines() -> None:
    asked = {
        "problem": problem_to_json(day([engineer()], [stop("a")])),
        "options": {"iterations": 100},
    }
    code, said = program(json.dumps(asked))
    assert code == 0
    assert said["solution"]["cost"]["travel"] == 1_200  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("not json", "problem"),
        ("{}", "problem"),
        ('{"problem": {"engineers": [], "stops": []}}', "travel_s"),
        ('{"problem": {}, "options": {"speed": 1}}', "options.speed"),
        ('{"problem": {}, "options": [1]}', "options"),
    ],
)
def test_the_program_names_what_is_wrong(line: str, field: str) -> None:
    code, said = program(line)
    assert code == 2
    assert said["invalid"]["field"] == field  # type: ignore[index]
