"""What the demo's contracts say beyond their clauses: examples, a quota, penalties, warranties."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from backend.catalog.models import Symptom
from backend.contracts.models import (
    Contract,
    ContractExample,
    ContractVersion,
    PenaltyRule,
    Quota,
    SlaTarget,
)
from backend.contracts.penalties import PenaltyBasis
from backend.demo.cast import Cast
from backend.demo.words import named

Told = tuple[str, str, dict[str, Any], dict[str, Any]]
"""An example's words, what it asks, what is given and what is expected."""

# Friday 20 November 2026 and the Monday after are working days of all three offices; Thursday 19
# is Monaco's national day.
AT_HOME: Final = (
    (
        "Reported Friday 17:30, goods at risk: the engineer arrives by Monday 11:30",
        "promise",
        {"reported": "2026-11-20T17:30", "impact": "goods_at_risk"},
        {"priority": "high", "arrival": "2026-11-23T11:30"},
    ),
    (
        "Reported on the eve of the national day at 17:00, trading stopped: by Friday 09:00",
        "promise",
        {"reported": "2026-11-18T17:00", "impact": "stopped"},
        {"priority": "critical", "arrival": "2026-11-20T09:00"},
    ),
    (
        "An hour of labour within service hours costs nothing",
        "price",
        {"at": "2026-11-20T10:00", "minutes": 60},
        {"verdict": "covered", "clause": "3.2", "amount": "0.00"},
    ),
    (
        "A fan out of warranty is paid",
        "price",
        {"at": "2026-11-20T10:00", "line": "part", "part": "FAN-120"},
        {"verdict": "paid", "clause": "4.1", "amount": "34.50"},
    ),
    (
        "A fan in warranty costs nothing",
        "price",
        {"at": "2026-11-20T10:00", "line": "part", "part": "FAN-120", "warranty": True},
        {"verdict": "warranty", "amount": "0.00"},
    ),
)
FROM_AFAR: Final = (
    (
        "Reported Friday 17:30, goods at risk: answered by Monday 09:30",
        "promise",
        {"reported": "2026-11-20T17:30", "impact": "goods_at_risk"},
        {"priority": "high", "response": "2026-11-23T09:30", "arrival": None},
    ),
    (
        "An hour of remote labour is paid",
        "price",
        {"at": "2026-11-20T10:00", "minutes": 60},
        {"verdict": "paid"},
    ),
)
SYMPTOMS: Final = (
    ("not-cold", "Does not cool"),
    ("leaks", "Leaks"),
    ("does-not-start", "Does not start"),
    ("prints-badly", "Prints badly"),
    ("no-network", "No network"),
)


def agree_on_terms(cast: Cast) -> None:
    """Examples and who answers for every contract; on the hotel's also quota and penalties."""
    for code, english in SYMPTOMS:
        Symptom.objects.create(code=code, names=named(english))
    for version in ContractVersion.objects.select_related("contract", "calendar"):
        comes = SlaTarget.objects.filter(policy__version=version, kind=SlaTarget.Kind.ARRIVAL)
        told = AT_HOME if comes.exists() else FROM_AFAR
        ContractExample.objects.bulk_create(examples_of(version, told))
    Contract.objects.update(manager=cast.administrator)
    version = cast.contract_version
    version.work_warranty_days, version.part_warranty_days, version.repeat_days = 30, 180, 30
    version.save(update_fields=["work_warranty_days", "part_warranty_days", "repeat_days"])
    include_hours(version, Decimal(40))
    penalize(version, PenaltyBasis.FEES)


def examples_of(version: ContractVersion, told: Sequence[Told]) -> list[ContractExample]:
    """Unsaved examples about the first kind of equipment the version serves."""
    service = version.services.first()
    kind = service.equipment_types.order_by("code").first() if service else None
    works = service.work_types.order_by("code").first() if service else None
    of_type = {"equipment_type": kind.code} if kind else {}
    of_work = {"work_type": works.code} if works else {}
    return [
        ContractExample(
            contract=version.contract,
            position=position,
            words=words,
            asks=asks,
            given={**given, **of_type, **(of_work if asks == "price" else {})},
            expected=expected,
        )
        for position, (words, asks, given, expected) in enumerate(told, start=1)
    ]


def include_hours(version: ContractVersion, hours: Decimal) -> None:
    """So many hours of labour a quarter; what goes beyond is paid."""
    quota = Quota.objects.create(
        version=version,
        code="labour",
        names=named("Hours included"),
        unit="hours",
        amount=hours,
        period="quarter",
    )
    version.coverage_rules.filter(line_kind="labour").update(quota=quota)


def penalize(version: ContractVersion, basis: PenaltyBasis) -> None:
    """1 % of the month's fees, or one unit of money, for every started hour late, and a credit
    below 95 %."""
    PenaltyRule.objects.create(
        version=version,
        clause="7.1",
        measure="late",
        kind="arrival",
        basis=basis,
        grace_min=15,
        tiers=[{"from": "0", "value": "1"}, {"from": "240", "value": "2"}],
        cap_each=Decimal(10),
        cap_month=Decimal(25),
        excused=["access", "client"],
    )
    PenaltyRule.objects.create(
        version=version,
        clause="7.2",
        measure="attainment",
        kind="arrival",
        basis=basis,
        tiers=[{"from": "90", "value": "10"}, {"from": "95", "value": "5"}],
    )
