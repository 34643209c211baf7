"""The catalogues: what is gathered, and what counts as not translated."""

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize
from steps.catalogues import lacking, marked_in_python


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Save")', (None, "Save")),
        ('_("One " "two")', (None, "One two")),
        ('gettext_lazy("Later")', (None, "Later")),
        ('ngettext("%(n)d day", "%(n)d days", n)', (None, ("%(n)d day", "%(n)d days"))),
        ('pgettext("month", "May")', ("month", "May")),
        ('npgettext("c", "one", "many", n)', ("c", ("one", "many"))),
    ],
)
def test_python_says_what_it_marks(source: str, found: object) -> None:
    assert list(marked_in_python(source)) == [found]


def test_a_template_says_what_it_marks() -> None:
    source = (
        '{% translate "Queue" %}{% translate "May" context "month" %}'
        "{% blocktranslate count n=x %}{{ n }} visit{% plural %}{{ n }} visits"
        "{% endblocktranslate %}"
    )
    assert list(marked_in_python(templatize(source))) == [
        (None, "Queue"),
        ("month", "May"),
        (None, ("%(n)s visit", "%(n)s visits")),
    ]


def catalogue(text: str | tuple[str, str], said: str | tuple[str, ...], *flags: str) -> Catalog:
    made = Catalog(locale="uk", fuzzy=False)
    made.add(text, said, flags=flags)
    return made


@pytest.mark.parametrize(
    ("text", "said", "flags", "fault"),
    [
        ("Save", "", (), "empty"),
        ("Save", "Зберегти", ("fuzzy",), "fuzzy"),
        ("%(n)s left", "Лишилося %(m)s", (), "other placeholders"),
        ("{count} left", "Лишилося", (), "other placeholders"),
        (("{n} day", "{n} days"), ("{n} день", "{n} дні", ""), (), "empty"),
    ],
)
def test_what_is_not_whole_is_told(
    text: str | tuple[str, str], said: str | tuple[str, ...], flags: tuple[str, ...], fault: str
) -> None:
    (told,) = lacking(catalogue(text, said, *flags))
    assert told.startswith(fault)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("%(n)s of %(m)s", "%(m)s, з них %(n)s"),
        (("{n} day", "{n} days"), ("{n} день", "{n} дні", "{n} днів")),
        ("100% sure", "певно на 100%"),
    ],
)
def test_a_whole_translation_is_let_through(
    text: str | tuple[str, str], said: str | tuple[str, ...]
) -> None:
    assert list(lacking(catalogue(text, said))) == []
