"""Acts (ACT-) and invoices (INV-) as PDFs, set from what was frozen when they were issued."""

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from backend.billing.paper_data import (
    ActPaper,
    EntityOnPaper,
    InvoicePaper,
    LineOnPaper,
    MoneyPaper,
    ReportOnPaper,
    TaxOnPaper,
    act_paper,
    check_sums,
    frozen,
    invoice_paper,
)
from backend.catalog.party_words import registry_label, vat_label
from backend.contracts.clause_words import clause_words
from backend.documents.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Head,
    Heading,
    Paper,
    Parties,
    Party,
    Row,
    SignaturePlace,
    Signatures,
    Table,
    Text,
    Total,
    Totals,
)
from backend.documents.figures import (
    amount_words,
    date_words,
    money_words,
    percent_words,
    price_words,
    quantity_words,
)
from backend.documents.paper import render_pdf
from backend.fieldwork.paper_words import UNITS, VERDICTS, in_words

__all__ = [
    "ActPaper",
    "EntityOnPaper",
    "InvoicePaper",
    "LineOnPaper",
    "ReportOnPaper",
    "TaxOnPaper",
    "act_paper",
    "act_pdf",
    "frozen",
    "invoice_paper",
    "invoice_pdf",
]


def act_pdf(paper: ActPaper) -> bytes:
    """The act in its language; Refused("paper-sums-differ") where its sums do not agree."""
    check_sums(paper)
    with translation.override(paper.language):
        title = paper.title or _("Act of completed work")
        blocks: list[Block] = [
            _head(title, paper, _act_facts(paper)),
            _parties(paper, _("Contractor"), _("Client")),
            *_opening(paper),
            _lines(paper),
            _totals(paper),
            *_reports(paper),
            Signatures(
                [
                    _place(_("For the contractor"), paper.issuer),
                    _place(_("For the client"), paper.client),
                ],
                paper.statement,
            ),
        ]
        return render_pdf(_paper(title, paper, blocks))


def invoice_pdf(paper: InvoicePaper) -> bytes:
    """The invoice in its language; Refused("paper-sums-differ") where its sums do not agree."""
    check_sums(paper)
    with translation.override(paper.language):
        title = paper.title or _("Invoice")
        blocks: list[Block] = [
            _head(title, paper, _invoice_facts(paper)),
            _parties(paper, _("Seller"), _("Buyer")),
            _lines(paper),
            _totals(paper),
            *_payment(paper),
            Signatures([_place(_("For the seller"), paper.issuer)], paper.statement),
        ]
        return render_pdf(_paper(title, paper, blocks))


def _paper(title: str, paper: MoneyPaper, blocks: Sequence[Block]) -> Paper:
    return Paper(
        title=title,
        number=paper.number,
        language=paper.language,
        page_words=_("Page {page} of {pages}"),
        blocks=blocks,
        author=paper.issuer.name,
        running_head=f"{title} {paper.number}",
        footer=paper.issuer.name,
    )


def _head(title: str, paper: MoneyPaper, facts: Sequence[tuple[str, str]]) -> Head:
    lines = (paper.issuer.address,)
    return Head(title, paper.number, paper.issuer.name, lines, facts)


def _act_facts(paper: ActPaper) -> list[tuple[str, str]]:
    days = {"from": _day(paper, paper.supply_from), "to": _day(paper, paper.supply_to)}
    same = paper.supply_from == paper.supply_to
    period = days["to"] if same else _("%(from)s to %(to)s") % days
    return [
        (_("Document date"), _day(paper, paper.document_date)),
        (_("Supply date") if same else _("Supply period"), period),
        (_("Contract"), _contract(paper)),
        (_("Purchase order"), paper.purchase_order),
        (_("Reverses"), paper.mirror_of),
    ]


def _invoice_facts(paper: InvoicePaper) -> list[tuple[str, str]]:
    return [
        (_("Document date"), _day(paper, paper.document_date)),
        (_("Tax point"), _day(paper, paper.tax_date) if paper.tax_date else ""),
        (_("Payment due"), _day(paper, paper.due_on)),
        (_("Contract"), paper.contract),
        (_("Purchase order"), paper.purchase_order),
        (_("Acts"), ", ".join(paper.acts)),
    ]


def _contract(paper: ActPaper) -> str:
    if not (paper.contract and paper.contract_date):
        return paper.contract
    words = {"number": paper.contract, "date": _day(paper, paper.contract_date)}
    return _("%(number)s of %(date)s") % words


def _parties(paper: MoneyPaper, ours: str, theirs: str) -> Parties:
    left = Party(ours, paper.issuer.name, _entity_facts(paper, paper.issuer))
    return Parties(left, Party(theirs, paper.client.name, _entity_facts(paper, paper.client)))


def _entity_facts(paper: MoneyPaper, entity: EntityOnPaper) -> list[tuple[str, str]]:
    named = [
        ("", entity.address),
        (
            registry_label(entity.country, entity.registry_number, paper.language),
            entity.registry_number,
        ),
        (vat_label(entity.country, paper.language), entity.vat_number),
    ]
    return named if isinstance(paper, InvoicePaper) else [*named, *_bank_facts(entity)]


