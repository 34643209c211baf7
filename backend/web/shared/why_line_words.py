"""Why a line of money is what it is, step by step in words.

The same steps for the biller and for who pays; what only the office knows (the name of a price
list) is left out unless `for_staff`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise as Words
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.billing.models import BillableLine
from backend.catalog.models import TaxTreatment
from backend.contracts.clause_words import clause_words
from backend.contracts.why import Sentence
from backend.contracts.why_written import read
from backend.documents.figures import (
    date_words,
    locale_of,
    money_words,
    percent_words,
    price_words,
    quantity_words,
)
from backend.fieldwork.paper_words import UNITS
from backend.lib.words import in_language
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import clock_time
from backend.web.shared.why_names import clause_names
from backend.web.shared.why_words import SENTENCES, Reader, listed, say, seconds_words

STEPS: Final[dict[str, Words | str]] = {
    "paid_quota_empty": _("It was included, but quota %(quota)s is used up."),
    "paid_warranty": _("A warranty decides before any clause: %(clause)s."),
    "paid_not_listed": _("No clause of the contract speaks of it, so it is paid."),
    "paid_no_contract": _(
        "No contract covers this: our standing terms hold, and the work is paid by price list."
    ),
    "paid_other_payer": _("Another payer is billed, for whom the contract does not speak."),
    "quota_taken": _("It is taken from quota %(quota)s."),
    "presumed": _("Presumed: the equipment is not in the register yet."),
    "worked_in_hours": _("Worked %(from_at)s–%(to_at)s in service hours: %(worked_s)s."),
    "worked_out_of_hours": _("Worked %(from_at)s–%(to_at)s out of service hours: %(worked_s)s."),
    "rounded": _(
        "All time on the work order is rounded once, by steps of %(step_s)s (%(rounding)s);"
        " %(billed_s)s of it are billed here."
    ),
    "lifted": _(
        "At least %(minimum_s)s of labour a visit are billed, so %(lifted_s)s were added here."
    ),
    "no_price": _("The price list has no price for it; a person sets one."),
    "listed": _("Price list in force since %(day)s: %(what)s, %(price)s."),
    "listed_named": _("Price list “%(list)s” of %(day)s: %(what)s, %(price)s."),
    "factor_after_hours": _("Out of service hours it costs %(factor)s times as much."),
    "factor_night": _("At night it costs %(factor)s times as much."),
    "factor_holiday": _("On a holiday it costs %(factor)s times as much."),
    "shared": _(
        "The trip costs %(price)s in all, divided among the work orders of the visit; %(share)s of"
        " it are for this one."
    ),
    "made_free": _("The client pays nothing for it."),
    "made": "%(quantity)s × %(price)s = %(amount)s",
    "made_discounted": _("%(quantity)s × %(price)s less %(percent)s discount = %(amount)s"),
    "with_vat": _("The price includes VAT; the net is taken out of it."),
    "fee": _(
        "Subscription fee of the contract: %(price)s; period: %(period)s; paid for: %(basis)s;"
        " counted: %(counted)s."
    ),
    "changed": _("A person agreed on %(quantity)s at %(price)s instead."),
    "vat": _("VAT %(rate)s, category %(category)s, reckoned once for the whole document."),
    "vat_for": _("Why this VAT: %(asked)s."),
}

_ROUNDINGS: Final[dict[str, Words]] = {
    "up": _("Up"),
    "half_up": _("To the nearest"),
    "half_even": _("To the nearest, halves to even"),
    "down": _("Down"),
}
_AREAS: Final[dict[str, Words]] = {
    "home": pgettext_lazy("VAT", "In our country"),
    "eu": pgettext_lazy("VAT", "Elsewhere in the EU"),
    "outside": pgettext_lazy("VAT", "Outside the EU"),
}
_UNSAID: Final = frozenset({"paid_clause"})
"""The clause itself is told by its own sentence."""


@dataclass(frozen=True)
class LineReasons:
    """Each step from work to amount; `other_clauses` speak of something else."""

    line: BillableLine
    clause: str
    steps: list[str]
    other_clauses: list[str]


def line_reasons(
    lines: Iterable[BillableLine], now: datetime, *, for_staff: bool
) -> list[LineReasons]:
    """The reasons of lines the caller has fetched through the reader, in the active language, each
    on the clock of its object. A line drafted before reasons were kept has the last step only."""
    kept = [(line, read(line.why) or _without_reasons(line)) for line in lines]
    names = clause_names(sentence for _line, told in kept for sentence in told)
    return [_reasons(line, told, Reader(now, _zone(line), names), for_staff) for line, told in kept]


def _zone(line: BillableLine) -> str:
    place = line.place
    return place.zone if place else line.our_entity.zone


def _reasons(
    line: BillableLine, kept: tuple[Sentence, ...], reader: Reader, for_staff: bool
) -> LineReasons:
    told = [each for each in (*kept, *_afterwards(line)) if each.kind not in _UNSAID]
    if for_staff:
        told = [_named(each) for each in told]
    return LineReasons(
        line,
        clause_words(line.clause, line.verdict),
        [_step(each, line, reader) for each in told if each.kind != "clause_silent"],
        [say(each, reader) for each in told if each.kind == "clause_silent"],
    )


def _without_reasons(line: BillableLine) -> tuple[Sentence, ...]:
    made = {
        "quantity": line.proposed_quantity,
        "unit": line.unit,
        "price": line.proposed_price,
        "percent": line.discount_percent,
        "amount": line.amount,
    }
    if line.recurring_fee is not None:
        fee = line.recurring_fee
        by = {"period": fee.period, "basis": fee.basis, "counted": fee.counted}
        return (Sentence("fee", {"price": fee.amount, **by}), Sentence("made", made))
    if (line.quantity, line.unit_price) != (line.proposed_quantity, line.proposed_price):
        return ()
    return (Sentence("made_discounted" if line.discount_percent else "made", made),)


def _afterwards(line: BillableLine) -> list[Sentence]:
    """What a person agreed on, and how the line is taxed and why so."""
    told = []
    if (line.quantity, line.unit_price) != (line.proposed_quantity, line.proposed_price):
        agreed = {"quantity": line.quantity, "unit": line.unit, "price": line.unit_price}
        told.append(Sentence("changed", agreed))
    tax = line.tax_treatment
    told.append(Sentence("vat", {"rate": tax.rate, "category": tax.category}))
    if asked := _asked_by(tax):
        told.append(Sentence("vat_for", {"asked": asked}))
    return told


def _asked_by(tax: TaxTreatment) -> tuple[str, ...]:
    """What a treatment asks of a line, in words; nothing where it holds for any."""
    tongue = get_language() or "en"
    theirs, ours = tax.their_vat_registered, tax.our_vat_registered
    asked = (
        choice_word("line_kind", tax.line_kind) if tax.line_kind else "",
        locale_of(tongue).territories.get(tax.their_country, tax.their_country),
        str(_AREAS[tax.their_area]) if tax.their_area else "",
        {True: _now("Client pays VAT"), False: _now("Client pays no VAT"), None: ""}[theirs],
        {True: _now("We pay VAT"), False: _now("We pay no VAT"), None: ""}[ours],
        in_language(tax.legal_texts, tongue),
    )
    return tuple(words for words in asked if words)


def _named(sentence: Sentence) -> Sentence:
    """The office reads the price list's name too."""
    return Sentence("listed_named", sentence.values) if sentence.kind == "listed" else sentence


