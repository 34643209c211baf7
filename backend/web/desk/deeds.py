"""What the desk does to a request or a work order with one small form each."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.catalog.models import Reason
from backend.desk import actions
from backend.desk.actions.sequence import MOST_GAP_MIN
from backend.desk.lifecycle import OPEN_WORK
from backend.desk.models import Request, WorkOrder
from backend.fieldwork.actions.remote import (
    RemoteTime,
    record_time_on_request,
    record_time_on_work,
)
from backend.web.desk import choices
from backend.web.desk.forms import MoveForm
from backend.web.shared.deeds import Deed
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.moments import MomentField

_LONG = forms.Textarea(attrs={"rows": 3})


class WhyForm(forms.Form):
    """A reason in words, kept in the history."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=_LONG)


class AnswerForm(forms.Form):
    """What solved it."""

    answer = forms.CharField(
        label=_("What solved it"),
        max_length=2000,
        widget=_LONG,
        help_text=_("Kept in the history; nobody will arrive, so that clock is cancelled."),
    )


class RemoteTimeForm(forms.Form):
    """How long somebody helped from afar, and what they did."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60)
    note = forms.CharField(label=_("What was done"), max_length=2000, required=False, widget=_LONG)


class RemoteWorkForm(RemoteTimeForm):
    """The same on a work order, which may be done with it."""

    done = forms.BooleanField(label=_("The work is done"), required=False)


class PriorityForm(forms.Form):
    """Another priority than the contract gave."""

    priority = forms.ChoiceField(label=_("Priority"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=_LONG, help_text=_("The client sees the change.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].choices = choices.priorities()  # type: ignore[attr-defined]


class _ReasonForm(forms.Form):
    """One of the firm's reasons."""

    used_for: str
    reason = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices.reasons(self.used_for)  # type: ignore[attr-defined]


class WaitForm(_ReasonForm):
    """What a request waits for."""

    used_for = Reason.UsedFor.WAIT


class HoldForm(_ReasonForm):
    """What a work order is held for."""

    used_for = Reason.UsedFor.HOLD


class AfterForm(forms.Form):
    """Which work has to be over first, and how long before this may begin."""

    earlier_id = forms.ChoiceField(
        label=_("Not before this is over"), required=False, widget=SearchedSelect
    )
    gap_h = forms.DecimalField(
        label=_("Hours between"),
        help_text=_("From the end of one to the begin of the other, to dry or to cool."),
        min_value=0,
        max_value=MOST_GAP_MIN // 60,
        decimal_places=2,
        required=False,
    )

    def offer(self, earlier: choices.Choices) -> None:
        """The work that may be chosen."""
        nothing = ("", str(_("Nothing, it may begin at once")))
        self.fields["earlier_id"].choices = [nothing, *earlier]  # type: ignore[attr-defined]


def _put_after(work_order_id: UUID, told: dict[str, Any], by: User) -> object:
    gap_min = round((told["gap_h"] or 0) * 60)
    earlier = UUID(told["earlier_id"]) if told["earlier_id"] else None
    return actions.put_after(work_order_id, earlier, gap_min=gap_min, by=by)


class WindowForm(forms.Form):
    """Between when somebody may come; an empty end is open."""

    window_from = MomentField(label=_("Not before"), required=False)
    window_to = MomentField(label=_("Not after"), required=False)


