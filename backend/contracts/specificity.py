"""Which of a contract's rules speaks of something: the most specific, and what the others lost by.

A rule's selectors are fields of its own; None is any. Two rules equal in all of it are a mistake
in the contract that is named, never settled by chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from backend.lib.errors import Invalid


class Rule(Protocol):
    """Anything a contract says under a clause."""

    @property
    def clause(self) -> str: ...


R = TypeVar("R", bound=Rule)


class LostBy(StrEnum):
    """How a rule that spoke of the same lost: it names fewer things, or broader ones."""

    FEWER = "fewer"
    BROADER = "broader"


@dataclass(frozen=True, slots=True)
class Beaten(Generic[R]):
    """A rule that matched and lost; `names` is what only the winner names, the weightiest first."""

    rule: R
    by: LostBy
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silent(Generic[R]):
    """A rule that does not speak of this: its `selector` asks for something else."""

    rule: R
    selector: str


@dataclass(frozen=True, slots=True)
class Choice(Generic[R]):
    """The rule that speaks, None where none does; the others from the nearest to the furthest."""

    winner: R | None
    beaten: tuple[Beaten[R], ...] = ()
    silent: tuple[Silent[R], ...] = ()


def choose(
    rules: Sequence[R], selectors: Sequence[str], fits: Callable[[R, str], bool]
) -> Choice[R]:
    """The rule that names more of `selectors` than any other that fits; among equals the one that
    names the weightier, in the order of `selectors`.

    `fits` says whether a rule that names a selector fits what is asked about. Two rules equal in
    all of it raise Invalid("rules", "equal-selectors", first=, second=) with both clauses.
    """
    matching, silent = [], []
    for rule in rules:
        against = _first_misfit(rule, selectors, fits)
        if against is None:
            matching.append((_rank(rule, selectors), rule))
        else:
            silent.append(Silent(rule, against))
    if not matching:
        return Choice(None, silent=tuple(silent))
    matching.sort(key=_by_rank, reverse=True)
    (best, winner), others = matching[0], matching[1:]
    if others and others[0][0] == best:
        raise Invalid("rules", "equal-selectors", first=winner.clause, second=others[0][1].clause)
    beaten = tuple(_beaten(winner, rule, selectors) for _, rule in others)
    return Choice(winner, beaten, tuple(silent))


def fits_facts(rule: Any, facts: Any, selector: str) -> bool:
    """Whether what a rule names under `selector` is so in `facts`, which has a field of that name;
    an object is in several groups, and belongs to a client and to all above it."""
    wanted = getattr(rule, selector)
    if selector == "client":
        return wanted in facts.clients
    if selector == "object_group":
        return wanted in facts.object_groups
    return bool(wanted == getattr(facts, selector))


def _first_misfit(rule: R, selectors: Sequence[str], fits: Callable[[R, str], bool]) -> str | None:
    for name in selectors:
        if getattr(rule, name) is not None and not fits(rule, name):
            return name
    return None


def _rank(rule: Rule, selectors: Sequence[str]) -> tuple[int, ...]:
    named = [getattr(rule, name) is not None for name in selectors]
    return (sum(named), *named)


def _by_rank(ranked: tuple[tuple[int, ...], Rule]) -> tuple[int, ...]:
    return ranked[0]


def _beaten(winner: R, rule: R, selectors: Sequence[str]) -> Beaten[R]:
    """Compared by what either names: fewer is fewer, equally many is a matter of weight."""
    more = _rank(winner, selectors)[0] > _rank(rule, selectors)[0]
    names = tuple(
        name
        for name in selectors
        if getattr(winner, name) is not None and getattr(rule, name) is None
    )
    return Beaten(rule, LostBy.FEWER if more else LostBy.BROADER, names)
