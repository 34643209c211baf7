"""When somebody can really work: the shift without what they are away for, and lawful breaks.

Rows are typed by people: a break may lie outside its shift, or run into another. Such a break is
moved to where it can be, or left out, so that one odd row never stops the plan of a whole day.
"""

from collections.abc import Iterable, Sequence

from backend.dispatch.planner.day import Break

Span = tuple[int, int]


def working_hours(
    shift: Span, breaks: Iterable[Break], away: Iterable[Span]
) -> tuple[Span | None, tuple[Break, ...]]:
    """The shift and its breaks around the spans of absence; None when nothing is left.

    An absence at the begin or the end makes the shift shorter; one in the middle is a break that
    begins when it begins.
    """
    begin, end = shift
    absences = _merged(away)
    for first, last in absences:
        if first <= begin < last:
            begin = last
    for first, last in reversed(absences):
        if first < end <= last:
            end = first
    if begin >= end:
        return None, ()
    fixed = [Break(a, a, b - a) for a, b in absences if begin < a and b < end]
    for each in sorted(breaks, key=lambda each: (each.earliest_s, each.latest_s)):
        fixed = _with_break(fixed, each, (begin, end))
    return (begin, end), tuple(fixed)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _with_break(taken: Sequence[Break], wanted: Break, shift: Span) -> list[Break]:
    """`taken` with the break in the first gap that holds it; without it where none does."""
    if wanted.duration_s < 1:
        return list(taken)
    for place in range(len(taken) + 1):
        opens, closes = shift
        if place:
            before = taken[place - 1]
            opens = before.latest_s + before.duration_s
        if place < len(taken):
            closes = taken[place].earliest_s - wanted.duration_s
        earliest = max(wanted.earliest_s, opens)
        latest = min(wanted.latest_s, closes)
        if earliest <= latest:
            here = Break(earliest, latest, wanted.duration_s)
            return [*taken[:place], here, *taken[place:]]
    return list(taken)
