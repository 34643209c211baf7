"""Marked strings of TypeScript: t("text") and tn("one", "many", count)."""

import re
from collections.abc import Iterator
from pathlib import Path

LITERAL = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)"""
ONE = re.compile(rf"(?<![\w$.])(?:t|msgid)\(\s*{LITERAL}\s*([+,)])")
TWO = re.compile(rf"(?<![\w$.])tn\(\s*{LITERAL}\s*,\s*{LITERAL}\s*([+,)])")
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r"}


def marked_in_script(file: Path) -> Iterator[tuple[None, str | tuple[str, str]]]:
    """Yield (no context, text or pair of texts); raises SystemExit where a text is put together."""
    source = file.read_text()
    for found in ONE.finditer(source):
        _refuse_sum(file, found[2], found[1])
        yield None, text_of(found[1])
    for found in TWO.finditer(source):
        _refuse_sum(file, found[3], found[1])
        yield None, (text_of(found[1]), text_of(found[2]))


def text_of(literal: str) -> str:
    """What a JavaScript string literal says."""
    return ESCAPE.sub(_unescaped, literal[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else SIMPLE.get(found[4], found[4])


def _refuse_sum(file: Path, follows: str, literal: str) -> None:
    if follows == "+":
        raise SystemExit(f"{file}: a marked text is put together with +: {literal}")
