"""Reading files: only believed ones, only for those whose client they belong to."""

from collections.abc import Collection
from typing import BinaryIO, Literal
from uuid import UUID

from backend.files import storage
from backend.files.models import StoredFile
from backend.lib.errors import NotFound

Variant = Literal["original", "display", "thumb"]


def visible_file(file_id: UUID, client_ids: Collection[UUID] | None) -> StoredFile:
    """A believed file of one of these clients; None stands for staff, who see all.

    Raises NotFound for what is not there, not yours or not yet believed.
    """
    files = StoredFile.objects.filter(id=file_id, verified_at__isnull=False)
    if client_ids is not None:
        files = files.filter(client_id__in=client_ids)
    file = files.first()
    if file is None:
        raise NotFound("file")
    return file


def open_variant(file: StoredFile, variant: Variant = "original") -> tuple[BinaryIO, str]:
    """The open bytes and their type; a file that is no picture has only its original."""
    path = {"display": file.display_path, "thumb": file.thumb_path}.get(variant, "")
    if path:
        return storage.open_file(path), "image/jpeg"
    return storage.open_file(file.path), file.mime


def content_of(file: StoredFile, variant: Variant = "original") -> bytes:
    """All bytes of a file, for papers that set it."""
    opened, _mime = open_variant(file, variant)
    with opened:
        return opened.read()
