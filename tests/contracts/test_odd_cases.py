"""Odd questions in the form of the sla-vector/1 files, each answered by hand (docs/sla.md).

Zones of half an hour, both changes of summer time, nights, twenty-four hours, breaks over midnight,
caps on pauses, reopening and changing in one story, facts told late.
"""

from typing import Any

import pytest

from backend.contracts.sla_vectors import answer

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekly(tz: str, *windows: list[str], days: tuple[str, ...] = DAYS, **more: Any) -> Any:
    return {"tz": tz, "week": {day: [list(window) for window in windows] for day in days}} | more


KOLKATA = weekly("Asia/Kolkata", ["09:30", "18:15"], days=DAYS[:5])
KATHMANDU = weekly("Asia/Kathmandu", ["10:00", "16:00"], days=("mon",))
LORD_HOWE = weekly("Australia/Lord_Howe", ["22:00", "06:00"])
ST_JOHNS = weekly("America/St_Johns", ["22:00", "06:00"], days=("sat",))
KYIV_NIGHT = weekly("Europe/Kyiv", ["22:00", "06:00"])
KYIV_DAY = weekly("Europe/Kyiv", ["00:00", "24:00"])
KYIV_ROUND = weekly("Europe/Kyiv", ["08:00", "08:00"], days=("sat",))
KYIV_GONE = weekly("Europe/Kyiv", ["03:30", "04:00"])
KYIV_SKIPPED = weekly("Europe/Kyiv", ["03:15", "03:45"])
KYIV_TWICE = weekly("Europe/Kyiv", ["03:00", "04:00"])
KYIV_FIRST = weekly("Europe/Kyiv", ["03:30", "03:45"])
SANTIAGO = weekly("America/Santiago", ["00:00", "02:00"])
APIA = weekly("Pacific/Apia", ["00:00", "24:00"])
UTC_NIGHT = weekly("Etc/UTC", ["20:00", "04:00"], days=("mon",))
BROKEN_NIGHT = UTC_NIGHT | {"breaks": {"2026-03-02": [["23:30", "00:30"]]}}
TOMORROWS_BREAK = UTC_NIGHT | {"breaks": {"2026-03-03": [["01:00", "02:00"]]}}
HOLIDAY_AFTER = UTC_NIGHT | {"holidays": ["2026-03-03"]}
HEAPED = weekly("Etc/UTC", ["08:00", "12:00"], ["11:00", "15:00"], ["15:00", "16:00"])
OFFICE = weekly("Etc/UTC", ["09:00", "18:00"], days=DAYS[:5])
BOTH = OFFICE | {"holidays": ["2026-03-03"], "overrides": {"2026-03-03": [["10:00", "12:00"]]}}
SHUT = OFFICE | {"overrides": {"2026-03-03": []}}
NO_WEEK = {"tz": "Etc/UTC"}
ONE_OFF = {"tz": "Etc/UTC", "overrides": {"2026-03-07": [["10:00", "14:00"]]}}


def span(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"from": start, "to": end} | more


MARCH_NIGHT = span("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")
OCTOBER_NIGHT = span("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")
MARCH_SUNDAY = span("2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")
OCTOBER_SUNDAY = span("2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z")
A_WEEK = span("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")
NIGHT = span("2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z")


