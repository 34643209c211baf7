"""The service report (SR-): set strictly from the snapshot that the signer saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from backend.catalog.party_words import registry_label, vat_label
from backend.documents.blocks import (
    Attachment,
    Block,
    Head,
    Notes,
    Paper,
    Parties,
    Party,
    SignaturePlace,
    Signatures,
)
from backend.documents.figures import instant_words, zone_words
from backend.documents.paper import render_pdf
from backend.fieldwork.paper_sections import Reader, photo_blocks, price_blocks, work_blocks
from backend.fieldwork.snapshot import Snapshot, canonical_bytes, snapshot_sha256


@dataclass(frozen=True)
class Signer:
    """Who signed, refused or was absent; `signed_at` aware, `reason` in words.

    `named` tells whether the client had named them among the contacts who sign reports.
    """

    name: str
    role: str = ""
    signed_at: datetime | None = None
    kind: Literal["glass", "paper", "refused", "absent"] = "glass"
    reason: str = ""
    named: bool = True


def service_report_pdf(
    snapshot: Snapshot,
    photos: Mapping[str, bytes],
    signature_png: bytes | None,
    signer: Signer | None,
    *,
    number: str = "",
    language: str | None = None,
    verify_url: str = "",
    countries: tuple[str, str] = ("", ""),
) -> bytes:
    """The report as PDF in the snapshot's language, unless `language` says another.

    `photos` maps a media id to its bytes; one that is not there is named as missing. Without a
    signer the paper keeps an empty place to sign. `countries` of the issuer and of the client say
    what their numbers are called. The snapshot's canonical bytes travel inside as evidence.json.
    The same arguments give the same bytes.
    """
    reader = Reader(language or str(snapshot["language"]), snapshot["object"]["zone"])
    with translation.override(reader.language):
        title, shown_number = _("Service report"), _number(snapshot, number)
        blocks: list[Block] = [
            _head(title, shown_number, snapshot, reader, verify_url, countries[0]),
            _parties(snapshot, reader, countries[1]),
        ]
        for work in snapshot["work_orders"]:
            blocks += work_blocks(work, reader)
        blocks += price_blocks(snapshot, reader)
        blocks += photo_blocks(snapshot["photos"], photos)
        blocks += [_signatures(snapshot, signature_png, signer, reader), _small_print(snapshot)]
        return render_pdf(_paper(title, shown_number, snapshot, reader, blocks))


def _number(snapshot: Snapshot, given: str) -> str:
    """A phone signs before the series gives a number; the visit's number stands for it then."""
    return given or snapshot["number"] or str(snapshot["visit"]["number"])


def _paper(
    title: str, number: str, snapshot: Snapshot, reader: Reader, blocks: list[Block]
) -> Paper:
    return Paper(
        title=title,
        number=number,
        language=reader.language,
        page_words=_("Page {page} of {pages}"),
        blocks=blocks,
        author=snapshot["issuer"]["name"],
        running_head=f"{title} {number}",
        footer=snapshot["issuer"]["name"],
        attachments=(Attachment("evidence.json", canonical_bytes(snapshot)),),
    )


def _head(
    title: str, number: str, snapshot: Snapshot, reader: Reader, verify_url: str, country: str
) -> Head:
    visit, issuer = snapshot["visit"], snapshot["issuer"]
    facts = [
        (_("Visit"), visit["number"]),
        (_("Engineers"), ", ".join(visit["engineers"])),
        (_("Time zone"), zone_words(reader.zone, reader.language)),
        (_("Arrived"), reader.instant(visit["arrived_at"])),
        (_("Started"), reader.instant(visit["started_at"])),
        (_("Completed"), reader.instant(visit["completed_at"])),
    ]
    caption = _("Verify this paper") if verify_url else ""
    lines = _party_lines(issuer, reader, country)
    return Head(title, number, issuer["name"], lines, facts, verify_url, caption)


def _parties(snapshot: Snapshot, reader: Reader, country: str) -> Parties:
    client, place = snapshot["client"], snapshot["object"]
    where = [(_("Code"), place["code"] or ""), ("", place["address"] or "")]
    lines = _party_lines(client, reader, country)
    return Parties(
        Party(_("Client"), client["name"], [("", line) for line in lines]),
        Party(_("Object"), place["name"], where),
    )


def _party_lines(party: Snapshot, reader: Reader, country: str) -> list[str]:
    registry, vat = party["registry_number"], party["vat_number"]
    lines = [
        party["address"] or "",
        f"{registry_label(country, registry, reader.language)}: {registry}" if registry else "",
        f"{vat_label(country, reader.language)}: {vat}" if vat else "",
    ]
    return [line for line in lines if line]


def _signatures(
    snapshot: Snapshot, png: bytes | None, signer: Signer | None, reader: Reader
) -> Signatures:
    """The client's place, then the engineer's, under the words consented to, if they were."""
    lead = next(iter(snapshot["visit"]["engineers"]), "")
    ours = SignaturePlace(_("For the contractor"), lead, line_caption=_("Signature"))
    agreed = signer is None or signer.kind in {"glass", "paper"}
    consent = snapshot["consent"]["text"] if agreed else ""
    return Signatures([_client_place(png, signer, reader), ours], consent)


def _client_place(png: bytes | None, signer: Signer | None, reader: Reader) -> SignaturePlace:
    role = _("For the client")
    if signer is None:
        return SignaturePlace(role, line_caption=_("Name, signature, date"))
    statements = {"refused": _("Refused to sign"), "absent": _("Nobody was there to sign")}
    when = signer.signed_at
    signed = signer.kind in {"glass", "paper"}
    lines = [
        signer.role,
        "" if signer.named or not signed else _("Not among the contacts the client named to sign"),
        instant_words(when, reader.zone, reader.language) if when else "",
        _("Reason: %(reason)s") % {"reason": signer.reason} if signer.reason else "",
    ]
    statement = statements.get(signer.kind, "")
    return SignaturePlace(role, signer.name, lines, png, _("Signature"), statement)


def _small_print(snapshot: Snapshot) -> Notes:
    words = _("Made from the data inside this file, evidence.json, SHA-256 %(digest)s.")
    return Notes([words % {"digest": snapshot_sha256(snapshot)}])
