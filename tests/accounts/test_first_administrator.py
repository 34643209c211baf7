"""An installation without the demo begins with one sign-in, made once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backend.accounts.models import Role, User

pytestmark = pytest.mark.django_db


def made(address: str) -> str:
    said = StringIO()
    call_command("first_administrator", address, stdout=said)
    return said.getvalue()


def test_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLOUT_FIRST_PASSWORD", "a long enough sentence")
    assert "you@example.com is the administrator" in made("you@example.com")
    user = User.objects.get(email="you@example.com")
    assert user.role == Role.ADMINISTRATOR
    assert user.check_password("a long enough sentence")
    assert "nothing was changed" in made("other@example.com")
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_without_a_password_one_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLOUT_FIRST_PASSWORD", raising=False)
    password = made("you@example.com").split()[-1]
    assert User.objects.get(email="you@example.com").check_password(password)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="no administrator was made"):
        made("nobody")
    assert not User.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_the_demo_is_never_poured_into_somebodys_company() -> None:
    made("you@example.com")
    said = StringIO()
    call_command("seed", size="demo", stdout=said)
    assert "A company is here already; no demo was added." in said.getvalue()
    assert User.objects.filter(role=Role.CONTACT).count() == 0
