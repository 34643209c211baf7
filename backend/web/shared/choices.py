"""Words for choices that are no states: what a line is for, where work is done, who pays."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.fieldwork.paper_words import UNITS

CHOICES: Final[dict[str, dict[str, Promise]]] = {
    "place": {
        "on_site": _("On site"),
        "remote": _("Remotely"),
        "workshop": _("In the workshop"),
    },
    "channel": {
        "portal": _("Portal"),
        "phone": _("Phone"),
        "mail": _("Mail"),
        "api": _("Another system"),
        "form": _("Form on a website"),
        "visit": _("On site"),
    },
    "price_kind": {
        "labour": _("Labour"),
        "call_out": _("Call-out"),
        "travel_zone": _("Travel by zone"),
        "travel_km": _("Travel by distance"),
        "part": _("Part"),
        "failed_visit": _("Failed visit"),
        "waiting": _("Waiting"),
    },
    "line_kind": {
        "labour": _("Labour"),
        "travel": pgettext_lazy("line", "Travel"),
        "part": _("Part"),
        "call_out": _("Call-out"),
        "failed_visit": _("Failed visit"),
        "waiting": _("Waiting"),
        "fee": _("Subscription fee"),
    },
    "unit": {code: words for code, words in UNITS.items() if not isinstance(words, str)},
    "fee_period": {
        "month": pgettext_lazy("each", "Month"),
        "quarter": pgettext_lazy("each", "Quarter"),
        "year": pgettext_lazy("each", "Year"),
    },
    "fee_basis": {
        "flat": _("The contract as a whole"),
        "object": _("Each object"),
        "unit": _("Each unit of equipment"),
    },
    "fee_counted": {
        "first_day": _("On the first day"),
        "by_days": _("Day by day"),
    },
    "fee_charged": {
        "end": _("When the period is over"),
        "start": _("When the period begins"),
    },
    "quota_unit": {
        "visits": _("Visits"),
        "hours": _("Hours"),
    },
    "quota_period": {
        "month": pgettext_lazy("each", "Month"),
        "quarter": pgettext_lazy("each", "Quarter"),
        "year": pgettext_lazy("each", "Year"),
        "contract": _("The contract as a whole"),
    },
    "penalty_measure": {
        "late": _("Each promise that comes late"),
        "attainment": _("A month in which too few were kept"),
    },
    "penalty_basis": {
        "fees": _("Percent of the month's fees"),
        "work": _("Percent of the price of the work"),
        "fixed": _("A fixed amount"),
    },
    "on_change": {
        "keep_elapsed": _("Time already used counts"),
        "retroactive": _("As if it had always been so"),
        "restart": _("Clocks start again"),
        "frozen": _("Running clocks stay as promised"),
    },
    "po_required": {
        "no": _("No order number needed"),
        "request": _("An order number for each request"),
        "period": _("An order number for each period"),
    },
    "rounding_mode": {
        "up": _("Up"),
        "half_up": _("To the nearest"),
        "half_even": _("To the nearest, halves to even"),
        "down": _("Down"),
    },
    "line_source": {
        "visit": _("Visit"),
        "remote_time": _("Remote work"),
        "recurring_fee": _("Subscription fee"),
        "fee_correction": _("Correction of a fee"),
        "goods": _("Goods"),
        "credit": _("Credit"),
        "manual": _("Entered by hand"),
    },
    "payer": {
        "contract_party": _("Client of the contract"),
        "other_client": _("Another client"),
        "manufacturer": _("Manufacturer"),
        "own_cost": _("Our own cost"),
    },
    "lock": {
        "": _("Not locked"),
        "engineer": _("Engineer locked"),
        "time": _("Time locked"),
        "both": _("Engineer and time locked"),
    },
    "plan_kind": {
        "day": _("Plan the day"),
        "days": _("Plan several days"),
        "repair": _("Repair the day of an engineer who is away"),
        "urgent": _("Insert urgent work"),
    },
    "plan_change": {
        "add": pgettext_lazy("plan change", "Add"),
        "move": pgettext_lazy("plan change", "Move"),
        "remove": pgettext_lazy("plan change", "Remove"),
    },
    "visit_part": {
        "lead": pgettext_lazy("engineer on a visit", "Lead"),
        "helper": pgettext_lazy("engineer on a visit", "Helper"),
    },
    "time_kind": {
        "travel": pgettext_lazy("time", "Travel"),
        "work": pgettext_lazy("time", "Work"),
        "wait": pgettext_lazy("time", "Waiting"),
        "break": pgettext_lazy("time", "Break"),
    },
    "offer": {
        "proposed": _("Waits for the client"),
        "approved": _("Approved"),
        "refused": _("Refused"),
    },
    "signature_kind": {
        "glass": _("Signed on the phone"),
        "paper": _("Signed on paper"),
        "refused": _("Signature refused"),
        "absent": _("Nobody there to sign"),
    },
    "access_kind": {
        "pass": pgettext_lazy("access", "Pass"),
        "induction": pgettext_lazy("access", "Induction"),
        "key": pgettext_lazy("access", "Key"),
        "escort": pgettext_lazy("access", "Escort"),
        "documents": pgettext_lazy("access", "Documents"),
        "gear": pgettext_lazy("access", "Protective gear"),
    },
    "engineer_wish": {
        "preferred": pgettext_lazy("engineer", "Preferred"),
        "banned": pgettext_lazy("engineer", "Not wanted"),
    },
    "shift_kind": {
        "work": pgettext_lazy("shift", "Working"),
        "on_call": pgettext_lazy("shift", "On call"),
    },
    "document_kind": {
        "act": _("Act"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
    },
    "series_reset": {
        "never": pgettext_lazy("numbering", "Never starts again"),
        "yearly": pgettext_lazy("numbering", "Starts again every year"),
    },
}


def choice_word(subject: str, value: str) -> str:
    """The words of `value` of a `subject` (a key of CHOICES); the bare value where it has none."""
    words = CHOICES[subject].get(value)
    return value if words is None else str(words)
