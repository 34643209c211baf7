"""VAT once a document and treatment: the worked tables of docs/pricing.md, then any document."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.vat import TaxableLine, TaxedLine, Treatment, vat_summary
from backend.lib.errors import Invalid
from backend.lib.money import to_cents

D = Decimal
STANDARD = Treatment("standard", D("20.00"))
REDUCED = Treatment("reduced", D("5.50"))
EXEMPT = Treatment("exempt", D("0.00"))


def test_three_times_thirty_three_thirty_three() -> None:
    summary = vat_summary([TaxableLine(D("33.33"), STANDARD)] * 3)
    assert (summary.net, summary.vat, summary.gross) == (D("99.99"), D("20.00"), D("119.99"))
    assert [line.vat for line in summary.lines] == [D("6.67"), D("6.67"), D("6.66")]


def test_gross_prices_work_backwards() -> None:
    # 3 x 40.00 with 20 % in it: 120 / 1.2 = 100.00 net; 33.333 a line shows as 34, 33, 33 cents.
    summary = vat_summary([TaxableLine(D("40.00"), STANDARD, includes_vat=True)] * 3)
    assert (summary.net, summary.vat, summary.gross) == (D("100.00"), D("20.00"), D("120.00"))
    assert summary.lines == (
        TaxedLine(D("33.34"), D("6.66"), D("40.00")),
        TaxedLine(D("33.33"), D("6.67"), D("40.00")),
        TaxedLine(D("33.33"), D("6.67"), D("40.00")),
    )


def test_each_treatment_is_summed_on_its_own_and_lines_keep_their_order() -> None:
    summary = vat_summary(
        [
            TaxableLine(D("10.00"), STANDARD),
            TaxableLine(D("10.01"), REDUCED),
            TaxableLine(D("50.00"), EXEMPT),
            TaxableLine(D("0.03"), STANDARD),
        ]
    )
    by_code = {total.treatment.code: (total.net, total.vat) for total in summary.totals}
    assert by_code == {
        "standard": (D("10.03"), D("2.01")),  # 2.006
        "reduced": (D("10.01"), D("0.55")),  # 0.55055
        "exempt": (D("50.00"), D("0.00")),
    }
    assert [line.net for line in summary.lines] == [D("10.00"), D("10.01"), D("50.00"), D("0.03")]
    assert (summary.net, summary.vat, summary.gross) == (D("70.04"), D("2.56"), D("72.60"))


def test_half_a_cent_goes_up_and_down_for_a_credit() -> None:
    assert vat_summary([TaxableLine(D("0.10"), REDUCED)]).vat == D("0.01")  # 0.0055
    assert vat_summary([TaxableLine(D("-0.10"), REDUCED)]).vat == D("-0.01")


def test_nothing_to_tax() -> None:
    empty = vat_summary([])
    assert (empty.lines, empty.totals, empty.net) == ((), (), D("0.00"))
    assert vat_summary([TaxableLine(D("0.00"), STANDARD)]).vat == D("0.00")


def test_one_code_with_two_rates_is_refused() -> None:
    lines = [TaxableLine(D("1.00"), STANDARD), TaxableLine(D("1.00"), Treatment("standard", D(19)))]
    with pytest.raises(Invalid, match="two-rates"):
        vat_summary(lines)


def test_net_and_gross_lines_of_one_treatment_are_refused() -> None:
    lines = [TaxableLine(D("1.00"), STANDARD), TaxableLine(D("1.00"), STANDARD, includes_vat=True)]
    with pytest.raises(Invalid, match="net-and-gross"):
        vat_summary(lines)


@pytest.mark.parametrize(
    ("amount", "code"), [(D("1.005"), "not-whole-cents"), (1.5, "not-decimal")]
)
def test_an_amount_is_whole_cents(amount: Decimal, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        TaxableLine(amount, STANDARD)


@pytest.mark.parametrize(("code", "rate"), [("", D(20)), ("standard", D(-1)), ("standard", 0.2)])
def test_a_treatment_is_checked_at_birth(code: str, rate: Decimal) -> None:
    with pytest.raises(Invalid):
        Treatment(code, rate)


amounts = st.decimals("-9999.99", "9999.99", places=2)
documents = st.booleans().flatmap(
    lambda gross: st.lists(
        st.builds(
            TaxableLine, amounts, st.sampled_from([STANDARD, REDUCED, EXEMPT]), st.just(gross)
        ),
        max_size=25,
    )
)


@given(documents)
def test_a_document_adds_up_in_every_direction(lines: list[TaxableLine]) -> None:
    summary = vat_summary(lines)
    for column in ("net", "vat", "gross"):
        total = getattr(summary, column)
        assert total == sum((getattr(line, column) for line in summary.lines), D(0))
        assert total == sum((getattr(part, column) for part in summary.totals), D(0))
        assert isinstance(total, Decimal)
    assert summary.net + summary.vat == summary.gross
    assert all(line.net + line.vat == line.gross for line in summary.lines)


@given(documents)
def test_what_was_agreed_is_kept_and_vat_is_rounded_once(lines: list[TaxableLine]) -> None:
    summary = vat_summary(lines)
    for line, taxed in zip(lines, summary.lines, strict=True):
        assert line.amount == (taxed.gross if line.includes_vat else taxed.net)
    for total in summary.totals:
        if not any(line.includes_vat for line in lines):
            assert total.vat == to_cents(total.net * total.treatment.rate / 100)


@given(documents)
def test_a_mirror_document_cancels_every_line(lines: list[TaxableLine]) -> None:
    mirror = [TaxableLine(-line.amount, line.treatment, line.includes_vat) for line in lines]
    pairs = zip(vat_summary(lines).lines, vat_summary(mirror).lines, strict=True)
    assert all(one.net + other.net == one.vat + other.vat == 0 for one, other in pairs)
