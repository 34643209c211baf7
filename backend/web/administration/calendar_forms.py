"""Forms of service hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.web.administration.fields import DayField, WeekField, WindowsField


class CalendarForm(forms.Form):
    """The name and the week."""

    name = forms.CharField(label=_("Name"), max_length=200)
    week = WeekField(
        label=_("Hours by weekday"),
        required=False,
        help_text=_("Like 08:00-12:00, 13:00-18:00. Empty is closed, 00:00-24:00 the whole day."),
    )


class DayForm(forms.Form):
    """One date that differs."""

    day = DayField(label=_("Date"))
    windows = WindowsField(label=_("Hours"), help_text=_("Empty is closed."))
    name = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the calendar itself, which has a name too.
        super().__init__(*args, **{"auto_id": "day_%s", **kwargs})


class HolidaysForm(forms.Form):
    """A country's public holidays of one year."""

    country = forms.CharField(
        label=_("Country"), min_length=2, max_length=2, help_text=_("Two letters, like MC.")
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
