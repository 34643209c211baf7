"""What a published version says is kept by PostgreSQL itself, whoever asks it to change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from backend.contracts.actions import begin_version
from backend.contracts.models import (
    ContractExample,
    ContractVersion,
    CoverageRule,
    PenaltyRule,
    PriorityRule,
    Quota,
    RecurringFee,
    Service,
    SlaPolicy,
    SlaTarget,
)
from backend.demo.cast import Cast
from tests.agreed import revised

Rows = type[Any]
CLAUSES: tuple[Rows, ...] = (
    Service,
    PriorityRule,
    SlaPolicy,
    Quota,
    CoverageRule,
    RecurringFee,
    PenaltyRule,
)


@pytest.fixture
def said(cast: Cast) -> ContractVersion:
    """A published version with a row of every kind."""
    with revised(cast.contract_version) as version:
        version.quotas.create(code="v", unit="visits", amount=4, period="year")
        version.recurring_fees.create(amount=100)
        version.penalty_rules.create(
            clause="7.1", measure="late", kind="arrival", basis="fixed", tiers=[]
        )
    return version


def refused(change: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "column",
    [
        "valid_to = '2027-01-01'",
        "discount_percent = 5",
        """discounts = '{"part": "50"}'""",
        "on_change = 'frozen'",
        "number = 7",
        "published_at = null",
        "published_at = now()",
        "price_factor = 2",
        "currency = 'USD'",
    ],
)
def test_no_column_of_its_own_changes(said: ContractVersion, column: str) -> None:
    with connection.cursor() as cursor:
        # The names are this test's own.
        sql = f"update contracts_contractversion set {column} where id = %s"
        refused(lambda: cursor.execute(sql, [said.pk]))


def test_it_is_not_removed(said: ContractVersion) -> None:
    refused(said.delete)
    refused(lambda: said.contract.delete())


@pytest.mark.parametrize("rows", CLAUSES)
def test_no_clause_changes_goes_or_joins(said: ContractVersion, cast: Cast, rows: Rows) -> None:
    clauses = rows.objects.filter(version=said)
    assert clauses.exists()
    name = "impact" if rows is PriorityRule else "clause"
    column = {Service: "code", Quota: "code", RecurringFee: "amount"}.get(rows, name)
    value = {"impact": "partly", "amount": 1}.get(column, "9.9")
    refused(lambda: clauses.filter(pk=clauses.first().pk).update(**{column: value}))
    refused(lambda: clauses.all().delete())
    draft = begin_version(cast.contract.pk, date(2027, 1, 1), by=cast.administrator)
    drawn = rows.objects.filter(version=draft).first()
    refused(lambda: rows.objects.filter(pk=drawn.pk).update(version=said))
    refused(lambda: rows.objects.filter(pk=clauses.first().pk).update(version=draft))


def test_neither_do_targets_nor_what_a_clause_names(said: ContractVersion, cast: Cast) -> None:
    targets = SlaTarget.objects.filter(policy__version=said)
    refused(lambda: targets.update(target_min=1))
    refused(lambda: targets.update(late_price_per_h=0))
    refused(lambda: said.policies.earliest("pk").targets.create(kind="restoration", target_min=9))
    refused(lambda: said.services.get().equipment_types.clear())
    refused(lambda: said.services.get().work_types.clear())
    refused(lambda: said.services.get().excluded_objects.add(cast.hotel_object))
    rule = said.coverage_rules.earliest("pk")
    refused(lambda: rule.excluded_objects.add(cast.hotel_object))


def test_a_draft_changes_and_goes(cast: Cast, said: ContractVersion) -> None:
    draft = begin_version(cast.contract.pk, date(2027, 1, 1), by=cast.administrator)
    draft.discount_percent = 5
    draft.save()
    draft.coverage_rules.update(verdict="paid")
    draft.services.get().equipment_types.clear()
    draft.delete()
    assert cast.contract.versions.count() == 2


def test_saved_as_it_is_nothing_is_refused(said: ContractVersion) -> None:
    said.save()
    for rule in said.coverage_rules.all():
        rule.save()


def test_examples_are_the_contracts_and_may_grow(cast: Cast, said: ContractVersion) -> None:
    example = ContractExample.objects.create(contract=cast.contract, words="A fan", asks="price")
    example.words = "A fan is paid"
    example.save()
    example.delete()
