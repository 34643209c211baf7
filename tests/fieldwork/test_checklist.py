"""checklist/1: what a definition may be, what an answer may be, what makes it complete."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.fieldwork.checklist import (
    Answer,
    Problem,
    check_answer,
    check_definition,
    definition_sha256,
    item_of,
    shown_checklist,
    verdict,
)
from backend.fieldwork.shown import ItemShown
from backend.lib.errors import Invalid

NAME = {"en": "Name", "uk": "Назва"}
OPTIONS = [
    {"key": "good", "title": {"en": "Good", "uk": "Добрий"}},
    {"key": "worn", "title": {"en": "Worn", "uk": "Зношений"}, "fails": True},
]


def item(key: str, type: str, **more: object) -> dict[str, Any]:
    return {"key": key, "type": type, "title": NAME, **more}


def form(*items: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": "checklist/1",
        "key": "boiler-annual",
        "version": 4,
        "title": {"en": "Boiler", "uk": "Котел"},
        "sections": [{"key": "safety", "title": NAME, "items": list(items)}],
    }


CO = item(
    "co_ppm",
    "number",
    unit="ppm",
    decimals=0,
    min="0",
    max="5000",
    ok_max="100",
    required=True,
    on_fail={"photo_min": 1, "note": True, "defect": {"severity": "high", "code": "CO-HIGH"}},
)
BURNER = item("burner", "choice", options=OPTIONS)
BURNER_PHOTO = item(
    "burner_photo",
    "photo",
    min_count=1,
    required=True,
    visible_if={"item": "burner", "op": "eq", "value": "worn"},
)
BOILER = form(CO, BURNER, BURNER_PHOTO)


def test_the_example_of_the_design_is_a_checklist() -> None:
    assert check_definition(BOILER) == BOILER


def test_a_checklist_is_named_by_its_canonical_bytes() -> None:
    turned = dict(reversed(list(BOILER.items())))
    assert definition_sha256(turned) == definition_sha256(BOILER)
    assert definition_sha256({**BOILER, "version": 5}) != definition_sha256(BOILER)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        (form(item("Key", "text")), "sections.0.items.0.key", "checklist-shape"),
        (form(item("a", "colour")), "sections.0.items.0.type", "checklist-shape"),
        (form(item("a", "text", ok_max="3")), "sections.0.items.0", "checklist-shape"),
        (form(item("a", "choice")), "sections.0.items.0", "checklist-shape"),
        (form(item("a", "number", min=3)), "sections.0.items.0.min", "checklist-shape"),
        (form(item("a", "text"), item("a", "text")), "sections.0.items.1.key", "item-key-repeated"),
        (
            form(item("a", "choice", options=[OPTIONS[0], OPTIONS[0]])),
            "sections.0.items.0.options",
            "option-key-repeated",
        ),
        (
            form(item("a", "text", visible_if={"item": "b", "op": "answered"}), item("b", "text")),
            "sections.0.items.0.visible_if",
            "condition-not-before",
        ),
        ({**BOILER, "format": "checklist/2"}, "format", "checklist-shape"),
        ({}, "definition", "checklist-shape"),
        (None, "definition", "checklist-shape"),
    ],
)
def test_a_definition_is_refused_by_its_path(changed: object, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_definition(changed)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_conditions_may_not_be_nested_without_end() -> None:
    condition: dict[str, Any] = {"item": "a", "op": "answered"}
    for _ in range(9):
        condition = {"not": condition}
    with pytest.raises(Invalid, match="condition-too-deep"):
        check_definition(form(item("a", "text"), item("b", "text", visible_if=condition)))
    for _ in range(5000):
        condition = {"not": condition}
    with pytest.raises(Invalid):
        check_definition(form(item("a", "text"), item("b", "text", visible_if=condition)))


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (item("a", "check"), True),
        (item("a", "passfail"), "fail"),
        (item("a", "number", decimals=2, min="-5", max="5"), "-4.25"),
        (item("a", "meter"), "120345.5"),
        (item("a", "choice", options=OPTIONS), "worn"),
        (item("a", "multi", options=OPTIONS), ["worn", "good"]),
        (item("a", "text", max_length=3), "їжа"),
        (item("a", "scan"), "SN-1"),
        (item("a", "date"), "2026-03-02"),
        (item("a", "datetime"), "2026-03-02T07:00:00+02:00"),
        (item("a", "photo"), None),
        (item("a", "file"), None),
        (item("a", "signature"), None),
        (item("a", "geo"), {"lat": "43.7", "lon": "7.42"}),
    ],
)
def test_every_type_takes_its_value(asked: dict[str, Any], value: object) -> None:
    check_answer(asked, value, "ok")


@pytest.mark.parametrize(
    ("asked", "value", "code"),
    [
        (item("a", "check"), "yes", "not-true-or-false"),
        (item("a", "passfail"), True, "not-pass-or-fail"),
        (item("a", "number"), 5, "not-decimal"),
        (item("a", "number"), "NaN", "not-decimal"),
        (item("a", "number"), "1e9", "not-decimal"),
        (item("a", "number"), "٣", "not-decimal"),
        (item("a", "number"), "5\n", "not-decimal"),
        (item("a", "number", decimals=1), "5.25", "too-many-decimals"),
        (item("a", "number", max="5"), "5.01", "out-of-range"),
        (item("a", "number", min="-1"), "-1.5", "out-of-range"),
        (item("a", "choice", options=OPTIONS), "gone", "unknown-option"),
        (item("a", "multi", options=OPTIONS), "good", "not-a-list"),
        (item("a", "multi", options=OPTIONS), ["good", "good"], "option-repeated"),
        (item("a", "multi", options=OPTIONS), [{}], "unknown-option"),
        (item("a", "text", max_length=3), "їжак", "too-long"),
        (item("a", "text"), 5, "not-text"),
        (item("a", "date"), "2026-02-30", "not-a-date"),
        (item("a", "date"), "20260302", "not-a-date"),
        (item("a", "datetime"), "2026-03-02T07:00:00", "not-an-instant"),
        (item("a", "photo"), "x", "files-are-media"),
        (item("a", "geo"), {"lat": "91", "lon": "0"}, "not-a-place"),
        (item("a", "geo"), "here", "not-a-place"),
        (item("a", "info"), "x", "info-takes-no-answer"),
    ],
)
def test_a_wrong_value_is_refused_by_its_item(
    asked: dict[str, Any], value: object, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answer(asked, value, "ok")
    assert (refusal.value.field, refusal.value.code) == ("a", code)


def test_states_are_few_and_na_is_allowed_where_it_says_so() -> None:
    check_answer(item("a", "passfail"), None, "na")
    check_answer(item("a", "number", allow_na=True), None, "na")
    check_answer(item("a", "number"), None, "skipped")
    with pytest.raises(Invalid, match="na-not-allowed"):
        check_answer(item("a", "number"), None, "na")
    with pytest.raises(Invalid, match="unknown-state"):
        check_answer(item("a", "number"), "5", "perhaps")


def test_a_meter_rises_unless_it_rolls_over() -> None:
    check_answer(item("a", "meter"), "100", "ok", previous="100")
    with pytest.raises(Invalid, match="meter-went-back"):
        check_answer(item("a", "meter"), "99", "ok", previous="100")
    check_answer(item("a", "meter", rollover="9999"), "3", "ok", previous="9998")


def test_nothing_answered_misses_what_is_visible_and_required() -> None:
    found = verdict(BOILER, [])
    assert (found.complete, found.missing, found.failed) == (False, ("co_ppm",), ())


def test_a_good_answer_completes_it() -> None:
    found = verdict(BOILER, [Answer("co_ppm", "100"), Answer("burner", "good")])
    assert (found.complete, found.missing, found.failed, found.problems) == (True, (), (), ())


def test_a_failed_item_wants_its_photo_and_note() -> None:
    found = verdict(BOILER, [Answer("co_ppm", "101")])
    assert found.failed == ("co_ppm",)
    assert found.problems == (
        Problem("co_ppm", "photos-missing", 1, 0),
        Problem("co_ppm", "note-missing", 1),
    )
    assert not found.complete
    assert verdict(BOILER, [Answer("co_ppm", "101", "ok", "sooted", ["p1"])]).complete


def test_the_last_answer_wins() -> None:
    assert verdict(BOILER, [Answer("co_ppm", "900"), Answer("co_ppm", "9")]).complete


def test_a_condition_asks_more_and_media_attached_answers_it() -> None:
    answers = [Answer("co_ppm", "9"), Answer("burner", "worn")]
    found = verdict(BOILER, answers)
    assert (found.missing, found.failed) == (("burner_photo",), ("burner",))
    assert verdict(BOILER, answers, {"burner_photo": ["p1"]}).complete


def test_an_answer_to_a_hidden_item_counts_for_nothing() -> None:
    asked = form(
        item("a", "passfail"),
        item("b", "number", ok_max="1", visible_if={"item": "a", "op": "failed"}),
        item("c", "text", required=True, visible_if={"item": "b", "op": "answered"}),
    )
    check_definition(asked)
    hidden = verdict(asked, [Answer("a", "pass"), Answer("b", "9")])
    assert (hidden.complete, hidden.failed, hidden.missing) == (True, (), ())
    shown = verdict(asked, [Answer("a", "fail"), Answer("b", "9")])
    assert (shown.failed, shown.missing) == (("a", "b"), ("c",))


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ({"op": "eq", "value": "5.0"}, "5", True),
        ({"op": "ne", "value": "5.0"}, "5", False),
        ({"op": "ne", "value": "5"}, None, False),
        ({"op": "gt", "value": "9"}, "10", True),
        ({"op": "gte", "value": "10.00"}, "10", True),
        ({"op": "lt", "value": "-2"}, "-10", True),
        ({"op": "lte", "value": "9"}, "10", False),
        ({"op": "in", "value": ["4", "5.00"]}, "5", True),
        ({"op": "gt", "value": "abc"}, "5", False),
        ({"op": "answered"}, "5", True),
        ({"op": "answered"}, None, False),
    ],
)
def test_numbers_are_compared_as_decimals_and_a_missing_one_is_false(
    condition: dict[str, Any], value: str | None, expected: bool
) -> None:
    leaf = {"item": "a", **condition}
    asked = form(item("a", "number"), item("b", "text", required=True, visible_if=leaf))
    check_definition(asked)
    answers = [] if value is None else [Answer("a", value)]
    assert (verdict(asked, answers).missing == ("b",)) is expected


def test_all_any_not_and_contains() -> None:
    condition = {
        "all": [
            {"any": [{"item": "a", "op": "contains", "value": "worn"}]},
            {"not": {"item": "c", "op": "eq", "value": True}},
        ]
    }
    asked = form(
        item("a", "multi", options=OPTIONS),
        item("c", "check"),
        item("b", "text", required=True, visible_if=condition),
    )
    check_definition(asked)
    assert verdict(asked, [Answer("a", ["worn"])]).missing == ("b",)
    assert verdict(asked, [Answer("a", ["worn"]), Answer("c", True)]).missing == ()
    assert verdict(asked, [Answer("a", ["good"])]).missing == ()


def test_a_required_check_wants_its_tick_and_skipping_is_no_answer() -> None:
    asked = form(item("a", "check", required=True), item("b", "text", required=True))
    answers = [Answer("a", False), Answer("b", None, "skipped")]
    assert verdict(asked, answers).missing == ("a", "b")


def test_wrong_and_strange_answers_are_problems() -> None:
    asked = form(item("a", "number", max="5"))
    found = verdict(asked, [Answer("a", "6"), Answer("zz", "1")])
    assert found.problems == (Problem("zz", "unknown-item"), Problem("a", "out-of-range"))
    assert not found.complete


@given(st.decimals(min_value=-999, max_value=999, places=2))
def test_a_number_fails_exactly_outside_its_limits(number: Decimal) -> None:
    asked = form(item("a", "number", ok_min="-10.5", ok_max="10.5"))
    failed = verdict(asked, [Answer("a", f"{number:f}")]).failed
    assert (failed == ("a",)) is (abs(number) > Decimal("10.5"))


@given(st.lists(st.tuples(st.sampled_from(["co_ppm", "burner", "burner_photo"]), st.text())))
def test_no_answer_breaks_the_verdict(answers: list[tuple[str, str]]) -> None:
    found = verdict(BOILER, [Answer(key, value) for key, value in answers])
    assert found.complete is (not found.missing and not found.problems)


def test_an_item_is_found_by_its_key() -> None:
    assert item_of(BOILER, "burner") == BURNER
    with pytest.raises(Invalid, match="unknown-item"):
        item_of(BOILER, "nothing")


def test_a_report_shows_the_answers_in_words() -> None:
    asked = deepcopy(BOILER)
    asked["sections"][0]["items"].insert(0, item("read_me", "info"))
    shown = shown_checklist(
        asked,
        [Answer("co_ppm", "150", "ok", "sooted", ["p"]), Answer("burner", "worn")],
        "uk",
        {"burner_photo": ["p1", "p2"]},
    )
    assert shown.title == "Котел"
    assert shown.items == [
        ItemShown("Назва", "number", "150", "ppm", "fail", "sooted"),
        ItemShown("Назва", "choice", "Зношений", "", "fail"),
        ItemShown("Назва", "photo", "2", "", "ok"),
    ]
