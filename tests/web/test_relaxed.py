"""What would place work that was left out, and why a visit has its engineer: words and pages."""

from dataclasses import asdict
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from backend.demo.cast import add_shift
from backend.dispatch.actions import assign_work
from backend.dispatch.models import Plan, PlanChange
from backend.dispatch.planner.permits import PERMITS
from backend.dispatch.planner.relaxations import KINDS
from backend.dispatch.planner.solution import Alternative, Relaxation
from backend.lib.clock import utc_now
from backend.web.day.reasons import RULES, Names, reason_in_words, reasons_in_words
from backend.web.day.relaxed import (
    SENTENCES,
    Where,
    others_in_words,
    relaxed_in_words,
    stops_named,
)
from tests.web.office import at, built, signed_in, triaged

__all__ = ["built"]

MONDAY = date(2035, 11, 26)
DAY = "2035-11-26"
OLENA = "01a202f5-1eb1-70fe-8dd8-bf52e23d638d"
NUMBERS = {"new:1": "WO-812", "visit:2": "VIS-12"}
NAMES = Names({OLENA: "Olena Koval"}, {"gas": "F-gas"}, numbers=NUMBERS)


@pytest.mark.parametrize(
    ("relaxed", "words"),
    [
        (
            Relaxation("later", f"{OLENA}@{DAY}", 2100),
            "Fits if its hours end 35 min later; Olena Koval would go.",
        ),
        (Relaxation("overtime", OLENA, 1200), "Fits if Olena Koval works 20 min more overtime."),
        (
            Relaxation("permit", OLENA, names=("clearance", "skill"), missing=("gas",)),
            "Fits if Olena Koval is given what is missing: F-gas, permission to enter.",
        ),
        (
            Relaxation("parts", OLENA, names=("PUMP",)),
            "Fits if the van of Olena Koval holds more of: PUMP.",
        ),
        (Relaxation("cap", OLENA), "Fits if Olena Koval takes one visit more than usual."),
        (
            Relaxation("instead", OLENA, names=("new:1",)),
            "Fits if WO-812 waits for another day; Olena Koval would go.",
        ),
    ],
)
def test_a_relaxation_is_one_plain_sentence(relaxed: Relaxation, words: str) -> None:
    [told] = relaxed_in_words([asdict(relaxed)], NAMES)
    assert (told.words, told.address) == (words, "")


def test_the_way_to_a_form_says_what_is_asked_and_of_whose_shift() -> None:
    told = asdict(Relaxation("overtime", f"{OLENA}@2035-11-27/work", 1200))
    where = Where(MONDAY, f"new:{OLENA}", "/day/plans/1/")
    [relaxed] = relaxed_in_words([told], NAMES, where)
    path, _mark, query = relaxed.address.partition("?")
    assert path == f"/day/2035-11-27/fits/overtime/new/{OLENA}/{OLENA}/"
    assert parse_qs(query) == {"by": ["1200"], "next": ["/day/plans/1/"]}


def test_every_kind_and_rule_has_words() -> None:
    assert set(SENTENCES) == set(KINDS)
    assert set(RULES) == set(PERMITS)
    told = reason_in_words("nobody-may", {"rules": ["territory"]}, NAMES)
    assert told == "Nobody on duty may go there by these rules: this territory."


def test_what_is_waited_for_is_named() -> None:
    left = {"reasons": [{"code": "waits-for-stops", "context": {"stops": ["visit:2"]}}]}
    assert stops_named([left]) == {"visit:2"}
    told = reasons_in_words(left["reasons"], NAMES)
    assert told == ["It waits for VIS-12, for which nobody is planned."]


@pytest.mark.parametrize(
    ("other", "causes"),
    [
        (
            Alternative(OLENA, 25_000, 840, 600, 1200, "new:1"),
            [
                "20 min later than promised for WO-812",
                "14 min more driving in the day",
                "10 min more overtime",
                "costs €2.50 more",
            ],
        ),
        (Alternative(OLENA, 0, -120), ["2 min less driving in the day", "costs no more"]),
        (Alternative(OLENA, refused=("skill",), missing=("gas",)), ["lacks: F-gas"]),
        (Alternative(OLENA, refused=("banned",)), ["may not go there"]),
        (Alternative(OLENA), ["has no room on this day"]),
    ],
)
def test_an_alternative_is_told_by_cause(other: Alternative, causes: list[str]) -> None:
    [told] = others_in_words([asdict(other)], NAMES)
    assert (told.name, told.causes) == ("Olena Koval", causes)


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_pages_tell_what_would_place_work_left_out(cast) -> None:
    add_shift(cast.engineer, MONDAY)
    work, other = triaged(cast), triaged(cast, "Leaks")
    begin, end = at(DAY, "10:00"), at(DAY, "11:00")
    visit = assign_work([other.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    instead = Relaxation("instead", str(cast.engineer.pk), names=(f"visit:{visit.pk}",))
    left = {
        "stop": f"new:{work.pk}",
        "reasons": [{"code": "no-capacity", "context": {"engineers": 1}}],
        "relaxations": [asdict(instead)],
    }
    plan = Plan.objects.create(
        date=MONDAY,
        state="proposed",
        requested_by=cast.dispatcher,
        proposed_at=utc_now(),
        solution={"routes": [], "unplanned": [left]},
    )
    desk = signed_in(cast.dispatcher)
    words = f"Fits if {visit.number} waits for another day; {cast.engineer} would go."
    form = reverse("day:remedy", args=[MONDAY, "instead", "new", work.pk, cast.engineer.pk])
    for page in (
        reverse("day:plan", args=[plan.pk]),
        reverse("day:day", args=[MONDAY]),
        reverse("desk:work", args=[work.pk]),
    ):
        told = desk.get(page).text
        assert words in told, page
        assert form in told, page
        assert "All 1 engineers who could go are full on this day." in told, page
    assert words not in desk.get(reverse("desk:work", args=[other.pk])).text
    Plan.objects.update(date=date(2020, 1, 1))
    assert words not in desk.get(reverse("desk:work", args=[work.pk])).text


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_a_visit_of_a_plan_says_why_its_engineer(cast) -> None:
    add_shift(cast.engineer, MONDAY)
    work = triaged(cast)
    begin, end = at(DAY, "10:00"), at(DAY, "11:00")
    visit = assign_work([work.pk], cast.engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    plan = Plan.objects.create(
        date=MONDAY, state="proposed", requested_by=cast.dispatcher, proposed_at=utc_now(),
        solution={"routes": [], "unplanned": []},
    )  # fmt: skip
    why = [asdict(Alternative(f"{cast.engineer.pk}@{DAY}", 10_000, 840))]
    PlanChange.objects.create(
        plan=plan, kind="add", engineer=cast.engineer, work_order_ids=[work.pk], why=why,
        planned_from=begin, planned_to=end, accepted=True,
    )  # fmt: skip
    desk = signed_in(cast.dispatcher)
    causes = "14 min more driving in the day · costs €1.00 more"
    pages = [reverse("day:plan", args=[plan.pk]), reverse("day:visit", args=[visit.pk])]
    for page in pages:
        told = desk.get(page).text
        assert "Why this engineer?" in told, page
        assert f"<strong>{cast.engineer}</strong>: {causes}" in told, page
    # Who moves it by hand knows why.
    visit.planned_from += timedelta(minutes=5)
    visit.save()
    assert "Why this engineer?" not in desk.get(pages[1]).text
