"""Keeping files: bytes of our own, pictures a person sends, and what a look at them found."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from backend.files import storage
from backend.files.examination import TOO_LONG
from backend.files.kinds import PICTURES, SUFFIXES
from backend.files.models import StoredFile
from backend.lib.clock import utc_now
from backend.lib.errors import Away, Invalid
from backend.lib.ids import new_id

ROOT = Path(__file__).resolve().parents[2]
# The child limits its own processor time; who needs so long was not let work by the machine.
PATIENCE_S = 30


@dataclass(frozen=True)
class Found:
    """What a look at the bytes found; `problem` is empty where they are believed."""

    problem: str = ""
    mime: str = ""
    taken_at: datetime | None = None
    point: Point | None = None
    display: bytes = b""
    thumb: bytes = b""


@transaction.atomic
def store_file(
    content: bytes,
    *,
    name: str,
    mime: str,
    client_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> StoredFile:
    """Keep bytes the house made itself (a report, an act, an export); believed at once."""
    sha256 = storage.sha256_of([content])
    return StoredFile.objects.create(
        client_id=client_id,
        owner_id=owner_id,
        sha256=sha256,
        size=len(content),
        mime=mime,
        name=name,
        path=storage.keep(content, "originals", sha256, SUFFIXES.get(mime, "")),
        verified_at=utc_now(),
    )


@transaction.atomic
def take_photo(
    uploaded: "UploadedFile[bytes]",
    *,
    by: UUID,
    client_id: UUID | None,
    file_id: UUID | None = None,
    field: str = "photos",
) -> StoredFile:
    """Keep a picture from a form, looked at before it is believed.

    Raises Invalid(field, code) with file-too-big, file-type, file-broken or picture-too-large.
    """
    if (uploaded.size or 0) > settings.MAX_PHOTO_BYTES:
        raise Invalid(field, "file-too-big", limit=f"{settings.MAX_PHOTO_BYTES >> 20} MB")
    content = uploaded.read()
    found = look_at(content, "image/*")
    if found.problem or found.mime not in PICTURES:
        raise Invalid(field, found.problem or "file-type")
    sha256 = storage.sha256_of([content])
    file = StoredFile(
        id=file_id or new_id(),
        client_id=client_id,
        owner_id=by,
        sha256=sha256,
        size=len(content),
        mime=found.mime,
        name=Path(uploaded.name or "").name[:255],
        path=storage.keep(content, "originals", sha256, SUFFIXES[found.mime]),
    )
    _believe(file, found)
    file.save(force_insert=True)
    return file


def examine_file(file_id: UUID) -> StoredFile:
    """Look at a received file and note what was found; a second look changes nothing.

    The child process runs outside any transaction. A file refused keeps its `problem`.
    """
    with transaction.atomic():
        file = StoredFile.objects.get(id=file_id)
    if file.verified_at or file.problem:
        return file
    found = look_at(storage.read(file.path), file.mime)
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(id=file_id)
        if found.problem:
            file.problem = found.problem
        else:
            _believe(file, found)
        file.save()
    return file


def look_at(content: bytes, declared: str) -> Found:
    """Sniff and decode in a child with limits on CPU, memory and time.

    Raises Away("busy") where the machine did not let the child end; the file may be good.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "file"
        file.write_bytes(content)
        job = {"file": str(file), "mime": declared, "folder": str(folder)}
        return _read_answer(_ask_child(job), folder)


def _ask_child(job: dict[str, str]) -> dict[str, object]:
    command = [sys.executable, "-m", "backend.files.examination"]
    told = json.dumps(job).encode()
    try:
        child = subprocess.run(
            command, input=told, capture_output=True, cwd=ROOT, timeout=PATIENCE_S, check=True
        )
        answer: dict[str, object] = json.loads(child.stdout)
    except subprocess.TimeoutExpired as reason:
        raise Away("busy") from reason
    except subprocess.CalledProcessError as ended:
        # Ended by its limit or fallen over: the file is not one to believe.
        too_long = ended.returncode == -TOO_LONG
        return {"problem": "picture-too-large" if too_long else "file-broken"}
    except ValueError:
        return {"problem": "file-broken"}
    return answer


def _read_answer(answer: dict[str, object], folder: Path) -> Found:
    if answer.get("problem"):
        return Found(problem=str(answer["problem"]))
    taken, lat, lon = (answer.get(name) for name in ("taken_at", "lat", "lon"))
    return Found(
        mime=str(answer["mime"]),
        taken_at=datetime.fromisoformat(str(taken)) if taken else None,
        point=Point(float(str(lon)), float(str(lat))) if lat is not None else None,
        display=_bytes_of(folder / "display.jpg"),
        thumb=_bytes_of(folder / "thumb.jpg"),
    )


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _believe(file: StoredFile, found: Found) -> None:
    file.mime, file.taken_at, file.point = found.mime, found.taken_at, found.point
    file.verified_at = utc_now()
    if found.display:
        file.display_path = storage.keep(found.display, "display", file.sha256, ".jpg")
        file.thumb_path = storage.keep(found.thumb, "thumbs", file.sha256, ".jpg")
