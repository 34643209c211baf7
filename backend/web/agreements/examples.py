"""Examples of a contract with what a version answers to them, green or red."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from babel.dates import format_skeleton
from django.utils.translation import gettext as _

from backend.contracts.example import Difference
from backend.contracts.examples import run_examples
from backend.contracts.models import ContractExample, ContractVersion, SlaTarget
from backend.documents.figures import money_words
from backend.web.shared.durations import locale_name
from backend.web.shared.errors import words_of_code
from backend.web.shared.states import state_words


@dataclass(frozen=True)
class Answer:
    """One thing that was asked: what it is called, what was agreed and what the version gives."""

    label: str
    expected: str
    got: str


@dataclass(frozen=True)
class ExampleShown:
    """An example, whether the version agrees, and where it does not; `problem` in words."""

    example: ContractExample
    is_green: bool
    expected: Sequence[tuple[str, str]]
    differences: Sequence[Answer]
    problem: str = ""


def examples_shown(version: ContractVersion) -> list[ExampleShown]:
    """Every example of the contract as this version answers it, in their order."""
    return [
        ExampleShown(
            example=example,
            is_green=answered.is_green,
            expected=[(_label(k), _told(version, k, v)) for k, v in example.expected.items()],
            differences=[_answer(version, each) for each in answered.differences],
            problem=words_of_code(answered.problem),
        )
        for example, answered in run_examples(version)
    ]


def _answer(version: ContractVersion, difference: Difference) -> Answer:
    field = difference.field
    agreed, got = (_told(version, field, v) for v in (difference.expected, difference.got))
    return Answer(_label(field), agreed, got)


def _label(field: str) -> str:
    if field in SlaTarget.Kind.values:
        return str(state_words("sla_target", field).label)
    named = {
        "priority": _("Priority"),
        "clause": _("Clause"),
        "verdict": _("Who pays"),
        "amount": _("Amount"),
    }
    return named.get(field, field)


def _told(version: ContractVersion, field: str, value: object) -> str:
    if value is None or value == "":
        return _("nothing promised") if field in SlaTarget.Kind.values else "–"
    if field in SlaTarget.Kind.values:
        return _moment(str(value))
    if field == "amount":
        return _amount(str(value), version.currency)
    subject = {"priority": "priority", "verdict": "coverage"}.get(field)
    return str(state_words(subject, str(value)).label) if subject else str(value)


def _amount(written: str, currency: str) -> str:
    try:
        return money_words(Decimal(written), currency, locale_name())
    except InvalidOperation:
        return written


def _moment(written: str) -> str:
    """A wall clock as people say it: "Mon 23 Nov 2026 11:00"; what is none stays as written."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    day = str(format_skeleton("yMMMEd", moment, locale=locale_name()))
    return _("%(day)s %(time)s") % {"day": day, "time": f"{moment:%H:%M}"}
