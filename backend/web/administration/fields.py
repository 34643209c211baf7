"""Fields of the administrator's forms: names by language, hours by weekday, places, zones."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.contrib.gis.geos import Point
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.contracts.pricing import DISCOUNTED
from backend.lib.words import LANGUAGES
from backend.web.administration.words import DAYS, LABELS
from backend.web.shared.choices import CHOICES
from backend.web.shared.errors import WORDS

TONGUES: Final = {"en": "English", "uk": "Українська", "bg": "Български", "ru": "Русский"}
# What a company may spell in Latin letters besides its own.
SPELLED: Final = (
    "name",
    "address",
    "bank",
    "signatory_name",
    "signatory_post",
    "acting_on",
)
_CLOCK: Final = r"((?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
_WINDOW: Final = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_PLACE: Final = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")


class LabelledWidget(forms.MultiWidget):
    """Several inputs, each under a word of its own."""

    template_name = "administration/labelled.html"

    def __init__(self, words: Mapping[str, "Promise | str"], attrs: dict[str, Any]) -> None:
        self.words = words
        super().__init__({key: forms.TextInput(attrs) for key in words})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for part, words in zip(parts, self.words.values(), strict=True):
            part["words"] = words
        return context


class NamesWidget(LabelledWidget):
    def __init__(self) -> None:
        super().__init__(TONGUES, {"maxlength": "200"})

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(language, "") for language in LANGUAGES]


class NamesField(forms.MultiValueField):
    """A name in each language; cleans to {"en": ..., "uk": ...} without the empty ones."""

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=200, required=False) for _each in LANGUAGES]
        super().__init__(
            parts, widget=NamesWidget(), required=required, require_all_fields=False, **kwargs
        )

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        return {
            language: name for language, name in zip(LANGUAGES, data_list, strict=False) if name
        }


class WeekWidget(LabelledWidget):
    def __init__(self) -> None:
        super().__init__(DAYS, {"maxlength": "100", "placeholder": "09:00-18:00"})

    def decompress(self, value: Any) -> list[str]:
        return [windows_in_words((value or {}).get(day, [])) for day in DAYS]


class SpelledWidget(LabelledWidget):
    def __init__(self) -> None:
        super().__init__({part: LABELS[part] for part in SPELLED}, {"maxlength": "300"})

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(part, "") for part in SPELLED]


class SpelledField(forms.MultiValueField):
    """A company's particulars in Latin letters; cleans to {"name": ...} without the empty ones."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=300, required=False) for _each in SPELLED]
        super().__init__(parts, widget=SpelledWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        return {part: said for part, said in zip(SPELLED, data_list, strict=False) if said}


class DiscountsWidget(LabelledWidget):
    def __init__(self) -> None:
        words = {kind.value: CHOICES["line_kind"][kind] for kind in DISCOUNTED}
        super().__init__(words, {"maxlength": "6", "inputmode": "decimal"})

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(kind, "") for kind in DISCOUNTED]


class DiscountsField(forms.MultiValueField):
    """A percentage by kind of line; cleans to {"part": "12.5"} without those left empty."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [_percent() for _kind in DISCOUNTED]
        super().__init__(parts, widget=DiscountsWidget(), require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The percentages, or for each that is none the kind of line and why."""
        wrong = []
        for typed, kind in zip(value or (), DISCOUNTED, strict=False):
            try:
                _percent().clean(typed)
            except forms.ValidationError as fault:
                words = {"day": CHOICES["line_kind"][kind], "why": fault.messages[0]}
                wrong.append(forms.ValidationError(_("%(day)s: %(why)s"), params=words))
        if wrong:
            raise forms.ValidationError(wrong)
        return super().clean(value)

    def compress(self, data_list: Sequence[Any]) -> dict[str, str]:
        said = zip(DISCOUNTED, data_list, strict=False)
        return {kind.value: f"{part.normalize():f}" for kind, part in said if part is not None}


def _percent() -> forms.DecimalField:
    return forms.DecimalField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


class WindowsField(forms.CharField):
    """Hours of one day as typed: "08:00-12:00, 13:00-18:00"; empty is closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 100, "required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        return windows_of(super().clean(value))


class WeekField(forms.MultiValueField):
    """Hours by weekday; cleans to {"mon": [["08:00", "18:00"]]} without the closed days."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [WindowsField() for _day in DAYS]
        super().__init__(parts, widget=WeekWidget(), require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The week, or for each day that cannot be read its name and why."""
        wrong = []
        for typed, day in zip(value or (), DAYS.values(), strict=False):
            try:
                WindowsField().clean(typed)
            except forms.ValidationError as fault:
                words = {"day": day, "why": fault.messages[0]}
                wrong.append(forms.ValidationError(_("%(day)s: %(why)s"), params=words))
        if wrong:
            raise forms.ValidationError(wrong)
        return super().clean(value)

    def compress(self, data_list: Sequence[Any]) -> dict[str, list[list[str]]]:
        return {day: windows for day, windows in zip(DAYS, data_list, strict=False) if windows}


def windows_in_words(windows: Sequence[Sequence[str]]) -> str:
    """[["08:00", "18:00"]] as it is typed: "08:00-18:00"."""
    return ", ".join(f"{begin}-{end}" for begin, end in windows)


def windows_of(typed: str) -> list[list[str]]:
    """What was typed as windows; a ValidationError says how they are written."""
    found = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", typed))):
        window = _WINDOW.fullmatch(part)
        if window is None:
            raise forms.ValidationError(_("Write hours like 08:00-12:00, 13:00-18:00."))
        begin, end = (clock.zfill(5) for clock in window.groups())
        if begin == end:
            raise forms.ValidationError(
                _("%(hours)s ends as it begins. Write 00:00-24:00 for the whole day."),
                params={"hours": part},
            )
        found.append([begin, end])
    return found


class PlaceField(forms.CharField):
    """Latitude and longitude as maps show them; cleans to a Point or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.y:.6f}, {value.x:.6f}" if isinstance(value, Point) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = _PLACE.fullmatch(typed.strip())
        if found is None:
            raise forms.ValidationError(_("Write latitude and longitude like 43.7388, 7.4252."))
        latitude, longitude = float(found[1]), float(found[2])
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError(str(WORDS["not-a-place"]))
        return Point(longitude, latitude, srid=4326)


class ZoneField(forms.CharField):
    """A time zone by its name in the zone data base."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 50, **kwargs})

    def clean(self, value: Any) -> Any:
        zone = super().clean(value)
        if zone and zone not in available_timezones():
            raise forms.ValidationError(str(WORDS["unknown-zone"]))
        return zone


class DayField(forms.DateField):
    """A date typed or picked, between 1990 and 2100."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], **kwargs})

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not 1990 <= day.year <= 2100:
            raise forms.ValidationError(str(WORDS["bad-date"]))
        return day
