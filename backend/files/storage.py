"""The one door to stored bytes: Django's default storage, a folder here, a bucket elsewhere.

A file's name is the SHA-256 of its bytes, so the same bytes are kept once and a name can
neither be guessed nor climb out of its folder.
"""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_READ_BYTES = 1024 * 1024


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
    path = _part_path(upload_id, offset)
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def read_parts(upload_id: UUID) -> bytes:
    """The chunks of an upload, joined in order."""
    return b"".join(read(f"{_folder(upload_id)}/{name}") for name in _part_names(upload_id))


def drop_parts(upload_id: UUID) -> None:
    """Forget every chunk of an upload; asked twice it does no harm."""
    names = _part_names(upload_id)
    for name in names:
        default_storage.delete(f"{_folder(upload_id)}/{name}")
    if names:
        default_storage.delete(_folder(upload_id))


def read(path: str) -> bytes:
    """All bytes at a path of the storage."""
    with default_storage.open(path) as file:
        content: bytes = file.read()
        return content


def open_file(path: str) -> BinaryIO:
    """An open file, for answers that stream it."""
    return cast(BinaryIO, default_storage.open(path))


def _folder(upload_id: UUID) -> str:
    return f"uploads/{upload_id}"


def _part_path(upload_id: UUID, offset: int) -> str:
    # Twelve digits, so that names sort as numbers do.
    return f"{_folder(upload_id)}/{offset:012}"


def _part_names(upload_id: UUID) -> list[str]:
    try:
        _folders, names = default_storage.listdir(_folder(upload_id))
    except FileNotFoundError:
        return []
    return sorted(names)
