"""Forms of each part that a contract says."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.catalog.models import EquipmentType, Reason, WorkType
from backend.clients.models import Client, Equipment, ObjectGroup, ServiceObject
from backend.contracts.actions import NewPolicy
from backend.contracts.chain import clients_below
from backend.contracts.clock_facts import OnReopen
from backend.contracts.coverage import LineKind
from backend.contracts.models import (
    ContractVersion,
    CoverageRule,
    Impact,
    Priority,
    Quota,
    Service,
    SlaTarget,
    WorkCalendar,
)
from backend.web.administration.contract_fields import any_of, left_out_objects, several_of, states
from backend.web.administration.fields import NamesField
from backend.web.administration.row_forms import YES_NO
from backend.web.shared.choices import CHOICES, choice_word
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.states import state_words
from backend.web.shared.why_rows import MODES


class PartForm(forms.Form):
    """A part of what a draft says; choices of places and services are the contract's own, those
    of the clients below its client included."""

    def __init__(self, version: ContractVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = clients_below(version.contract.client_id)
        places = ServiceObject.objects.filter(client__in=chain)
        groups = ObjectGroup.objects.filter(client__in=chain)
        own: dict[str, Any] = {
            "client": Client.objects.filter(pk__in=chain),
            "object": places,
            "equipment": Equipment.objects.filter(client__in=chain),
            "excluded_objects": places,
            "object_group": groups,
            "object_groups": groups,
            "service": Service.objects.filter(version=version),
            "quota": Quota.objects.filter(version=version),
        }
        for name, rows in own.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ServiceForm(PartForm):
    """A line of the contract: which work on which equipment, where."""

    code = forms.CharField(label=_("Code"), max_length=40)
    names = NamesField(label=_("Name"))
    work_types = several_of(WorkType, _("Kinds of work"))
    equipment_types = several_of(EquipmentType, _("Equipment types"))
    object_groups = several_of(ObjectGroup, _("Groups of objects"))
    excluded_objects = left_out_objects()

    def values(self) -> dict[str, Any]:
        """What was typed, choices as lists."""
        plain = ("code", "names")
        return {k: v if k in plain else list(v) for k, v in self.cleaned_data.items()}


class PriorityForm(PartForm):
    """This impact on this equipment has this priority."""

    impact = forms.ChoiceField(label=_("Impact"), choices=states("impact", Impact.values))
    equipment_type = any_of(EquipmentType, _("Equipment type"))
    priority = forms.ChoiceField(label=_("Priority"), choices=states("priority", Priority.values))


class PromiseForm(PartForm):
    """Minutes of open time by kind of target, and what they are promised for."""

    clause = forms.CharField(label=_("Clause"), max_length=40)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=states("priority", Priority.values, _("Any"))
    )
    service = any_of(Service, _("Service"))
    equipment_type = any_of(EquipmentType, _("Equipment type"))
    object_group = any_of(ObjectGroup, _("Group of objects"))
    object = any_of(ServiceObject, _("Object"), widget=SearchedSelect)
    equipment = any_of(Equipment, _("Equipment"), widget=SearchedSelect)
    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.all(),
        label=_("Other service hours"),
        required=False,
        empty_label=_("Those of the contract"),
    )
    pausable = forms.ModelMultipleChoiceField(
        Reason.objects.filter(used_for__in=["wait", "hold"], is_active=True),
        label=_("Reasons that pause the clock"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    pause_cap_min = forms.IntegerField(
        label=_("Each reason pauses at most, minutes in all"),
        required=False,
        min_value=1,
        max_value=525_600,
    )
    on_reopen = forms.ChoiceField(
        label=_("When a request is opened again"),
        choices=[(mode.value, MODES[mode]) for mode in OnReopen],
    )
    reminders = forms.RegexField(
        r"^\s*\d{1,3}(\s*,\s*\d{1,3})*\s*$",
        label=_("Remind at, % of the time"),
        help_text=_("For example 50, 75"),
        required=False,
    )
    availability = forms.DecimalField(
        label=_("Availability of each unit a month, %"),
        required=False,
        min_value=Decimal("0.0001"),
        max_value=100,
        max_digits=7,
        decimal_places=4,
    )
    late_price_per_h = forms.DecimalField(
        label=_("Price of an hour late"), min_value=0, max_digits=10, decimal_places=2, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in SlaTarget.Kind.values:
            words = state_words("sla_target", kind).label
            label = _("%(target)s within, minutes") % {"target": words}
            self.fields[kind] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=525_600
            )
        first = ["clause", "priority", *SlaTarget.Kind.values]
        self.order_fields(first)

    def wish(self) -> NewPolicy:
        """What was typed, as the action takes it."""
        asked = dict(self.cleaned_data)
        minutes = {kind: asked.pop(kind) for kind in SlaTarget.Kind.values}
        reasons = tuple(reason.code for reason in asked.pop("pausable"))
        targets = {kind: value for kind, value in minutes.items() if value}
        cap_min, share = asked.pop("pause_cap_min"), asked.pop("availability")
        percents = [part for part in asked.pop("reminders").split(",") if part.strip()]
        return NewPolicy(
            **asked,
            targets=targets,
            pausable=reasons,
            pause_caps_min=dict.fromkeys(reasons, cap_min) if cap_min else {},
            reminders=tuple(int(percent) for percent in percents),
            availability_ppm=int(share * 10_000) if share else None,
        )


class CoverageForm(PartForm):
    """Who pays for which line; what is left open means any."""

    clause = forms.CharField(label=_("Clause"), max_length=40)
    verdict = forms.ChoiceField(
        label=_("Who pays"), choices=states("coverage", CoverageRule.Verdict.values)
    )
    line_kind = forms.ChoiceField(label=_("Kind of line"), required=False)
    work_type = any_of(WorkType, _("Kind of work"))
    equipment_type = any_of(EquipmentType, _("Equipment type"))
    impact = forms.ChoiceField(
        label=_("Impact"), required=False, choices=states("impact", Impact.values, _("Any"))
    )
    client = any_of(Client, _("Client and all below it"), widget=SearchedSelect)
    object_group = any_of(ObjectGroup, _("Group of objects"))
    object = any_of(ServiceObject, _("Object"), widget=SearchedSelect)
    equipment = any_of(Equipment, _("Equipment"), widget=SearchedSelect)
    excluded_objects = left_out_objects()
    in_service_hours = forms.TypedChoiceField(
        label=_("In service hours"),
        required=False,
        choices=YES_NO,
        coerce=lambda value: value == "true",
        empty_value=None,
    )
    quota = forms.ModelChoiceField(
        Quota.objects.none(),
        label=_("Up to the quota"),
        required=False,
        empty_label=_("No quota"),
        help_text=_("Only what is covered by the contract has a quota."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(str(kind), choice_word("line_kind", kind)) for kind in LineKind]
        self.fields["line_kind"].choices = [("", _("Any")), *kinds]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was typed, the objects left out as a list."""
        left_out = list(self.cleaned_data["excluded_objects"])
        return {**self.cleaned_data, "excluded_objects": left_out}


class FeeForm(PartForm):
    """What is paid each period: for what, how much, counted how."""

    names = NamesField(label=_("Name"))
    clause = forms.CharField(label=_("Clause"), max_length=40, required=False)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=12, decimal_places=4)
    period = forms.ChoiceField(label=_("Period"), choices=list(CHOICES["fee_period"].items()))
    basis = forms.ChoiceField(label=_("Paid for"), choices=list(CHOICES["fee_basis"].items()))
    equipment_type = any_of(EquipmentType, _("Equipment type"))
    counted = forms.ChoiceField(label=_("Counted"), choices=list(CHOICES["fee_counted"].items()))
    charged = forms.ChoiceField(label=_("Charged"), choices=list(CHOICES["fee_charged"].items()))