def _agree_window(work_order_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.agree_window(work_order_id, told["window_from"], told["window_to"], by=by)


def _change_priority(request_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.change_priority(request_id, told["priority"], reason=told["reason"], by=by)


def _wait(request_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.put_on_wait(request_id, reason_code=told["reason"], by=by)


def _move(request_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.move_request(request_id, told["object_id"], reason=told["reason"], by=by)


def _resolve(request_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.resolve_request_without_work(request_id, answer=told["answer"], by=by)


def _time_on_request(request_id: UUID, told: dict[str, Any], by: User) -> object:
    return record_time_on_request(request_id, RemoteTime(told["minutes"], note=told["note"]), by=by)


def _time_on_work(work_order_id: UUID, told: dict[str, Any], by: User) -> object:
    time = RemoteTime(told["minutes"], note=told["note"])
    return record_time_on_work(work_order_id, time, by=by, done=told["done"])


def _hold(work_order_id: UUID, told: dict[str, Any], by: User) -> object:
    return actions.hold_work(work_order_id, reason_code=told["reason"], by=by)


REQUEST_DEEDS: Final[dict[str, Deed]] = {
    "priority": Deed(
        _("Change priority"),
        _("Change priority"),
        _("Priority changed; the clocks follow"),
        _change_priority,
        PriorityForm,
        icon="arrow-up",
    ),
    "wait": Deed(
        _("Put on wait"), _("Put on wait"), _("The request waits"), _wait, WaitForm, icon="pause"
    ),
    "resume": Deed(
        _("End waiting"),
        _("End waiting"),
        _("The request goes on; its clocks count again"),
        lambda request_id, told, by: actions.resume_request(request_id, by=by),
        icon="undo",
    ),
    "move": Deed(
        _("Move to another object"),
        _("Move"),
        _("Moved; the clocks follow the promise there"),
        _move,
        MoveForm,
        icon="pin",
    ),
    "time": Deed(
        _("Note remote time"),
        _("Note time"),
        _("Time noted; it is billed when the request is resolved"),
        _time_on_request,
        RemoteTimeForm,
        icon="clock",
    ),
    "resolve": Deed(
        _("Resolve without work"), _("Resolve"), _("Resolved"), _resolve, AnswerForm, icon="check"
    ),
    "reopen": Deed(
        _("Open again"),
        _("Open again"),
        _("The request is open again"),
        lambda request_id, told, by: actions.reopen_request(request_id, by=by, **told),
        WhyForm,
        icon="undo",
    ),
    "cancel": Deed(
        _("Cancel request"),
        _("Cancel request"),
        _("Request cancelled"),
        lambda request_id, told, by: actions.cancel_request(request_id, by=by, **told),
        WhyForm,
        icon="cross",
        is_danger=True,
        warning=_("A cancelled request cannot be opened again. Its open work orders end with it."),
    ),
}

WORK_DEEDS: Final[dict[str, Deed]] = {
    "time": Deed(
        _("Note remote time"),
        _("Note time"),
        _("Time noted; it is billed when the work is done"),
        _time_on_work,
        RemoteWorkForm,
        icon="clock",
    ),
    "after": Deed(
        _("Order of work"),
        _("Save"),
        _("Saved; planning keeps to it"),
        _put_after,
        AfterForm,
        icon="clock",
    ),
    "hold": Deed(
        _("Put on hold"),
        _("Put on hold"),
        _("On hold; planning leaves it out"),
        _hold,
        HoldForm,
        icon="pause",
    ),
    "window": Deed(
        _("Agreed window"),
        _("Save"),
        _("Another window agreed"),
        _agree_window,
        WindowForm,
        icon="clock",
    ),
    "release": Deed(
        _("Release to planning"),
        _("Release"),
        _("Released; planning sees it again"),
        lambda work_id, told, by: actions.release_work(work_id, by=by),
        icon="undo",
    ),
    "cancel": Deed(
        _("Cancel work order"),
        _("Cancel work order"),
        _("Work order cancelled"),
        lambda work_id, told, by: actions.cancel_work(work_id, by=by, **told),
        WhyForm,
        icon="cross",
        is_danger=True,
        warning=_("A cancelled work order cannot be taken up again."),
    ),
}

_OPEN: Final = ("priority", "wait", "move", "time", "resolve", "cancel")
_FOR_REQUEST: Final[dict[str, tuple[str, ...]]] = {
    Request.State.NEW: _OPEN,
    Request.State.OPEN: _OPEN,
    Request.State.WAITING: ("resume", "priority", "move", "time", "resolve", "cancel"),
    Request.State.RESOLVED: ("reopen",),
}
_FOR_WORK: Final[dict[str, tuple[str, ...]]] = {
    WorkOrder.State.UNSCHEDULED: ("window", "after", "hold", "cancel"),
    WorkOrder.State.ON_HOLD: ("release", "after", "cancel"),
}


def offered_for_request(state: str) -> list[tuple[str, Deed]]:
    """What may be done to a request in this state, by name; the action decides in the end."""
    return [(name, REQUEST_DEEDS[name]) for name in _FOR_REQUEST.get(state, ())]


def offered_for_work(work: WorkOrder) -> list[tuple[str, Deed]]:
    """What may be done to a work order as it stands; time is noted here for remote work only."""
    is_remote = work.place == WorkOrder.Place.REMOTE and work.state in OPEN_WORK
    names = (*(("time",) if is_remote else ()), *_FOR_WORK.get(work.state, ()))
    return [(name, WORK_DEEDS[name]) for name in names]
