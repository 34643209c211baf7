"""Signing in, forgetting the password, choosing a language: the pages before anybody is known."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import mail
from django.urls import include, path, reverse

from backend.accounts.models import Role, User
from backend.database.principal import acting_as_system
from backend.web.shared import views as shared
from backend.web.shared.language import choose_language

urlpatterns = [
    path("", shared.front_door, name="front-door"),
    path("accounts/", include("allauth.account.urls")),
    path("language/", choose_language, name="set_language"),
]
pytestmark = [pytest.mark.urls("tests.web.test_account_pages"), pytest.mark.django_db]


@pytest.fixture
def anna():
    with acting_as_system():
        return User.objects.create_user(
            "anna@example.com", "quiet-harbour-7", name="Anna", role=Role.OPERATOR
        )


def test_the_sign_in_page_is_our_own(client):
    assert "Forgot the password" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    ("language", "sign_in", "forgot"),
    [
        ("uk", "Увійти", "Не пам’ятаю пароль"),
        ("bg", "Вход", "Забравена парола"),
        ("ru", "Войти", "Забыли пароль"),
    ],
)
def test_a_stranger_reads_the_browsers_language_or_the_chosen_one(
    client, language, sign_in, forgot
):
    asked = client.get("/accounts/login/", headers={"accept-language": language})
    assert client.post("/language/", {"language": language}).status_code == 302
    chosen = client.get("/accounts/login/", headers={"accept-language": "en"})
    for page in (asked.content.decode(), chosen.content.decode()):
        assert f'<html lang="{language}"' in page
        assert sign_in in page
        assert forgot in page


def test_the_sign_in_page_of_a_demo_says_what_is_invented(client, anna):
    html = client.get("/accounts/login/").content.decode()
    assert "faults, debts and ratings are invented" in html
    assert "OpenStreetMap contributors" in html
    with acting_as_system():
        User.objects.filter(pk=anna.pk).update(email="anna@callout.eu")
    assert "invented" not in client.get("/accounts/login/").content.decode()


def test_a_wrong_password_is_told_and_the_address_kept(client, anna):
    wrong = {"login": "anna@example.com", "password": "loud-harbour-8"}
    html = client.post("/accounts/login/", wrong).content.decode()
    assert "Not signed in" in html
    assert 'value="anna@example.com"' in html


def test_signing_in_leads_to_the_front_door(client, anna):
    right = {"login": "anna@example.com", "password": "quiet-harbour-7"}
    answer = client.post("/accounts/login/", right)
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "page", ["account_reset_password", "account_reset_password_done", "account_login"]
)
def test_pages_for_strangers_open(client, page):
    assert client.get(reverse(page)).status_code == 200


def test_pages_for_the_signed_in_open(client, anna):
    client.force_login(anna)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("account_change_password")).status_code == 200


def test_who_may_not_sign_in_any_more_is_a_stranger_at_once(client, anna):
    client.force_login(anna)
    page = reverse("account_change_password")
    assert client.get(page).status_code == 200
    with acting_as_system():
        anna.is_active = False
        anna.save()
    assert client.get(page).status_code == 302


def test_the_letter_with_a_reset_link_says_the_same_as_a_page(client, anna):
    client.post(reverse("account_reset_password"), {"email": anna.email})
    letter = mail.outbox[0]
    page, kind = letter.alternatives[0]
    link = re.search(r"https?://\S+", letter.body).group()
    assert kind == "text/html"
    assert f'href="{link}"' in page
    assert "the old password stays" in page


def test_a_reset_link_works_and_a_used_one_says_so(client, anna):
    key = f"{user_pk_to_url_str(anna)}-{default_token_generator.make_token(anna)}"
    address = reverse("account_reset_password_from_key", args=key.split("-", 1))
    page = client.get(address, follow=True)
    assert "Save the password" in page.content.decode()
    broken = client.get(address.replace(key[-4:], "0000"))
    assert "This link no longer works" in broken.content.decode()


def test_the_chosen_language_is_kept_and_the_way_back_is_ours(client, anna):
    client.force_login(anna)
    answer = client.post("/language/", {"language": "uk", "next": "/desk/?state=new"})
    assert answer["Location"] == "/desk/?state=new"
    with acting_as_system():
        anna.refresh_from_db()
    assert anna.language == "uk"
    away = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_an_unknown_language_is_refused_in_words(client):
    answer = client.post("/language/", {"language": "xx"})
    assert answer.status_code == 422
    assert "There is no such choice" in answer.content.decode()
