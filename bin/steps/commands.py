"""Calling manage.py in the right environment."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from . import environment
from .console import StopError, step
from .layout import PYTHON, ROOT, VENV
from .maps import FOLDER as MAPS
from .services import ask_database
from .settings import NAMES
from .stamps import files_under, hash_of, is_stamped, put_stamp

# Told to whoever runs a start that found the tables in use.
LOCKED = "another program holds the tables; nothing was changed, try again in a moment"
OWNER_COMMANDS = ("migrate", "sqlmigrate", "showmigrations", "flush")
DEMO_SIZES = ("demo", "city")
# What these say of bad input is one line; that no database runs has nothing to do with it.
NEEDS_NO_DATABASE = ("plan_file", "sla_replay", "export_openapi")


def complete(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of every Python program of the product."""
    # A shell that forbids bytecode would make every start read every source again.
    left_out = {*NAMES, "PYTHONDONTWRITEBYTECODE"}
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return {
        **inherited,
        **environment.native_libraries(),
        "CALLOUT_MAPS": str(MAPS),
        **settings,
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }


def without_owner(environ: Mapping[str, str]) -> dict[str, str]:
    """What a serving program gets: it has no way to become the database's owner."""
    kept = dict(environ)
    kept["DATABASE_URL"] = ""
    return kept


def as_owner(environ: Mapping[str, str]) -> dict[str, str]:
    """What a command that changes the tables themselves gets."""
    return {**environ, "CALLOUT_AS_OWNER": "1"}


def manage(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run a management command; returns what it printed, raises StopError with its last words."""
    done = subprocess.run(
        [str(PYTHON), "manage.py", *arguments],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise StopError(f"manage.py {' '.join(arguments)} failed:\n" + "\n".join(words[-15:]))
    return done.stdout


def ensure_tables(environ: Mapping[str, str], state: Path) -> None:
    """Migrate, unless this state has seen these very migrations on this very database."""
    files = [
        file
        for folder in (ROOT / "backend", ROOT / "mobile_api")
        for file in files_under(folder, ".py", without=["__pycache__", "node_modules"])
        if "migrations" in file.parts or file.parent.name == "database"
    ]
    files += [ROOT / "requirements.lock", ROOT / "backend" / "settings.py"]
    wanted = hash_of(environ["DATABASE_URL"], files=files)
    if is_stamped(state / "migrated", wanted):
        return
    blame = "DATABASE_URL" if os.environ.get("DATABASE_URL") else f"CALLOUT_STATE={state}"
    with step("tables"):
        migrate(environ, blame)
    put_stamp(state / "migrated", wanted)


def migrate(environ: Mapping[str, str], blame: str = "DATABASE_URL") -> None:
    """Bring the tables up to this version as their owner; what is in use is waited for briefly."""
    ask_database(
        "refuse_newer_tables",
        blame=blame,
        owner_url=environ["DATABASE_URL"],
        known=_known_migrations(),
    )
    try:
        manage(["migrate", "--no-input", "--skip-checks", "-v", "0"], as_owner(environ))
    except StopError as stop:
        if "lock timeout" not in str(stop):
            raise
        raise StopError(LOCKED) from None


def _known_migrations() -> list[str]:
    """Every migration of ours that this checkout has, as app.number_name."""
    files = (ROOT / "backend").glob("*/migrations/[0-9]*.py")
    return [f"{file.parents[1].name}.{file.stem}" for file in files]


def ensure_demo(environ: Mapping[str, str], state: Path) -> None:
    """Seed the demo company, unless CALLOUT_DEMO=0 or this state has seen this very cast today.

    Asked again on another day, the seed doubles nothing and lays out that day's shifts.
    """
    if environ.get("CALLOUT_DEMO") == "0":
        return
    files = files_under(ROOT / "backend" / "demo", ".py", ".json", ".csv", without=["__pycache__"])
    wanted = hash_of(environ["DATABASE_URL"], date.today().isoformat(), files=files)  # noqa: DTZ011
    if is_stamped(state / "seeded", wanted):
        return
    size = environ.get("CALLOUT_DEMO_SIZE") or "demo"
    if size not in DEMO_SIZES:
        raise StopError(f"CALLOUT_DEMO_SIZE={size} is neither demo nor city")
    with step("demo company"):
        said = manage(["seed", "--size", size], environ)
    written = state / "sign-ins.txt"
    if not written.exists():
        written.touch(mode=0o600)
        written.write_text(said)
    put_stamp(state / "seeded", wanted)
