"""Date and time fields that read and show a given zone's wall clock."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils import timezone

from backend.web.shared.durations import zone_name
from backend.web.shared.errors import WORDS

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


class MomentInput(forms.DateTimeInput):
    """A native field that says whose wall it is; frontend/web/moment-field.ts lets it be typed."""

    zone: str | None = None

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": "60"})

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The zone by name and, in words, by its city."""
        zone = self.zone or timezone.get_current_timezone_name()
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-zone": zone, "data-zone-name": zone_name(zone)}


class MomentField(forms.DateTimeField):
    """A moment typed on the wall clock of `zone`; cleans to an aware datetime, 2000 to 2099.

    The form sets `zone` before it is used; without one the reader's own clock counts.
    """

    zone: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": MomentInput(), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """An instant as the zone's clock shows it; what was typed stays as typed."""
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        """The instant a clock of the zone showed what was typed."""
        with timezone.override(self.zone or timezone.get_current_timezone()):
            moment = super().to_python(value)
        if moment is not None and not EARLIEST <= moment < LATEST:
            raise forms.ValidationError(str(WORDS["bad-date"]), code="bad-date")
        return moment


def on_the_clock_of(form: forms.BaseForm, zone: str) -> None:
    """Let every moment of the form be read and shown on the wall clock of `zone`."""
    for field in form.fields.values():
        if isinstance(field, MomentField):
            field.zone = zone
            if isinstance(field.widget, MomentInput):
                field.widget.zone = zone
