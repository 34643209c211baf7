"""Forms of examples: a question to the contract and the answer both sides agreed on."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.catalog.models import EquipmentType, WorkType
from backend.clients.models import ServiceObject
from backend.contracts.chain import clients_below
from backend.contracts.coverage import LineKind
from backend.contracts.example import EXPECTED, GIVEN, Asks
from backend.contracts.models import Contract, CoverageRule, Impact, Priority
from backend.web.administration.contract_fields import states
from backend.web.shared.choices import choice_word

_WRITTEN: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class WallClockField(forms.DateTimeField):
    """A moment on the object's own clock; cleans to "2026-11-20T17:30" or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=_WRITTEN[0], attrs={"type": "datetime-local"})
        super().__init__(**{"widget": widget, "input_formats": _WRITTEN, **kwargs})

    def clean(self, value: Any) -> Any:
        # The wall clock of whatever object is asked about: no zone of ours belongs to it.
        moment = super().clean(value)
        return f"{moment.replace(tzinfo=None):%Y-%m-%dT%H:%M}" if moment else ""


def _rows(model: type[Any], label: Any) -> forms.ChoiceField:
    return forms.ModelChoiceField(
        model.objects.all(),
        label=label,
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )


class ExampleForm(forms.Form):
    """What both kinds of example share; `values` are as the action takes them."""

    asks = Asks.PROMISE
    words = forms.CharField(
        label=_("The example in words"), max_length=300, help_text=_("As people say it.")
    )
    impact = forms.ChoiceField(
        label=_("Impact"), choices=states("impact", Impact.values), initial=Impact.PARTLY
    )
    object = forms.ModelChoiceField(
        ServiceObject.objects.none(),
        label=_("Object"),
        required=False,
        to_field_name="client_code",
        empty_label=_("Any"),
    )
    equipment_type = _rows(EquipmentType, _("Equipment type"))

    def __init__(self, contract: Contract, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = ServiceObject.objects.filter(client__in=clients_below(contract.client_id))
        self.fields["object"].queryset = places.exclude(client_code="")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Words, what it asks, what is given and what is expected; what was left empty is free."""
        said = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {
            "words": said["words"],
            "asks": str(self.asks),
            "given": {k: said[k] for k in sorted(GIVEN[self.asks]) if said.get(k)},
            "expected": {
                key: said[name]
                for key in sorted(EXPECTED[self.asks])
                if said.get(name := f"expected_{key}")
            },
        }


class PromiseExampleForm(ExampleForm):
    """By when something is promised."""

    reported = WallClockField(label=_("Reported"), help_text=_("On the object's own clock."))
    expected_priority = forms.ChoiceField(
        label=_("Priority then"),
        required=False,
        choices=states("priority", Priority.values, _("Any")),
    )
    expected_response = WallClockField(label=_("Response by"), required=False)
    expected_arrival = WallClockField(label=_("Arrival by"), required=False)
    expected_restoration = WallClockField(label=_("Restoration by"), required=False)
    expected_resolution = WallClockField(label=_("Resolution by"), required=False)
    expected_clause = forms.CharField(label=_("By the clause"), required=False, max_length=40)
    field_order = ("words", "reported", "impact", "object", "equipment_type")


class PriceExampleForm(ExampleForm):
    """Who pays how much."""

    asks = Asks.PRICE
    at = WallClockField(label=_("Work begins"), help_text=_("On the object's own clock."))
    line = forms.ChoiceField(label=_("Kind of line"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=6000, initial=60
    )
    work_type = _rows(WorkType, _("Kind of work"))
    rate_class = forms.CharField(label=_("Rate class"), required=False, max_length=40)
    part = forms.CharField(label=_("Code of the part"), required=False, max_length=40)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, min_value=0, max_digits=9, decimal_places=3
    )
    zone = forms.CharField(label=_("Travel zone"), required=False, max_length=40)
    warranty = forms.BooleanField(label=_("In warranty"), required=False)
    expected_verdict = forms.ChoiceField(
        label=_("Who pays then"),
        required=False,
        choices=states("coverage", CoverageRule.Verdict.values, _("Any")),
    )
    expected_amount = forms.DecimalField(
        label=_("How much then"), required=False, max_digits=12, decimal_places=2
    )
    expected_clause = forms.CharField(label=_("By the clause"), required=False, max_length=40)
    field_order = ("words", "at", "line", "minutes", "impact", "object", "equipment_type")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(str(kind), choice_word("line_kind", kind)) for kind in LineKind]
        self.fields["line"].choices = kinds  # type: ignore[attr-defined]


FORMS: Final[dict[str, type[ExampleForm]]] = {
    Asks.PROMISE: PromiseExampleForm,
    Asks.PRICE: PriceExampleForm,
}


def _plain(value: Any) -> Any:
    """What was chosen as it is kept in JSON: rows by their codes, amounts as text."""
    if hasattr(value, "client_code"):
        return value.client_code
    if hasattr(value, "code"):
        return value.code
    return value if isinstance(value, bool | int | str) or value is None else str(value)