def _bank_facts(entity: EntityOnPaper) -> list[tuple[str, str]]:
    return [
        (_("IBAN"), _iban_words(entity.iban)),
        (_("BIC"), entity.bic),
        (_("Bank"), entity.bank),
    ]


def _opening(paper: ActPaper) -> list[Block]:
    if paper.mirror_of:
        return [Text(_("This act reverses act %(number)s.") % {"number": paper.mirror_of})]
    return [Text(_("The contractor has done the following work and the client accepts it."))]


def _lines(paper: MoneyPaper) -> Table:
    shows_vat = any(line.vat is not None for line in paper.lines)
    currency = {"currency": paper.currency}
    columns = [
        Column(_("No."), 0.7, "right"),
        Column(_("Work, parts, fees"), 5.1 if shows_vat else 6.1),
        Column(_("Quantity"), 1.8, "right"),
        Column(_("Unit"), 1.3),
        Column(_("Unit price"), 1.5, "right"),
        Column(_("VAT rate"), 1.25, "right"),
        *([Column(_("VAT"), 1.3, "right")] if shows_vat else []),
        Column(_("Net, %(currency)s") % currency, 1.9, "right"),
    ]
    rates = {tax.code: percent_words(tax.rate, paper.language) for tax in paper.taxes}
    rows = [
        _line(place, line, rates[line.tax], paper, shows_vat)
        for place, line in enumerate(paper.lines, start=1)
    ]
    return Table(columns, rows)


def _line(place: int, line: LineOnPaper, rate: str, paper: MoneyPaper, shows_vat: bool) -> Row:
    language, currency = paper.language, paper.currency
    vat = "" if line.vat is None else amount_words(line.vat, currency, language)
    return Row(
        [
            str(place),
            Cell(line.text, " · ".join(_line_details(line, paper))),
            quantity_words(line.quantity, language),
            in_words(UNITS, line.unit),
            price_words(line.unit_price, currency, language),
            rate,
            *([vat] if shows_vat else []),
            amount_words(line.net, currency, language),
        ]
    )


def _line_details(line: LineOnPaper, paper: MoneyPaper) -> list[str]:
    """Why it costs what it costs, then where and when it was done."""
    verdict = in_words(VERDICTS, line.verdict)
    clause = clause_words(line.clause, line.verdict)
    if clause:
        verdict = _("%(verdict)s, %(clause)s") % {"verdict": verdict, "clause": clause}
    worth = ""
    if line.list_price and not line.unit_price:
        price = price_words(line.list_price, paper.currency, paper.language)
        worth = _("List price %(price)s") % {"price": price}
    discount = ""
    if line.discount_percent:
        percent = percent_words(line.discount_percent, paper.language)
        discount = _("Discount %(percent)s") % {"percent": percent}
    day = _short_day(paper, line.supplied_on) if line.supplied_on else ""
    said = (verdict, worth, discount, line.reference, day)
    return [words for words in said if words]


def _totals(paper: MoneyPaper) -> Totals:
    rows = [Total(_("Total without VAT"), _money(paper, "net"))]
    for tax in paper.taxes:
        words = {
            "rate": percent_words(tax.rate, paper.language),
            "net": amount_words(tax.net, paper.currency, paper.language),
        }
        label = _("VAT %(rate)s of %(net)s") % words
        vat = money_words(tax.vat, paper.currency, paper.language)
        rows.append(Total(label, vat, tax.legal_text))
    gross = _money(paper, "gross")
    return Totals([*rows, Total(_("Total with VAT"), gross, paper.total_in_words, strong=True)])


def _reports(paper: ActPaper) -> list[Block]:
    if not paper.reports:
        return []
    columns = [
        Column(_("Service report"), 2),
        Column(_("Date of the visit"), 2),
        Column(_("Object"), 5),
    ]
    rows = [Row([each.number, _day(paper, each.day), each.place]) for each in paper.reports]
    return [Heading(_("Service reports"), small=True), Table(columns, rows)]


def _payment(paper: InvoicePaper) -> list[Block]:
    facts = [
        (_("To pay"), _money(paper, "gross")),
        (_("Payment due"), _day(paper, paper.due_on)),
        (_("Payment reference"), paper.payment_reference or paper.number),
        (_("Payee"), paper.issuer.name),
        *_bank_facts(paper.issuer),
    ]
    return [Heading(_("Payment"), small=True), Facts(facts, columns=2)]


def _place(role: str, entity: EntityOnPaper) -> SignaturePlace:
    acting = _("Acting on: %(basis)s") % {"basis": entity.acting_on} if entity.acting_on else ""
    lines = (entity.signatory_name, entity.signatory_post, acting)
    return SignaturePlace(role, entity.name, lines, line_caption=_("Signature and date"))


def _money(paper: MoneyPaper, which: str) -> str:
    return money_words(getattr(paper, which), paper.currency, paper.language)


def _day(paper: MoneyPaper, day: date) -> str:
    """A date that never breaks over two lines."""
    return date_words(day, paper.language).replace(" ", "\N{NO-BREAK SPACE}")


def _short_day(paper: MoneyPaper, day: date) -> str:
    """The same with the month cut short, for the small print of a line."""
    return date_words(day, paper.language, "medium").replace(" ", "\N{NO-BREAK SPACE}")


def _iban_words(iban: str) -> str:
    """Groups of four, as banks print it."""
    bare = "".join(iban.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
