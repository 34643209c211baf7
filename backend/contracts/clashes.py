"""Two clauses that speak equally of one thing are found before a contract is published.

The rules refuse such a pair at the moment of a promise; here every pair is looked at beforehand,
so that no client ever meets it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from backend.clients.models import ObjectGroup
from backend.contracts.as_rules import coverage_rules_for, target_rules_for
from backend.contracts.chain import clients_below
from backend.contracts.coverage import CoverageRule
from backend.contracts.models import ContractVersion, Service
from backend.contracts.selection import TargetRule
from backend.lib.errors import Invalid

Clause = TargetRule | CoverageRule

# What a rule says, as opposed to what it is about.
_NOT_SELECTORS: Final = frozenset(
    {"clause", "verdict", "target_s", "availability_ppm", "quota", "quota_left", "excluded_objects"}
)


def refuse_clashes(version: ContractVersion) -> None:
    """Invalid("rules", "equal-selectors", first=, second=) for the first pair of clauses that
    could both speak, equally, of one report or one line."""
    together = _Together(version)
    policies = version.policies.select_related("service").prefetch_related("targets")
    promises: Sequence[Clause] = list(target_rules_for(policies).values())
    coverage: Sequence[Clause] = coverage_rules_for(version) or ()
    for rules in (promises, coverage):
        for first, second in combinations(rules, 2):
            if together.speak_equally(first, second):
                raise Invalid("rules", "equal-selectors", first=first.clause, second=second.clause)


class _Together:
    """Which services and which groups of objects can be met at once."""

    def __init__(self, version: ContractVersion) -> None:
        self.services = {
            service.code: _reach(service)
            for service in version.services.prefetch_related(
                "work_types", "equipment_types", "object_groups"
            )
        }
        chain = clients_below(version.contract.client_id)
        groups = ObjectGroup.objects.filter(client__in=chain)
        self.groups = {
            str(group.pk): {place.pk for place in group.service_objects.all()}
            for group in groups.prefetch_related("service_objects")
        }

    def speak_equally(self, first: Clause, second: Clause) -> bool:
        """Whether both name the same selectors and one thing can meet all of them."""
        names = [field.name for field in fields(first) if field.name not in _NOT_SELECTORS]
        return all(self._meet(name, getattr(first, name), getattr(second, name)) for name in names)

    def _meet(self, name: str, one: Any, other: Any) -> bool:
        if one == other or one is None or other is None:
            return bool(one == other)
        if name == "service":
            pairs = zip(self.services[one], self.services[other], strict=True)
            return all(not a or not b or bool(a & b) for a, b in pairs)
        if name == "client":
            return bool(clients_below(UUID(one)) & clients_below(UUID(other)))
        if name == "object_group":
            return bool(self.groups.get(one, set()) & self.groups.get(other, set()))
        return False


def _reach(service: Service) -> tuple[frozenset[Any], ...]:
    """Work types and equipment types of a contract's line; an empty set is any."""
    return (_ids(service.work_types.all()), _ids(service.equipment_types.all()))


def _ids(rows: Iterable[Any]) -> frozenset[Any]:
    return frozenset(row.pk for row in rows)
