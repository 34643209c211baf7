"""Marked strings in TypeScript are found as they are said."""

from pathlib import Path

import pytest
from steps.scripts import marked_in_script


def marked(folder: Path, source: str) -> list[str | tuple[str, str]]:
    file = folder / "page.tsx"
    file.write_text(source)
    return [text for _context, text in marked_in_script(file)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('t("Save")', "Save"),
        ("t('It\\'s kept')", "It's kept"),
        ('t("{count} of {total}", { count, total })', "{count} of {total}"),
        ('<p>{t(\n  "Two lines",\n)}</p>', "Two lines"),
        ("t(`Plain template`)", "Plain template"),
        ('t("a \\"quoted\\" word\\n")', 'a "quoted" word\n'),
        ('t("\\u2026 and \\u{1F44D}")', "… and 👍"),
    ],
)
def test_one_text(tmp_path: Path, source: str, text: str) -> None:
    assert marked(tmp_path, source) == [text]


def test_two_forms(tmp_path: Path) -> None:
    source = 'tn("{count} photo", "{count} photos", photos.length)'
    assert marked(tmp_path, source) == [("{count} photo", "{count} photos")]


@pytest.mark.parametrize("source", ['format("x")', 'import("x")', "t(label)", "t(`a ${b}`)"])
def test_what_is_not_marked_is_left(tmp_path: Path, source: str) -> None:
    assert marked(tmp_path, source) == []


def test_a_text_put_together_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="put together"):
        marked(tmp_path, 't("Hello, " + name)')
