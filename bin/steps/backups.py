"""What a backup is made of, where its programs are, and what it may say of the settings.

A folder of backups holds one folder a backup, callout-YYYYMMDDTHHMMSS.ffffffZ, and beside them
`files`, which all backups share: a file's name is its hash, so it never changes and is copied once.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .console import StopError

DUMP, LIST, SETTINGS, MANIFEST, SUMS = (
    "database.dump",
    "files.jsonl",
    "settings.json",
    "manifest.json",
    "SHA256SUMS",
)
STORE = "files"
_SECRET = re.compile(r"SECRET|PASSWORD|ACCESS_KEY")


def program(name: str) -> str:
    """The newest pg_dump or pg_restore of this machine; an older one refuses a newer server."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    versions = {int(folder.parent.name): folder / name for folder in folders if _is_number(folder)}
    newest = [versions[number] for number in sorted(versions, reverse=True)]
    found = next((str(path) for path in newest if path.exists()), None) or shutil.which(name)
    return found or _of_private_database(name)


def _is_number(folder: Path) -> bool:
    return folder.parent.name.isdigit()


def _of_private_database(name: str) -> str:
    from .postgres import find_or_install

    path = find_or_install().path(name)
    if not Path(path).exists():
        raise StopError(f"no {name} here: install the client programs of PostgreSQL")
    return path


def without_secrets(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings as a backup may show them: an address without its password, a key as "set"."""
    return {name: _shown(name, value) for name, value in sorted(settings.items())}


def _shown(name: str, value: str) -> str:
    if _SECRET.search(name):
        return "set"
    parts = urlsplit(value)
    if not parts.password:
        return value
    credentials, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{credentials.partition(':')[0]}:set@{place}").geturl()


def libpq_environment(address: Mapping[str, Any]) -> dict[str, str]:
    """A server's address for a program's environment: anybody may read a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
    names |= {"password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    told = {names[name]: str(value) for name, value in address.items() if name in names}
    return {**os.environ, **told}


def sha256_of(file: Path) -> str:
    """Lower-case hex SHA-256 of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_sums(folder: Path, *names: str) -> None:
    """Write SHA256SUMS as `sha256sum --check` reads it."""
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines))


def check_sums(folder: Path) -> None:
    """Raises SystemExit naming the first part that is missing or is not what was written."""
    try:
        lines = (folder / SUMS).read_text().splitlines()
    except OSError:
        raise SystemExit(f"{folder} is no backup: it has no {SUMS}") from None
    for line in lines:
        sum_, _, name = line.partition("  ")
        file = folder / name
        if not file.exists():
            raise SystemExit(f"{name} is missing from the backup")
        if sha256_of(file) != sum_:
            raise SystemExit(f"{name} is damaged: its bytes are not those that were written")
