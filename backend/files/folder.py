"""Files in a folder of this machine: whole or not there, whatever ends the writing."""

import errno
import logging
import os
from contextlib import suppress
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from backend.lib.errors import Away
from backend.lib.ids import new_id

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_log = logging.getLogger(__name__)


class Folder(FileSystemStorage):
    """A full disk or a killed process leaves no half file under a name somebody believes.

    `lasting` files also outlive a power cut. Chunks need not: the hash of the whole tells that one
    is missing, and the phone, which still has the file, sends it anew.
    """

    def __init__(self, *, lasting: bool = True) -> None:
        super().__init__()
        self._lasting = lasting

    def _save(self, name: str, content: "File[bytes]") -> str:
        place = Path(self.path(name))
        draft = place.with_name(f"{place.name}.{new_id().hex}.draft")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(content, draft, lasting=self._lasting)
            draft.replace(place)
        except OSError as fault:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            if fault.errno not in _NO_ROOM:
                raise
            _log.warning("There is no room for files: %s", fault)
            raise Away("disk-full") from fault
        return name


def _write(content: "File[bytes]", draft: Path, *, lasting: bool) -> None:
    with draft.open("xb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        if lasting:
            # A photo is evidence: it must outlive a power cut, as its row does.
            os.fsync(file.fileno())
