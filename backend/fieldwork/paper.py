"""The service report (SR-): set strictly from the snapshot that the signer saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from backend.documents.blocks import (
    Attachment,
    Block,
    Cell,
    Column,
    Facts,
    Head,
    Heading,
    Notes,
    Paper,
    Parties,
    Party,
    PhotoGrid,
    Picture,
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
    instant_words,
    money_words,
    quantity_words,
)
from backend.documents.paper import render_pdf
from backend.fieldwork.paper_words import (
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
from backend.fieldwork.snapshot import Snapshot, canonical_bytes, snapshot_sha256


@dataclass(frozen=True)
class Signer:
    """Who signed, refused or was absent; `signed_at` aware, `reason` in words."""

    name: str
    role: str = ""
    signed_at: datetime | None = None
    kind: Literal["glass", "paper", "refused", "absent"] = "glass"
    reason: str = ""


def service_report_pdf(
    snapshot: Snapshot,
    photos: Mapping[str, bytes],
    signature_png: bytes | None,
    signer: Signer | None,
    *,
    number: str = "",
    language: str | None = None,
    verify_url: str = "",
) -> bytes:
    """The report as PDF in the snapshot's language, unless `language` says another.

    `photos` maps a media id to its bytes; one that is not there is named as missing. Without a
    signer the paper keeps an empty place to sign. The snapshot's canonical bytes travel inside
    as evidence.json. The same arguments give the same bytes.
    """
    chosen = language or str(snapshot["language"])
    report = _Report(snapshot, photos, number or snapshot["number"] or "", chosen, verify_url)
    with translation.override(chosen):
        return render_pdf(report.paper(signature_png, signer))


@dataclass(frozen=True)
class _Report:
    snapshot: Snapshot
    photos: Mapping[str, bytes]
    number: str
    language: str
    verify_url: str

    def paper(self, signature_png: bytes | None, signer: Signer | None) -> Paper:
        title = _("Service report")
        blocks: list[Block] = [self._head(title), self._parties()]
        for work in self.snapshot["work_orders"]:
            blocks += self._work(work)
        blocks += self._prices() + self._photos()
        blocks += [self._signatures(signature_png, signer), self._small_print()]
        running = f"{title} {self.number}".strip()
        evidence = Attachment("evidence.json", canonical_bytes(self.snapshot))
        return Paper(
            title=title,
            number=self.number or str(self.snapshot["visit"]["number"]),
            language=self.language,
            page_words=_("Page {page} of {pages}"),
            blocks=blocks,
            author=str(self.snapshot["issuer"]["name"]),
            running_head=running,
            footer=str(self.snapshot["issuer"]["name"]),
            attachments=(evidence,),
        )

    def _head(self, title: str) -> Head:
        visit, issuer = self.snapshot["visit"], self.snapshot["issuer"]
        facts = [
            (_("Visit"), visit["number"]),
            (_("Engineers"), ", ".join(visit["engineers"])),
            (_("Time zone"), self.snapshot["object"]["zone"]),
            (_("Arrived"), self._instant(visit["arrived_at"])),
            (_("Started"), self._instant(visit["started_at"])),
            (_("Completed"), self._instant(visit["completed_at"])),
        ]
        return Head(
            title=title,
            number=self.number or visit["number"],
            issuer=issuer["name"],
            issuer_lines=_party_lines(issuer),
            facts=facts,
            qr=self.verify_url,
            qr_caption=_("Verify this paper") if self.verify_url else "",
        )

    def _parties(self) -> Parties:
        client, place = self.snapshot["client"], self.snapshot["object"]
        where = [(_("Code"), place["code"] or ""), ("", place["address"] or "")]
        return Parties(
            Party(_("Client"), client["name"], [("", line) for line in _party_lines(client)]),
            Party(_("Object"), place["name"], where),
        )

    def _work(self, work: Snapshot) -> list[Block]:
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
            blocks += self._checklist(checklist)
        return blocks + self._parts(work["parts"]) + _time(work["time"])

    def _checklist(self, checklist: Snapshot) -> list[Block]:
        columns = [Column(_("Checked"), 6), Column(_("Result"), 4)]
        rows = [Row([_item_text(item), self._result(item)]) for item in checklist["items"]]
        return [Heading(checklist["title"], small=True), Table(columns, rows)] if rows else []

    def _result(self, item: Snapshot) -> Cell:
        state = item["state"]
        if state is None and item["value"] is None:
            return Cell("—")
        value = self._value(item)
        failed = state == "fail"
        if item["type"] == "passfail" or not value:
            return Cell(value or in_words(STATES, state or "ok"), bad=failed)
        aside = "" if state in (None, "ok") else in_words(STATES, state)
        return Cell(value, detail=aside, bad=failed)

    def _value(self, item: Snapshot) -> str:
        value = item["value"] or ""
        if item["type"] == "passfail":
            return in_words(PASS_FAIL, value)
        if item["type"] == "check":
            return in_words(TICKS, value)
        if item["type"] == "datetime" and value:
            return self._instant(value)
        if item["type"] in {"photo", "file", "signature"} and value:
            return _("Attached: %(count)s") % {"count": value}
        return f"{value} {item['unit'] or ''}".strip()

    def _parts(self, parts: Sequence[Snapshot]) -> list[Block]:
        if not parts:
            return []
        columns = [
            Column(_("Code"), 2),
            Column(_("Part"), 6),
            Column(_("Quantity"), 2, "right"),
            Column(_("Unit"), 1.2),
        ]
        rows = [
            Row(
                [
                    part["code"],
                    part["name"],
                    quantity_words(Decimal(part["quantity"]), self.language),
                    in_words(UNITS, part["unit"]),
                ]
            )
            for part in parts
        ]
        return [Heading(_("Parts and materials"), small=True), Table(columns, rows)]

    def _prices(self) -> list[Block]:
        prices = self.snapshot["prices"]
        if prices is None:
            return []
        currency = prices["currency"]
        columns = [
            Column(_("Work and parts"), 6),
            Column(_("Quantity"), 1.6, "right"),
            Column(_("Unit"), 1.1),
            Column(_("Net, %(currency)s") % {"currency": currency}, 2.2, "right"),
        ]
        rows = [self._price_row(line, currency) for line in prices["lines"]]
        sums = {
            name: money_words(Decimal(prices[name]), currency, self.language)
            for name in ("net", "vat", "gross")
        }
        totals = [
            Total(_("Total without VAT"), sums["net"]),
            Total(_("VAT"), sums["vat"]),
            Total(_("Total"), sums["gross"], strong=True),
        ]
        return [Heading(_("Prices")), Table(columns, rows), Totals(totals)]

    def _price_row(self, line: Snapshot, currency: str) -> Row:
        verdict = in_words(VERDICTS, line["verdict"])
        clause = line["clause"]
        detail = (
            _("%(verdict)s, clause %(clause)s") % {"verdict": verdict, "clause": clause}
            if clause
            else verdict
        )
        quantity = quantity_words(Decimal(line["quantity"]), self.language)
        net = amount_words(Decimal(line["net"]), currency, self.language)
        return Row([Cell(line["text"], detail), quantity, in_words(UNITS, line["unit"]), net])

    def _photos(self) -> list[Block]:
        pictures = [
            Picture(
                self.photos.get(photo["media_id"]),
                _photo_caption(photo),
                _("This photo has not arrived yet")
                if photo["media_id"] not in self.photos
                else _("This file cannot be shown as a picture"),
            )
            for photo in self.snapshot["photos"]
        ]
        return [Heading(_("Photos")), PhotoGrid(pictures)] if pictures else []

    def _signatures(self, signature_png: bytes | None, signer: Signer | None) -> Signatures:
        engineers = self.snapshot["visit"]["engineers"]
        lead = engineers[0] if engineers else ""
        return Signatures(
            [
                self._client_place(signature_png, signer),
                SignaturePlace(_("For the contractor"), lead, line_caption=_("Signature")),
            ]
        )

    def _client_place(self, png: bytes | None, signer: Signer | None) -> SignaturePlace:
        role = _("For the client")
        if signer is None:
            return SignaturePlace(role, line_caption=_("Name, signature, date"))
        statement = {
            "refused": _("Refused to sign"),
            "absent": _("Nobody was there to sign"),
        }.get(signer.kind, "")
        when = signer.signed_at
        zone = self.snapshot["object"]["zone"]
        lines = [
            signer.role,
            instant_words(when, zone, self.language) if when else "",
            _("Reason: %(reason)s") % {"reason": signer.reason} if signer.reason else "",
        ]
        return SignaturePlace(role, signer.name, lines, png, _("Signature"), statement)

    def _small_print(self) -> Notes:
        digest = snapshot_sha256(self.snapshot)
        return Notes(
            [
                self.snapshot["consent"]["text"],
                _("This paper was made from the data the signer saw; SHA-256 %(digest)s.")
                % {"digest": digest},
            ]
        )

    def _instant(self, value: str | None) -> str:
        if value is None:
            return ""
        zone = self.snapshot["object"]["zone"]
        return instant_words(datetime.fromisoformat(value), zone, self.language)


def _party_lines(party: Mapping[str, Any]) -> list[str]:
    registry, vat = party["registry_number"], party["vat_number"]
    lines = [
        party["address"] or "",
        _("Registry number: %(number)s") % {"number": registry} if registry else "",
        _("VAT number: %(number)s") % {"number": vat} if vat else "",
    ]
    return [line for line in lines if line]


def _text(words: str | None) -> list[Block]:
    return [Text(words)] if words else []


def _item_text(item: Mapping[str, Any]) -> Cell:
    return Cell(item["text"], detail=item["note"] or "")


def _time(entries: Sequence[Mapping[str, Any]]) -> list[Block]:
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry["kind"]] = sums.get(entry["kind"], 0) + int(entry["minutes"])
    facts = [(in_words(TIME_KINDS, kind), minutes_words(sums[kind])) for kind in sorted(sums)]
    return [Facts(facts, columns=4)] if facts else []


def _photo_caption(photo: Mapping[str, Any]) -> str:
    role, caption = in_words(PHOTO_ROLES, photo["role"]), photo["caption"]
    return f"{role}. {caption}" if caption else role
