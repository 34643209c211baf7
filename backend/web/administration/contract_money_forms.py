"""Forms of quotas, penalties and the prices of a renewal."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.catalog.models import Reason
from backend.contracts.models import Priority, SlaTarget
from backend.lib.money import Rounding
from backend.web.administration.contract_fields import states
from backend.web.administration.fields import DayField, NamesField
from backend.web.administration.part_forms import PartForm
from backend.web.administration.words import choices_of
from backend.web.shared.choices import CHOICES

_TIER: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*[=:]\s*(\d+(?:[.,]\d+)?)")


class QuotaForm(PartForm):
    """Visits or hours included in each period."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The next version goes on counting under the same code."),
    )
    names = NamesField(label=_("Name"))
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=list(CHOICES["quota_unit"].items()))
    period = forms.ChoiceField(label=_("Period"), choices=list(CHOICES["quota_period"].items()))


class TiersField(forms.CharField):
    """Tiers a line each, "30 = 5"; cleans to [{"from": "30", "value": "5"}]."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        found = []
        for line in filter(None, (each.strip() for each in super().clean(value).splitlines())):
            tier = _TIER.fullmatch(line.rstrip("%").strip())
            if tier is None:
                raise forms.ValidationError(_("Write a tier a line, like 30 = 5."))
            start, worth = (part.replace(",", ".") for part in tier.groups())
            found.append({"from": start, "value": worth})
        return found


class PenaltyForm(PartForm):
    """What a broken promise costs us, or a month of too many."""

    clause = forms.CharField(label=_("Clause"), max_length=40)
    measure = forms.ChoiceField(
        label=_("What is penalised"), choices=list(CHOICES["penalty_measure"].items())
    )
    kind = forms.ChoiceField(
        label=_("Promise"), choices=states("sla_target", SlaTarget.Kind.values)
    )
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=states("priority", Priority.values, _("Any"))
    )
    basis = forms.ChoiceField(
        label=_("Reckoned as"), choices=list(CHOICES["penalty_basis"].items())
    )
    tiers = TiersField(
        label=_("Tiers"),
        help_text=_(
            "A line each: minutes late = how much, like 0 = 5 and 120 = 10; for a month, the "
            "share kept in percent = how much below it."
        ),
    )
    unit_min = forms.IntegerField(
        label=_("For every started, minutes"), min_value=1, max_value=100_000, initial=60
    )
    grace_min = forms.IntegerField(
        label=_("Nothing up to, minutes late"), min_value=0, max_value=100_000, initial=0
    )
    cap_each = forms.DecimalField(
        label=_("At most each time"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    cap_month = forms.DecimalField(
        label=_("At most a month"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    excused = forms.ModelMultipleChoiceField(
        Reason.objects.filter(is_active=True, whose__in=["client", "third", "nature"]),
        label=_("Reasons that excuse lateness"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def values(self) -> dict[str, Any]:
        """What was typed, reasons as their codes."""
        said = dict(self.cleaned_data)
        return {**said, "excused": [reason.code for reason in said["excused"]]}


class RenewalForm(forms.Form):
    """The next period: from when, until when, and by how much prices change."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Last day"), required=False)
    percent = forms.DecimalField(
        label=_("Prices change by, %"),
        initial=0,
        min_value=-100,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        help_text=_("List prices and subscription fees; below zero they fall."),
    )
    rounding = forms.ChoiceField(label=_("Rounded"), initial=Rounding.HALF_UP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices_of("", "rounding_mode") or {}
        named = [(str(each), known.get(each, str(each))) for each in Rounding]
        self.fields["rounding"].choices = named  # type: ignore[attr-defined]

    def clean_rounding(self) -> Rounding:
        """The rounding by its name."""
        return Rounding(self.cleaned_data["rounding"])
