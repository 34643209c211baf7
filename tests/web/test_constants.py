"""Words and addresses that are worked out once say the same as Django's own tags."""

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch
from django.utils import translation

WORDS = Template("{% load callout %}{% translate 'Requests' %}")
NAMED = Template(
    "{% load callout %}{% translate words %}|{% translate 'Requests' as kept %}{{ kept }}"
)
ADDRESS = Template("{% load callout %}{% url 'desk:queue' %}")
OF_ONE = Template("{% load callout %}{% url 'desk:request' id %}")


def test_words_follow_the_language():
    told = {}
    for language in ("en", "uk", "en", "uk"):
        with translation.override(language):
            told.setdefault(language, set()).add(WORDS.render(Context()))
    assert told == {"en": {"Requests"}, "uk": {translation.override("uk")(_requests)()}}
    assert told["uk"] != told["en"]


def _requests() -> str:
    return translation.gettext("Requests")


def test_what_varies_is_not_kept():
    for words in ("Lines", "Acts"):
        with translation.override("en"):
            assert NAMED.render(Context({"words": words})) == f"{words}|Requests"


def test_addresses():
    assert ADDRESS.render(Context()) == ADDRESS.render(Context()) == "/desk/"
    ids = ("0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002")
    assert [one in OF_ONE.render(Context({"id": one})) for one in ids] == [True, True]


def test_another_table_of_routes_has_its_own_addresses():
    assert ADDRESS.render(Context()) == "/desk/"
    with override_settings(ROOT_URLCONF="tests.web.test_navigation"):
        assert ADDRESS.render(Context()) == "/desk/"
        with pytest.raises(NoReverseMatch):
            OF_ONE.render(Context({"id": "7"}))
