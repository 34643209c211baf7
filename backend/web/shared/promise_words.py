"""The promise as sentences: by when, covered or paid, and by which clause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from babel.lists import format_list
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backend.contracts.coverage import NOT_LISTED, STANDING_TERMS, LineKind, Verdict
from backend.contracts.promise import Promise
from backend.web.shared.durations import day_and_time, locale_name, same_clock, zone_name

_BY: Final[dict[str, Words]] = {
    "response": gettext_lazy("Somebody will answer by %(moment)s."),
    "arrival": gettext_lazy("An engineer will be at %(place)s by %(moment)s."),
    "restoration": gettext_lazy("It will work again, for the time being at least, by %(moment)s."),
    "resolution": gettext_lazy("The fault will be put right by %(moment)s."),
    "next_update": gettext_lazy("You will hear from us again by %(moment)s."),
    "maintenance_window": gettext_lazy("The maintenance will be done by %(moment)s."),
}
_LINES: Final[dict[LineKind, Words]] = {
    LineKind.LABOUR: pgettext_lazy("what is paid for", "labour"),
    LineKind.CALL_OUT: pgettext_lazy("what is paid for", "call-out"),
    LineKind.TRAVEL: pgettext_lazy("what is paid for", "travel"),
    LineKind.PART: pgettext_lazy("what is paid for", "parts"),
}
# Whole sentences a verdict: for everything at once, and for some kinds of lines.
_ALL: Final[dict[Verdict, Words]] = {
    Verdict.COVERED: gettext_lazy("Covered by contract %(contract)s, clause %(clause)s."),
    Verdict.WARRANTY: gettext_lazy("Covered by the warranty of the equipment."),
    Verdict.PAID: gettext_lazy("Paid, by contract %(contract)s, clause %(clause)s."),
    Verdict.QUOTA_USED: gettext_lazy(
        "Paid: what contract %(contract)s, clause %(clause)s, includes is used up."
    ),
    Verdict.EXCLUDED: gettext_lazy(
        "Paid: contract %(contract)s, clause %(clause)s, excludes this."
    ),
}
_SOME: Final[dict[Verdict, Words]] = {
    Verdict.COVERED: gettext_lazy("Covered by contract %(contract)s, clause %(clause)s: %(what)s."),
    Verdict.WARRANTY: gettext_lazy("Covered by the warranty of the equipment: %(what)s."),
    Verdict.PAID: gettext_lazy("Paid, by contract %(contract)s, clause %(clause)s: %(what)s."),
    Verdict.QUOTA_USED: gettext_lazy(
        "Paid, as what contract %(contract)s, clause %(clause)s, includes is used up: %(what)s."
    ),
    Verdict.EXCLUDED: gettext_lazy(
        "Paid, as contract %(contract)s, clause %(clause)s, excludes it: %(what)s."
    ),
}


def moment_words(instant: datetime, now: datetime, zone: str) -> str:
    """`instant` on the clock of `zone`; the zone is named when the reader's clock differs."""
    words = day_and_time(instant, now, zone)
    if same_clock(instant, zone, timezone.get_current_timezone_name()):
        return words
    return _("%(moment)s (%(zone)s)") % {"moment": words, "zone": zone_name(zone)}


def target_sentence(kind: str, place: str, due_at: datetime, now: datetime, zone: str) -> str:
    """ "An engineer will be at Hotel Hermitage, bar by Mon 11:00." """
    return str(_BY[kind]) % {"place": place, "moment": moment_words(due_at, now, zone)}


def target_sentences(promise: Promise, place: str, now: datetime) -> list[str]:
    """A sentence a promised moment, the arrival first; empty where no time is promised."""
    due = [(moment.kind.value, moment.due_at) for moment in promise.moments if moment.due_at]
    due.sort(key=lambda pair: pair[0] != "arrival")
    return [target_sentence(kind, place, at, now, promise.zone) for kind, at in due]


def coverage_sentences(promise: Promise) -> list[str]:
    """Who pays for what and by which clause, one sentence a verdict; standing terms in words."""
    if not promise.contract and promise.headline.is_charged:
        return standing_sentences(prepayment=promise.prepayment)
    presumed = [_("This is not in our register yet, so the office confirms who pays.")]
    return [*_by_verdict(promise), *(presumed if promise.headline.presumed else [])]


def _by_verdict(promise: Promise) -> list[str]:
    groups: dict[tuple[Verdict, str], list[LineKind]] = {}
    for kind, decision in promise.lines:
        groups.setdefault((decision.verdict, decision.clause), []).append(kind)
    if len(groups) == 1:
        verdict, clause = next(iter(groups))
        return [verdict_sentence(verdict, clause, promise.contract)]
    return [
        _coverage_of_some(verdict, clause, promise.contract, kinds)
        for (verdict, clause), kinds in groups.items()
    ]


def standing_sentences(*, prepayment: bool = False) -> list[str]:
    """What holds where no contract does."""
    words = [
        _("No contract covers this: our standing terms hold, and the work is paid by price list."),
    ]
    return [*words, _("We ask for payment before the work.")] if prepayment else words


def verdict_sentence(verdict: str, clause: str, contract: str) -> str:
    """ "Covered by contract C-104, clause 3.2." from what a request carries."""
    if verdict == Verdict.WARRANTY:
        return str(_ALL[Verdict.WARRANTY])
    if not contract or clause == STANDING_TERMS:
        return standing_sentences()[0]
    if clause == NOT_LISTED:
        return _("Paid: contract %(contract)s does not list this.") % {"contract": contract}
    return str(_ALL[Verdict(verdict)]) % {"contract": contract, "clause": clause}


def _coverage_of_some(
    verdict: Verdict, clause: str, contract: str, kinds: Iterable[LineKind]
) -> str:
    what = format_list([str(_LINES[kind]) for kind in kinds], locale=locale_name())
    named = {"contract": contract, "clause": clause, "what": what}
    if clause == NOT_LISTED:
        return _("Paid, as contract %(contract)s does not list it: %(what)s.") % named
    return str(_SOME[verdict]) % named
