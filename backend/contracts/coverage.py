"""Coverage: who pays for one line of work, and which clause of the contract says so.

The same line may be covered or paid by impact, by equipment, by place or by the hour; the most
specific clause that matches decides. docs/pricing.md shows the order of the selectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.contracts.specificity import Choice, Silent, choose, fits_facts
from backend.lib.errors import Invalid
from backend.lib.money import exact

STANDING_TERMS: Final = "standing terms"
NOT_LISTED: Final = "not listed"
OTHER_PAYER: Final = "another payer"
CONTRACT_PARTY: Final = "contract_party"

CLAUSE_SELECTORS: Final = (
    "equipment_id",
    "object_id",
    "object_group",
    "client",
    "impact",
    "in_service_hours",
    "line_kind",
    "equipment_type",
    "work_type",
)
"""What a clause may name, the weightiest first."""


class LineKind(StrEnum):
    """What a line of money is for."""

    LABOUR = "labour"
    TRAVEL = "travel"
    PART = "part"
    CALL_OUT = "call_out"
    FAILED_VISIT = "failed_visit"
    WAITING = "waiting"
    FEE = "fee"


class Verdict(StrEnum):
    COVERED = "covered"
    PAID = "paid"
    QUOTA_USED = "quota_used"
    EXCLUDED = "excluded"
    WARRANTY = "warranty"

    @property
    def is_charged(self) -> bool:
        """Whether the client pays the price: covered work and warranty cost the client nothing."""
        return self not in (Verdict.COVERED, Verdict.WARRANTY)


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """One clause of a contract version; a selector that is None matches anything.

    `client` matches objects of that client and of all below it. `excluded_objects` are left out
    whatever else matches. `quota` is the code of the quota that limits the clause and `quota_left`
    what remains of it, None for no limit: a covered line with nothing left becomes quota_used.
    """

    clause: str
    verdict: Verdict
    line_kind: LineKind | None = None
    work_type: str | None = None
    impact: str | None = None
    equipment_type: str | None = None
    object_id: str | None = None
    object_group: str | None = None
    in_service_hours: bool | None = None
    equipment_id: str | None = None
    client: str | None = None
    excluded_objects: frozenset[str] = frozenset()
    quota: str | None = None
    quota_left: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.clause:
            raise Invalid("clause", "missing")
        if self.object_id and self.object_group:
            raise Invalid("object_group", "object-and-group", clause=self.clause)
        if self.quota_left is not None:
            exact(self.quota_left, "quota_left")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known about one line when the work is done; ids and codes as text.

    `in_register` is False for a unit nobody has entered yet; `warranty` is the clause of the
    warranty in force for this unit or part, empty when there is none. `clients` are the one the
    object belongs to and all above it. `payer` is who is billed if not the client of the contract.
    """

    line_kind: LineKind
    work_type: str = ""
    impact: str = ""
    equipment_type: str | None = None
    object_id: str | None = None
    object_groups: frozenset[str] = frozenset()
    in_service_hours: bool = True
    in_register: bool = True
    warranty: str = ""
    payer: str = CONTRACT_PARTY
    equipment_id: str | None = None
    clients: frozenset[str] = frozenset()


class DecisionReason(StrEnum):
    """How the verdict was reached, for faces to put in words."""

    CLAUSE = "clause"
    QUOTA_EMPTY = "quota_empty"
    WARRANTY = "warranty"
    NOT_LISTED = "not_listed"
    NO_CONTRACT = "no_contract"
    OTHER_PAYER = "other_payer"


@dataclass(frozen=True, slots=True)
class CoverageDecision:
    """Who pays and by which clause. `presumed`: the unit is not in the register, so the office
    confirms before the client relies on it. `quota`: the code of the one that pays, or paid.
    `weighed`: the clauses looked at, None where none were asked; it explains the decision and is
    no part of it."""

    verdict: Verdict
    clause: str
    reason: DecisionReason
    presumed: bool = False
    weighed: Choice[CoverageRule] | None = field(default=None, compare=False)
    quota: str = ""

    @property
    def is_charged(self) -> bool:
        return self.verdict.is_charged


def verdict(rules: Sequence[CoverageRule] | None, facts: LineFacts) -> CoverageDecision:
    """The decision for one line; `rules` None means no contract is in force.

    A contract speaks for its client only: a line of another payer is paid. A warranty decides
    before any clause. Otherwise the most specific matching rule does; two
    equally specific ones raise Invalid("rules", "equal-selectors", first=, second=).
    """
    if facts.payer != CONTRACT_PARTY:
        return CoverageDecision(Verdict.PAID, OTHER_PAYER, DecisionReason.OTHER_PAYER)
    if facts.warranty:
        return CoverageDecision(Verdict.WARRANTY, facts.warranty, DecisionReason.WARRANTY)
    if rules is None:
        return CoverageDecision(Verdict.PAID, STANDING_TERMS, DecisionReason.NO_CONTRACT)
    weighed = weigh_clauses(rules, facts)
    rule = weighed.winner
    if rule is None:
        return CoverageDecision(
            Verdict.PAID, NOT_LISTED, DecisionReason.NOT_LISTED, weighed=weighed
        )
    presumed = not facts.in_register and not rule.verdict.is_charged
    quota = (rule.quota or "") if rule.verdict is Verdict.COVERED else ""
    decision = CoverageDecision(
        rule.verdict, rule.clause, DecisionReason.CLAUSE, presumed, weighed, quota
    )
    if rule.verdict is Verdict.COVERED and rule.quota_left is not None and rule.quota_left <= 0:
        return used_up(decision)
    return decision


def used_up(decision: CoverageDecision) -> CoverageDecision:
    """The same clause once its quota has nothing left: the line is charged."""
    return replace(decision, verdict=Verdict.QUOTA_USED, reason=DecisionReason.QUOTA_EMPTY)


def weigh_clauses(rules: Sequence[CoverageRule], facts: LineFacts) -> Choice[CoverageRule]:
    """The clause that speaks of the line, and every other one with what it lost by; errors as
    `verdict`. A clause that leaves the object out stays silent whatever else it names."""
    out = [rule for rule in rules if facts.object_id in rule.excluded_objects]
    rest = [rule for rule in rules if facts.object_id not in rule.excluded_objects]
    weighed = choose(rest, CLAUSE_SELECTORS, lambda rule, name: fits_facts(rule, facts, name))
    left_out = tuple(Silent(rule, "excluded_objects") for rule in out)
    return replace(weighed, silent=weighed.silent + left_out) if out else weighed
