"""The parts of a large plan in words: how far each is, and which were not planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from backend.catalog.models import Territory
from backend.dispatch.models import Plan, PlanPart
from backend.dispatch.queries import parts_of_plan
from backend.lib.errors import Refused
from backend.web.shared.errors import words_for

# A part of more territories than this is told by its number alone.
MOST_NAMES = 3
STATES = {
    "waiting": gettext_lazy("Waiting"),
    "solving": gettext_lazy("Planning"),
    "solved": pgettext_lazy("request", "Done"),
    "failed": pgettext_lazy("plan", "Failed"),
}


@dataclass(frozen=True)
class PartsInWords:
    """How many parts of this turn have ended, the words for all of them, a line for each."""

    ended: int
    of: int
    words: str
    lines: list[str]


def parts_in_words(plan: Plan) -> PartsInWords | None:
    """How far the parts are; None where the plan is one search."""
    parts = [*parts_of_plan(plan)] if plan.turns else []
    if not parts:
        return None
    turn = max(each.turn for each in parts)
    now = [each for each in parts if each.turn == turn]
    ended = sum(each.state in ("solved", "failed") for each in now)
    values = {"turn": turn + 1, "turns": plan.turns, "ended": ended, "parts": len(now)}
    words = _("Turn %(turn)d of %(turns)d: %(ended)d of %(parts)d parts searched") % values
    return PartsInWords(turn * len(now) + ended, plan.turns * len(now), words, [*_lines(parts)])


def parts_not_planned(plan: Plan) -> list[tuple[str, str]]:
    """The name of each part that failed, and why, in words."""
    failed = [each for each in parts_of_plan(plan) if each.failure] if plan.turns else []
    names = _territories(failed)
    return [(_name(each, names), words_for(Refused(each.failure))) for each in failed]


def _lines(parts: list[PlanPart]) -> Iterator[str]:
    names = _territories(parts)
    for each in parts:
        visits = ngettext("%(count)d visit", "%(count)d visits", each.stops)
        count = visits % {"count": each.stops}
        yield f"{_name(each, names)} · {count} · {STATES[each.state]}"


def _name(part: PlanPart, names: Mapping[str, str]) -> str:
    """Its number, and its territories where they are few."""
    number = _("Part %(number)d") % {"number": part.number}
    if not 0 < len(part.territories) <= MOST_NAMES:
        return number
    return f"{number}, {', '.join(names.get(code, code) for code in part.territories)}"


def _territories(parts: list[PlanPart]) -> dict[str, str]:
    """Names by code, of those that are told."""
    codes = {c for each in parts for c in each.territories[: MOST_NAMES + 1]}
    return {each.code: str(each) for each in Territory.objects.filter(code__in=codes)}
