"""Is the evidence of a visit what it was when it came: every link, every file byte by byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.documents.sealing import look_at_seal
from backend.fieldwork.actions.evidence import heads_of, signature_sha256
from backend.fieldwork.chain import BEGINNING, breaks, root_of
from backend.fieldwork.models import Evidence, EvidenceRoot, ServiceReport, Signature
from backend.fieldwork.snapshot import verify_snapshot
from backend.files import storage
from backend.files.models import StoredFile

# What stands in the database itself; everything else is a file.
_IN_ROWS: Final = (Evidence.Kind.SIGNATURE, Evidence.Kind.SNAPSHOT)


@dataclass(frozen=True)
class EvidenceFault:
    """What does not hold: `place` in the visit's chain, and why.

    Codes: link-missing, link-altered, link-before, file-missing, file-altered, seal-broken,
    snapshot-altered, signature-altered.
    """

    place: int
    kind: str
    code: str


def chain_holds(visit_id: UUID) -> bool:
    """Whether the visit's links follow from one another, and its facts in the database are those
    they name; files are not read."""
    links = _links(visit_id)
    return not [*_broken(links)] and not [code for link in links for code in _facts_of(link)]


def faults_of_visit(visit_id: UUID) -> list[EvidenceFault]:
    """Everything that does not hold, files read whole. Call it outside a transaction."""
    with transaction.atomic():
        links = _links(visit_id)
        found = [*_broken(links)]
        codes = {link.place: [*_facts_of(link)] for link in links}
        paths = {link.place: _path_of(link) for link in links if link.kind not in _IN_ROWS}
    for link in links:
        if link.kind not in _IN_ROWS:
            codes[link.place] += _bytes_of(link, paths[link.place])
        found += [EvidenceFault(link.place, str(link.kind), code) for code in codes[link.place]]
    return found


@transaction.atomic
def days_that_differ() -> list[date]:
    """Days whose root is not what their chains come to now."""
    wrong, before = [], BEGINNING
    for root in EvidenceRoot.objects.order_by("day"):
        again = root_of(root.day, heads_of(root.day), root.before)
        if root.before != before or root.sha256 != again:
            wrong.append(root.day)
        before = root.sha256
    return wrong


def _links(visit_id: UUID) -> list[Evidence]:
    return list(Evidence.objects.filter(visit_id=visit_id).order_by("place"))


def _broken(links: list[Evidence]) -> Iterator[EvidenceFault]:
    kinds = {link.place: str(link.kind) for link in links}
    for place, code in breaks((link.as_link(), link.sha256) for link in links):
        yield EvidenceFault(place, kinds.get(place, ""), code)


def _facts_of(link: Evidence) -> Iterator[str]:
    """What a link names in the database. A snapshot that gave way is inside its paper."""
    if link.kind == Evidence.Kind.SIGNATURE:
        signature = Signature.objects.filter(id=link.subject).first()
        if signature is None or signature_sha256(signature) != link.content:
            yield "signature-altered"
    if link.kind == Evidence.Kind.SNAPSHOT:
        report = ServiceReport.objects.filter(id=link.subject).first()
        is_current = report is not None and report.snapshot_sha256 == link.content
        if report is None or (is_current and not verify_snapshot(report.snapshot, link.content)):
            yield "snapshot-altered"


def _path_of(link: Evidence) -> str:
    """Where the bytes are kept, "" where no row knows of them."""
    named = {"sha256": link.content} if link.kind == Evidence.Kind.PAPER else {"id": link.subject}
    file = StoredFile.objects.filter(**named).first()
    return file.path if file else ""


def _bytes_of(link: Evidence, path: str) -> Iterator[str]:
    content = _read(path)
    if content is None:
        yield "file-missing"
    elif storage.sha256_of([content]) != link.content:
        yield "file-altered"
    if content is not None and link.kind == Evidence.Kind.PAPER:
        seal = look_at_seal(content)
        if seal is None or not seal.is_whole:
            yield "seal-broken"


def _read(path: str) -> bytes | None:
    try:
        return storage.read(path) if path else None
    except FileNotFoundError:
        return None
