"""What codes are called on papers: units, outcomes, states, verdicts, kinds of time and photos."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "str | Promise"]

UNITS: Words = {
    "pcs": _("pcs"),
    "h": _("h"),
    "min": _("min"),
    "km": _("km"),
    "m": _("m"),
    "m2": _("m²"),
    "m3": _("m³"),
    "kg": _("kg"),
    "g": _("g"),
    "l": _("l"),
    "set": _("set"),
    "visit": _("visit"),
    "trip": _("trip"),
    "month": _("month"),
}
OUTCOMES: Words = {
    "done": _("Done"),
    "partial": _("Partly done"),
    "not_done": _("Not done"),
}
STATES: Words = {
    "ok": _("In order"),
    "fail": _("Failed"),
    "na": _("Not applicable"),
    "skipped": _("Skipped"),
}
PASS_FAIL: Words = {"pass": _("Pass"), "fail": _("Fail"), "na": _("Not applicable")}
TICKS: Words = {"true": _("Yes"), "false": _("No")}
VERDICTS: Words = {
    "covered": _("Covered by the contract"),
    "paid": _("Chargeable"),
    "quota_used": _("Quota used up"),
    "excluded": _("Not in the contract"),
    "warranty": _("Warranty"),
    "presumed": _("Covered, to be confirmed"),
}
OFFERS: Words = {
    "proposed": _("Waits for the client"),
    "approved": _("Approved"),
    "refused": _("Refused"),
}
TIME_KINDS: Words = {
    "travel": _("Travel"),
    "work": _("Work time"),
    "wait": _("Waiting"),
    "break": _("Break"),
}
PHOTO_ROLES: Words = {
    "before": _("Before"),
    "during": _("During"),
    "after": _("After"),
    "checklist": _("Checklist"),
    "document": _("Document"),
}


def in_words(words: Words, code: str) -> str:
    """The code's words in the active language; the code itself where it has none."""
    return str(words.get(code, code))


def minutes_words(minutes: int) -> str:
    """Minutes as hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
