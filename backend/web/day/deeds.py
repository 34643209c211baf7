"""What the day does to one visit with one small form each."""

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.dispatch import actions
from backend.dispatch.lifecycle import ENDED, UNDER_WAY
from backend.fieldwork.actions.signatures import withdraw_report
from backend.web.day.forms import LockForm, MoveForm, TakeAwayForm
from backend.web.day.seating import move_explained
from backend.web.desk.deeds import WhyForm
from backend.web.shared.deeds import Deed


def _lock(visit_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.lock_visit_for_planner(visit_id, told["lock"], by=by)


def _take_away(visit_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.unassign_visit(visit_id, by=by, reason=told["reason"])


def _move(visit_id: UUID, told: dict[str, Any], by: User) -> object:
    engineer, begin, end = told["slot"]
    return move_explained(visit_id, engineer, begin, end, by=by)


def _withdraw(report_id: UUID, told: dict[str, Any], by: User) -> object:
    return withdraw_report(report_id, told["reason"], by=by)


VISIT_DEEDS: Final[dict[str, Deed]] = {
    "move": Deed(
        _("Move visit"), _("Move"), _("Moved; not published yet"), _move, MoveForm, icon="calendar"
    ),
    "lock": Deed(_("Lock"), _("Keep"), _("Lock changed"), _lock, LockForm, icon="lock"),
    "unassign": Deed(
        _("Take away"),
        _("Take away"),
        _("Taken away; its work waits to be planned"),
        _take_away,
        TakeAwayForm,
        icon="undo",
        warning=_("A visit the engineer was told about is withdrawn from the phone at once."),
    ),
}


WITHDRAW_REPORT: Final = Deed(
    _("Withdraw service report"),
    _("Withdraw"),
    _("Withdrawn; whoever checks its code reads so"),
    _withdraw,
    WhyForm,
    icon="cross",
    is_danger=True,
    warning=_("The client may hold the paper; from now on its code says that it was taken back."),
)


def offered_for(state: str) -> list[tuple[str, Deed]]:
    """What may be done to a visit in this state; what has begun or ended stays as it is."""
    return [] if state in UNDER_WAY or state in ENDED else list(VISIT_DEEDS.items())
