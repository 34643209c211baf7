"""The services the product stands on, ours or those the settings name."""

import json
import os
import subprocess
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from .broker import Broker
from .children import Child, Program, end_all
from .cluster import DATABASE, Cluster
from .console import StopError, step
from .layout import BIN, step_argv
from .osrm import Roads
from .state import State

OWNER, APP = "callout_owner", "callout_app"


class Services:
    """Starts what is missing, in order, and remembers it so that the end is complete."""

    def __init__(self, state: State, *, careless: bool = False, tied: bool = True) -> None:
        self.state = state
        self.careless = careless
        self.tied = tied
        self.children: list[Child] = []

    def start(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Start database, broker and road server where no setting names another.

        Returns the settings completed with the address of each.
        """
        complete = dict(settings)
        complete["CALLOUT_SECRET_KEY"] = (
            settings.get("CALLOUT_SECRET_KEY") or self.state.secrets()["secret_key"]
        )
        if settings.get("DATABASE_URL"):
            complete["DATABASE_APP_URL"] = self._app_url_of_given_server(settings)
        else:
            complete.update(self._private_database())
        if not settings.get("REDIS_URL"):
            broker = Broker(self.state, tied=self.tied)
            self._keep(broker.start())
            complete["REDIS_URL"] = broker.url()
        if not settings.get("OSRM_URL"):
            roads = Roads(self.state, tied=self.tied)
            self._keep(roads.start())
            complete["OSRM_URL"] = roads.url()
        return complete

    def add(self, program: Program) -> Child:
        """Start one more program that ends with the others."""
        child = program.start()
        self.children.append(child)
        return child

    def end(self, within_s: float = 15) -> None:
        """End what was started here and nothing else: the newest first, the database last."""
        database = [child for child in self.children if child.program.name == "database"]
        broker = [child for child in self.children if child.program.name == "broker"]
        others = [child for child in self.children if child not in database + broker]
        for group in (others, broker, database):
            end_all(group, within_s=within_s)
        self.children.clear()

    def stop_left_running(self) -> None:
        """End what an untied start left running."""
        Cluster(self.state).stop()
        Broker(self.state).stop()
        Roads(self.state).stop()

    def _keep(self, child: Child | None) -> None:
        if child:
            self.children.append(child)

    def _private_database(self) -> dict[str, str]:
        secrets = self.state.secrets()
        cluster = Cluster(self.state, careless=self.careless, tied=self.tied)
        self._keep(cluster.start())
        prepared = self.state.folder / "database-prepared"
        if not prepared.exists():
            with step("database roles and PostGIS"):
                ask_database(
                    "make_private_database",
                    blame="CALLOUT_STATE",
                    template_url=cluster.url(
                        "postgres", secrets["superuser_password"], "template1"
                    ),
                    owner_password=secrets["owner_password"],
                    app_password=secrets["app_password"],
                    database=DATABASE,
                )
            prepared.touch()
        return {
            "DATABASE_URL": cluster.url(OWNER, secrets["owner_password"]),
            "DATABASE_APP_URL": cluster.url(APP, secrets["app_password"]),
        }

    def _app_url_of_given_server(self, settings: Mapping[str, str]) -> str:
        owner_url = settings["DATABASE_URL"]
        app_url = settings.get("DATABASE_APP_URL") or self._made_app_url(owner_url)
        ask_database("check_server", blame="DATABASE_APP_URL", owner_url=owner_url, app_url=app_url)
        return app_url

    def _made_app_url(self, owner_url: str) -> str:
        """Make callout_app in the given server once; its password stays in the state folder."""
        password = self.state.secrets()["app_password"]
        made = self.state.folder / "app-role-made"
        address = _without_credentials(owner_url)
        if not made.exists() or made.read_text() != address:
            ask_database(
                "make_app_role",
                blame="DATABASE_APP_URL",
                owner_url=owner_url,
                app_password=password,
            )
            made.write_text(address)
        return _with_credentials(owner_url, APP, password)


def kept_settings(state: State) -> dict[str, str]:
    """What the state folder remembers without anything running: keys, and the role it made."""
    if not (state.folder / "secrets.json").exists():
        return {}
    secrets = state.secrets()
    kept = {"CALLOUT_SECRET_KEY": secrets["secret_key"]}
    owner_url = os.environ.get("DATABASE_URL", "")
    made = state.folder / "app-role-made"
    if owner_url and made.exists() and made.read_text() == _without_credentials(owner_url):
        kept["DATABASE_APP_URL"] = _with_credentials(owner_url, APP, secrets["app_password"])
    return kept


def ask_database(task: str, *, blame: str, **wish: str | list[str]) -> None:
    """Run one task of roles.py in the environment; a failure names the setting to blame."""
    done = subprocess.run(
        step_argv("roles"),
        cwd=BIN,
        input=json.dumps({"task": task, **wish}),
        env={**os.environ, "PGCONNECT_TIMEOUT": "10"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StopError(f"{blame}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _with_credentials(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{quote(password)}@{place}").geturl()
