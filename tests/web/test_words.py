"""Every state and choice has words; lengths, moments, money and refusals read as people speak."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from time_machine import travel

from backend.billing import models as billing
from backend.clients import models as clients
from backend.contracts import models as contracts
from backend.desk import models as desk
from backend.dispatch import models as dispatch
from backend.fieldwork import models as fieldwork
from backend.lib.errors import NotFound, Refused
from backend.web.shared.choices import CHOICES
from backend.web.shared.durations import day_and_time, length_in_words, urgency
from backend.web.shared.errors import WORDS, words_for
from backend.web.shared.icons import ICONS
from backend.web.shared.states import STATES

NOW = datetime(2026, 11, 23, 12, 50, tzinfo=UTC)  # a Monday, 13:50 in Monaco


def render(source: str, **context: object) -> str:
    return Template("{% load callout %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("subject", "choices"),
    [
        ("request", desk.Request.State),
        ("work_order", desk.WorkOrder.State),
        ("sla_clock", desk.SlaClock.State),
        ("sla_target", contracts.SlaTarget.Kind),
        ("contract", contracts.Contract.State),
        ("impact", contracts.Impact),
        ("priority", contracts.Priority),
        ("coverage", contracts.CoverageRule.Verdict),
        ("visit", dispatch.Visit.State),
        ("outcome", dispatch.VisitWork.Outcome),
        ("plan", dispatch.Plan.State),
        ("receipt", fieldwork.Receipt.Status),
        ("part_request", fieldwork.PartRequest.State),
        ("service_report", fieldwork.ServiceReport.State),
        ("line", billing.BillableLine.State),
        ("act", billing.Act.State),
        ("invoice", billing.Invoice.State),
    ],
)
def test_every_state_has_words_and_a_known_icon(subject, choices):
    words = STATES[subject]
    assert set(choices.values) <= set(words)
    assert {state.icon for state in words.values()} <= set(ICONS)
    assert {state.meaning for state in words.values()} <= {
        "neutral",
        "info",
        "good",
        "warn",
        "bad",
    }


@pytest.mark.parametrize(
    ("subject", "choices"),
    [
        ("place", desk.WorkOrder.Place),
        ("price_kind", contracts.PriceItem.Kind),
        ("lock", dispatch.Visit.Lock),
        ("plan_change", dispatch.PlanChange.Kind),
        ("plan_kind", dispatch.Plan.Kind),
        ("visit_part", dispatch.VisitEngineer.Part),
        ("access_kind", clients.AccessRule.Kind),
        ("engineer_wish", dispatch.EngineerWish.Kind),
        ("shift_kind", dispatch.Shift.Kind),
        ("time_kind", fieldwork.TimeEntry.Kind),
        ("signature_kind", fieldwork.Signature.Kind),
        ("line_source", billing.BillableLine.Source),
        ("payer", billing.BillableLine.Payer),
        ("document_kind", billing.DocumentSeries.Kind),
        ("series_reset", billing.DocumentSeries.Reset),
    ],
)
def test_every_choice_has_words(subject, choices):
    assert set(choices.values) <= set(CHOICES[subject])


def test_a_pill_says_its_state_in_words():
    pill = render('{% pill "visit" "en_route" %}')
    assert "En route" in pill
    assert "<svg" in pill
    assert 'class="pill info"' in pill


def test_a_length_keeps_its_two_largest_units():
    lengths = [0, 9, 60, 80, 1440, 1500, 4399]
    assert [length_in_words(minutes) for minutes in lengths] == [
        "0 min",
        "9 min",
        "1 h",
        "1 h 20 min",
        "1 d",
        "1 d 1 h",
        "3 d 1 h",
    ]


def test_near_days_have_names_and_far_ones_dates():
    def said(**ahead: int) -> str:
        return day_and_time(NOW + timedelta(**ahead), NOW, "Europe/Monaco")

    assert said(minutes=20) == "today 14:10"
    assert said(days=1) == "tomorrow 13:50"
    assert said(days=-1) == "yesterday 13:50"
    assert said(days=2) == "Wed 13:50"
    assert said(days=9) == "Wed 2 Dec 13:50"
    assert said(days=60) == "Fri, 22 Jan 2027 13:50"


def test_midnight_between_zones_decides_what_tomorrow_is():
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert day_and_time(late, NOW, "Europe/Monaco") == "today 23:30"
    assert day_and_time(late, NOW, "Europe/Kyiv") == "tomorrow 00:30"


@travel(NOW, tick=False)
def test_when_names_the_zone_only_where_clocks_differ():
    with timezone.override("Europe/Monaco"):
        here = render("{% when at 'Europe/Paris' %}", at=NOW + timedelta(minutes=80))
        there = render("{% when at 'Europe/Kyiv' %}", at=NOW + timedelta(minutes=80))
    assert "today 15:10" in here
    assert "in 1 h 20 min" in here
    assert "zone" not in here
    assert "today 16:10" in there
    assert "Kyiv" in there


def test_a_deadline_is_amber_from_a_quarter_left_and_red_from_its_moment():
    due = NOW + timedelta(hours=4)
    moments = [timedelta(hours=2, minutes=59), timedelta(hours=3), timedelta(hours=4)]
    assert [urgency(NOW, due, NOW + moment) for moment in moments] == ["calm", "soon", "late"]


@travel(NOW, tick=False)
def test_the_chip_of_a_running_clock_ticks_and_of_a_stopped_one_does_not():
    clock = SimpleNamespace(
        kind="arrival",
        state="running",
        started_at=NOW - timedelta(hours=1),
        due_at=NOW + timedelta(minutes=10),
        stopped_at=None,
    )
    running = render("{% sla_chip clock %}", clock=clock)
    assert "<sla-chip" in running
    assert "chip soon" in running
    assert "in 10 min" in running
    clock.state, clock.stopped_at = "met", NOW
    assert "<sla-chip" not in render("{% sla_chip clock %}", clock=clock)
    assert "no deadline" in render("{% sla_chip clock %}", clock=None)


def test_money_is_written_as_the_reader_writes_it():
    assert "€18,240.00" in render("{% money amount 'EUR' %}", amount=Decimal("18240.00"))
    with translation.override("uk"):
        ukrainian = render("{% money amount 'EUR' %}", amount=Decimal("18240.00"))
    assert "18\N{NO-BREAK SPACE}240,00" in ukrainian


def test_a_refusal_reads_as_a_sentence_and_an_unknown_code_still_does():
    assert words_for(NotFound()) == "This does not exist, or it is not yours to see."
    assert words_for(Refused("too-long", limit=200)) == "This is too long: 200 characters at most."
    assert "(moon-phase)" in words_for(Refused("moon-phase"))
    assert "(too-long)" in words_for(Refused("too-long"))


def test_a_limit_is_told_as_money() -> None:
    above = Refused("over-limit", limit="500.00", estimate="1240.50", currency="EUR")
    assert words_for(above).startswith("€1,240.50 is more than the €500.00 you may approve.")
    assert "(over-limit)" in words_for(Refused("over-limit"))


def test_codes_stand_in_alphabetical_order():
    assert list(WORDS) == sorted(WORDS)
