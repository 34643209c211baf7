"""A wrong setting stops the start with one line that names it."""

import os
import socket
import subprocess
from pathlib import Path

import pytest
from steps.state import State


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ = {**kept, "CALLOUT_STATE": str(folder), **settings}
    return subprocess.run(
        ["bin/run"], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALLOUT_PORT", "http"),
        ("CALLOUT_PUBLIC_URL", "example.com"),
        ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_APP_URL", "postgresql://callout_app@h/d"),
        ("DATABASE_URL", "postgresql://o:p@127.0.0.1:1/callout"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("CALLOUT_STATE", "/proc/1/state"),
    ],
)
def test_the_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    settings = {"CALLOUT_PORT": "0" if name == "CALLOUT_PORT" else str(unused_port())}
    done = start(tmp_path, **{**settings, name: value})
    lines = [line for line in done.stderr.splitlines() if line.startswith("callout: ")]
    assert done.returncode == 1
    assert len(lines) == 1
    assert name in lines[0] or (name == "DATABASE_APP_URL" and "DATABASE_URL" in lines[0])
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = start(tmp_path, CALLOUT_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "CALLOUT_PORT" in done.stderr


def test_a_second_start_on_the_same_state_is_refused(tmp_path: Path) -> None:
    first = State(tmp_path)
    assert first.try_lock()
    done = start(tmp_path, CALLOUT_PORT=str(unused_port()))
    assert done.returncode == 1
    line = f"callout: CALLOUT_STATE={tmp_path} is in use by another start: end that one first"
    assert done.stderr.splitlines() == [line]
    del first


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
