"""The sla-vector/1 files: a small copy of our own, the shared set where it lies beside the
repository, and the command that answers them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from backend.contracts.sla_vectors import answer
from backend.lib.errors import Invalid

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "sla_vectors"
OFFICE = {
    "tz": "Europe/Moscow",
    "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
POLICY = {
    "calendar": "office",
    "target_seconds": 14_400,
    "start": ["created"],
    "stop": ["arrived"],
    "pausable": ["client"],
    "reopen": "resume",
    "on_change": "keep_elapsed",
    "reminders": [50],
}


def op(name: str, **args: Any) -> dict[str, Any]:
    return {"kind": "op", "op": name, "calendar": OFFICE, "args": args}


def told(*events: dict[str, Any], now: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "replay",
        "calendars": {"office": OFFICE},
        "policies": {"p": POLICY, "q": POLICY | {"target_seconds": 7200}},
        "policy": "p",
        "events": list(events),
        "now": now,
    } | more


CREATED = {"at": "2026-03-02T07:00:00Z", "type": "created"}  # Monday 10:00 in Moscow

NOON = "2026-03-02T11:00:00Z"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (op("add", at="2026-03-02T11:00:00Z", seconds=14_400), "2026-03-02T15:00:00Z"),
        (op("add", at="2026-03-03T06:30:00Z", seconds=-3600), "2026-03-02T14:30:00Z"),
        (
            op("add", at="2026-03-02T11:00:00Z", seconds=3600,
               pauses=[["2026-03-02T11:30:00Z", "2026-03-02T12:30:00Z"]]),
            "2026-03-02T13:00:00Z",
        ),
        (op("sub", at="2026-03-03T06:30:00Z", seconds=3600), "2026-03-02T14:30:00Z"),
        (op("elapsed", **{"from": "2026-03-02T14:00:00Z", "to": "2026-03-03T07:00:00Z"}), 7200),
        (op("elapsed", **{"from": "2026-03-03T07:00:00Z", "to": "2026-03-02T14:00:00Z"}), 0),
        (
            op("elapsed_signed", **{"from": "2026-03-03T07:00:00Z", "to": "2026-03-02T14:00:00Z"}),
            -7200,
        ),
        (op("is_open", at="2026-03-02T15:00:00Z"), False),
        (op("next_open", at="2026-03-06T15:00:00Z"), "2026-03-09T06:00:00Z"),
        (op("next_close", at="2026-03-06T15:00:00Z"), "2026-03-09T15:00:00Z"),
        (op("prev_open", at="2026-03-08T15:00:00Z"), "2026-03-06T15:00:00Z"),
        (
            op("periods_after", at="2026-03-06T14:00:00Z", n=2),
            [
                ["2026-03-06T14:00:00Z", "2026-03-06T15:00:00Z"],
                ["2026-03-09T06:00:00Z", "2026-03-09T15:00:00Z"],
            ],
        ),
        (
            op("periods_before", at="2026-03-09T06:00:00Z", n=1),
            [["2026-03-06T06:00:00Z", "2026-03-06T15:00:00Z"]],
        ),
        (op("is_working_day", at="2026-03-07T22:00:00Z"), False),
        (op("on_holiday", at="2026-03-07T22:00:00Z"), False),
        (op("on_break", at="2026-03-06T10:00:00Z"), False),
        (op("add_days", at="2026-03-06T07:00:00Z", days=1), "2026-03-09T07:00:00Z"),
        (op("sub_days", at="2026-03-09T07:00:00Z", days=1), "2026-03-06T07:00:00Z"),
        (op("nth_working_day_close", at="2026-03-06T07:00:00Z", n=1), "2026-03-09T15:00:00Z"),
        (op("penalty_bp", late_open_seconds=3601, rule={"per_seconds": 3600, "bp": 50}), 100),
        (
            op("availability", down=[["2026-03-02T13:00:00Z", "2026-03-03T07:00:00Z"]],
               maintenance=[], **{"from": "2026-03-01T21:00:00Z", "to": "2026-03-08T21:00:00Z"}),
            {"service_seconds": 162_000, "down_seconds": 10_800, "availability_ppm": 933_333},
        ),
        (op("add", at="2026-03-02T11:00:00Z", seconds=10**12), None),
    ],
)  # fmt: skip
def test_an_op_answers_a_bare_value(case: dict[str, Any], expected: object) -> None:
    assert answer(case) == expected


def test_a_running_clock() -> None:
    assert answer(told(CREATED, now="2026-03-02T09:30:00Z")) == {
        "state": "running",
        "elapsed_seconds": 9000,
        "remaining_seconds": 5400,
        "due_at": "2026-03-02T11:00:00Z",
        "breached": False,
        "breached_at": None,
        "reminders": {"50": "2026-03-02T09:00:00Z"},
    }


def test_a_met_clock_is_stopped() -> None:
    arrived = {"at": "2026-03-02T11:00:00Z", "type": "arrived"}
    stopped = answer(told(CREATED, arrived, now="2026-03-02T16:00:00Z"))
    assert (stopped["state"], stopped["breached"], stopped["due_at"]) == ("stopped", False, None)


def test_a_pause_that_names_no_reason_is_not_allowed() -> None:
    pause = {"at": "2026-03-02T08:00:00Z", "type": "pause"}
    assert answer(told(CREATED, pause, now=NOON))["elapsed_seconds"] == 14_400


def test_a_change_of_policy_and_maintenance() -> None:
    change = {"at": "2026-03-02T10:00:00Z", "type": "policy", "to": "q"}
    window = [["2026-03-02T07:00:00Z", "2026-03-02T08:00:00Z"]]
    state = answer(told(CREATED, change, now="2026-03-02T10:30:00Z", maintenance=window))
    assert (state["elapsed_seconds"], state["due_at"]) == (9000, "2026-03-02T10:00:00Z")


@pytest.mark.parametrize(
    ("case", "field"),
    [
        (op("add", at="yesterday", seconds=1), "args.at"),
        (op("add", at="2026-03-02T11:00:00", seconds=1), "args.at"),
        (op("add", at="2026-03-02T11:00:00Z"), "args.seconds"),
        (op("add", at="2026-03-02T11:00:00Z", seconds=1.5), "args.seconds"),
        (op("add", at="2026-03-02T11:00:00Z", seconds=True), "args.seconds"),
        (op("add", at="2026-03-02T11:00:00Z", seconds=1, pauses=[["x"]]), "args.pauses[0]"),
        (op("add", at="9999-03-02T11:00:00Z", seconds=1), "args.start"),
        (op("periods_after", at="2026-03-02T11:00:00Z", n=-1), "args.n"),
        (op("guess", at="2026-03-02T11:00:00Z"), "op"),
        (op("penalty_bp", late_open_seconds=1, rule={"per_seconds": 0, "bp": 1}),
         "args.rule.per_s"),
        (op("is_open", at=NOON) | {"calendar": {"tz": "Mars"}}, "calendar.tz"),
        (op("is_open", at=NOON) | {"calendar": OFFICE | {"holidays": ["soon"]}},
         "calendar.holidays"),
        (op("is_open", at=NOON) | {"calendar": OFFICE | {"week": {"mon": [["9", "18:00"]]}}},
         "calendar.week.mon"),
        (op("is_open", at=NOON) | {"calendar": OFFICE | {"week": {"mon": [["09:00", "24:30"]]}}},
         "calendar.week.mon"),
        (op("is_open", at=NOON) | {"calendar": None}, "calendar"),
        (op("is_open", at=NOON) | {"args": []}, "args"),
        (told(CREATED, now=NOON, policies={"p": POLICY | {"target_seconds": 0}}),
         "policies.p.target_s"),
        (told(CREATED, now=NOON, policies={"p": POLICY | {"calendar": "x"}}),
         "policies.p.calendar"),
        (told(CREATED, now=NOON, policies={"p": POLICY | {"reopen": "twice"}}),
         "policies.p.reopen"),
        (told(CREATED, now=NOON, policies={"p": POLICY | {"reminders": [0]}}),
         "policies.p.reminders"),
        (told(CREATED, now=NOON, policies={"p": POLICY | {"pause_caps": {"client": -1}}}),
         "policies.p.pause_caps_s"),
        (told(CREATED, now=NOON, policy="x"), "policy"),
        (told(CREATED, {"at": NOON}, now=NOON), "events[1].type"),
        (told({"type": "created"}, now=NOON), "events[0].at"),
        (told(CREATED, {"at": NOON, "type": "policy"}, now=NOON), "events[1].to"),
        (told(CREATED, {"at": NOON, "type": "policy", "to": "z"}, now=NOON), "events[1].to"),
        (told(CREATED, {"at": NOON, "type": "policy", "to": "q", "on_change": "x"}, now=NOON),
         "events[1].on_change"),
        (told(CREATED, now="later"), "now"),
        (told(CREATED, now=NOON, maintenance=NOON), "maintenance"),
        ({"kind": "guess"}, "kind"),
        ({}, "kind"),
        ([], "case"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_named(case: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        answer(case)
    assert refusal.value.field == field


def test_the_command_prints_a_line_a_case(tmp_path: Path) -> None:
    cases = [
        op("is_open", at="2026-03-02T10:00:00Z") | {"id": "first"},
        op("guess"),
    ]
    file = tmp_path / "few.json"
    file.write_text(json.dumps({"schema": "sla-vector/1", "cases": cases}))
    out = StringIO()
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("sla_replay", file, stdout=out, stderr=said)
    assert left.value.code == 2
    assert said.getvalue() == "few.json:1: op: unknown\n"
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": "first", "result": True},
        {
            "id": "few.json:1",
            "result": None,
            "error": {"field": "op", "code": "unknown", "given": "guess"},
        },
    ]


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "not json",
        '{"schema": "sla-vector/9", "cases": []}',
        '{"schema": "sla-vector/1"}',
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"other\.json"):
        call_command("sla_replay", file)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared vectors lie beside the repository")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")), ids=lambda path: path.stem)
def test_every_shared_vector(path: Path) -> None:
    cases = json.loads(path.read_text())["cases"]
    wrong = [case.get("id", place) for place, case in enumerate(cases) if not _agrees(case)]
    assert not wrong


def _agrees(case: dict[str, Any]) -> bool:
    got, expected = answer(case), case["expect"]
    if case["kind"] == "replay":
        return all(got[key] == value for key, value in expected.items())
    return bool(got == expected)
