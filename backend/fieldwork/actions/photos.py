"""Photos and files of a visit: named by a command, arrived by upload, believed after a look.

The command and the bytes come in either order; whichever is second joins the two.
"""

from uuid import UUID

from django.db import transaction

from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.dispatch.visits import bump_worlds, seated_ids
from backend.fieldwork.actions.evidence import chain_file
from backend.fieldwork.bodies import MediaAttached
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import Photo
from backend.fieldwork.reach import optional_work_of, visits_of
from backend.files.models import StoredFile
from backend.journal import actions as journal
from backend.journal import kinds
from backend.journal.queries import history_of
from backend.lib.errors import Refused


@transaction.atomic(savepoint=False)
def attach_photo(visit: Visit, told: MediaAttached, happening: Happening) -> Photo:
    """Say what an uploaded, or still to be uploaded, file shows."""
    work = optional_work_of(visit, told.work_order_id)
    return name_photo(visit, told.media_id, told.role, happening, work=work, item=told.item)


def name_photo(
    visit: Visit,
    media_id: UUID,
    role: str,
    happening: Happening,
    *,
    work: WorkOrder | None = None,
    item: str = "",
) -> Photo:
    """The photo's row, made or found; Refused("media-id-reused") where it is another visit's."""
    photo, is_new = Photo.objects.get_or_create(
        id=media_id,
        defaults={
            "visit": visit,
            "work_order": work,
            "role": role,
            "item": item,
            "captured_at": happening.at,
            "file": StoredFile.objects.filter(id=media_id, owner_id=happening.by.pk).first(),
        },
    )
    if photo.visit_id != visit.id:
        raise Refused("media-id-reused")
    if photo.file and photo.file.client_id is None:
        _give_to_client(photo.file, visit)
        chain_file(visit.id, photo.file, role)
    if is_new:
        journal.record(
            kinds.PHOTO_ATTACHED,
            photo,
            by=happening.by,
            happened_at=happening.at,
            client_id=visit.client_id,
            visit=str(visit.id),
            role=role,
        )
        bump_worlds(seated_ids(visit))
    return photo


@transaction.atomic(savepoint=False)
def receive_media(
    file: StoredFile, visit_id: UUID | None, *, by_id: UUID, role: str = ""
) -> StoredFile:
    """All bytes of a file arrived: join it to its photo and let it be looked at."""
    visit = visits_of(by_id).filter(id=visit_id).first() if visit_id else None
    if visit is not None:
        chain_file(visit.id, file, role)
        _give_to_client(file, visit)
    Photo.objects.filter(id=file.id, file=None).update(file=file)
    journal.record(kinds.MEDIA_RECEIVED, file, by=None, size=file.size, owner=str(by_id))
    return file


def _give_to_client(file: StoredFile, visit: Visit) -> None:
    """What an engineer sends of a visit belongs to the visit's client."""
    file.client_id = visit.client_id
    file.save(update_fields=["client_id"])


@transaction.atomic(savepoint=False)
def note_examined(file: StoredFile) -> None:
    """After the look: the photo is proof, or refused; the phones concerned are to pull."""
    photo = Photo.objects.select_related("visit").filter(id=file.id).first()
    if photo is None:
        return
    if file.verified_at and not _is_noted(photo):
        journal.record(
            kinds.PHOTO_VERIFIED,
            photo,
            by=None,
            client_id=photo.visit.client_id,
            sha256=file.sha256,
        )
    bump_worlds(seated_ids(photo.visit))


def _is_noted(photo: Photo) -> bool:
    return history_of([photo.id], [kinds.PHOTO_VERIFIED]).exists()
