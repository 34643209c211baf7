"""Forms of the biller. Names of fields are those the actions name when they say no."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.billing.models import Act
from backend.billing.queries import VIEWS
from backend.catalog.models import LegalEntity
from backend.contracts.models import CoverageRule
from backend.web.shared.errors import WORDS
from backend.web.shared.states import state_words


class DayField(forms.DateField):
    """A date typed or picked; the years accounting could mean."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], **kwargs})


def _name_in_line(form: forms.Form, *names: str) -> None:
    """Give fields that stand in a line, without labels, their words all the same."""
    for name in names:
        field = form.fields[name]
        field.widget.attrs["aria-label"] = field.label


class LineFilter(forms.Form):
    """What the address of the list asks for; a field that cannot be read is left out."""

    view = forms.ChoiceField(required=False, choices=[(view, view) for view in VIEWS])
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    verdict = forms.ChoiceField(label=_("Coverage"), required=False)
    begin = DayField(label=_("From"), required=False)
    end = DayField(label=_("To"), required=False)
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    visit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    question = forms.BooleanField(label=_("Only those that need approval"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [(v, state_words("coverage", v).label) for v in CoverageRule.Verdict.values]
        self.fields["verdict"].choices = [("", _now("Any coverage")), *verdicts]  # type: ignore[attr-defined]
        _name_in_line(self, "verdict")


class MonthForm(forms.Form):
    """A month as 2026-10; its first day."""

    month = forms.DateField(input_formats=["%Y-%m"])

    def clean_month(self) -> date:
        """The years accounting could mean."""
        asked: date = self.cleaned_data["month"]
        if not 2000 <= asked.year < 2100:
            raise forms.ValidationError(str(WORDS["bad-date"]), code="bad-date")
        return asked


class ChangeLine(forms.Form):
    """Another quantity or price, and why."""

    quantity = forms.DecimalField(label=_("Quantity"), max_digits=12, decimal_places=3, min_value=0)
    unit_price = forms.DecimalField(
        label=_("Unit price"), max_digits=14, decimal_places=4, min_value=0
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Kept in the history beside your name.")
    )


class RejectLine(forms.Form):
    """Why a line stays off every paper."""

    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form that changes a line, which also asks why.
        super().__init__(*args, **{"auto_id": "reject_%s", **kwargs})


class IssueAct(forms.Form):
    """The date of the paper; the lines are chosen in the table."""

    document_date = DayField(label=_("Document date"))


class ActFilter(forms.Form):
    """What the address of the list of acts asks for."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    exported = forms.ChoiceField(label=_("Export"), required=False)
    begin = DayField(label=_("From"), required=False)
    end = DayField(label=_("To"), required=False)
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    entity = forms.UUIDField(required=False, widget=forms.HiddenInput)
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state, state_words("act", state).label) for state in Act.State.values]
        self.fields["state"].choices = [("", _now("Any state")), *states]  # type: ignore[attr-defined]
        self.fields["exported"].choices = [  # type: ignore[attr-defined]
            ("", _now("Exported or not")),
            ("no", _now("Not exported yet")),
            ("yes", _now("Exported")),
        ]
        _name_in_line(self, "state", "exported")


class ExportForm(forms.Form):
    """Which acts go to accounting: whose, and of which days."""

    entity = forms.ModelChoiceField(
        label=_("Our company"), queryset=LegalEntity.objects.none(), empty_label=None
    )
    period_from = DayField(label=_("From"))
    period_to = DayField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = LegalEntity.objects.filter(is_ours=True)
        self.fields["entity"].queryset = ours  # type: ignore[attr-defined]
