"""Acts and invoices: figures that agree, everything the law asks for, nothing forgotten."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.billing.paper import (
    ActPaper,
    EntityOnPaper,
    InvoicePaper,
    LineOnPaper,
    ReportOnPaper,
    TaxOnPaper,
    act_paper,
    act_pdf,
    frozen,
    invoice_paper,
    invoice_pdf,
)
from backend.catalog.party_words import registry_label, vat_label
from backend.lib.errors import Refused
from tests.documents.paper_reading import fonts, pages, unspaced, words

DAY = date(2026, 10, 2)
OURS = EntityOnPaper(
    name="Callout Riviera SARL",
    country="MC",
    registry_number="12S05566",
    vat_number="FR12345678901",
    address="7 rue de l'Industrie, 98000 Monaco",
    iban="MC5811222000010123456789030",
    bic="AGRIMCM1",
    bank="Crédit Agricole Monaco",
    signatory_name="Anna Rossi",
    signatory_post="Director",
    acting_on="Statute",
)
THEIRS = EntityOnPaper(name="ТОВ «Їжак і Ґава»", country="UA", registry_number="12345678")


def line(text: str, net: str, tax: str = "S20") -> LineOnPaper:
    price, one = Decimal(net), Decimal("1.000")
    return LineOnPaper(text, one, "h", price, price, "paid", tax, "", "VIS-311", DAY)


THREE = (line("Repair", "33.33"), line("Filter", "33.33"), line("Travel", "33.33"))
CALL_OUT = replace(line("Call-out", "0.00"), verdict="covered", clause="3.2")
S20 = TaxOnPaper("S20", Decimal(20), "S", Decimal("99.99"), Decimal("20.00"), "Article 193")

ACT = ActPaper(
    number="ACT-2026-0042",
    language="en",
    currency="EUR",
    document_date=date(2026, 10, 31),
    supply_from=date(2026, 10, 1),
    supply_to=date(2026, 10, 31),
    issuer=OURS,
    client=THEIRS,
    lines=(*THREE, CALL_OUT),
    taxes=(S20,),
    net=Decimal("99.99"),
    vat=Decimal("20.00"),
    gross=Decimal("119.99"),
    contract="C-104",
    contract_date=date(2026, 1, 15),
    reports=(ReportOnPaper("SR-1042", DAY, "Bar, SHOP-17"),),
    statement="The parties have no claims.",
)
INVOICE = InvoicePaper(
    number="INV-2026-0007",
    language="en",
    currency="EUR",
    document_date=date(2026, 10, 31),
    due_on=date(2026, 11, 30),
    issuer=OURS,
    client=THEIRS,
    lines=THREE,
    taxes=(S20,),
    net=Decimal("99.99"),
    vat=Decimal("20.00"),
    gross=Decimal("119.99"),
    tax_date=date(2026, 10, 31),
    acts=("ACT-2026-0042",),
)


def test_it_works() -> None:
    shown = words(act_pdf(ACT))
    for said in (
        "Act of completed work",
        "ACT-2026-0042",
        "31 October 2026",
        "1 October 2026 to 31 October 2026",
        "C-104 of 15 January 2026",
        "RCI: 12S05566",
        "TVA: FR12345678901",
        "IBAN: MC58 1122 2000 0101 2345 6789 030",
        "BIC: AGRIMCM1",
        "Bank: Crédit Agricole Monaco",
        "ТОВ «Їжак і Ґава»",
        "EDRPOU: 12345678",
        "SR-1042 2 October 2026 Bar, SHOP-17",
        "The parties have no claims.",
        "For the contractor",
        "For the client",
        "Anna Rossi",
        "Acting on: Statute",
        "Page 1 of 1",
    ):
        assert said in shown


def test_vat_is_taken_once_from_the_sum() -> None:
    shown = words(act_pdf(ACT))
    assert "Total without VAT €99.99" in shown
    assert "VAT 20% of 99.99 Article 193 €20.00" in shown or "VAT 20% of 99.99 €20.00" in shown
    assert "Article 193" in shown
    assert "Total with VAT €119.99" in shown
    assert "20.01" not in shown


def test_a_covered_line_is_zero_and_names_its_clause() -> None:
    shown = words(act_pdf(ACT))
    start = shown.index("Call-out")
    assert "Covered by the contract, clause 3.2" in shown[start : start + 90]
    assert "0.00 20% 0.00" in shown[start : start + 140]


def test_every_treatment_has_its_own_line_and_legal_words() -> None:
    free = TaxOnPaper("AE", Decimal(0), "AE", Decimal("50.00"), Decimal("0.00"), "Reverse charge")
    paper = replace(
        ACT,
        lines=(*ACT.lines, line("Remote", "50.00", tax="AE")),
        taxes=(S20, free),
        net=Decimal("149.99"),
        gross=Decimal("169.99"),
    )
    shown = words(act_pdf(paper))
    assert "VAT 20% of 99.99" in shown
    assert "VAT 0% of 50.00" in shown
    assert "Reverse charge" in shown


def test_vat_by_line_is_shown_where_it_is_known() -> None:
    shares = [Decimal("6.67"), Decimal("6.67"), Decimal("6.66")]
    lines = tuple(replace(each, vat=vat) for each, vat in zip(THREE, shares, strict=True))
    shown = words(act_pdf(replace(ACT, lines=lines)))
    assert shown.count("6.67") == 2
    assert shown.count("6.66") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"vat": Decimal("20.01"), "gross": Decimal("120.00")},
        {"gross": Decimal("119.98")},
        {"net": Decimal("99.98"), "gross": Decimal("119.98")},
        {"lines": THREE[:2]},
        {"taxes": ()},
        {"lines": (*THREE, line("Remote", "0.00", tax="unknown"))},
    ],
)
def test_a_paper_that_does_not_add_up_is_never_printed(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused, match="paper-sums-differ"):
        act_pdf(replace(ACT, **wrong))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="paper-sums-differ"):
        invoice_pdf(replace(INVOICE, **wrong))  # type: ignore[arg-type]


def test_a_mirror_act_says_what_it_reverses_and_is_negative() -> None:
    paper = replace(
        ACT,
        mirror_of="ACT-2026-0041",
        lines=(replace(THREE[0], quantity=Decimal("-1.000"), net=Decimal("-33.33")),),
        taxes=(replace(S20, net=Decimal("-33.33"), vat=Decimal("-6.67")),),
        net=Decimal("-33.33"),
        vat=Decimal("-6.67"),
        gross=Decimal("-40.00"),
    )
    shown = words(act_pdf(paper))
    assert "This act reverses act ACT-2026-0041." in shown
    assert "Total with VAT -€40.00" in shown


def test_sixty_long_lines_break_over_numbered_pages() -> None:
    lines = tuple(line(f"line-{n}. " + "Ґ" * 200, "1.00") for n in range(60))
    tax = replace(S20, net=Decimal("60.00"), vat=Decimal("12.00"))
    sums = {"net": Decimal("60.00"), "vat": Decimal("12.00"), "gross": Decimal("72.00")}
    client = replace(THEIRS, name="Ж" * 200)
    content = act_pdf(replace(ACT, lines=lines, taxes=(tax,), client=client, **sums))  # type: ignore[arg-type]
    shown = pages(content)
    assert len(shown) > 3
    assert all(f"Page {n} of {len(shown)}" in page for n, page in enumerate(shown, 1))
    assert all(sum(f"line-{n}." in page for page in shown) == 1 for n in range(60))
    assert unspaced(content).count("Ґ") == 60 * 200
    assert "Total with VAT €72.00" in " ".join(shown)
    assert all("Net, EUR" in page for page in shown if "line-" in page)


def test_the_title_can_be_chosen_and_defaults_by_language() -> None:
    assert "Протокол за извършена работа" in words(
        act_pdf(replace(ACT, title="Протокол за извършена работа"))
    )


def test_figures_are_written_in_the_clients_language() -> None:
    shown = words(act_pdf(replace(ACT, language="uk", currency="UAH"))).replace("\xa0", " ")
    assert "119,99 ₴" in shown
    assert "31 жовтня 2026 р." in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", ["Акт наданих послуг", "31 жовтня 2026 р.", "Разом з ПДВ 119,99 €"]),
        ("bg", ["Протокол за извършена работа", "31 октомври 2026 г.", "Общо с ДДС 119,99 €"]),
        (
            "ru",
            [
                "Акт выполненных работ (оказанных услуг)",
                "31 октября 2026 г.",
                "Итого с НДС 119,99 €",
            ],
        ),
    ],
)
def test_an_act_is_in_the_clients_language(language: str, said: list[str]) -> None:
    shown = words(act_pdf(replace(ACT, language=language)))
    shown = shown.replace("\xa0", " ").replace("\u202f", " ")
    assert [each for each in said if each not in shown] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", ["Рахунок на оплату", "Сплатити до", "30 листопада 2026 р."]),
        ("bg", ["Фактура", "Падеж", "30 ноември 2026 г."]),
        ("ru", ["Счёт на оплату", "Оплатить до", "30 ноября 2026 г."]),
    ],
)
def test_an_invoice_is_in_the_clients_language(language: str, said: list[str]) -> None:
    shown = words(invoice_pdf(replace(INVOICE, language=language)))
    shown = shown.replace("\xa0", " ").replace("\u202f", " ")
    assert [each for each in said if each not in shown] == []


def test_the_same_paper_gives_the_same_bytes_with_its_font_inside() -> None:
    content = act_pdf(ACT)
    assert content == act_pdf(ACT)
    assert all(embedded for name, embedded in fonts(content).items() if "DejaVu" in name)


def test_an_invoice_says_how_to_pay() -> None:
    shown = words(invoice_pdf(INVOICE))
    for said in (
        "Invoice",
        "INV-2026-0007",
        "Tax point",
        "Payment due",
        "30 November 2026",
        "ACT-2026-0042",
        "€119.99",
        "MC58 1122 2000 0101 2345 6789 030",
        "AGRIMCM1",
        "Payment reference",
    ):
        assert said in shown


def test_a_frozen_paper_comes_back_whole() -> None:
    assert act_paper(json.loads(json.dumps(frozen(ACT)))) == ACT
    assert invoice_paper(json.loads(json.dumps(frozen(INVOICE)))) == INVOICE
    assert frozen(ACT)["gross"] == "119.99"
    assert frozen(ACT)["lines"][0]["supplied_on"] == "2026-10-02"


def test_an_older_frozen_paper_without_newer_fields_is_read() -> None:
    kept = frozen(ACT)
    del kept["purchase_order"]
    assert act_paper(kept) == ACT


@pytest.mark.parametrize(
    ("country", "number", "language", "registry", "vat"),
    [
        ("UA", "42999902", "uk", "ЄДРПОУ", "ІПН"),
        ("UA", "3000000014", "uk", "РНОКПП", "ІПН"),
        ("UA", "42999902", "en", "EDRPOU", "IPN"),
        ("BG", "299990014", "bg", "ЕИК", "ДДС №"),
        ("BG", "299990014", "en", "EIK", "DDS No."),
        ("MC", "24S09999", "uk", "RCI", "TVA"),
        ("RO", "J40/1", "en", "Registry number", "VAT number"),
    ],
)
def test_numbers_are_called_as_their_country_calls_them(
    country: str, number: str, language: str, registry: str, vat: str
) -> None:
    said = (registry_label(country, number, language), vat_label(country, language))
    assert said == (registry, vat)
