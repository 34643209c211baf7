"""save_catalog_row: the firm's own words, each change in the history."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from backend.catalog.actions import KEPT, save_catalog_row
from backend.catalog.models import Skill
from backend.catalog.queries import catalog_rows, reasons_for
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound


def test_it_works(cast: Cast) -> None:
    names = {"en": "Gas", "uk": "Газ"}
    row = save_catalog_row("skills", {"code": "gas", "names": names}, by=cast.administrator)
    save_catalog_row("skills", {"is_active": False}, by=cast.administrator, row_id=row.pk)
    assert not Skill.objects.get(code="gas").is_active
    made, changed = Entry.objects.filter(subject_id=row.pk)
    assert (made.kind, made.data["made"]) == ("catalog.changed", True)
    assert changed.data["changed"] == {"is_active": [True, False]}


def test_what_stays_is_not_journalled(cast: Cast) -> None:
    values = {"code": "refrigeration"}
    save_catalog_row("skills", values, by=cast.administrator, row_id=cast.refrigeration.pk)
    assert not Entry.objects.filter(kind="catalog.changed").exists()


def test_lists_are_kept(cast: Cast) -> None:
    row = save_catalog_row(
        "equipment-types",
        {"code": "oven", "names": {"en": "Oven"}, "skills": [cast.refrigeration]},
        by=cast.administrator,
    )
    assert list(row.skills.all()) == [cast.refrigeration]  # type: ignore[attr-defined]
    save_catalog_row("equipment-types", {"skills": []}, by=cast.administrator, row_id=row.pk)
    assert not row.skills.exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "values", "field", "code"),
    [
        ("skills", {"code": ""}, "code", "blank"),
        ("skills", {}, "code", "blank"),
        ("skills", {"code": "refrigeration"}, "code", "taken"),
        ("skills", {"code": "a" * 10_000}, "code", "too-long"),
        ("skills", {"code": "x", "colour": "red"}, "colour", "unknown"),
        ("work-types", {"code": "x", "default_minutes": "many"}, "default_minutes", "not-valid"),
        ("reasons", {"code": "x", "used_for": "fun", "whose": "us"}, "used_for", "unknown"),
        (
            "tax-treatments",
            {"code": "X", "rate": Decimal(20), "category": "S", "valid_from": "1900-99-99"},
            "valid_from",
            "not-valid",
        ),
    ],
)
def test_bad_input_names_the_field(
    cast: Cast, name: str, values: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        save_catalog_row(name, values, by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_a_tax_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    values = {
        "code": "X",
        "rate": Decimal(20),
        "category": "S",
        "valid_from": date(2026, 2, 1),
        "valid_to": date(2026, 1, 1),
    }
    with pytest.raises(Invalid):
        save_catalog_row("tax-treatments", values, by=cast.administrator)


def test_what_is_not_kept_here_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound):
        save_catalog_row("users", {}, by=cast.administrator)
    with pytest.raises(NotFound):
        save_catalog_row("skills", {}, by=cast.administrator, row_id=uuid4())


@pytest.mark.parametrize("name", sorted(KEPT))
def test_only_who_keeps_the_catalog_reads_it_here(cast: Cast, name: str) -> None:
    assert catalog_rows(cast.administrator, name) is not None
    for other in (cast.contact, cast.engineer_user, cast.dispatcher):
        with pytest.raises(NotFound):
            catalog_rows(other, name)


def test_reasons_fit_their_use(cast: Cast) -> None:
    assert {reason.code for reason in reasons_for("wait")} == {"access", "client"}


def test_a_wrong_registry_number_changes_nothing(cast: Cast) -> None:
    kept = cast.our_entity.versions.get()
    with pytest.raises(Invalid) as refusal:
        save_catalog_row(
            "legal-entity-details", {"country": "UA"}, by=cast.administrator, row_id=kept.pk
        )
    assert refusal.value.field == "registry_number"
    kept.refresh_from_db()
    assert kept.country == "MC"
