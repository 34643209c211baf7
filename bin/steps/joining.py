"""The environment of one program that runs by itself: beside a bin/run, or on given services."""

import os
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from . import commands, services, settings
from .cluster import Cluster
from .console import StopError
from .layout import state_folder
from .services import APP, ask_database
from .state import State

# Each line is met by any one of its settings.
NEEDED = (("DATABASE_APP_URL",), ("CELERY_BROKER_URL", "REDIS_URL"), ("CALLOUT_SECRET_KEY",))


def given() -> dict[str, str]:
    """What runs on this state, and over it what the caller set."""
    state = State(state_folder())
    state.prepare()
    running = state.recorded() if state.is_locked() or Cluster(state).is_running() else {}
    kept = running or services.kept_settings(state)
    return {**settings.read(app_alone=True), **kept, **settings.read_given(app_alone=True)}


def serving_environment() -> dict[str, str]:
    """For web, worker and beat: nothing of it lets them become the database's owner."""
    known = given()
    for names in NEEDED:
        if not any(known.get(name) for name in names):
            where = known["CALLOUT_STATE"]
            raise StopError(f"{' or '.join(names)} is not set, and no bin/run runs on {where}")
    return commands.without_owner(commands.complete(known))


def owner_environment() -> dict[str, str]:
    """For migrations. Where DATABASE_ADMIN_URL is set, roles and database are made first."""
    known = given()
    if not known.get("DATABASE_URL"):
        raise StopError("DATABASE_URL is not set: migrations need the owner")
    if admin := os.environ.get("DATABASE_ADMIN_URL", "").strip():
        _make_roles(admin, known)
    return commands.complete(known)


def _make_roles(admin: str, known: Mapping[str, str]) -> None:
    """Both roles with the passwords of their addresses, the database and its extensions."""
    if not known.get("DATABASE_APP_URL"):
        raise StopError(f"DATABASE_APP_URL is not set: it says the password of {APP}")
    owner, app = urlsplit(known["DATABASE_URL"]), urlsplit(known["DATABASE_APP_URL"])
    ask_database(
        "make_private_database",
        blame="DATABASE_ADMIN_URL",
        template_url=urlsplit(admin)._replace(path="/template1").geturl(),
        owner_password=unquote(owner.password or ""),
        app_password=unquote(app.password or ""),
        database=unquote(owner.path.removeprefix("/")),
    )


def ensure_first_sign_in(environ: Mapping[str, str]) -> None:
    """In a new database: the demo company where CALLOUT_DEMO=1, else the first administrator."""
    if environ.get("CALLOUT_DEMO") == "1":
        commands.manage(["seed", "--size", "demo"], environ)
    elif address := os.environ.get("CALLOUT_FIRST_ADMINISTRATOR", "").strip():
        print(commands.manage(["first_administrator", address], environ), end="")
