"""Forms of contracts: a new one, the terms of a draft, and each part it says."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Role, User
from backend.catalog.models import EquipmentType, LegalEntity, Reason, WorkType
from backend.clients.models import Client, Equipment, ObjectGroup, ServiceObject
from backend.contracts.actions import NewContract, NewPolicy
from backend.contracts.actions.drafts import LONGEST_DAYS
from backend.contracts.chain import clients_below
from backend.contracts.clock_facts import OnReopen
from backend.contracts.coverage import LineKind
from backend.contracts.models import (
    Contract,
    ContractVersion,
    CoverageRule,
    Impact,
    PriceList,
    Priority,
    Quota,
    Service,
    SlaTarget,
    WorkCalendar,
)
from backend.web.administration.fields import DayField, DiscountsField, NamesField
from backend.web.administration.row_forms import YES_NO
from backend.web.administration.words import choices_of
from backend.web.shared.choices import CHOICES, choice_word
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.moments import MomentField, on_the_clock_of
from backend.web.shared.states import state_words
from backend.web.shared.why_rows import MODES


def states(subject: str, values: list[str], first: Any = None) -> list[tuple[str, Any]]:
    """States of a subject to choose from; `first` are the words for none of them."""
    named = [(value, state_words(subject, value).label) for value in values]
    return [("", first), *named] if first is not None else named


def _any(model: type[Any], label: Any, **more: Any) -> "forms.ModelChoiceField[Any]":
    rows = model.objects.all()
    return forms.ModelChoiceField(rows, label=label, required=False, empty_label=_("Any"), **more)


def _one_of(rows: "QuerySet[Any]", label: Any) -> "forms.ModelChoiceField[Any]":
    """One must be chosen; a city's clients are found by typing."""
    return forms.ModelChoiceField(rows, label=label, empty_label=_("Choose"), widget=SearchedSelect)


def _person(label: Any) -> "forms.ModelChoiceField[User]":
    """One of our people; the client sees who."""
    ours = User.objects.filter(is_active=True).exclude(role__in=(Role.CONTACT, Role.SYSTEM))
    return forms.ModelChoiceField(
        ours,
        label=label,
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("The client sees the name and the mail address."),
        # The text field that searches takes the label over; the select keeps this name.
        widget=SearchedSelect({"aria-label": label}),
    )


class ManagerForm(forms.Form):
    """Who of our people answers for a contract."""

    manager = _person(_("Who answers for it"))


class NewContractForm(forms.Form):
    """Who agrees with whom, from when, on which hours and prices."""

    number = forms.CharField(label=_("Number"), max_length=40)
    client = _one_of(Client.objects.all(), _("Client"))
    our_entity = _one_of(LegalEntity.objects.filter(is_ours=True), _("Our company"))
    their_entity = _one_of(LegalEntity.objects.filter(is_ours=False), _("Client's company"))
    signed_on = DayField(label=_("Signed on"), required=False)
    valid_from = DayField(label=_("Valid from"))
    manager = _person(_("Who answers for it"))
    calendar = _one_of(WorkCalendar.objects.all(), _("Service hours"))
    price_list = _one_of(PriceList.objects.all(), _("Price list"))
    prolongs_itself = forms.BooleanField(label=_("Prolongs itself"), required=False)
    grace_days = forms.IntegerField(
        label=_("Days of grace after its end"), min_value=0, max_value=366, initial=0
    )

    def wish(self) -> NewContract:
        """What was typed, as the action takes it."""
        return NewContract(**self.cleaned_data)


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=LONGEST_DAYS, initial=0)


