"""What a share of the city's contracts say beyond their clauses: examples, hours included,
penalties, as the demo's own contracts do."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count

from backend.clients.models import ServiceObject
from backend.contracts.models import ContractExample, ContractVersion
from backend.contracts.penalties import PenaltyBasis
from backend.demo.sheet_of_terms import AT_HOME, examples_of, include_hours, penalize

# Every second contract carries examples, every fourth includes hours, every fifth has penalties.
EXAMPLES_EACH, HOURS_EACH, PENALTIES_EACH = 2, 4, 5
HOURS_AN_OBJECT: Final = 8
"""A quarter: about what the work at one object comes to, so that some contracts run out."""
LEAST_HOURS: Final = 40


def agree_on_terms() -> None:
    """Asked once the objects are there."""
    versions = ContractVersion.objects.select_related("contract").order_by("contract__number")
    said = list(versions)
    with_examples = said[::EXAMPLES_EACH]
    ContractExample.objects.bulk_create(
        example for version in with_examples for example in examples_of(version, AT_HOME)
    )
    _include_hours(said[1::HOURS_EACH])
    for version in said[::PENALTIES_EACH]:
        penalize(version, PenaltyBasis.FIXED)


def _include_hours(versions: Sequence[ContractVersion]) -> None:
    counted = ServiceObject.objects.values_list("client_id").annotate(count=Count("id"))
    objects: dict[UUID, int] = dict(counted)
    for version in versions:
        hours = HOURS_AN_OBJECT * objects.get(version.contract.client_id, 0)
        include_hours(version, Decimal(max(hours, LEAST_HOURS)))
