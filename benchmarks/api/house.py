"""What a run stands on: a seeded database kept as a template, a copy of it, and the servers."""

import contextlib
import io
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))

from steps import commands, product  # noqa: E402
from steps.children import Child, Program, end_all, wait_until  # noqa: E402
from steps.layout import PYTHON  # noqa: E402

COPY = "bench_run"
MOST_PHONES = 8
PHOTO_BYTES = 3_000_000


def in_database(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def seeded(environ: Mapping[str, str], size: str, state: Path) -> None:
    """The template database of that size, migrated, and seeded the first time."""
    name = f"bench_{size}"
    with psycopg.connect(in_database(environ["DATABASE_URL"], "callout"), autocommit=True) as owner:
        known = owner.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not known:
            owner.execute(f'create database "{name}"')
    there = to_database(environ, name)
    commands.ensure_tables(there, state)
    stamp = state / f"seeded-{size}"
    if not stamp.exists():
        print(f"seeding {size}, once", flush=True)
        begun = time.monotonic()
        commands.manage(["seed", "--size", size], there)
        stamp.write_text(f"{time.monotonic() - begun:.0f} s")
        with psycopg.connect(there["DATABASE_URL"], autocommit=True) as owner:
            owner.execute("vacuum analyze")


def to_database(environ: Mapping[str, str], name: str) -> dict[str, str]:
    """The environment with both addresses leading to another database."""
    urls = {key: in_database(environ[key], name) for key in ("DATABASE_URL", "DATABASE_APP_URL")}
    return {**environ, **urls}


@contextmanager
def copied(environ: Mapping[str, str], size: str) -> Iterator[dict[str, str]]:
    """An environment on a fresh copy of the template, dropped afterwards; the broker is empty."""
    redis.Redis.from_url(environ["REDIS_URL"]).flushall()
    url = in_database(environ["DATABASE_URL"], "callout")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f'drop database if exists "{COPY}" with (force)')
        owner.execute(f'create database "{COPY}" template "bench_{size}"')
        try:
            yield to_database(environ, COPY)
        finally:
            owner.execute(f'drop database if exists "{COPY}" with (force)')


def prepared(environ: Mapping[str, str], state: Path) -> dict[str, Any]:
    """The facts of prepare.py, and the photo; kept in a file for the lean server."""
    facts: dict[str, Any] = from_program("benchmarks.api.prepare", environ, str(MOST_PHONES))
    if not facts["phones"] or not facts["busy_clients"]:
        raise SystemExit("the seeded database has no published visits or no open requests")
    facts["photo"], facts["folder"] = str(_photo(state)), str(state / "bench-files")
    Path(facts["folder"]).mkdir(exist_ok=True)
    facts_file(state).write_text(json.dumps(facts))
    return facts


def from_program(module: str, environ: Mapping[str, str], *words: str) -> Any:
    """What a program of ours prints as JSON; it has Django set up, this one has not."""
    argv = [str(PYTHON), "-m", module, *words]
    done = subprocess.run(argv, cwd=ROOT, env=dict(environ), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def facts_file(state: Path) -> Path:
    """Where the lean server reads the facts."""
    return state / "bench-facts.json"


@contextmanager
def serving(environ: Mapping[str, str], state: Path) -> Iterator[tuple[int, int, int]]:
    """The product's web server as bin/run starts it, the lean one and that of lean pages; answers
    their ports."""
    ports = free_port(), free_port(), free_port()
    told = {**environ, "CALLOUT_PORT": str(ports[0])}
    web = product.web_and_worker(told, state)[0]
    facts = {"BENCH_FACTS": str(facts_file(state)), "BENCH_DATABASE_URL": told["DATABASE_URL"]}
    owner = {**facts, "DATABASE_URL": told["DATABASE_URL"], "CALLOUT_AS_OWNER": "1"}
    lean = _instead(web, "lean", ports[:2], facts)
    page = _instead(web, "lean_page", (ports[0], ports[2]), owner)
    with running(web, lean, page):
        for port in ports:
            if not wait_until(lambda port=port: answers(port), within_s=60):  # type: ignore[misc]
                raise SystemExit(f"a server did not start, see {web.log} and those beside it")
        yield ports


def _instead(web: Program, name: str, ports: tuple[int, int], more: Mapping[str, str]) -> Program:
    """The product's web server, but serving a module of ours at another port."""
    product_at, at = (f"127.0.0.1:{port}" for port in ports)
    words = {"backend.wsgi:application": f"benchmarks.api.{name}:application", product_at: at}
    return replace(
        web,
        name=name,
        argv=[words.get(word, word) for word in web.argv],
        log=web.log.with_name(f"{name}.log"),
        environment={**web.environment, **more},
    )


@contextmanager
def running(*programs: Program) -> Iterator[list[Child]]:
    """The programs, ended afterwards."""
    children = [program.start() for program in programs]
    try:
        yield children
    finally:
        end_all(children, within_s=15)


def answers(port: int) -> bool:
    """Whether somebody takes requests there."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/livez"):
        return True
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def etags_of(port: int, facts: dict[str, Any]) -> list[str]:
    """The ETag of each phone's world."""
    found = []
    for phone in facts["phones"]:
        ask = urllib.request.Request(f"http://127.0.0.1:{port}/api/mobile/v1/bundle")
        ask.add_header("Authorization", f"Bearer {phone['token']}")
        with urllib.request.urlopen(ask) as answer:  # noqa: S310
            found.append(answer.headers["ETag"])
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _photo(state: Path) -> Path:
    """A picture of about 3 MB, as a phone's camera makes them."""
    path = state / "bench-photo.jpg"
    if not path.exists():
        picture = Image.effect_noise((2400, 1800), 60).convert("RGB")
        for quality in range(60, 100, 2):
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality)
            if out.tell() >= PHOTO_BYTES:
                break
        path.write_bytes(out.getvalue())
    return path
