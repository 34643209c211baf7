"""What the lists of visits and plans say in a spreadsheet, column by column."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.dispatch.models import Plan
from backend.dispatch.planner.problem import POINTS_PER_UNIT
from backend.documents.spreadsheet import Column, Kind, Money
from backend.web.shared.choices import choice_word
from backend.web.shared.states import state_words

# Rows of dispatch.lists, which carry counts and names beside their columns.
VISITS: Final[tuple[Column[Any], ...]] = (
    Column(_("Number"), lambda row: row.number, width=13),
    Column(_("State"), lambda row: state_words("visit", row.state).label, width=16),
    Column(_("From"), lambda row: row.planned_from, Kind.MOMENT),
    Column(_("To"), lambda row: row.planned_to, Kind.MOMENT),
    Column(_("Engineer"), lambda row: ", ".join(row.names)),
    Column(_("Client"), lambda row: row.client.name),
    Column(_("Object code"), lambda row: row.object.client_code, width=12),
    Column(_("Object"), lambda row: row.object.name),
)
PLANS: Final[tuple[Column[Any], ...]] = (
    Column(pgettext_lazy("page", "Day"), lambda row: row.date, Kind.DATE),
    Column(_("What to plan"), lambda row: choice_word("plan_kind", row.kind), width=16),
    Column(_("State"), lambda row: state_words("plan", row.state).label, width=16),
    Column(_("Changes"), lambda row: row.proposed, Kind.NUMBER),
    Column(_("Accepted"), lambda row: row.accepted, Kind.NUMBER),
    Column(_("What it costs"), lambda row: _cost(row), Kind.MONEY),
    Column(_("Asked for at"), lambda row: row.requested_at, Kind.MOMENT),
    Column(_("Asked for by"), lambda row: row.requested_by.name),
)


def _cost(plan: Plan) -> Money | None:
    points = plan.cost.get("total")
    return None if points is None else Money(Decimal(int(points)) / POINTS_PER_UNIT, "EUR")
