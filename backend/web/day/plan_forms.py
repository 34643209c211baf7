"""Forms of plans: what the planner is asked for, and which of its changes are made."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.dispatch.models import Engineer, Plan
from backend.dispatch.plans import MOST_DAYS
from backend.web.shared.choices import choice_word
from backend.web.shared.forms import SearchedSelect

ASKED_HERE: Final = (Plan.Kind.DAY, Plan.Kind.DAYS, Plan.Kind.REPAIR)
MOST_CHANGES: Final = 1000


class PlanForm(forms.Form):
    """What the planner shall do with a day, and how much of what stands it may change."""

    kind = forms.ChoiceField(label=_("What to plan"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    engineer_id = forms.ChoiceField(
        label=_("Engineer who is away"), required=False, widget=SearchedSelect
    )
    most_changes = forms.IntegerField(
        label=_("Changes at most"), required=False, min_value=0, max_value=MOST_CHANGES
    )

    def __init__(self, day: date, engineers: Iterable[Engineer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        kinds = [(kind.value, choice_word("plan_kind", kind.value)) for kind in ASKED_HERE]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].initial = Plan.Kind.DAY.value
        names = [(str(each.pk), str(each)) for each in engineers]
        self.fields["engineer_id"].choices = [("", _now("Choose engineer")), *names]  # type: ignore[attr-defined]
        for name in ("until", "engineer_id"):
            # Shown only beside the choice that needs it.
            self.fields[name].needed_here = True  # type: ignore[attr-defined]
        self.fields["until"].initial = day + timedelta(days=1)
        self.fields["most_changes"].help_text = _now(
            "Of visits that stand already; empty: as many as are worth it."
        )

    def clean(self) -> dict[str, Any]:
        """Days need their last one, a repair the engineer who is away."""
        told = super().clean() or {}
        if told.get("kind") == Plan.Kind.REPAIR and not told.get("engineer_id"):
            self.add_error("engineer_id", _now("Choose the engineer who is away."))
        last = told.get("until")
        if told.get("kind") == Plan.Kind.DAYS and not (last and self._within_reach(last)):
            words = _now("Choose a later day, at most %(days)d days after this one.")
            self.add_error("until", words % {"days": MOST_DAYS - 1})
        return told

    def _within_reach(self, last: date) -> bool:
        return self.day < last < self.day + timedelta(days=MOST_DAYS)


class AcceptForm(forms.Form):
    """Which changes of a plan shall be made."""

    changes = forms.MultipleChoiceField(
        label=_("Changes"),
        error_messages={"required": _("Choose at least one change, or discard the plan.")},
    )

    def __init__(self, change_ids: list[UUID], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(each), str(each)) for each in change_ids]
        self.fields["changes"].choices = known  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """Which of a plan's offers is shown, by its number of changes."""

    changes = forms.IntegerField(min_value=0, max_value=MOST_CHANGES, widget=forms.HiddenInput)
