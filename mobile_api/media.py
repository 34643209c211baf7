"""Photos and signatures: tus 1.0 (creation, expiration, checksum, termination) and download."""

import base64
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Router

from backend.fieldwork.actions.photos import receive_media
from backend.fieldwork.envelope import cleaned
from backend.fieldwork.queries import media_for
from backend.files import uploads
from backend.files.models import Upload
from backend.files.queries import open_variant
from backend.lib.errors import Invalid, Refused
from mobile_api import limits
from mobile_api.reading import read_body
from mobile_api.tokens import RescueToken, device_of, engineer_of, in_transaction, on_behalf

router = Router(tags=["media"])

TUS = {
    "Tus-Resumable": "1.0.0",
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Checksum-Algorithm": "sha256,sha1",
}


@router.api_operation(["OPTIONS"], "/uploads", auth=None, response={204: None})
def abilities(request: HttpRequest) -> HttpResponse:
    """What of tus is spoken here."""
    return _tus(204, {"Tus-Max-Size": str(settings.MAX_PHOTO_BYTES)})


@router.post("/uploads", response={201: None}, auth=RescueToken())
@on_behalf
def create(request: HttpRequest) -> HttpResponse:
    """Announce a file; asked again with the same id, length and hash it is the same upload."""
    announced = read_announcement(request)
    upload = uploads.start_upload(announced, owner_id=device_of(request).user_id)
    place = request.build_absolute_uri(f"{request.path}/{upload.id}")
    return _tus(201, {"Location": place, **_progress(upload)})


@router.api_operation(["HEAD"], "/uploads/{media_id}", response={200: None}, auth=RescueToken())
@on_behalf
def progress(request: HttpRequest, media_id: UUID) -> HttpResponse:
    """How far the file has come; bytes that are all here are joined now, if they were not."""
    upload = uploads.upload_of(media_id, owner_id=device_of(request).user_id)
    if upload.offset == upload.length and upload.finished_at is None:
        # The store was away when the last chunk came. A phone that hears "all of it" sends no more.
        _finish(upload)
    told = {"Upload-Length": str(upload.length), "Cache-Control": "no-store", **_progress(upload)}
    return _tus(200, told)


@router.patch("/uploads/{media_id}", response={204: None}, auth=RescueToken())
@on_behalf
def append(request: HttpRequest, media_id: UUID) -> HttpResponse:
    """One chunk; the last one answers only after the whole file's hash was right."""
    owner_id = device_of(request).user_id
    upload = uploads.append_chunk(
        media_id,
        owner_id=owner_id,
        offset=_number(request, "Upload-Offset"),
        chunk=read_body(request, limits.MOST_CHUNK_BYTES),
        checksum=request.headers.get("Upload-Checksum", ""),
    )
    if upload.offset == upload.length:
        _finish(upload)
    return _tus(204, _progress(upload))


@router.delete("/uploads/{media_id}", response={204: None})
@on_behalf
def terminate(request: HttpRequest, media_id: UUID) -> HttpResponse:
    """Forget an unfinished upload."""
    uploads.end_upload(media_id, owner_id=device_of(request).user_id)
    return _tus(204, {})


@router.get("/{media_id}", response={200: bytes})
@in_transaction
def download(request: HttpRequest, media_id: UUID, variant: str = "display") -> FileResponse:
    """A believed file of one's own visits; shown inline only as a picture we made ourselves."""
    file = media_for(engineer_of(request), media_id)
    opened, mime = open_variant(file, "thumb" if variant == "thumb" else "display")
    answer = FileResponse(opened, content_type=mime, as_attachment=not file.display_path)
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def read_announcement(request: HttpRequest) -> uploads.Announced:
    """tus's headers as what the phone says of its file.

    A checksum here is of the length, a space and the metadata as they were sent: a damaged
    announcement would bind the id to a file that never comes.
    """
    length, metadata = (request.headers.get(f"Upload-{n}", "") for n in ("Length", "Metadata"))
    checksum = request.headers.get("Upload-Checksum", "")
    uploads.check_checksum(f"{length} {metadata}".encode("latin-1", "replace"), checksum)
    told = _metadata(metadata)
    for name in ("media_id", "sha256", "mime"):
        if not told.get(name):
            raise Invalid(f"Upload-Metadata.{name}", "blank")
    if told.get("visit_id"):
        _uuid(told["visit_id"], "visit_id")
    return uploads.Announced(
        media_id=_uuid(told["media_id"], "media_id"),
        length=_number(request, "Upload-Length"),
        sha256=told["sha256"].lower(),
        mime=told["mime"],
        name=told.get("filename", "").replace("\x00", "")[:255],
        metadata={name: cleaned(told[name]) for name in ("visit_id", "role") if told.get(name)},
    )


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64`; a key may stand alone."""
    told: dict[str, str] = {}
    for pair in header.split(",") if header else []:
        name, _, encoded = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(encoded, validate=True).decode()
        except ValueError as reason:
            raise Invalid("Upload-Metadata", "not-base64") from reason
    return told


def _finish(upload: Upload) -> None:
    """The file and the word that it came are one transaction; so is a fresh start."""
    visit_id = upload.metadata.get("visit_id")
    with transaction.atomic():
        file = uploads.finish_upload(upload.id, owner_id=upload.owner_id)
        if file is not None:
            visit = _uuid(visit_id, "visit_id") if visit_id else None
            role = str(upload.metadata.get("role", ""))
            receive_media(file, visit, by_id=upload.owner_id, role=role)
    if file is None:
        raise Refused("checksum-differs")


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise Invalid(header, "not-a-number")
    return int(value)


def _uuid(value: str, name: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as reason:
        raise Invalid(f"Upload-Metadata.{name}", "not-an-id") from reason


def _progress(upload: Upload) -> dict[str, str]:
    told = {"Upload-Offset": str(upload.offset)}
    if upload.finished_at is None:
        told["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return told


def _tus(status: int, headers: dict[str, Any]) -> HttpResponse:
    return HttpResponse(status=status, headers={**TUS, **headers})
