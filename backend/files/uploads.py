"""tus uploads: bytes of a file arrive in chunks, each checked, the whole checked before it counts.

A chunk counts from the moment its row is written; what broke off before that is as if it had
never been sent. Refusals: upload-expired (410), wrong-offset (409), checksum-differs (460),
upload-busy (423), upload-too-long (413), media-id-reused (409).
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from backend.files import storage
from backend.files.kinds import SUFFIXES, TAKEN, plain_mime
from backend.files.models import StoredFile, Upload
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused

# A phone may be without network for days; an upload begun is kept as long.
LIFETIME = timedelta(days=7)
CHECKSUMS = ("sha256", "sha1")


@dataclass(frozen=True)
class Announced:
    """What a phone says of a file before sending it. `sha256` is lower-case hex."""

    media_id: UUID
    length: int
    sha256: str
    mime: str
    name: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def start_upload(announced: Announced, *, owner_id: UUID) -> Upload:
    """Open an upload; asked again with the same id, length and hash it returns the first."""
    _check(announced)
    upload, is_new = Upload.objects.get_or_create(
        id=announced.media_id,
        defaults={
            "owner_id": owner_id,
            "length": announced.length,
            "sha256": announced.sha256,
            "mime": plain_mime(announced.mime),
            "metadata": {**announced.metadata, "filename": announced.name},
            "path": f"uploads/{announced.media_id}",
            "expires_at": utc_now() + LIFETIME,
        },
    )
    same = (upload.owner_id, upload.length, upload.sha256)
    if not is_new and same != (owner_id, announced.length, announced.sha256):
        raise Refused("media-id-reused")
    if not is_new and upload.finished_at is None and upload.expires_at < utc_now():
        _begin_again(upload)
    return upload


def _check(announced: Announced) -> None:
    if plain_mime(announced.mime) not in TAKEN:
        raise Invalid("mime", "file-type")
    if announced.length <= 0:
        raise Invalid("length", "file-empty")
    if announced.length > settings.MAX_PHOTO_BYTES:
        raise Invalid("length", "file-too-big", limit=f"{settings.MAX_PHOTO_BYTES >> 20} MB")
    if len(announced.sha256) != 64 or set(announced.sha256) - set("0123456789abcdef"):
        raise Invalid("sha256", "not-sha256")


def _begin_again(upload: Upload) -> None:
    storage.drop_parts(upload.id)
    upload.offset, upload.expires_at = 0, utc_now() + LIFETIME
    upload.save(update_fields=["offset", "expires_at"])


@transaction.atomic
def upload_of(media_id: UUID, *, owner_id: UUID) -> Upload:
    """The owner's upload; NotFound where it is not theirs, Refused where it has expired."""
    upload = Upload.objects.filter(id=media_id, owner_id=owner_id).first()
    return _alive(upload)


def _alive(upload: Upload | None) -> Upload:
    if upload is None:
        raise NotFound("upload")
    if upload.finished_at is None and upload.expires_at < utc_now():
        raise Refused("upload-expired")
    return upload


@transaction.atomic
def append_chunk(
    media_id: UUID, *, owner_id: UUID, offset: int, chunk: bytes, checksum: str = ""
) -> Upload:
    """Add one whole chunk at `offset`. `checksum` is tus's "sha256 <base64>", "" for none.

    The caller ends the upload with `finish_upload` when offset has reached length.
    """
    upload = _lock(media_id, owner_id)
    if offset != upload.offset or upload.finished_at:
        raise Refused("wrong-offset", offset=upload.offset)
    if offset + len(chunk) > upload.length:
        raise Refused("upload-too-long")
    check_checksum(chunk, checksum)
    storage.keep_part(media_id, offset, chunk)
    upload.offset += len(chunk)
    upload.save(update_fields=["offset"])
    return upload


def _lock(media_id: UUID, owner_id: UUID) -> Upload:
    """The upload's row for this writer alone; a second writer is told so at once."""
    rows = Upload.objects.select_for_update(nowait=True).filter(id=media_id, owner_id=owner_id)
    try:
        with transaction.atomic():
            return _alive(rows.first())
    except OperationalError as busy:
        if isinstance(busy.__cause__, LockNotAvailable):
            raise Refused("upload-busy") from busy
        raise


def check_checksum(content: bytes, checksum: str) -> None:
    """Refused("checksum-differs") where `content` is not what tus's "sha256 <base64>" says of it;
    "" says nothing."""
    if not checksum:
        return
    algorithm, _, encoded = checksum.partition(" ")
    if algorithm not in CHECKSUMS:
        raise Invalid("Upload-Checksum", "unknown-checksum")
    try:
        wanted = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as reason:
        raise Invalid("Upload-Checksum", "not-base64") from reason
    if hashlib.new(algorithm, content, usedforsecurity=False).digest() != wanted:
        raise Refused("checksum-differs")


@transaction.atomic
def finish_upload(
    media_id: UUID, *, owner_id: UUID, client_id: UUID | None = None
) -> StoredFile | None:
    """Join the chunks of a complete upload into a StoredFile with the upload's id.

    Repeated, it returns the same file. None says that the whole did not match its SHA-256: it
    was dropped and is to be sent anew; the caller commits that before telling the phone.
    """
    upload = _lock(media_id, owner_id)
    if upload.finished_at:
        return StoredFile.objects.get(id=media_id)
    content = storage.read_parts(media_id)
    if len(content) != upload.length or storage.sha256_of([content]) != upload.sha256:
        _begin_again(upload)
        return None
    upload.finished_at = utc_now()
    upload.save(update_fields=["finished_at"])
    transaction.on_commit(lambda: storage.drop_parts(media_id))
    return _file_from(upload, content, client_id)


def _file_from(upload: Upload, content: bytes, client_id: UUID | None) -> StoredFile:
    suffix = SUFFIXES.get(upload.mime, "")
    return StoredFile.objects.create(
        id=upload.id,
        client_id=client_id,
        owner_id=upload.owner_id,
        sha256=upload.sha256,
        size=len(content),
        mime=upload.mime,
        name=str(upload.metadata.get("filename", ""))[:255],
        path=storage.keep(content, "originals", upload.sha256, suffix),
    )


@transaction.atomic
def end_upload(media_id: UUID, *, owner_id: UUID) -> None:
    """Forget an unfinished upload and its chunks (tus termination)."""
    upload = _lock(media_id, owner_id)
    if upload.finished_at:
        raise Refused("already-done")
    storage.drop_parts(media_id)
    upload.delete()


def drop_expired(limit: int = 200) -> int:
    """Forget unfinished uploads whose time is over; returns how many."""
    with transaction.atomic():
        old = Upload.objects.filter(finished_at=None, expires_at__lt=utc_now() - LIFETIME)
        gone = list(old.select_for_update(skip_locked=True)[:limit])
        Upload.objects.filter(id__in=[upload.id for upload in gone]).delete()
    for upload in gone:
        storage.drop_parts(upload.id)
    return len(gone)
