"""A change of tables waits for its locks briefly, so that it never stops those who work."""

import os
import subprocess
import sys

import pytest
from steps import commands
from steps.console import StopError

ASK = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("show lock_timeout"); print(cursor.fetchone()[0])
"""


@pytest.mark.parametrize(("as_owner", "patience"), [("1", "5s"), ("0", "0")])
def test_only_the_owner_gives_up_on_a_lock(as_owner: str, patience: str) -> None:
    environ = {**os.environ, "CALLOUT_AS_OWNER": as_owner}
    environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    done = subprocess.run([sys.executable, "-c", ASK], env=environ, capture_output=True, text=True)
    assert done.stdout.strip() == patience, done.stderr


def test_who_migrates_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_words: object) -> str:
        raise StopError("manage.py migrate failed:\ncanceling statement due to lock timeout")

    monkeypatch.setattr(commands, "manage", locked)
    monkeypatch.setattr(commands, "ask_database", lambda *_words, **_wish: None)
    with pytest.raises(StopError, match="nothing was changed, try again in a moment"):
        commands.migrate({"DATABASE_URL": "postgresql://owner@db/callout"})