@pytest.mark.parametrize(
    ("op", "calendar", "args", "expected"),
    [
        # Half an hour and three quarters of one from UTC.
        ("add", KOLKATA, {"at": "2026-03-02T03:30:00Z", "seconds": 3600}, "2026-03-02T05:00:00Z"),
        ("add", KOLKATA, {"at": "2026-03-06T12:30:00Z", "seconds": 3600}, "2026-03-09T04:45:00Z"),
        ("next_open", KATHMANDU, {"at": "2026-03-01T00:00:00Z"}, "2026-03-02T04:15:00Z"),
        ("prev_open", KATHMANDU, {"at": "2026-03-08T00:00:00Z"}, "2026-03-02T10:15:00Z"),
        # Lord Howe moves its clocks by thirty minutes.
        ("elapsed", LORD_HOWE, span("2026-04-04T06:00:00Z", "2026-04-05T06:00:00Z"), 30_600),
        ("elapsed", LORD_HOWE, span("2026-10-03T06:00:00Z", "2026-10-04T06:00:00Z"), 27_000),
        ("elapsed", ST_JOHNS, span("2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z"), 25_200),
        ("elapsed", ST_JOHNS, span("2026-10-31T12:00:00Z", "2026-11-01T15:00:00Z"), 32_400),
        # Kyiv: 03:00 becomes 04:00 on 29 March, 04:00 becomes 03:00 on 25 October.
        ("elapsed", KYIV_NIGHT, MARCH_NIGHT, 7 * 3600),
        ("elapsed", KYIV_NIGHT, OCTOBER_NIGHT, 9 * 3600),
        ("add", KYIV_NIGHT, {"at": "2026-03-28T20:00:00Z", "seconds": 6 * 3600},
         "2026-03-29T02:00:00Z"),
        ("add", KYIV_NIGHT, {"at": "2026-03-28T20:00:00Z", "seconds": 7 * 3600 + 1},
         "2026-03-29T19:00:01Z"),
        ("sub", KYIV_NIGHT, {"at": "2026-10-25T04:00:00Z", "seconds": 9 * 3600},
         "2026-10-24T19:00:00Z"),
        ("elapsed", KYIV_DAY, MARCH_SUNDAY, 23 * 3600),
        ("elapsed", KYIV_DAY, OCTOBER_SUNDAY, 25 * 3600),
        ("elapsed", KYIV_ROUND, span("2026-03-27T00:00:00Z", "2026-03-30T00:00:00Z"), 23 * 3600),
        ("elapsed", KYIV_ROUND, span("2026-10-23T00:00:00Z", "2026-10-26T00:00:00Z"), 25 * 3600),
        ("elapsed", KYIV_GONE, MARCH_SUNDAY, 0),
        ("elapsed", KYIV_SKIPPED, MARCH_SUNDAY, 1800),
        ("elapsed", KYIV_TWICE, OCTOBER_SUNDAY, 7200),
        ("elapsed", KYIV_FIRST, OCTOBER_SUNDAY, 900),
        ("next_open", KYIV_FIRST, {"at": "2026-10-25T00:45:00Z"}, "2026-10-26T01:30:00Z"),
        # Santiago skips midnight on 6 September 2026: 00:00 is read with the offset before it.
        ("elapsed", SANTIAGO, span("2026-09-06T03:00:00Z", "2026-09-06T12:00:00Z"), 3600),
        # Samoa had no 30 December 2011 at all: its day is where the 31st begins.
        ("elapsed", APIA, span("2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"), 48 * 3600),
        # A window belongs to the date it starts on, and so do its breaks and its holiday.
        ("elapsed", BROKEN_NIGHT, NIGHT, 7 * 3600),
        ("is_open", BROKEN_NIGHT, {"at": "2026-03-03T00:15:00Z"}, False),
        ("on_break", BROKEN_NIGHT, {"at": "2026-03-03T00:15:00Z"}, True),
        ("elapsed", TOMORROWS_BREAK, NIGHT, 8 * 3600),
        ("elapsed", HOLIDAY_AFTER, NIGHT, 8 * 3600),
        ("elapsed", HEAPED, span("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"), 8 * 3600),
        ("periods_after", HEAPED, {"at": "2026-03-02T11:30:00Z", "n": 2},
         [["2026-03-02T11:30:00Z", "2026-03-02T16:00:00Z"],
          ["2026-03-03T08:00:00Z", "2026-03-03T16:00:00Z"]]),
        ("elapsed", BOTH, A_WEEK, (4 * 9 + 2) * 3600),
        ("on_holiday", BOTH, {"at": "2026-03-03T11:00:00Z"}, True),
        ("is_working_day", BOTH, {"at": "2026-03-03T20:00:00Z"}, True),
        ("elapsed", SHUT, A_WEEK, 4 * 9 * 3600),
        # Hours that never open, or open once.
        ("add", NO_WEEK, {"at": "2026-03-02T00:00:00Z", "seconds": 1}, None),
        ("add", NO_WEEK, {"at": "2026-03-02T00:00:00Z", "seconds": 0}, "2026-03-02T00:00:00Z"),
        ("elapsed", NO_WEEK, A_WEEK, 0),
        ("next_close", NO_WEEK, {"at": "2026-03-02T00:00:00Z"}, None),
        ("periods_before", NO_WEEK, {"at": "2026-03-02T00:00:00Z", "n": 3}, []),
        ("add_days", NO_WEEK, {"at": "2026-03-02T00:00:00Z", "days": 1}, None),
        ("add", ONE_OFF, {"at": "2020-01-01T00:00:00Z", "seconds": 4 * 3600},
         "2026-03-07T14:00:00Z"),
        ("add", ONE_OFF, {"at": "2020-01-01T00:00:00Z", "seconds": 4 * 3600 + 1}, None),
        ("next_close", KYIV_DAY, {"at": "2026-03-02T00:00:00Z"}, None),
        # A pause from before the question, over closing time, and one that overlaps it.
        ("add", OFFICE, {"at": "2026-03-02T16:00:00Z", "seconds": 7200,
                         "pauses": [["2026-03-01T00:00:00Z", "2026-03-02T17:00:00Z"],
                                    ["2026-03-02T16:30:00Z", "2026-03-03T10:00:00Z"]]},
         "2026-03-03T12:00:00Z"),
        ("elapsed", OFFICE, A_WEEK | {"pauses": [["2026-03-03T12:00:00Z", None]]}, 12 * 3600),
        ("elapsed_signed", OFFICE, span("2026-03-03T10:00:00Z", "2026-03-02T17:00:00Z"), -7200),
        ("sub", OFFICE, {"at": "2026-03-09T09:00:00Z", "seconds": 3600}, "2026-03-06T17:00:00Z"),
        ("add_days", OFFICE, {"at": "2026-03-07T11:00:00Z", "days": 1}, "2026-03-10T11:00:00Z"),
        ("sub_days", OFFICE, {"at": "2026-03-08T11:00:00Z", "days": 2}, "2026-03-04T11:00:00Z"),
        ("nth_working_day_close", OFFICE, {"at": "2026-03-06T18:00:00Z", "n": 0},
         "2026-03-09T18:00:00Z"),
        ("availability", OFFICE,
         A_WEEK | {"down": [["2026-03-01T00:00:00Z", "2026-03-02T12:00:00Z"],
                            ["2026-03-02T11:00:00Z", "2026-03-02T13:00:00Z"]],
                   "maintenance": [["2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"]]},
         {"service_seconds": 44 * 3600, "down_seconds": 3 * 3600, "availability_ppm": 931_818}),
        ("penalty_bp", None, {"late_open_seconds": 0, "rule": {"per_seconds": 60, "bp": 5}}, 0),
        ("penalty_bp", None,
         {"late_open_seconds": 86_400, "rule": {"per_seconds": 60, "bp": 5, "cap_bp": 1000}}, 1000),
    ],
)  # fmt: skip
def test_a_question(op: str, calendar: Any, args: dict[str, Any], expected: object) -> None:
    assert answer({"kind": "op", "op": op, "calendar": calendar, "args": args}) == expected


