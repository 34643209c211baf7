"""The catalogues: what is gathered, and what counts as not translated."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize
from steps import catalogues
from steps.catalogue_faults import lacking, other_plurals
from steps.catalogues import marked_in_python


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Save")', (None, "Save")),
        ('_("One " "two")', (None, "One two")),
        ('gettext_lazy("Later")', (None, "Later")),
        ('ngettext("%(n)d day", "%(n)d days", n)', (None, ("%(n)d day", "%(n)d days"))),
        ('pgettext("month", "May")', ("month", "May")),
        ('npgettext("c", "one", "many", n)', ("c", ("one", "many"))),
        ('from x import gettext_lazy as _later\n_later("Due")', (None, "Due")),
        ('from x import pgettext as _in\n_in("month", "May")', ("month", "May")),
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


def test_a_missing_word_is_told_in_every_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    template = Catalog(locale=None)
    template.add("Save")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "gathered", lambda: template)
    assert catalogues.check() == 1
    told = capsys.readouterr().out
    assert [f'{each}: not gathered: "Save"' in told for each in ("uk", "bg", "ru")] == [True] * 3


THREE = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
DAYS = 'msgid "{n} day"\nmsgid_plural "{n} days"\n'


@pytest.mark.parametrize(
    ("language", "rule", "forms", "fault"),
    [
        ("ru", f"nplurals=3; plural={THREE};", 3, None),
        ("uk", f"nplurals=3; plural={THREE};", 3, None),
        ("bg", "nplurals=2; plural=(n != 1);", 2, None),
        ("bg", f"nplurals=3; plural={THREE};", 3, "other plural rule"),
        ("ru", "nplurals=2; plural=(n != 1);", 2, "other plural rule"),
        ("bg", "nplurals=2; plural=(n != 1);", 3, "not readable"),
    ],
)
def test_the_plurals_are_those_of_the_language(
    tmp_path: Path, language: str, rule: str, forms: int, fault: str | None
) -> None:
    said = "".join(f'msgstr[{at}] "{{n}} d"\n' for at in range(forms))
    file = tmp_path / "django.po"
    file.write_text(f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n\n{DAYS}{said}')
    told = [each.split(":")[0] for each in other_plurals(file, catalogues.fresh(language))]
    assert told == ([fault] if fault else [])
