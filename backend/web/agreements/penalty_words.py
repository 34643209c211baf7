"""A clause of penalties in words: how much, for what lateness, within which caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.contracts.models import PenaltyRule
from backend.contracts.penalties import Measure, PenaltyBasis
from backend.documents.figures import money_words, percent_words
from backend.web.shared.durations import locale_name, open_time
from backend.web.shared.states import state_words


@dataclass(frozen=True)
class PenaltyWords:
    """One clause: which promise of which priority it speaks of, and what it says."""

    clause: str
    kind: str
    priority: str
    says: Sequence[str]


def penalty_words(rule: PenaltyRule, currency: str) -> PenaltyWords:
    """The clause, a sentence a tier and a cap."""
    kind = str(state_words("sla_target", rule.kind).label)
    of_month = rule.measure == Measure.ATTAINMENT
    tiers = [
        (_short if of_month else _late)(
            rule, Decimal(tier["from"]), Decimal(tier["value"]), currency
        )
        for tier in rule.tiers
    ]
    return PenaltyWords(rule.clause, kind, rule.priority, [*tiers, *_limits(rule, currency)])


def _late(rule: PenaltyRule, start: Decimal, value: Decimal, currency: str) -> str:
    words = {
        "amount": _amount(rule, value, currency),
        "unit": open_time(rule.unit_min),
        "start": open_time(int(start)),
    }
    if start:
        return _("%(amount)s for every started %(unit)s from %(start)s late on") % words
    return _("%(amount)s for every started %(unit)s late") % words


def _short(rule: PenaltyRule, start: Decimal, value: Decimal, currency: str) -> str:
    words = {
        "amount": _amount(rule, value, currency),
        "share": percent_words(start, locale_name()),
    }
    return _("%(amount)s for a month in which less than %(share)s were kept") % words


def _limits(rule: PenaltyRule, currency: str) -> list[str]:
    said = []
    if rule.grace_min:
        said.append(_("nothing up to %(time)s late") % {"time": open_time(rule.grace_min)})
    if rule.cap_each is not None:
        cap = _amount(rule, rule.cap_each, currency)
        said.append(_("at most %(amount)s each time") % {"amount": cap})
    if rule.cap_month is not None:
        cap = _amount(rule, rule.cap_month, currency)
        said.append(_("at most %(amount)s a month") % {"amount": cap})
    return said


def _amount(rule: PenaltyRule, value: Decimal, currency: str) -> str:
    if rule.basis == PenaltyBasis.FIXED:
        return money_words(value, currency, locale_name())
    percent = percent_words(value, locale_name())
    if rule.basis == PenaltyBasis.FEES:
        return _("%(percent)s of the month's fees") % {"percent": percent}
    return _("%(percent)s of the price of the work") % {"percent": percent}
