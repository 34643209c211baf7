"""Forms of contracts: a new one, the terms of a draft, and what happens to it later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.catalog.models import LegalEntity
from backend.clients.models import Client, ServiceObject
from backend.contracts.actions import NewContract
from backend.contracts.chain import clients_below
from backend.contracts.models import Contract, PriceList, WorkCalendar
from backend.web.administration.contract_fields import any_of, days_from_none, one_of, one_of_ours
from backend.web.administration.fields import DayField, DiscountsField
from backend.web.administration.words import choices_of
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.moments import MomentField, on_the_clock_of


class ManagerForm(forms.Form):
    """Who of our people answers for a contract."""

    manager = one_of_ours(_("Who answers for it"))


class NewContractForm(forms.Form):
    """Who agrees with whom, from when, on which hours and prices."""

    number = forms.CharField(label=_("Number"), max_length=40)
    client = one_of(Client.objects.all(), _("Client"))
    our_entity = one_of(LegalEntity.objects.filter(is_ours=True), _("Our company"))
    their_entity = one_of(LegalEntity.objects.filter(is_ours=False), _("Client's company"))
    signed_on = DayField(label=_("Signed on"), required=False)
    valid_from = DayField(label=_("Valid from"))
    manager = one_of_ours(_("Who answers for it"))
    calendar = one_of(WorkCalendar.objects.all(), _("Service hours"))
    price_list = one_of(PriceList.objects.all(), _("Price list"))
    prolongs_itself = forms.BooleanField(label=_("Prolongs itself"), required=False)
    grace_days = forms.IntegerField(
        label=_("Days of grace after its end"), min_value=0, max_value=366, initial=0
    )

    def wish(self) -> NewContract:
        """What was typed, as the action takes it."""
        return NewContract(**self.cleaned_data)


class TermsForm(forms.Form):
    """Dates, hours, prices and modes of a draft."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Last day"), required=False)
    calendar = one_of(WorkCalendar.objects.all(), _("Service hours"))
    price_list = one_of(PriceList.objects.all(), _("Price list"))
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
    work_warranty_days = days_from_none(_("Warranty of our work, days"))
    part_warranty_days = days_from_none(_("Warranty of parts, days"))
    repeat_days = days_from_none(_("The same fault is a repeat within, days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on_change", "po_required", "boundary", "trip_split", "money_rounding"):
            self.fields[name].choices = list((choices_of("", name) or {}).items())  # type: ignore[attr-defined]


class NextVersionForm(forms.Form):
    """From when the contract says something else."""

    valid_from = DayField(label=_("Valid from"))


class MaintenanceForm(forms.Form):
    """From when to when no promise of a contract counts, and at which of its objects."""

    from_at = MomentField(label=_("From"))
    to_at = MomentField(label=_("To"))
    object = any_of(ServiceObject, _("Object"), widget=SearchedSelect)
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
