"""Reading files: only believed ones, only for those whose client they belong to."""

from collections.abc import Collection, Iterable
from typing import BinaryIO, Literal
from uuid import UUID

from django.db.models import QuerySet

from backend.files import storage
from backend.files.models import StoredFile
from backend.lib.errors import NotFound

Variant = Literal["original", "display", "thumb"]


def visible_file(file_id: UUID, client_ids: Collection[UUID] | None) -> StoredFile:
    """A believed file of one of these clients; None stands for staff, who see all.

    Raises NotFound for what is not there, not yours or not yet believed.
    """
    file = visible_files([file_id], client_ids).first()
    if file is None:
        raise NotFound("file")
    return file


def visible_files(
    file_ids: Iterable[UUID], client_ids: Collection[UUID] | None
) -> QuerySet[StoredFile]:
    """Those of the files that are believed and belong to these clients; None stands for staff."""
    files = StoredFile.objects.filter(id__in=list(file_ids), verified_at__isnull=False)
    return files if client_ids is None else files.filter(client_id__in=client_ids)


def open_variant(file: StoredFile, variant: Variant = "original") -> tuple[BinaryIO, str]:
    """The open bytes and their type; a file that is no picture has only its original.

    Raises NotFound where the store lost the bytes, Away where it does not answer.
    """
    path = {"display": file.display_path, "thumb": file.thumb_path}.get(variant, "")
    try:
        opened = storage.open_file(path or file.path)
    except FileNotFoundError:
        raise NotFound("file") from None
    return opened, "image/jpeg" if path else file.mime


def content_of(file: StoredFile, variant: Variant = "original") -> bytes:
    """All bytes of a file, for papers that set it."""
    opened, _mime = open_variant(file, variant)
    with opened:
        return opened.read()
