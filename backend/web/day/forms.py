"""Forms of the day: who goes where and when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.desk.models import WorkOrder
from backend.dispatch.models import Engineer, Visit
from backend.lib.clock import at_wall_clock
from backend.web.shared.choices import choice_word
from backend.web.shared.forms import SearchedSelect

LONGEST_MIN = 24 * 60
MOST_OVERTIME_MIN = 12 * 60
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})


class SlotForm(forms.Form):
    """An engineer and a time of day on that engineer's clock."""

    engineer_id = forms.ChoiceField(label=_("Engineer"), widget=SearchedSelect)
    begin = forms.TimeField(label=_("From"), widget=_TIME)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=LONGEST_MIN, required=False
    )

    def __init__(self, engineers: Iterable[Engineer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engineers = {str(each.pk): each for each in engineers}
        names = [(key, str(each)) for key, each in self.engineers.items()]
        self.fields["engineer_id"].choices = [("", _now("Choose engineer")), *names]  # type: ignore[attr-defined]
        for name in SlotForm.base_fields:
            # Where the form stands in one line, without labels, it still has its words.
            field = self.fields[name]
            field.widget.attrs["aria-label"] = field.label

    @property
    def engineer(self) -> Engineer:
        """The chosen one, of a valid form."""
        return self.engineers[self.cleaned_data["engineer_id"]]

    def span(self, day: date, usual_minutes: int) -> tuple[datetime, datetime]:
        """The UTC instants between which the visit is planned on `day`."""
        wall: time = self.cleaned_data["begin"]
        begin = at_wall_clock(day, wall, self.engineer.zone)
        return begin, begin + timedelta(minutes=self.cleaned_data["minutes"] or usual_minutes)


class AssignForm(SlotForm):
    """Work orders of one object that shall be one visit."""

    works = forms.MultipleChoiceField(
        label=_("Work orders"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one work order.")},
    )
    field_order = ("works", "engineer_id", "begin", "minutes")

    def __init__(self, open_work: list[WorkOrder], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_work = {str(each.pk): each for each in open_work}
        self.fields["works"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.number} · {each.object}") for key, each in self.open_work.items()
        ]
        self.fields["minutes"].help_text = _now("Empty: the minutes of the work.")

    @property
    def work_order_ids(self) -> list[UUID]:
        """The chosen work orders."""
        return [UUID(key) for key in self.cleaned_data["works"]]

    @property
    def usual_minutes(self) -> int:
        """What the chosen work takes together."""
        return sum(self.open_work[key].minutes for key in self.cleaned_data["works"])


class MoveForm(SlotForm):
    """Another engineer, day or time for a visit."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    field_order = ("engineer_id", "day", "begin", "minutes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = True

    def clean(self) -> dict[str, Any]:
        """Adds `slot`: the engineer and the UTC instants, where all three could be read."""
        told = super().clean() or {}
        if all(told.get(name) for name in ("engineer_id", "day", "minutes")) and "begin" in told:
            told["slot"] = (self.engineer, *self.span(told["day"], told["minutes"]))
        return told

    def clean_day(self) -> date:
        """A day within reach."""
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year < 2100:
            raise forms.ValidationError(_now("This date cannot be used. Choose another one."))
        return day


class ShiftForm(forms.Form):
    """When somebody works on one day."""

    wall_from = forms.TimeField(label=_("Begins"), widget=_TIME)
    wall_to = forms.TimeField(
        label=_("Ends"), widget=_TIME, help_text=_("Before the beginning means the next morning.")
    )
    overtime_min = forms.IntegerField(
        label=_("Overtime allowed, minutes"), min_value=0, max_value=MOST_OVERTIME_MIN
    )


class LockForm(forms.Form):
    """What no plan may change."""

    lock = forms.ChoiceField(label=_("Lock"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(value, choice_word("lock", value)) for value in Visit.Lock.values]
        self.fields["lock"].choices = words  # type: ignore[attr-defined]


class TakeAwayForm(forms.Form):
    """Why the visit is taken away."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PublishForm(forms.Form):
    """The version of the day the reader saw."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
