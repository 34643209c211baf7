"""Files in a folder: whole or not there."""

from pathlib import Path

import pytest

from backend.files import storage

SHA256 = "ab" + "0" * 62


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_works(folder: Path) -> None:
    assert storage.keep(b"whole", "originals", SHA256, ".pdf") == f"originals/ab/{SHA256}.pdf"
    assert files_in(folder) == [f"originals/ab/{SHA256}.pdf"]
    assert storage.read(f"originals/ab/{SHA256}.pdf") == b"whole"


def test_a_half_written_draft_is_nobodys_file(folder: Path) -> None:
    place = folder / "originals" / "ab"
    place.mkdir(parents=True)
    (place / f"{SHA256}.pdf.0.draft").write_bytes(b"ha")
    storage.keep(b"half", "originals", SHA256, ".pdf")
    assert storage.read(f"originals/ab/{SHA256}.pdf") == b"half"
