"""Visits, plans, the review inbox, phones and the journal as lists one narrows, sorts and takes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from backend.accounts.models import Device
from backend.contracts.models import Contract
from backend.dispatch.models import Absence, Plan, PlanChange, Visit, VisitEngineer
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion, Command, Receipt
from backend.lib.clock import utc_now
from tests.web.office import at, built, reported, signed_in

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.fixture
def desk(cast):
    return signed_in(cast.dispatcher)


def visit(cast, number: str, day: str, **told: object) -> Visit:
    """A visit of the cast's engineer at nine on the day."""
    begin = at(day, "09:00")
    span = {"planned_from": begin, "planned_to": begin + timedelta(hours=1)}
    place = {"client": cast.hotel_object.client, "object": cast.hotel_object}
    made = Visit.objects.create(number=number, date=day, **place, **span, **told)
    VisitEngineer.objects.create(visit=made, engineer=cast.engineer, **span)
    return made


def numbers(answer) -> list[str]:
    return [row.number for row in answer.context["page_obj"]]


def test_visits_are_narrowed_by_day_state_and_engineer(cast, desk):
    visit(cast, "V-1", "2026-11-02")
    visit(cast, "V-2", "2026-11-03", state="completed")
    page = reverse("day:visits")
    assert numbers(desk.get(page)) == ["V-2", "V-1"]
    assert numbers(desk.get(page, {"begin": "2026-11-03", "end": "2026-11-03"})) == ["V-2"]
    assert numbers(desk.get(page, {"end": "2026-11-02"})) == ["V-1"]
    assert numbers(desk.get(page, {"state": "completed"})) == ["V-2"]
    assert numbers(desk.get(page, {"q": cast.engineer_user.name})) == ["V-2", "V-1"]
    assert numbers(desk.get(page, {"sort": "when"})) == ["V-1", "V-2"]
    nothing = desk.get(page, {"q": "nobody at all"})
    assert numbers(nothing) == []
    assert "No visit fits these filters." in nothing.text
    # What cannot be read narrows nothing.
    assert numbers(desk.get(page, {"begin": "yesterday", "state": "lost"})) == ["V-2", "V-1"]


def test_visits_are_taken_along_with_who_goes(cast, desk):
    visit(cast, "V-1", "2026-11-02")
    answer = desk.get(reverse("day:visits"), {"export": "csv"})
    said = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "V-1" in said
    assert cast.engineer_user.name in said


def test_plans_say_what_was_proposed_and_taken(cast, desk):
    told = {"requested_by": cast.dispatcher, "cost": {"total": 12_50}}
    plan = Plan.objects.create(date="2026-11-02", state="accepted", **told)
    Plan.objects.create(date="2026-11-03", state="failed", requested_by=cast.dispatcher)
    for taken in (True, True, False):
        PlanChange.objects.create(plan=plan, kind="add", accepted=taken)
    rows = desk.get(reverse("day:plans"), {"state": "accepted"}).context["page_obj"]
    assert [(row.pk, row.proposed, row.accepted) for row in rows] == [(plan.pk, 3, 2)]
    rows = desk.get(reverse("day:plans"), {"begin": "2026-11-03"}).context["page_obj"]
    assert [row.state for row in rows] == ["failed"]
    assert signed_in(cast.biller).get(reverse("day:plans")).status_code == 404


def phone(user, name: str) -> Device:
    return Device.objects.create(
        user=user, name=name, installation_id=name, token_sha256=name.ljust(64, "x")
    )


def test_the_inbox_is_narrowed_by_answer_and_words(cast, desk):
    device = phone(cast.engineer_user, "Pixel")
    for seq, (kind, status) in enumerate(
        [("visit.arrive", "parked"), ("photo.add", "applied_with_review")]
    ):
        command = Command.objects.create(
            id=device.pk, device=device, seq=seq, type=kind, raw={}, body_sha256="", key=seq + 1
        ) if seq == 0 else Command.objects.create(
            id=cast.engineer.pk, device=device, seq=seq, type=kind, raw={}, body_sha256="", key=2
        )  # fmt: skip
        Receipt.objects.create(command=command, status=status, review="open", code="unknown")
    page = reverse("desk:review")

    def kinds(**asked: str) -> list[str]:
        return [row.command.type for row in desk.get(page, asked).context["page_obj"]]

    assert kinds() == ["visit.arrive", "photo.add"]
    assert kinds(state="parked") == ["visit.arrive"]
    assert kinds(q="photo") == ["photo.add"]
    assert kinds(sort="-sent") == ["photo.add", "visit.arrive"]
    assert kinds(q="nobody") == []


