"""Forms of the portal. Names of fields are those the actions name when they say no."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.clients.models import Equipment, ServiceObject
from backend.clients.queries import equipment_at, places_to_report
from backend.contracts.models import Impact
from backend.desk.actions import NewRequest
from backend.web.portal.kept_photos import MOST_PHOTOS, KeptPhotos
from backend.web.shared.forms import PhotosField
from backend.web.shared.moments import MomentField, on_the_clock_of
from backend.web.shared.states import state_words

SHOWN: Final = ("open", "done", "all")
SORTED_BY: Final = {"reported": "reported_at", "where": "object__name", "deadline": "next_due"}
ORDERS: Final = (
    ("-reported", _("Newest first")),
    ("reported", _("Oldest first")),
    ("deadline", _("By deadline")),
    ("where", _("By object")),
)


class RequestFilter(forms.Form):
    """What the address of the list asks for; a field that cannot be read is left out."""

    show = forms.ChoiceField(required=False, choices=[(each, each) for each in SHOWN])
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    object = forms.UUIDField(required=False)
    sort = forms.ChoiceField(
        required=False, choices=[(f"{sign}{key}", key) for key in SORTED_BY for sign in ("", "-")]
    )


class Search(forms.Form):
    """Words to look for."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class ReportForm(forms.Form):
    """A new request: where, what, how bad, in which words, with which photos."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    object_id = forms.ChoiceField(label=_("Where?"))
    equipment_id = forms.ChoiceField(label=_("What is it about?"), required=False)
    impact = forms.ChoiceField(label=_("How bad is it?"), widget=forms.RadioSelect)
    spoils_at = MomentField(
        label=_("Goods spoil by"),
        required=False,
        help_text=_("Asked where goods are at risk; we plan by it."),
    )
    words = forms.CharField(
        label=_("Tell us"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you see, since when, what you tried."),
    )
    photos = PhotosField(label=_("Photos"), required=False, max_files=MOST_PHOTOS)
    client_reference = forms.CharField(
        label=_("Your own number"),
        required=False,
        max_length=100,
        help_text=_("You find the request by it in your list."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_to_report(user)
        self.place = self._chosen_place()
        self.units = equipment_at(self.place) if self.place else []
        self._offer()
        if self.place:
            on_the_clock_of(self, self.place.zone)

    @property
    def unit(self) -> Equipment | None:
        """The equipment chosen, where it stands at the chosen place."""
        wanted = str(self["equipment_id"].value() or "")
        return next((unit for unit in self.units if str(unit.pk) == wanted), None)

    @property
    def chosen_impact(self) -> str:
        """The impact chosen so far, empty where it is none of ours."""
        value = str(self["impact"].value() or "")
        return value if value in Impact.values else ""

    def wish(self, request_id: UUID, photos: KeptPhotos) -> NewRequest:
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        return NewRequest(
            object_id=UUID(told["object_id"]),
            equipment_id=UUID(told["equipment_id"]) if told["equipment_id"] else None,
            impact=told["impact"],
            spoils_at=told["spoils_at"],
            words=told["words"],
            client_reference=told["client_reference"],
            photos=photos.ids,
            channel="portal",
            request_id=request_id,
        )

    def clean_spoils_at(self) -> Any:
        """Goods that are not at risk do not spoil."""
        at_risk = self.cleaned_data.get("impact") == Impact.GOODS_AT_RISK
        return self.cleaned_data["spoils_at"] if at_risk else None

    def _chosen_place(self) -> ServiceObject | None:
        wanted = str(self["object_id"].value() or "")
        if not wanted and len(self.places) == 1:
            return self.places[0]
        return next((place for place in self.places if str(place.pk) == wanted), None)

    def _offer(self) -> None:
        fields: dict[str, Any] = self.fields
        places = [(str(place.pk), str(place)) for place in self.places]
        nothing_yet = [("", _now("Choose a place"))] if len(places) != 1 else []
        fields["object_id"].choices = [*nothing_yet, *places]
        units = [(str(unit.pk), _unit_words(unit)) for unit in self.units]
        fields["equipment_id"].choices = [("", _now("Something else, or not known")), *units]
        fields["impact"].choices = [
            (value, str(state_words("impact", value).label)) for value in Impact.values
        ]


class MessageForm(forms.Form):
    """A message to us."""

    text = forms.CharField(
        label=_("Write a message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CancelForm(forms.Form):
    """Why the request is not wanted any more."""

    reason = forms.CharField(
        label=_("Why is it not needed any more?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefuseForm(forms.Form):
    """Why proposed work is not wanted."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def _unit_words(unit: Equipment) -> str:
    told = unit.inventory_number or unit.serial
    return f"{unit.name} ({told})" if told else unit.name