def _step(sentence: Sentence, line: BillableLine, reader: Reader) -> str:
    if sentence.kind in SENTENCES:
        return say(sentence, reader)
    said = sentence.values
    unit = str(said.get("unit", ""))
    words = {name: _value(name, value, unit, line, reader) for name, value in said.items()}
    if "code" in words:
        words["what"] = ", ".join(filter(None, (words["kind"], words["code"])))
    return str(STEPS[sentence.kind]) % words


def _value(name: str, value: Any, unit: str, line: BillableLine, reader: Reader) -> str:
    tongue = get_language() or "en"
    if isinstance(value, datetime):
        return clock_time(value, reader.zone)
    if isinstance(value, date):
        return date_words(value, tongue, "medium")
    if isinstance(value, Decimal):
        return _number(name, value, unit, line.currency, tongue)
    if name == "clause":
        return clause_words(value, line.verdict)
    if name == "asked":
        return listed(value)
    return seconds_words(value) if name.endswith("_s") else _word(name, value)


def _number(name: str, value: Decimal, unit: str, currency: str, tongue: str) -> str:
    if name in ("percent", "rate"):
        return percent_words(value, tongue)
    if name == "quantity":
        return f"{quantity_words(value, tongue)} {UNITS.get(unit, unit)}"
    if name == "factor":
        return quantity_words(value, tongue)
    if name == "amount":
        return money_words(value, currency, tongue)
    if value == round(value, 2):
        return money_words(value, currency, tongue)
    return f"{price_words(value, currency, tongue)} {currency}"


def _word(name: str, value: str | None) -> str:
    if name == "rounding":
        return str(_ROUNDINGS.get(value or "", value or ""))
    subjects = {
        "kind": "price_kind",
        "period": "fee_period",
        "basis": "fee_basis",
        "counted": "fee_counted",
    }
    return choice_word(subjects[name], value or "") if name in subjects else value or ""
