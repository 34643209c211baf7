"""A biller bills another quantity or price: the proposal stays beside it, with who and why."""

from decimal import Decimal

import pytest

from backend.billing.actions import approve_lines, change_line, draft_lines
from backend.contracts.models import PriceItem
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
from tests.agreed import revised
from tests.billing.conftest import Facts, ended_visit


def change(line, cast: Cast, *, quantity="2", price="30", reason="Two were used"):  # type: ignore[no-untyped-def]
    return change_line(
        line.id,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        reason=reason,
        by=cast.biller,
    )


def test_it_works(cast: Cast, visit: Visit) -> None:
    fan = draft_lines(visit.id)[-1]
    line = change(fan, cast)
    assert (line.quantity, line.unit_price, line.net) == (2, 30, Decimal("60.00"))
    assert (line.proposed_quantity, line.proposed_price) == (1, Decimal("34.5"))
    assert (line.change_reason, line.changed_by) == ("Two were used", cast.biller)
    entry = Entry.objects.get(kind="line.changed")
    assert (entry.subject_id, entry.data["reason"], entry.data["net"]) == (
        line.id,
        "Two were used",
        "60.00",
    )


def test_the_discount_still_counts(cast: Cast) -> None:
    """2 x 30.00 less 10 % = 54.00."""
    with revised(cast.contract_version) as version:
        version.discount_percent = 10
    visit = ended_visit(cast)
    assert change(draft_lines(visit.id)[-1], cast).net == Decimal("54.00")


def test_prices_with_vat_work_backwards(cast: Cast, visit: Visit) -> None:
    """60.00 with 20 % in it are 50.00 net."""
    cast.price_list.prices_include_vat = True
    cast.price_list.save()
    line = change(draft_lines(visit.id)[-1], cast)
    assert (line.amount, line.net) == (Decimal("60.00"), Decimal("50.00"))


def test_a_price_given_answers_the_question(cast: Cast) -> None:
    PriceItem.objects.filter(kind="part").delete()
    facts = Facts(place=cast.pharmacy_object, fans="1")
    line = change(draft_lines(ended_visit(cast, facts).id)[-1], cast)
    assert (line.state, line.question) == ("proposed", "")


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"reason": "  "}, "reason", "reason-needed"),
        ({"reason": "x" * 301}, "reason", "too-long"),
        ({"quantity": "-1"}, "quantity", "negative"),
        ({"quantity": "1.0005"}, "quantity", "too-many-decimals"),
        ({"quantity": "1e12"}, "quantity", "too-large"),
        ({"quantity": "NaN"}, "quantity", "not-finite"),
        ({"price": "-0.01"}, "unit_price", "negative"),
        ({"price": "1.00005"}, "unit_price", "too-many-decimals"),
        ({"quantity": "99999", "price": "99999"}, "unit_price", "too-large"),
        ({"quantity": "99999999", "price": "99999999"}, "unit_price", "too-large"),
    ],
)
def test_bad_input_names_its_field(cast, visit, said, field, code):  # type: ignore[no-untyped-def]
    fan = draft_lines(visit.id)[-1]
    with pytest.raises(Invalid) as refused:
        change(fan, cast, **said)
    assert (refused.value.field, refused.value.code) == (field, code)
    fan.refresh_from_db()
    assert fan.net == Decimal("34.50")


def test_an_approved_line_stays(cast: Cast, visit: Visit) -> None:
    fan = draft_lines(visit.id)[-1]
    approve_lines([fan.id], by=cast.biller)
    with pytest.raises(Refused, match="wrong-state"):
        change(fan, cast)


def test_an_unknown_line_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        change_line(
            new_id(), quantity=Decimal(1), unit_price=Decimal(1), reason="x", by=cast.biller
        )
