"""What phones send, in words: the names of the commands and of what they carry."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMMAND_WORDS: Final[dict[str, Promise]] = {
    "visit.accept": _("Engineer accepted the visit"),
    "visit.decline": _("Engineer declined the visit"),
    "visit.travel_start": _("Engineer on the way"),
    "visit.arrive": _("Engineer arrived"),
    "visit.start": _("Work started"),
    "visit.pause": _("Work paused"),
    "visit.resume": _("Work resumed"),
    "visit.complete": _("Visit completed"),
    "visit.cannot_complete": _("Visit failed"),
    "visit.open": _("Visit opened on the phone"),
    "work.add": _("Work added on site"),
    "checklist.answer": _("Checklist answered"),
    "checklist.submit": _("Checklist submitted"),
    "part.use": _("Part used"),
    "part.void": _("Part not used after all"),
    "part.request": _("Part asked for"),
    "part.recover": _("Old part taken back"),
    "time.log": _("Time noted"),
    "time.void": _("Time struck out"),
    "note.add": _("Note added"),
    "media.attach": _("Photo taken"),
    "signature.capture": _("Signed by the client"),
    "signature.refuse": _("Client did not sign"),
    "signature.paper": _("Paper signed by hand"),
    "service.restored": _("Service restored"),
    "defect.report": _("Another defect reported"),
    "paid_work.propose": _("Paid work proposed on site"),
    "paid_work.approve": _("Paid work approved"),
    "paid_work.refuse": _("Paid work refused"),
    "equipment.reading": _("Equipment read"),
    "equipment.suggest": _("Equipment suggested for the register"),
    "equipment.move": _("Equipment moved"),
}
FIELD_WORDS: Final[dict[str, Promise]] = {
    "reason": _("Reason"),
    "note": _("Note"),
    "text": _("Text"),
    "words": _("What is to be done"),
    "work_order_id": _("Work order"),
    "outcome": _("Outcome"),
    "part_id": _("Part"),
    "quantity": _("Quantity"),
    "unit": _("Unit"),
    "kind": _("Kind"),
    "from": _("From"),
    "to": _("To"),
    "item": _("Question"),
    "value": _("Answer"),
    "state": _("State"),
    "how": _("How"),
    "name": _("Name"),
    "role": _("Role"),
    "serial": _("Serial number"),
    "severity": _("Severity"),
    "meter": _("Meter"),
    "equipment_id": _("Equipment"),
    "object_id": _("Object"),
    "estimate_net": _("Net"),
    "vat": _("VAT"),
    "currency": _("Currency"),
    "impact": _("Impact"),
    "reported_by": _("Reported by"),
    "absent": _("Nobody was there"),
}


def command_words(kind: str) -> str:
    """What a command of this type says; a type we do not know yet keeps its name."""
    return str(COMMAND_WORDS.get(kind, kind))


def field_words(name: str) -> str:
    """The label of a member of a command's body."""
    return str(FIELD_WORDS.get(name, name))
