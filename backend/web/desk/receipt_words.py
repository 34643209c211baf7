"""What became of a phone's command, in words."""

import json
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.fieldwork.differences import Difference, differences_of
from backend.fieldwork.models import Receipt
from backend.lib.errors import Refused
from backend.web.shared.errors import words_for
from backend.web.shared.states import state_words

_NAMES: Final[dict[str, Promise]] = {
    "words": _("What is to be done"),
    "equipment": _("Equipment"),
    "checklists": _("Checklists"),
    "object": _("Object"),
    "state": _("State"),
    "engineers": _("Who goes"),
}


@dataclass(frozen=True)
class DifferenceRow:
    """One difference as a table shows it."""

    name: str
    of: str
    then: str
    now: str


def why_of(receipt: Receipt) -> str:
    """What the phone was answered; "" where nothing stood in the way."""
    said = receipt.result.get("context") or {}
    return words_for(Refused(receipt.code, **said)) if receipt.code else ""


def sent_of(receipt: Receipt) -> str:
    """The command as the phone sent it."""
    return json.dumps(receipt.command.raw, indent=2, ensure_ascii=False)


def difference_rows(receipt: Receipt) -> list[DifferenceRow]:
    """What the phone had beside what stands now."""
    return [_row(each) for each in differences_of(receipt)]


def _row(each: Difference) -> DifferenceRow:
    then, now = each.then, each.now
    if each.what == "state":
        then, now = (str(state_words("visit", state).label) for state in (then, now))
    return DifferenceRow(str(_NAMES[each.what]), each.of, then, now)
