"""What narrows a list, in its address: words, a state, the days from and to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.lib.clock import day_bounds
from backend.web.shared.states import state_words

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class ListFilter(forms.Form):
    """The filters of components/list_filters.html; a field that cannot be read narrows nothing.

    A list keeps the fields it names: "q", "state", "begin", "end".
    """

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    begin = forms.DateField(label=_("From"), required=False, input_formats=["%Y-%m-%d"])
    end = forms.DateField(label=_("To"), required=False, input_formats=["%Y-%m-%d"])

    def __init__(
        self, asked: Any, fields: Iterable[str], states: tuple[str, Iterable[str]]
    ) -> None:
        super().__init__(asked)
        for name in set(self.fields) - set(fields):
            del self.fields[name]
        if "state" in self.fields:
            subject, values = states
            words = [(value, state_words(subject, value).label) for value in values]
            self.fields["state"].choices = [("", _now("Any state")), *words]  # type: ignore[attr-defined]
            self.fields["state"].widget.attrs["aria-label"] = _now("State")
        for name in {"begin", "end"} & set(self.fields):
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name].widget = widget

    def clean(self) -> dict[str, Any]:
        """Days a calendar of ours could mean."""
        told: dict[str, Any] = self.cleaned_data
        for name in ("begin", "end"):
            if told.get(name) and not EARLIEST <= told[name] <= LATEST:
                told[name] = None
        return told

    @property
    def asked(self) -> dict[str, Any]:
        """What the address asks for, by field; what cannot be read is missing or empty."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for at all."""
        return any(self.asked.values())


def begin_of(day: date | None) -> datetime | None:
    """The reader's midnight that begins the day, in UTC."""
    return _bounds(day)[0] if day else None


def end_of(day: date | None) -> datetime | None:
    """The reader's midnight that ends the day, in UTC."""
    return _bounds(day)[1] if day else None


def _bounds(day: date) -> tuple[datetime, datetime]:
    return day_bounds(day, timezone.get_current_timezone_name())
