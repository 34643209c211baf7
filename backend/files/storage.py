"""The one door to stored bytes: Django's default storage, a folder here, a bucket elsewhere.

A file's name is the SHA-256 of its bytes, so the same bytes are kept once and a name can
neither be guessed nor climb out of its folder. Chunks of an upload wait in a folder of this
machine; a bucket gets the whole file in one piece. A store that does not answer or has no room
raises Away("files-away") or Away("disk-full"), which is never a fault of ours.
"""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages


def sha256_of(parts: Iterable[bytes]) -> str:
    """Lower-case hex SHA-256 of the bytes in order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def keep(content: bytes, folder: str, sha256: str, suffix: str = "") -> str:
    """Write `content` once under `folder`; returns its path in the storage."""
    path = f"{folder}/{sha256[:2]}/{sha256}{suffix}"
    return (
        path if default_storage.exists(path) else default_storage.save(path, ContentFile(content))
    )


def keep_part(upload_id: UUID, offset: int, content: bytes) -> None:
    """Write one chunk of an upload, replacing what a broken attempt left at that offset."""
    path, parts = _part_path(upload_id, offset), storages["uploads"]
    parts.delete(path)
    parts.save(path, ContentFile(content))


def read_parts(upload_id: UUID) -> bytes:
    """The chunks of an upload, joined in order."""
    joined = bytearray()
    for name in _part_names(upload_id):
        with storages["uploads"].open(f"{_folder(upload_id)}/{name}") as part:
            joined += part.read()
    return bytes(joined)


def drop_parts(upload_id: UUID) -> None:
    """Forget every chunk of an upload; asked twice it does no harm."""
    names, parts = _part_names(upload_id), storages["uploads"]
    for name in names:
        parts.delete(f"{_folder(upload_id)}/{name}")
    if names:
        parts.delete(_folder(upload_id))


def read(path: str) -> bytes:
    """All bytes at a path of the storage."""
    with default_storage.open(path) as file:
        content: bytes = file.read()
        return content


def open_file(path: str) -> BinaryIO:
    """An open file, for answers that stream it; FileNotFoundError where it is gone."""
    return cast(BinaryIO, default_storage.open(path))


def _folder(upload_id: UUID) -> str:
    return f"uploads/{upload_id}"


def _part_path(upload_id: UUID, offset: int) -> str:
    # Twelve digits, so that names sort as numbers do.
    return f"{_folder(upload_id)}/{offset:012}"


def _part_names(upload_id: UUID) -> list[str]:
    try:
        _folders, names = storages["uploads"].listdir(_folder(upload_id))
    except FileNotFoundError:
        return []
    return sorted(name for name in names if name.isdigit())
