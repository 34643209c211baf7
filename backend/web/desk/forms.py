"""Forms of the desk. Names of fields are those the actions name when they say no."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.catalog.queries import skills, work_types
from backend.clients.models import Equipment, ServiceObject
from backend.desk.actions import NewRequest, PlannedWork, RightPlace, Triage
from backend.web.desk import choices
from backend.web.shared.durations import zone_name
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.moments import MomentField, on_the_clock_of


class QueueFilter(forms.Form):
    """What the queue's address asks for; a field that cannot be read is left out."""

    view = forms.ChoiceField(
        required=False, choices=[(view, view) for view in ("new", "mine", "risk", "all")]
    )
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    client = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states, order = self.fields["state"], self.fields["priority"]
        states.choices = [("", _now("Open ones")), *choices.request_states()]  # type: ignore[attr-defined]
        order.choices = [("", _now("Any priority")), *choices.priorities()]  # type: ignore[attr-defined]
        for field in (states, order):
            field.widget.attrs["aria-label"] = field.label


class FindObject(forms.Form):
    """The caller says which place."""

    q = forms.CharField(
        label=_("Which object?"),
        help_text=_("The client's shop number first; else a name, address or client."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autofocus": True}),
    )


class PhoneLog(forms.Form):
    """A request told on the phone, for one object."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    equipment_id = forms.ChoiceField(label=_("Equipment"), required=False, widget=SearchedSelect)
    impact = forms.ChoiceField(label=_("How bad is it for the client?"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What the client says"), max_length=5000, widget=forms.Textarea)
    reported_by = forms.CharField(label=_("Who calls"), required=False, max_length=200)
    reported_phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    client_reference = forms.CharField(
        label=_("Client's own number"), required=False, max_length=100
    )
    reported_at = MomentField(
        label=_("Told us at"),
        required=False,
        help_text=_("Clocks start here. Empty means now."),
    )
    backdating_reason = forms.CharField(
        label=_("Why it is noted late"),
        required=False,
        max_length=300,
        help_text=_("Asked when the client told us more than 15 minutes ago."),
    )
    spoils_at = MomentField(label=_("Goods spoil by"), required=False)

    def __init__(self, place: ServiceObject, units: list[Equipment], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.place = place
        units_here = [(str(unit.pk), str(unit)) for unit in units]
        self.fields["equipment_id"].choices = [("", _now("None or not known")), *units_here]  # type: ignore[attr-defined]
        if len(units) == 1:
            self.initial.setdefault("equipment_id", str(units[0].pk))
        self.fields["impact"].choices = choices.impacts()  # type: ignore[attr-defined]
        on_the_clock_of(self, place.zone)

    def wish(self) -> NewRequest:
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        unit = told.pop("equipment_id")
        return NewRequest(
            object_id=self.place.pk,
            equipment_id=UUID(unit) if unit else None,
            channel="phone",
            **told,
        )


class MessageForm(forms.Form):
    """A message to the client, or a note among us."""

    text = forms.CharField(
        label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    internal = forms.BooleanField(required=False, widget=forms.HiddenInput)


class WorkForm(forms.Form):
    """What is to be done, how long it takes, who can do it, when."""

    work_type_id = forms.ChoiceField(label=_("Kind of work"))
    place = forms.ChoiceField(label=_("Where"))
    words = forms.CharField(
        label=_("What is to be done"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The engineer reads this."),
    )
    minutes = forms.IntegerField(label=_("Minutes of work"), min_value=1, max_value=24 * 60)
    skill_ids = forms.MultipleChoiceField(
        label=_("Skills needed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    checklist_keys = forms.MultipleChoiceField(
        label=_("Checklists"), required=False, widget=forms.CheckboxSelectMultiple
    )
    window_from = MomentField(label=_("Not before"), required=False)
    window_to = MomentField(label=_("Not after"), required=False)

    def __init__(self, zone: str, checklists: choices.Choices, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["work_type_id"].choices = [("", _now("Choose")), *choices.named(work_types())]
        fields["place"].choices = choices.places()
        fields["skill_ids"].choices = choices.named(skills())
        fields["checklist_keys"].choices = checklists
        on_the_clock_of(self, zone)
        clock = _now("On the clock of %(zone)s.") % {"zone": zone_name(zone)}
        fields["window_from"].help_text = fields["window_to"].help_text = clock


class TriageForm(WorkForm):
    """The operator's judgement; begins with what is usual for the equipment."""

    answer = forms.CharField(
        label=_("Answer to the client"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sent at once; it stops the response clock."),
    )
    needed = forms.BooleanField(
        label=_("Its completion resolves the request"), required=False, initial=True
    )

    def wish(self) -> Triage:
        """What was decided, as the action takes it."""
        told = dict(self.cleaned_data)
        told["skill_ids"] = tuple(told["skill_ids"])
        told["checklist_keys"] = tuple(told["checklist_keys"])
        return Triage(**told)


class PlannedForm(WorkForm):
    """Work nobody reported, at one object."""

    work_order_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    equipment_id = forms.ChoiceField(label=_("Equipment"), required=False, widget=SearchedSelect)
    priority = forms.ChoiceField(label=_("Priority"))

    def __init__(
        self,
        place: ServiceObject,
        units: list[Equipment],
        checklists: choices.Choices,
        *args: Any,
        **kwargs: Any,
    ):
        super().__init__(place.zone, checklists, *args, **kwargs)
        self.service_object = place
        fields: dict[str, Any] = self.fields
        units_here = [(str(unit.pk), str(unit)) for unit in units]
        fields["equipment_id"].choices = [("", _now("No unit of its own")), *units_here]
        fields["priority"].choices = choices.priorities()
        usual = _now("Empty means what is usual for the equipment.")
        fields["minutes"].required = False
        fields["minutes"].help_text = fields["skill_ids"].help_text = usual

    def wish(self) -> PlannedWork:
        """What was planned, as the action takes it."""
        told = dict(self.cleaned_data)
        unit = told.pop("equipment_id")
        told["equipment_id"] = UUID(unit) if unit else None
        told["skill_ids"] = tuple(UUID(each) for each in told["skill_ids"]) or None
        told["checklist_keys"] = tuple(told["checklist_keys"])
        return PlannedWork(object_id=self.service_object.pk, **told)


class MoveForm(forms.Form):
    """Where a request belongs: an object of the same client, or a unit there."""

    object_id = forms.ChoiceField(label=_("Object or unit"), widget=SearchedSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, here: choices.Choices, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["object_id"].choices = [("", _now("Choose")), *here]  # type: ignore[attr-defined]

    def clean_object_id(self) -> RightPlace:
        """The object, and the unit where one was chosen."""
        place, _dot, unit = self.cleaned_data["object_id"].partition(".")
        return RightPlace(UUID(place), UUID(unit) if unit else None)
