"""The middle of a service report: work orders with what was checked, used and spent; prices;
photos. Every function reads a part of a snapshot and speaks the active language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.documents.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    PhotoGrid,
    Picture,
    Row,
    Table,
    Text,
    Total,
    Totals,
)
from backend.documents.figures import amount_words, instant_words, money_words, quantity_words
from backend.fieldwork.paper_words import (
    OFFERS,
    OUTCOMES,
    PASS_FAIL,
    PHOTO_ROLES,
    STATES,
    TICKS,
    TIME_KINDS,
    UNITS,
    VERDICTS,
    in_words,
    minutes_words,
)
from backend.fieldwork.snapshot import Snapshot, sums_of


@dataclass(frozen=True)
class Reader:
    """Who the paper is for: their language, and the object's zone for its times."""

    language: str
    zone: str

    def instant(self, value: str | None) -> str:
        """A snapshot's time in the object's zone; nothing where it did not happen."""
        if value is None:
            return ""
        return instant_words(datetime.fromisoformat(value), self.zone, self.language)

    def quantity(self, value: str) -> str:
        """A snapshot's quantity as this reader writes it."""
        return quantity_words(Decimal(value), self.language)


def work_blocks(work: Snapshot, reader: Reader) -> list[Block]:
    """One work order: what was asked, what came of it, and the proof."""
    facts = [
        (_("Equipment"), work["equipment"] or ""),
        (_("Outcome"), in_words(OUTCOMES, work["outcome"])),
        (_("Reason"), work["reason"] or ""),
    ]
    blocks: list[Block] = [
        Heading(_("Work order %(number)s") % {"number": work["number"]}),
        *_text(work["words"]),
        Facts(facts, columns=2),
        *_text(work["note"]),
    ]
    for checklist in work["checklists"]:
        blocks += _checklist(checklist, reader)
    return blocks + _parts(work["parts"], reader) + _time(work["time"])


def price_blocks(snapshot: Snapshot, reader: Reader) -> list[Block]:
    """What the signer saw of the money; nothing where no price was shown."""
    blocks = _paid_work(snapshot.get("paid_work", []), reader)
    for prices in sums_of(snapshot):
        blocks += _sum_blocks(prices, reader)
    return blocks


def _paid_work(offers: Sequence[Snapshot], reader: Reader) -> list[Block]:
    """Work outside the contract that was offered on site, and what the client said to it."""
    if not offers:
        return []
    columns = [Column(_("What"), 6), Column(_("Answer"), 3), Column(_("Net"), 2.4, "right")]
    return [Heading(_("Paid work")), Table(columns, [_offer_row(o, reader) for o in offers])]


def _offer_row(offer: Snapshot, reader: Reader) -> Row:
    net = money_words(Decimal(offer["net"]), offer["currency"], reader.language)
    return Row([offer["text"], Cell(in_words(OFFERS, offer["state"]), offer["by"] or ""), net])


def _sum_blocks(prices: Snapshot, reader: Reader) -> list[Block]:
    currency = prices["currency"]
    columns = [
        Column(_("Work and parts"), 6),
        Column(_("Quantity"), 1.6, "right"),
        Column(_("Unit"), 1.1),
        Column(_("Net, %(currency)s") % {"currency": currency}, 2.2, "right"),
    ]
    rows = [_price_row(line, currency, reader) for line in prices["lines"]]
    net, vat, gross = (
        money_words(Decimal(prices[name]), currency, reader.language)
        for name in ("net", "vat", "gross")
    )
    totals = [
        Total(_("Total without VAT"), net),
        Total(_("VAT"), vat),
        Total(_("Total with VAT"), gross, strong=True),
    ]
    note = _text(prices["note"])
    return [Heading(_("Prices")), Table(columns, rows), Totals(totals), *note]


def photo_blocks(shown: Sequence[Snapshot], photos: Mapping[str, bytes]) -> list[Block]:
    """The photos the snapshot names; one without bytes is said to be missing."""
    pictures = [
        Picture(photos.get(photo["media_id"]), _photo_caption(photo), _photo_missing(photo, photos))
        for photo in shown
    ]
    return [Heading(_("Photos")), PhotoGrid(pictures)] if pictures else []


def _text(words: str | None) -> list[Block]:
    return [Text(words)] if words else []


def _checklist(checklist: Snapshot, reader: Reader) -> list[Block]:
    columns = [Column(_("Checked"), 6), Column(_("Result"), 4)]
    rows = [
        Row([Cell(item["text"], detail=item["note"] or ""), _result(item, reader)])
        for item in checklist["items"]
    ]
    return [Heading(checklist["title"], small=True), Table(columns, rows)] if rows else []


def _result(item: Snapshot, reader: Reader) -> Cell:
    state, value = item["state"], _value(item, reader)
    if not value:
        return Cell(in_words(STATES, state) if state else "—", bad=state == "fail")
    says_itself = item["type"] == "passfail" or state in (None, "ok")
    return Cell(value, "" if says_itself else in_words(STATES, state), bad=state == "fail")


def _value(item: Snapshot, reader: Reader) -> str:
    value: str = item["value"] or ""
    if not value:
        return ""
    if item["type"] == "passfail":
        return in_words(PASS_FAIL, value)
    if item["type"] == "check":
        return in_words(TICKS, value)
    if item["type"] == "datetime":
        return reader.instant(value)
    if item["type"] in {"photo", "file", "signature"}:
        return _("Attached: %(count)s") % {"count": value}
    return f"{value} {item['unit'] or ''}".strip()


def _parts(parts: Sequence[Snapshot], reader: Reader) -> list[Block]:
    if not parts:
        return []
    columns = [
        Column(_("Code"), 2),
        Column(_("Part"), 6),
        Column(_("Quantity"), 2, "right"),
        Column(_("Unit"), 1.2),
    ]
    rows = [_part_row(part, reader) for part in parts]
    return [Heading(_("Parts and materials"), small=True), Table(columns, rows)]


def _part_row(part: Snapshot, reader: Reader) -> Row:
    quantity, unit = reader.quantity(part["quantity"]), in_words(UNITS, part["unit"])
    return Row([part["code"], part["name"], quantity, unit])


def _time(entries: Sequence[Snapshot]) -> list[Block]:
    """Minutes summed by kind, in the order the kinds are named."""
    sums = dict.fromkeys(TIME_KINDS, 0)
    for entry in entries:
        sums[entry["kind"]] += int(entry["minutes"])
    facts = [
        (in_words(TIME_KINDS, kind), minutes_words(spent)) for kind, spent in sums.items() if spent
    ]
    return [Facts(facts, columns=4)] if facts else []


def _price_row(line: Snapshot, currency: str, reader: Reader) -> Row:
    verdict = in_words(VERDICTS, line["verdict"])
    if line["clause"]:
        words = {"verdict": verdict, "clause": line["clause"]}
        verdict = _("%(verdict)s, clause %(clause)s") % words
    net = amount_words(Decimal(line["net"]), currency, reader.language)
    quantity, unit = reader.quantity(line["quantity"]), in_words(UNITS, line["unit"])
    return Row([Cell(line["text"], verdict), quantity, unit, net])


def _photo_caption(photo: Snapshot) -> str:
    role, caption = in_words(PHOTO_ROLES, photo["role"]), photo["caption"]
    return f"{role}\n{caption}" if caption else role


def _photo_missing(photo: Snapshot, photos: Mapping[str, bytes]) -> str:
    if photo["media_id"] in photos:
        return _("This file cannot be shown as a picture")
    return _("This photo has not arrived yet")
