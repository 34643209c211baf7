"""The reasons of a request and of its lines of money as lines of text, for a terminal."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from backend.documents.figures import money_words
from backend.web.shared.states import state_words
from backend.web.shared.why_line_words import LineReasons
from backend.web.shared.why_request import ClockReasons, PaidReasons, RequestReasons
from backend.web.shared.why_rows import RowWords


def request_in_text(number: str, reasons: RequestReasons, *, full: bool) -> Iterator[str]:
    """The words of the page without the page; `full` for every stretch."""
    yield number
    yield reasons.terms
    yield reasons.priority
    for clock in reasons.clocks:
        yield ""
        yield from _clock(clock, full)
    if reasons.paid:
        yield ""
        yield _("Who pays for what")
    for paid in reasons.paid:
        yield from _paid(paid, full)


def _clock(clock: ClockReasons, full: bool) -> Iterator[str]:
    yield f"{clock.name} · {clock.promised}"
    yield from (f"  {words}" for words in clock.outcome)
    others = clock.other_clauses if full else []
    yield from (f"  {words}" for words in (*clock.clauses, *others, clock.hours))
    rows, ahead = (clock.all_rows, clock.all_ahead) if full else (clock.rows, clock.ahead)
    yield from _table([*rows, RowWords(pgettext("time", "Counted"), "", clock.counted)])
    if ahead:
        yield "  " + _("From now on")
        yield from _table(ahead)


def _table(rows: Sequence[RowWords]) -> Iterator[str]:
    first = max(len(row.when) for row in rows)
    last = max(len(row.counted) for row in rows)
    for row in rows:
        line = f"    {row.when.ljust(first)}  {row.counted.rjust(last)}  {row.what}"
        yield line.rstrip()


def _paid(paid: PaidReasons, full: bool) -> Iterator[str]:
    verdict = str(state_words("coverage", paid.verdict).label)
    told = f"{paid.kind}: {verdict}"
    yield f"  {told} ({paid.clause})" if paid.clause else f"  {told}"
    others = paid.other_clauses if full else []
    yield from (f"    {words}" for words in (*paid.clauses, *others))


def lines_in_text(lines: Sequence[LineReasons]) -> Iterator[str]:
    """Each line with the steps to its amount."""
    for reasons in lines:
        line = reasons.line
        verdict = str(state_words("coverage", line.verdict).label)
        net = money_words(line.net, line.currency, get_language() or "en")
        yield ""
        yield f"{line.text} · {verdict} · {net}"
        yield from (f"  {words}" for words in reasons.steps)
