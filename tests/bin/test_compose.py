"""compose.yaml and Dockerfile, held against their specification and against this checkout.

No Docker engine runs in the tests: what they cannot show is said in docs/operate.md.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from steps import dockerfile, serving, settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
ONLY_ONCE = {"DATABASE_URL", "DATABASE_ADMIN_URL", "CALLOUT_FIRST_ADMINISTRATOR"}
ONLY_ONCE |= {"CALLOUT_FIRST_PASSWORD", "CALLOUT_ROADS"}


def test_it_is_what_the_specification_calls_a_compose_file() -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    argv = [program, "--builtin-schema", "vendor.compose-spec", "compose.yaml"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_program_of_the_product_is_there() -> None:
    assert {"db", "redis", "web", "worker", "beat", "osrm", "migrate", "s3"} <= set(SERVICES)
    in_a_profile = {name for name, service in SERVICES.items() if service.get("profiles")}
    assert in_a_profile == {"backup", "s3", "s3-bucket"}


@pytest.mark.parametrize("name", OURS)
def test_its_command_is_in_the_image(name: str) -> None:
    program, *words = SERVICES[name]["command"]
    assert os.access(ROOT / program, os.X_OK)
    if program == "bin/serve":
        (word,) = words
        source = (ROOT / "bin/serve").read_text()
        assert f'    "{word}": ' in source


def test_every_variable_stands_with_a_sentence() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", COMPOSE))
    told = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert asked - told == set()
    assert set(settings.NAMES) - told == set()


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_the_product_reads(name: str) -> None:
    assert set(SERVICES[name].get("environment", {})) <= {*settings.NAMES, *ONLY_ONCE}


def test_who_serves_never_knows_the_owner() -> None:
    knowing = {name for name in OURS if "DATABASE_URL" in SERVICES[name].get("environment", {})}
    assert knowing == {"migrate", "backup"}


def test_no_secret_has_a_default() -> None:
    secrets = re.findall(r"\$\{([A-Z0-9_]*(?:PASSWORD|SECRET)[A-Z0-9_]*)(:[-?])([^}]*)", COMPOSE)
    with_default = {name for name, mark, default in secrets if mark == ":-" and default}
    assert with_default == set()
    needed = {name for name, mark, _default in secrets if mark == ":?"}
    assert needed == {
        "CALLOUT_SECRET_KEY",
        "DATABASE_ADMIN_PASSWORD",
        "DATABASE_APP_PASSWORD",
        "DATABASE_OWNER_PASSWORD",
    }


def test_whoever_is_waited_for_can_be_waited_for() -> None:
    for service in SERVICES.values():
        waited_for = service.get("depends_on", {})
        for other, how in waited_for.items() if isinstance(waited_for, dict) else ():
            if how["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"]
            else:
                assert how["condition"] == "service_completed_successfully"
                assert SERVICES[other]["restart"] == "no"


def test_what_goes_on_is_started_again_and_what_ends_is_not() -> None:
    once = {name for name, service in SERVICES.items() if service["restart"] == "no"}
    assert once == {"migrate", "osrm-prepare", "backup", "s3-bucket"}


def test_nothing_but_the_web_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["web"]
    assert "127.0.0.1:8000}:8000" in SERVICES["web"]["ports"][0]


def test_the_image_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    last = dockerfile.stages()[-1]
    assert last.all("USER") == ["callout"]
    assert "bin/serve" in last.all("HEALTHCHECK")[0]
    assert last.all("CMD") == ['["bin/serve", "web"]']


def test_everything_that_is_copied_is_there() -> None:
    made = ("/callout/.venv", "/callout/.tools", "/callout/frontend/dist", "/callout/frontend/i18n")
    for stage in dockerfile.stages():
        for words in stage.all("COPY"):
            names = [name for name in words.split()[:-1] if not name.startswith("--from=")]
            for name in names:
                assert name in made or (ROOT / name.removeprefix("/callout/")).exists(), words


def test_no_secret_is_baked_in() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert not re.search(r"^(?:ARG|ENV).*(?:SECRET|PASSWORD|KEY|URL)", text, re.M)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


def test_a_serving_machine_gets_no_test_tools() -> None:
    lock = "django==5 \\\n    --hash=sha256:aa\npytest==9 \\\n    --hash=sha256:bb\n"
    assert serving.only({"django"}, lock) == "django==5 \\\n    --hash=sha256:aa\n"
