"""Restore one backup into an empty database and hold it against what was counted.

Run by the environment's Python. Reads one JSON object from standard input: backup, owner_url,
store, bucket, pg_restore. Ends with status 1 and one line a difference.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from steps import backups
from steps.database_facts import differences, facts
from steps.layout import ROOT
from steps.stored_files import problem_of

SNAPSHOTS = "select number, snapshot, snapshot_sha256 from fieldwork_servicereport order by number"


def main() -> None:
    wish = json.load(sys.stdin)
    backup = Path(wish["backup"])
    backups.check_sums(backup)
    manifest = json.loads((backup / backups.MANIFEST).read_text())
    store = Path(wish["store"]) if manifest["files_are_copied"] else None
    with psycopg.connect(wish["owner_url"], autocommit=True) as connection:
        refuse_full_database(connection)
        restore(backup / backups.DUMP, wish["owner_url"], wish["pg_restore"])
        told = differences(manifest, facts(connection))
        told += wrong_evidence(connection)
    told += wrong_files(backup, store, wish["bucket"])
    if told:
        raise SystemExit("\n".join(told[:50]))
    print(json.dumps({"rows": sum(manifest["rows"].values()), "files": manifest["files"]}))


def refuse_full_database(connection: psycopg.Connection[Any]) -> None:
    known = "select 1 from pg_tables where schemaname = 'public' and tablename = 'journal_entry'"
    if connection.execute(known).fetchone():
        raise SystemExit("the database is not empty: nothing was restored")


def restore(dump: Path, url: str, program: str) -> None:
    """pg_restore, which stops at the first thing that does not go in."""
    # Comments on extensions belong to the server's administrator, not to the owner of the tables.
    options = ["--no-owner", "--no-comments", "--exit-on-error", "--dbname="]
    environment = backups.libpq_environment(conninfo_to_dict(url))
    options[-1] += environment["PGDATABASE"]
    done = subprocess.run(
        [program, *options, str(dump)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"pg_restore failed: {' / '.join(done.stderr.strip().splitlines()[-2:])}")


def wrong_evidence(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """What signers saw still gives the hash that was signed."""
    sys.path.insert(0, str(ROOT))
    from backend.fieldwork.snapshot import snapshot_sha256

    for number, snapshot, sha256 in connection.execute(SNAPSHOTS):
        if snapshot_sha256(snapshot) != sha256:
            yield f"{number}: what was signed does not give the hash that was signed"


def wrong_files(backup: Path, store: Path | None, bucket: Mapping[str, str]) -> Iterator[str]:
    with (backup / backups.LIST).open() as lines:
        for line in lines:
            told = json.loads(line)
            if problem := problem_of(told, store, bucket):
                yield f"file {told['path']} is {problem}"


if __name__ == "__main__":
    try:
        main()
    except (psycopg.Error, OSError) as error:
        raise SystemExit(" ".join(str(error).split())) from None
