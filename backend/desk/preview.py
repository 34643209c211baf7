"""What past requests would have got under a draft, beside what the version they are under says.
Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from backend.accounts.models import User
from backend.contracts.as_rules import read_whole
from backend.contracts.asked_together import asked_together
from backend.contracts.chain import clients_below
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import ContractVersion
from backend.contracts.promise import covered_or_paid
from backend.contracts.quota_counts import QuotaBook
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import terms_under, without_contract
from backend.desk.models import Request
from backend.desk.queries import requests_visible_to
from backend.lib.errors import CalloutError

MOST: Final = 500


class Turn(StrEnum):
    """How a promise would have changed."""

    SAME = "same"
    SOONER = "sooner"
    LATER = "later"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Moment:
    """One kind of promise for one request, then and under the draft."""

    kind: str
    before: datetime | None
    after: datetime | None

    @property
    def turn(self) -> Turn:
        if self.before == self.after:
            return Turn.SAME
        if self.before is None:
            return Turn.NEW
        if self.after is None:
            return Turn.GONE
        return Turn.SOONER if self.after < self.before else Turn.LATER


@dataclass(frozen=True)
class Previewed:
    """One past request: its promises, priority and who pays for labour, then and under the draft.

    `problem` is the code of what the draft cannot answer; the rest is empty then.
    """

    request: Request
    moments: tuple[Moment, ...] = ()
    priority: tuple[str, str] = ("", "")
    verdict: tuple[str, str] = ("", "")
    clause: tuple[str, str] = ("", "")
    problem: str = ""

    @property
    def changes(self) -> bool:
        moved = any(moment.turn is not Turn.SAME for moment in self.moments)
        pairs = (self.priority, self.verdict, self.clause)
        return bool(self.problem) or moved or any(one != other for one, other in pairs)


@dataclass(frozen=True)
class Preview:
    """The requests looked at, newest first, and how many promises turn which way by kind."""

    requests: tuple[Previewed, ...]

    @property
    def changed(self) -> int:
        return sum(each.changes for each in self.requests)

    @property
    def turns(self) -> dict[str, dict[Turn, int]]:
        found: dict[str, dict[Turn, int]] = {}
        for each in self.requests:
            for moment in each.moments:
                of_kind = found.setdefault(moment.kind, {})
                of_kind[moment.turn] = of_kind.get(moment.turn, 0) + 1
        return found


def preview(user: User, draft: ContractVersion, *, most: int = MOST) -> Preview:
    """The last `most` requests of the contract's client and all below it, asked anew of the version
    each is under and of the draft; a priority a person set plays no part."""
    chain = clients_below(draft.contract.client_id)
    seen = requests_visible_to(user).filter(client__in=chain).order_by("-reported_at")
    asked = seen.prefetch_related("object__groups", "equipment__warranties__part")
    requests = list(asked[:most])
    many = asked_together([_facts(request) for request in requests])
    books = _Books(draft, requests)
    return Preview(tuple(map(books.previewed, requests, many)))


def _facts(request: Request) -> PromiseFacts:
    return PromiseFacts(request.object, request.equipment, request.impact, request.reported_at)


class _Books:
    """The draft and every version the requests are under, each read once."""

    def __init__(self, draft: ContractVersion, requests: Iterable[Request]) -> None:
        under = {key for each in requests if (key := each.contract_version_id)}
        self.versions = read_whole({draft.pk, *under})
        self.draft = self.versions[draft.pk]
        self.quotas = QuotaBook(self.versions.values())

    def previewed(self, request: Request, facts: PromiseFacts) -> Previewed:
        """One request under both."""
        try:
            terms = self._promised(request, facts), terms_under(self.draft, facts)
            paid = [covered_or_paid(facts, each, self.quotas) for each in terms]
        except CalloutError as fault:
            return Previewed(request, problem=fault.code)
        return Previewed(
            request,
            tuple(_moments(request.reported_at, *terms)),
            (terms[0].priority, terms[1].priority),
            (str(paid[0].verdict), str(paid[1].verdict)),
            (paid[0].clause, paid[1].clause),
        )

    def _promised(self, request: Request, facts: PromiseFacts) -> SlaTerms:
        """By the version the request is under, if it is under any."""
        if request.contract_version_id is None:
            return without_contract(facts)
        return terms_under(self.versions[request.contract_version_id], facts)


def _moments(reported_at: datetime, before: SlaTerms, after: SlaTerms) -> Iterable[Moment]:
    then, now = _dues(before, reported_at), _dues(after, reported_at)
    for kind in dict.fromkeys([*then, *now]):
        yield Moment(kind, then.get(kind), now.get(kind))


def _dues(terms: SlaTerms, reported_at: datetime) -> dict[str, datetime | None]:
    return {str(target.kind): target.due_from(reported_at) for target in terms.targets}
