"""Sample data of the style guide: one of everything, the same on every visit but for the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from backend.lib.clock import utc_now
from backend.web.shared.forms import PhotosField
from backend.web.shared.icons import ICONS
from backend.web.shared.lanes import Bar, Lane, Stretch
from backend.web.shared.states import STATES


@dataclass(frozen=True)
class SampleClock:
    """Stands for a SlaClock."""

    kind: str
    state: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None


class SampleForm(forms.Form):
    """One field of each kind."""

    place = forms.ChoiceField(
        label="Where?", choices=[("1", "Hôtel de Paris, bar"), ("2", "Casino Café")]
    )
    impact = forms.ChoiceField(
        label="How bad is it?",
        widget=forms.RadioSelect,
        choices=[("stopped", "Trading stopped"), ("partly", "Part of it works")],
        initial="partly",
    )
    words = forms.CharField(
        label="Tell us", help_text="What you see, since when.", widget=forms.Textarea
    )
    day = forms.DateField(
        label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    minutes = forms.IntegerField(label="Minutes on site", min_value=5)
    photos = PhotosField(label="Photos", required=False)
    agreed = forms.BooleanField(label="Work at once, also when it is paid", required=False)


def sample_page(density: str) -> dict[str, Any]:
    """Context of shared/style_guide.html."""
    now = utc_now()
    return {
        "density": density,
        "rows": _rows(now),
        "clocks": [row["clock"] for row in _rows(now)] + [None],
        "lanes": _lanes(),
        "form": SampleForm({"place": "1", "impact": "partly", "minutes": "2"}),
        "events": _events(now),
        "soon": now + timedelta(minutes=80),
        "subjects": [(name, list(states)) for name, states in STATES.items()],
        "places": _places(),
        "icons": list(ICONS),
    }


def _rows(now: datetime) -> list[dict[str, Any]]:
    samples = [
        ("REQ-1042", "Hôtel de Paris", "Bar", "Ice machine leaks", "new", "running", -90, 72),
        ("REQ-1041", "Casino Café", "Kitchen", "Fridge at +9 °C", "open", "running", -220, 35),
        (
            "REQ-1038",
            "Pharmacie du Port",
            "Counter 2",
            "Till prints blank",
            "open",
            "running",
            -300,
            -25,
        ),
        (
            "REQ-1037",
            "Parking Louis II",
            "Level -2",
            "Barrier stuck",
            "waiting",
            "paused",
            -400,
            200,
        ),
        ("REQ-1030", "Hôtel Hermitage", "Laundry", "Dryer stops", "resolved", "met", -900, -300),
        ("REQ-1029", "La Poste", "Hall", "Queue printer", "closed", "missed", -1500, -700),
    ]
    return [
        {
            "number": number,
            "client": client,
            "object": place,
            "words": words,
            "state": state,
            "clock": SampleClock(
                "arrival", clock, now + timedelta(minutes=start), now + timedelta(minutes=due)
            ),
            "reported_at": now + timedelta(minutes=start),
            "net": Decimal("182.40") * (index + 1),
        }
        for index, (number, client, place, words, state, clock, start, due) in enumerate(samples)
    ]


def _lanes() -> list[Lane]:
    shift = Stretch("shift", 480, 1020, "Shift 08:00–17:00")
    lunch = Stretch("break", 720, 750, "Break")
    return [
        Lane(
            "Olena Kovalenko",
            "Refrigeration · 4 visits",
            "#olena",
            [shift, lunch, Stretch("travel", 585, 600, "15 min by road")],
            [
                Bar(490, 585, "Hôtel de Paris, bar", "#1", "completed"),
                Bar(600, 690, "Casino Café", "#2", "partially_completed"),
                Bar(760, 840, "Pharmacie du Port", "#3", "working", alert="late by 20 min"),
                Bar(870, 960, "La Poste", "#4", "published", locked=True),
            ],
        ),
        Lane(
            "Marc Rossi",
            "Tills, barriers · 3 visits",
            "#marc",
            [shift, lunch],
            [
                Bar(540, 600, "Parking Louis II", "#5", "failed"),
                Bar(640, 715, "Hôtel Hermitage", "#6", "en_route"),
                Bar(780, 900, "Marché de la Condamine", "#7", "planned", changed=True),
            ],
        ),
        Lane("Iryna Bondar", "Away", "#iryna", [Stretch("absence", 480, 1020, "Sick")], []),
    ]


def _events(now: datetime) -> list[dict[str, Any]]:
    return [
        {"title": "Received", "by": "Luc Martin", "at": now - timedelta(hours=26), "icon": "inbox"},
        {"title": "Planned", "by": "Anna", "at": now - timedelta(hours=3), "icon": "calendar"},
        {
            "title": "On the way",
            "text": "Olena K. left Casino Café.",
            "at": now - timedelta(minutes=9),
            "icon": "route",
            "meaning": "info",
        },
        {"title": "Done", "ahead": True, "icon": "check"},
    ]


def _places() -> dict[str, Any]:
    spots = [
        ("base", "Base, Fontvieille", 7.4155, 43.7280, None, None),
        ("home", "Home of Olena", 7.4190, 43.7420, None, 0),
        ("visit", "Hôtel de Paris, bar", 7.4272, 43.7393, 1, 0),
        ("visit", "Casino Café", 7.4285, 43.7398, 2, 0),
        ("visit", "Parking Louis II", 7.4156, 43.7276, 1, 1),
        ("visit", "Hôtel Hermitage", 7.4262, 43.7376, 2, 1),
        ("unassigned", "Marché de la Condamine", 7.4200, 43.7318, None, None),
    ]
    points = [
        _feature("Point", [lon, lat], kind=kind, label=label, order=order, lane=lane)
        for kind, label, lon, lat, order, lane in spots
    ]
    line = _feature(
        "LineString",
        [[7.4190, 43.7420], [7.4230, 43.7405], [7.4272, 43.7393], [7.4285, 43.7398]],
        kind="route",
        label="Olena",
        lane=0,
    )
    return {"type": "FeatureCollection", "features": [*points, line]}


def _feature(shape: str, coordinates: list[Any], **properties: Any) -> dict[str, Any]:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