def test_phones_are_found_by_engineer_and_name(cast, desk):
    phone(cast.engineer_user, "Pixel")
    page = reverse("desk:phones")
    assert [row.name for row in desk.get(page, {"q": "pix"}).context["page_obj"]] == ["Pixel"]
    assert "No phone fits these filters." in desk.get(page, {"q": "nobody"}).text
    answer = desk.get(page, {"export": "csv"})
    assert "Pixel" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_journal_tells_a_week_and_the_days_one_chooses(cast):
    number = reported(cast).number
    keeper, page = signed_in(cast.administrator), reverse("administration:journal")
    told = f"Request {number} received"
    assert told in keeper.get(page).text
    assert told in keeper.get(page, {"q": number}).text
    assert told not in keeper.get(page, {"q": cast.biller.name + "x"}).text
    today = utc_now().date()
    before = (today - timedelta(days=40)).isoformat()
    assert told not in keeper.get(page, {"end": before}).text
    assert told in keeper.get(page, {"begin": before}).text
    answer = keeper.get(page, {"export": "csv"})
    assert told in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert signed_in(cast.dispatcher).get(page).status_code == 404


def test_absences_are_narrowed_to_the_days_asked_for(cast, desk):
    """Away from the 2nd at nine to the 4th at nine, and for an hour of the 10th."""
    page = reverse("day:absences")
    assert "Nobody is away" in desk.get(page).text
    for begin, end in ((at("2026-11-02", "09:00"), at("2026-11-04", "09:00")),
                       (at("2026-11-10", "09:00"), at("2026-11-10", "10:00"))):  # fmt: skip
        Absence.objects.create(engineer=cast.engineer, starts_at=begin, ends_at=end)
    days = lambda **asked: [  # noqa: E731
        row.starts_at.day for row in desk.get(page, asked).context["page_obj"]
    ]
    assert days() == [10, 2]
    assert days(sort="from") == [2, 10]
    assert days(begin="2026-11-04", end="2026-11-04") == [2]
    assert days(begin="2026-11-05") == [10]
    assert days(q="nobody at all") == []
    said = b"".join(desk.get(page, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert said.count(cast.engineer_user.name) == 2


def test_checklists_and_prices_are_searched_and_sorted(cast, desk):
    for key, name in (("ice", "Ice machine"), ("lift", "Lift door")):
        template = ChecklistTemplate.objects.create(key=key, names={"en": name})
        ChecklistVersion.objects.create(template=template, number=1, definition={}, sha256=key)
    page = reverse("day:checklists")
    keys = lambda **asked: [  # noqa: E731
        row.template.key for row in desk.get(page, asked).context["page_obj"]
    ]
    assert keys() == ["ice", "lift"]
    assert keys(sort="-code") == ["lift", "ice"]
    assert keys(q="door") == ["lift"]
    biller, page = signed_in(cast.biller), reverse("money:prices")
    found = biller.get(page, {"q": "FAN-120"})
    assert [item.code for item in found.context["page_obj"]] == ["FAN-120"]
    prices = [item.price for item in biller.get(page, {"sort": "-price"}).context["page_obj"]]
    assert prices == sorted(prices, reverse=True)


def test_contracts_are_narrowed_and_taken_along(cast, desk):
    page = reverse("administration:contracts")
    Contract.objects.filter(pk=cast.contract.pk).update(manager=cast.biller, state="suspended")
    assert numbers(desk.get(page, {"state": "suspended"})) == ["C-104"]
    assert numbers(desk.get(page, {"state": "expired"})) == []
    assert numbers(desk.get(page, {"q": "c-10"})) == ["C-104"]
    said = b"".join(desk.get(page, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert cast.biller.name in said