class TermsForm(forms.Form):
    """Dates, hours, prices and modes of a draft."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Last day"), required=False)
    calendar = _one_of(WorkCalendar.objects.all(), _("Service hours"))
    price_list = _one_of(PriceList.objects.all(), _("Price list"))
    discount_percent = forms.DecimalField(
        label=_("Discount, %"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    discounts = DiscountsField(
        label=_("Other discounts, %"),
        required=False,
        help_text=_("Left empty, a kind of line has the discount above."),
    )
    on_change = forms.ChoiceField(label=_("When priority changes"))
    po_required = forms.ChoiceField(label=_("Client's order number"))
    boundary = forms.ChoiceField(label=_("Work that goes on after service hours"))
    trip_split = forms.ChoiceField(label=_("Call-out and travel of several work orders"))
    travel_each_engineer = forms.BooleanField(
        label=_("Travel is paid for each engineer"), required=False
    )
    money_rounding = forms.ChoiceField(label=_("Rounding of money"))
    work_warranty_days = _days(_("Warranty of our work, days"))
    part_warranty_days = _days(_("Warranty of parts, days"))
    repeat_days = _days(_("The same fault is a repeat within, days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on_change", "po_required", "boundary", "trip_split", "money_rounding"):
            self.fields[name].choices = list((choices_of("", name) or {}).items())  # type: ignore[attr-defined]


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


def _many(model: type[Any], label: Any) -> "forms.ModelMultipleChoiceField[Any]":
    return forms.ModelMultipleChoiceField(
        model.objects.all(),
        label=label,
        required=False,
        help_text=_("None chosen means any."),
        widget=forms.CheckboxSelectMultiple,
    )


def _left_out() -> "forms.ModelMultipleChoiceField[ServiceObject]":
    """Objects of the client that are left out."""
    return forms.ModelMultipleChoiceField(
        ServiceObject.objects.none(),
        label=_("But not at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ServiceForm(PartForm):
    """A line of the contract: which work on which equipment, where."""

    code = forms.CharField(label=_("Code"), max_length=40)
    names = NamesField(label=_("Name"))
    work_types = _many(WorkType, _("Kinds of work"))
    equipment_types = _many(EquipmentType, _("Equipment types"))
    object_groups = _many(ObjectGroup, _("Groups of objects"))
    excluded_objects = _left_out()

    def values(self) -> dict[str, Any]:
        """What was typed, choices as lists."""
        plain = ("code", "names")
        return {k: v if k in plain else list(v) for k, v in self.cleaned_data.items()}


class PriorityForm(PartForm):
    """This impact on this equipment has this priority."""

    impact = forms.ChoiceField(label=_("Impact"), choices=states("impact", Impact.values))
    equipment_type = _any(EquipmentType, _("Equipment type"))
    priority = forms.ChoiceField(label=_("Priority"), choices=states("priority", Priority.values))


class PromiseForm(PartForm):
    """Minutes of open time by kind of target, and what they are promised for."""

    clause = forms.CharField(label=_("Clause"), max_length=40)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=states("priority", Priority.values, _("Any"))
    )
    service = _any(Service, _("Service"))
    equipment_type = _any(EquipmentType, _("Equipment type"))
    object_group = _any(ObjectGroup, _("Group of objects"))
    object = _any(ServiceObject, _("Object"), widget=SearchedSelect)
    equipment = _any(Equipment, _("Equipment"), widget=SearchedSelect)
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
    work_type = _any(WorkType, _("Kind of work"))
    equipment_type = _any(EquipmentType, _("Equipment type"))
    impact = forms.ChoiceField(
        label=_("Impact"), required=False, choices=states("impact", Impact.values, _("Any"))
    )
    client = _any(Client, _("Client and all below it"), widget=SearchedSelect)
    object_group = _any(ObjectGroup, _("Group of objects"))
    object = _any(ServiceObject, _("Object"), widget=SearchedSelect)
    equipment = _any(Equipment, _("Equipment"), widget=SearchedSelect)
    excluded_objects = _left_out()
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
    equipment_type = _any(EquipmentType, _("Equipment type"))
    counted = forms.ChoiceField(label=_("Counted"), choices=list(CHOICES["fee_counted"].items()))
    charged = forms.ChoiceField(label=_("Charged"), choices=list(CHOICES["fee_charged"].items()))


class NextVersionForm(forms.Form):
    """From when the contract says something else."""

    valid_from = DayField(label=_("Valid from"))


class MaintenanceForm(forms.Form):
    """From when to when no promise of a contract counts, and at which of its objects."""

    from_at = MomentField(label=_("From"))
    to_at = MomentField(label=_("To"))
    object = _any(ServiceObject, _("Object"), widget=SearchedSelect)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def offer(self, contract: Contract) -> None:
        """The objects of a contract's client and of all below it, on the clock of our company."""
        chain = clients_below(contract.client_id)
        places = ServiceObject.objects.filter(client__in=chain, is_active=True)
        self.fields["object"].queryset = places  # type: ignore[attr-defined]
        on_the_clock_of(self, contract.our_entity.zone)


class WhyForm(forms.Form):
    """Why a contract is suspended or ended."""

    reason = forms.CharField(label=_("Why"), max_length=300)
