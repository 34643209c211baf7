"""Photos that were taken in already while the rest of the form still has to be mended.

Their ids travel in a signed hidden field, so that nobody chooses a photo twice and nobody names
a file of somebody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.clients.queries import contact_of
from backend.files.actions import take_photo
from backend.files.models import StoredFile
from backend.lib.errors import Away, Invalid, NotFound
from backend.web.shared.errors import words_for

MOST_PHOTOS: Final = 5
_LASTS_S: Final = 7 * 24 * 3600


@dataclass(frozen=True)
class KeptPhotos:
    """Ids of photos taken in for one form of one person, and what was refused, in words."""

    owner: User
    ids: tuple[UUID, ...] = ()
    refused: tuple[str, ...] = ()

    def sealed(self) -> str:
        """The ids as text for the form, signed."""
        texts = [str(file_id) for file_id in self.ids]
        return signing.dumps(texts, salt=_salt(self.owner))

    def without(self, dropped: Iterable[str]) -> "KeptPhotos":
        """The same but for those the person left out."""
        gone = set(dropped)
        left = tuple(file_id for file_id in self.ids if str(file_id) not in gone)
        return KeptPhotos(self.owner, left, self.refused)

    def with_more(self, uploads: "Iterable[UploadedFile[bytes]]") -> "KeptPhotos":
        """The same and the new ones that could be taken; each that could not is told by name."""
        ids, refused = list(self.ids), list(self.refused)
        for uploaded in uploads:
            try:
                ids.append(self._taken(uploaded, len(ids)).pk)
            except (Invalid, Away) as error:
                named = {"name": str(uploaded.name)[:80], "why": words_for(error)}
                refused.append(_("%(name)s: %(why)s") % named)
        return KeptPhotos(self.owner, tuple(ids), tuple(refused))

    def _taken(self, uploaded: "UploadedFile[bytes]", already: int) -> StoredFile:
        contact = contact_of(self.owner)
        if contact is None:
            raise NotFound("contact")
        if already >= MOST_PHOTOS:
            raise Invalid("photos", "too-many", limit=MOST_PHOTOS)
        if not uploaded.size:
            raise Invalid("photos", "file-empty")
        return take_photo(uploaded, by=self.owner.pk, client_id=contact.client_id)


def unsealed(text: str, owner: User) -> KeptPhotos:
    """What `sealed` wrote for the same person within a week; nothing where it is anything else."""
    try:
        texts = signing.loads(text, salt=_salt(owner), max_age=_LASTS_S)
    except signing.BadSignature:
        return KeptPhotos(owner)
    return KeptPhotos(owner, tuple(UUID(each) for each in texts))


def _salt(owner: User) -> str:
    return f"portal.photos.{owner.pk}"
