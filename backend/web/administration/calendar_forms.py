"""Forms of service hours."""

from contextlib import suppress
from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.lib.words import in_alphabet
from backend.web.administration.fields import DayField, WeekField, WindowsField
from backend.web.administration.watched_forms import WatchedForm
from backend.web.shared.durations import locale_name
from backend.web.shared.forms import SearchedSelect


class CalendarForm(WatchedForm):
    """The name and the week."""

    name = forms.CharField(label=_("Name"), max_length=200)
    week = WeekField(
        label=_("Hours by weekday"),
        required=False,
        help_text=_("Like 08:00-12:00, 13:00-18:00. Empty is closed, 00:00-24:00 the whole day."),
    )


class DayForm(WatchedForm):
    """One date that differs."""

    day = DayField(label=_("Date"))
    windows = WindowsField(label=_("Hours"), help_text=_("Empty is closed."))
    name = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the calendar itself, which has a name too.
        super().__init__(*args, **{"auto_id": "day_%s", **kwargs})


class DaysForm(WatchedForm):
    """Dates that were chosen from a list, to follow their weekdays again."""

    def days(self) -> list[date]:
        """Those that are dates."""
        found = []
        for typed in self.data.getlist("chosen"):  # type: ignore[attr-defined]
            with suppress(ValueError):
                found.append(date.fromisoformat(typed))
        return found


class HolidaysForm(WatchedForm):
    """A country's public holidays of one year."""

    # The text field that searches takes the label over; the select it stands for keeps this name.
    country = forms.ChoiceField(
        label=_("Country"), widget=SearchedSelect({"aria-label": _("Country")})
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, countries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "holidays_%s", **kwargs})
        named = Locale.parse(locale_name()).territories
        language = get_language() or "en"
        choices = sorted(
            ((code, named.get(code, code)) for code in countries),
            key=lambda choice: in_alphabet(choice[1], language),
        )
        self.fields["country"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
