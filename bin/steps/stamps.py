"""Remembering that a step was done, by a hash of what it was made from."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def hash_of(*texts: str, files: Iterable[Path] = ()) -> str:
    """One hash over texts and the names and bytes of files."""
    total = hashlib.sha256()
    for text in texts:
        total.update(text.encode() + b"\0")
    for file in sorted(files):
        total.update(os.fsencode(file) + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files_under(folder: Path, *suffixes: str, without: Iterable[str] = ()) -> list[Path]:
    """Every file below a folder with one of the suffixes, skipping folders of these names."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        found += [Path(place, name) for name in names if not suffixes or name.endswith(suffixes)]
    return found


def is_stamped(stamp: Path, value: str) -> bool:
    """True when the step was done from the same things."""
    try:
        return stamp.read_text() == value
    except OSError:
        return False


def put_stamp(stamp: Path, value: str) -> None:
    """Remember it; to be called when the step is complete."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