# Monday, 2 March 2026, office hours 09:00-18:00 UTC; four hours unless a policy says more.
FOUR = {
    "calendar": "office",
    "target_seconds": 4 * 3600,
    "start": ["created"],
    "stop": ["done"],
    "pausable": ["client", "access"],
}
POLICIES = {
    "four": FOUR,
    "eight": FOUR | {"target_seconds": 8 * 3600},
    "one": FOUR | {"target_seconds": 3600},
    "gap": FOUR | {"reopen": "count_gap"},
    "cycle": FOUR | {"reopen": "new_cycle"},
    "ignore": FOUR | {"reopen": "ignore"},
    "capped": FOUR | {"pause_caps": {"client": 3600}},
    "marked": FOUR | {"reminders": [50, 100, 150]},
    "restarting": FOUR | {"target_seconds": 3600, "on_change": "restart"},
    "always": FOUR | {"calendar": "always"},
}


def told(policy: str, now: str, *events: str, **more: Any) -> Any:
    """Each event is `HH:MM type [reason or policy] [key=value]`, or with a day, `3T09:00 ...`."""
    case = {
        "kind": "replay",
        "calendars": {"office": OFFICE, "always": weekly("Etc/UTC", ["00:00", "24:00"])},
        "policies": POLICIES,
        "policy": policy,
        "events": [event(written) for written in events],
        "now": instant(now),
    }
    return answer(case | more)


