"""Make one backup. Run by the environment's Python.

Reads one JSON object from standard input: owner_url, folder, store, files, settings, pg_dump.
Everything is read in one snapshot of the database, so that dump, counts and list of files agree.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from steps import backups
from steps.database_facts import facts
from steps.stored_files import Named, copy_new

FILES = "select path, display_path, thumb_path, sha256 from files_storedfile order by path"


def main() -> None:
    wish = json.load(sys.stdin)
    folder = Path(wish["folder"])
    with psycopg.connect(wish["owner_url"]) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        dump(connection, wish["owner_url"], wish["pg_dump"], folder / backups.DUMP)
        counted = facts(connection)
        wanted = list(named_files(connection))
    told = [{"path": each.path, "sha256": each.sha256} for each in wanted]
    if wish["files"]:
        told = list(copy_new(wanted, Path(wish["files"]), Path(wish["store"])))
    write(folder, told, wish["settings"], {**counted, "files": len(told)}, bool(wish["files"]))
    problems = [f"{each['path']} is {each['problem']}" for each in told if each.get("problem")]
    print(json.dumps({"files": len(told), "rows": sum(counted["rows"].values()), "bad": problems}))


def dump(connection: psycopg.Connection[Any], url: str, program: str, target: Path) -> None:
    """pg_dump in the very snapshot this connection sees."""
    row = connection.execute("select pg_export_snapshot()").fetchone()
    assert row is not None
    # PostGIS brings its own table of projections wherever it is installed.
    options = ["--exclude-table-data=public.spatial_ref_sys"]
    options += ["--format=custom", "--no-owner", f"--snapshot={row[0]}", f"--file={target}"]
    environment = backups.libpq_environment(conninfo_to_dict(url))
    done = subprocess.run(
        [program, *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"pg_dump failed: {' / '.join(done.stderr.strip().splitlines()[-2:])}")


def named_files(connection: psycopg.Connection[Any]) -> Iterator[Named]:
    """Every file of every row once; only an original is known by its hash."""
    known: set[str] = set()
    for original, display, thumb, sha256 in connection.execute(FILES):
        for named in (Named(original, sha256), Named(display), Named(thumb)):
            if named.path and named.path not in known:
                known.add(named.path)
                yield named


def write(
    folder: Path,
    files: list[dict[str, Any]],
    settings: dict[str, str],
    counted: dict[str, Any],
    copied: bool,
) -> None:
    lines = [json.dumps(each) + "\n" for each in files]
    (folder / backups.LIST).write_text("".join(lines))
    (folder / backups.SETTINGS).write_text(json.dumps(settings, indent=1) + "\n")
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = {"made_at": made_at, "files_are_copied": copied, **counted}
    (folder / backups.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    parts = (backups.DUMP, backups.LIST, backups.SETTINGS, backups.MANIFEST)
    backups.write_sums(folder, *parts)


if __name__ == "__main__":
    try:
        main()
    except (psycopg.Error, OSError) as error:
        raise SystemExit(" ".join(str(error).split())) from None
