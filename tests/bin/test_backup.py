"""A backup counts only because a drill restored it; one that was damaged turns red."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from steps import backups

from backend.database.principal import acting_as_system
from backend.demo.cast import make_cast
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.snapshot import snapshot_sha256
from backend.files.actions import store_file
from tests.onsite import published_visit

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = b"%PDF-1.7 an act of November"


@pytest.fixture
def state(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    """A company with one paper and one signed report, on a server of its own."""
    # The database's user must be able to enter what is restored.
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o711)
    folder = tmp_path / "state"
    settings.MEDIA_ROOT = folder / "files"
    with acting_as_system(), transaction.atomic():
        visit = published_visit(make_cast())
        store_file(PAPER, name="act.pdf", mime="application/pdf")
        snapshot = {"visit": "VIS-1", "minutes": 45}
        ServiceReport.objects.create(
            number="SR-1001",
            client=visit.works.get().work_order.request.client,
            visit=visit,
            snapshot=snapshot,
            snapshot_sha256=snapshot_sha256(snapshot),
        )
    return folder


def call(state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    name = django_settings.DATABASES["default"]["NAME"]
    addresses = {
        setting: urlsplit(os.environ[setting])._replace(path=f"/{name}").geturl()
        for setting in ("DATABASE_URL", "DATABASE_APP_URL")
    }
    environ = {**os.environ, **addresses, "CALLOUT_STATE": str(state)}
    return subprocess.run(
        [f"bin/{words[0]}", *words[1:]],
        env=environ,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def backup(state: Path, tmp_path: Path) -> Path:
    done = call(state, "backup", str(tmp_path / "kept"))
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def drill(state: Path, backup: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return call(state, "restore-drill", str(backup), *words)


def test_it_works(state: Path, backup: Path, tmp_path: Path) -> None:
    manifest = json.loads((backup / backups.MANIFEST).read_text())
    assert manifest["rows"]["files_storedfile"] == 1
    assert manifest["rows"]["fieldwork_servicereport"] == 1
    assert manifest["journal"].count("-") == 1
    assert manifest["walls"] > 20
    done = drill(state, backup, "--into", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    assert f"{sum(manifest['rows'].values())} rows and 1 files are as they were" in done.stderr
    (paper,) = (tmp_path / "again" / "files").rglob("*.pdf")
    assert paper.read_bytes() == PAPER


def test_a_second_backup_copies_only_what_is_new(state: Path, backup: Path) -> None:
    store = backup.parent / backups.STORE
    (first,) = (path for path in store.rglob("*") if path.is_file())
    before = first.stat().st_mtime_ns
    with acting_as_system(), transaction.atomic():
        store_file(b"%PDF-1.7 another", name="b.pdf", mime="application/pdf")
    assert call(state, "backup", str(backup.parent)).returncode == 0
    assert first.stat().st_mtime_ns == before
    assert len([path for path in store.rglob("*") if path.is_file()]) == 2


def damaged_dump(backup: Path) -> None:
    with (backup / backups.DUMP).open("r+b") as dump:
        dump.seek(-2000, os.SEEK_END)
        dump.write(b"\0" * 100)


def lost_file(backup: Path) -> None:
    next((backup.parent / backups.STORE).rglob("*.pdf")).unlink()


def changed_file(backup: Path) -> None:
    next((backup.parent / backups.STORE).rglob("*.pdf")).write_bytes(PAPER + b"?")


def lost_rows(backup: Path) -> None:
    """As if the dump had been made without two rows that were counted."""
    manifest = json.loads((backup / backups.MANIFEST).read_text())
    manifest["rows"]["files_storedfile"] += 2
    (backup / backups.MANIFEST).write_text(json.dumps(manifest))
    parts = (backups.DUMP, backups.LIST, backups.SETTINGS, backups.MANIFEST)
    backups.write_sums(backup, *parts)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damaged_dump, "database.dump is damaged"),
        (lost_file, ".pdf is missing"),
        (changed_file, ".pdf is damaged"),
        (lost_rows, "table files_storedfile: 3 rows were saved, 1 came back"),
    ],
)
def test_a_spoiled_backup_turns_red(
    state: Path, backup: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(backup)
    done = drill(state, backup)
    assert done.returncode == 1
    assert words in done.stderr
    assert f"callout: {backup.name} is not sound: see above" in done.stderr


def test_evidence_that_was_changed_turns_red(state: Path, tmp_path: Path) -> None:
    with acting_as_system(), transaction.atomic():
        ServiceReport.objects.update(snapshot={"visit": "VIS-1", "minutes": 90})
    backup = Path(call(state, "backup", str(tmp_path / "kept")).stdout.strip())
    done = drill(state, backup)
    assert done.returncode == 1
    assert "SR-1001: what was signed does not give the hash that was signed" in done.stderr


def test_a_file_that_is_gone_is_told_at_once(state: Path, tmp_path: Path) -> None:
    next((state / "files").rglob("*.pdf")).unlink()
    done = call(state, "backup", str(tmp_path / "kept"))
    assert done.returncode == 1
    assert "is missing; everything else is saved" in done.stderr


def test_a_full_database_is_never_restored_over(state: Path, backup: Path) -> None:
    name = django_settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    done = drill(state, backup, "--into", url)
    assert done.returncode == 1
    assert "the database is not empty: nothing was restored" in done.stderr


def test_no_secret_stands_in_a_backup() -> None:
    given = {
        "DATABASE_URL": "postgresql://callout_owner:pa55@db:5432/callout?sslmode=require",
        "CALLOUT_SECRET_KEY": "k" * 40,
        "FILES_S3_ACCESS_KEY": "AKIA",
        "FILES_S3_SECRET_KEY": "s3cr3t",
        "CALLOUT_PORT": "8000",
    }
    assert backups.without_secrets(given) == {
        "CALLOUT_PORT": "8000",
        "CALLOUT_SECRET_KEY": "set",
        "DATABASE_URL": "postgresql://callout_owner:set@db:5432/callout?sslmode=require",
        "FILES_S3_ACCESS_KEY": "set",
        "FILES_S3_SECRET_KEY": "set",
    }