def event(written: str) -> dict[str, Any]:
    when, kind, *rest = written.split()
    found: dict[str, Any] = {"at": instant(when), "type": kind}
    for word in rest:
        name, equals, value = word.partition("=")
        if equals:
            found[name] = instant(value) if name == "recorded_at" else value
        else:
            found["to" if kind == "policy" else "reason"] = word
    return found


def instant(when: str) -> str:
    day, _t, wall = when.rpartition("T")
    return f"2026-03-{int(day or 2):02d}T{wall}:00Z"


H = 3600


@pytest.mark.parametrize(
    ("policy", "now", "events", "expected"),
    [
        ("four", "11:00", [], ("not_started", 0, None, None)),
        ("four", "11:00", ["10:00 done"], ("not_started", 0, None, None)),
        ("four", "12:00", ["10:00 created", "12:30 done"], ("running", 2 * H, "14:00", None)),
        ("four", "12:00", ["10:00 created", "11:00 done", "11:30 done"],
         ("stopped", H, None, None)),
        ("four", "12:00", ["09:30 pause client", "10:00 created"], ("paused", 0, None, None)),
        ("four", "12:00", ["10:00 created", "11:00 pause"], ("running", 2 * H, "14:00", None)),
        ("four", "15:00", ["10:00 created", "11:00 pause client", "12:00 pause access",
                           "13:00 resume client", "14:00 resume access"],
         ("running", 2 * H, "17:00", None)),
        ("four", "15:00", ["10:00 created", "11:00 pause client", "12:00 pause access",
                           "13:00 resume"], ("running", 3 * H, "16:00", None)),
        ("four", "15:00", ["10:00 created", "15:00 cancel"], ("cancelled", 5 * H, None, "14:00")),
        # An hour of waiting for the client is all the contract allows.
        ("capped", "11:30", ["10:00 created", "11:00 pause client"], ("paused", H, None, None)),
        ("capped", "12:00", ["10:00 created", "11:00 pause client"],
         ("running", H, "15:00", None)),
        ("capped", "15:30", ["10:00 created", "11:00 pause client"],
         ("running", int(4.5 * H), "15:00", "15:00")),
        ("capped", "13:00", ["10:00 created", "10:30 pause client", "11:00 resume client",
                             "11:30 pause client"], ("running", 2 * H, "15:00", None)),
        ("capped", "14:00", ["10:00 created", "11:00 pause client", "11:30 pause access",
                             "13:00 resume access"], ("running", 2 * H, "16:00", None)),
        ("capped", "3T10:00", ["10:00 created", "17:30 pause client"],
         ("running", 8 * H, "14:00", "14:00")),
        ("capped", "3T09:15", ["16:00 created", "17:30 pause client"],
         ("paused", int(1.5 * H), None, None)),
        ("capped", "3T10:00", ["16:00 created", "17:30 pause client"],
         ("running", 2 * H, "3T12:00", None)),
        # Reopening, and what was stopped in the closed hours.
        ("four", "3T10:00", ["16:00 created", "17:00 done", "20:00 reopen"],
         ("running", 2 * H, "3T12:00", None)),
        ("gap", "3T10:00", ["16:00 created", "17:00 done", "20:00 reopen"],
         ("running", 3 * H, "3T11:00", None)),
        ("cycle", "16:00", ["10:00 created", "15:00 done", "15:30 reopen"],
         ("running", H // 2, "3T10:30", None)),
        ("ignore", "16:00", ["10:00 created", "11:00 done", "12:00 reopen", "13:00 done"],
         ("stopped", H, None, None)),
        ("four", "16:00", ["10:00 created", "12:00 cancel", "13:00 reopen"],
         ("cancelled", 2 * H, None, None)),
        # A change while stopped speaks when it is reopened.
        ("four", "16:00", ["10:00 created", "12:00 done", "13:00 policy eight", "15:00 reopen"],
         ("running", 3 * H, "3T12:00", None)),
        ("four", "16:00", ["10:00 created", "12:00 done", "13:00 policy one"],
         ("stopped", 2 * H, None, "13:00")),
        ("four", "16:00", ["10:00 created", "12:00 done", "13:00 policy gap", "15:00 reopen"],
         ("running", 6 * H, "14:00", "14:00")),
        # Modes of the change itself.
        ("eight", "15:30", ["10:00 created", "15:00 policy one on_change=frozen"],
         ("running", int(5.5 * H), "18:00", None)),
        ("eight", "15:30", ["10:00 created", "15:00 policy one on_change=retroactive"],
         ("running", int(5.5 * H), "11:00", "11:00")),
        ("eight", "15:30", ["10:00 created", "15:00 policy restarting"],
         ("running", H // 2, "16:00", None)),
        ("eight", "15:30", ["10:00 created", "15:00 policy restarting on_change=keep_elapsed"],
         ("running", int(5.5 * H), "15:00", "15:00")),
        ("eight", "16:00", ["10:00 created", "11:00 pause client", "15:00 policy one"],
         ("paused", H, None, None)),
        ("four", "23:00", ["17:00 created", "20:00 policy always"],
         ("running", 4 * H, "23:00", None)),
        ("one", "16:00", ["10:00 created", "15:00 policy eight"],
         ("running", 6 * H, "18:00", None)),
        # Told late: known only from recorded_at on.
        ("four", "15:00", ["10:00 created", "13:00 done recorded_at=16:00"],
         ("running", 5 * H, "14:00", "14:00")),
        ("four", "16:00", ["10:00 created", "13:00 done recorded_at=16:00"],
         ("stopped", 3 * H, None, None)),
        ("four", "16:00", ["10:00 created", "11:00 pause client recorded_at=15:30",
                           "14:00 resume client recorded_at=15:30"],
         ("running", 3 * H, "17:00", None)),
    ],
)  # fmt: skip
def test_a_story(policy: str, now: str, events: list[str], expected: tuple[Any, ...]) -> None:
    state, elapsed, due, breached = expected
    shown = told(policy, now, *events)
    assert (shown["state"], shown["elapsed_seconds"]) == (state, elapsed)
    assert shown["due_at"] == (due and instant(due))
    assert shown["breached_at"] == (breached and instant(breached))


def test_reminders_go_on_past_the_target() -> None:
    shown = told("marked", "16:30", "10:00 created")
    marks = {"50": instant("12:00"), "100": instant("14:00"), "150": instant("16:00")}
    assert shown["reminders"] == marks


def test_maintenance_inside_a_pause_is_left_out_once() -> None:
    window = [[instant("11:30"), instant("12:30")], [instant("13:30"), instant("14:00")]]
    story = ("10:00 created", "11:00 pause client", "12:00 resume client")
    shown = told("four", "15:00", *story, maintenance=window)
    # One hour to 11:00, 12:30 to 13:30, 14:00 to 15:00.
    assert (shown["elapsed_seconds"], shown["due_at"]) == (3 * H, instant("16:00"))
