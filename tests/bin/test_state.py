"""The state folder: secrets for one pair of eyes, and one start at a time."""

import stat
from pathlib import Path

import pytest
from steps.console import StopError
from steps.state import State


def made(folder: Path) -> State:
    state = State(folder)
    state.prepare()
    return state


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = made(tmp_path / "state").secrets()
    again = State(tmp_path / "state").secrets()
    assert again == first
    assert len(set(first.values())) == len(first)
    mode = (tmp_path / "state" / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_database_user_may_pass_but_not_list(tmp_path: Path) -> None:
    made(tmp_path / "state")
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o711


def test_a_second_start_on_one_folder_is_refused(tmp_path: Path) -> None:
    first, second = made(tmp_path), made(tmp_path)
    assert not second.is_locked()
    assert first.try_lock()
    assert not second.try_lock()
    assert second.is_locked()


def test_two_folders_do_not_meet(tmp_path: Path) -> None:
    assert made(tmp_path / "one").try_lock()
    assert made(tmp_path / "two").try_lock()


def test_what_runs_is_written_down_and_forgotten(tmp_path: Path) -> None:
    state = made(tmp_path)
    assert state.recorded() == {}
    state.record({"REDIS_URL": "redis://h"})
    assert State(tmp_path).recorded() == {"REDIS_URL": "redis://h"}
    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    state.forget_record()
    assert state.recorded() == {}


def test_a_folder_that_cannot_be_made_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StopError, match="CALLOUT_STATE"):
        made(tmp_path / "file" / "state")
