"""The catalogues of translations. Run by the environment's Python.

    python -m steps.catalogues update     gather every marked string into locale/
    python -m steps.catalogues check      say what is missing, empty, fuzzy, or has other holes
    python -m steps.catalogues compile    write .mo for the server, frontend/i18n/ for the browser

English is the text in the source, so it has no catalogue. References to files are left out of
the catalogues: a moved line must not change them.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from .catalogue_faults import first, lacking, other_plurals, shown
from .scripts import marked_in_script

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
FRONTEND = ROOT / "frontend"
LANGUAGES = ("uk", "bg", "ru")
SOURCES = ("backend", "mobile_api")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
IMPORTED_AS = re.compile(r"\b(n?p?gettext\w*) as (\w+)")

Marked = tuple[str | None, str | tuple[str, str]]


def main(task: str) -> int:
    tasks = {"update": update, "check": check, "compile": compile_all}
    return tasks[task]()


def update() -> int:
    """Gather strings; what is known keeps its translation, what is gone is dropped."""
    template = gathered()
    for language in LANGUAGES:
        known = catalogue_of(language)
        merged = fresh(language)
        for message in template:
            if message.id:
                old = known.get(message.id, message.context)
                merged.add(message.id, old.string if old else "", context=message.context)
        write(merged, language)
        print(f"{language}: {len(merged)} strings, {len(list(lacking(merged)))} to translate")
    return 0


def check() -> int:
    """Every marked string has a whole translation in every language."""
    template = gathered()
    faults = []
    for language in LANGUAGES:
        catalogue = catalogue_of(language)
        for message in template:
            if message.id and catalogue.get(message.id, message.context) is None:
                faults.append(f"{language}: not gathered: {shown(message)}")
        told = [*lacking(catalogue), *other_plurals(po_path(language), fresh(language))]
        faults += [f"{language}: {fault}" for fault in told]
    for fault in faults:
        print(fault)
    if faults:
        print(f"translations: {len(faults)} faults; `bin/check --gather` gathers strings")
    return 1 if faults else 0


def compile_all() -> int:
    """What the server and the browser read."""
    target = FRONTEND / "i18n"
    target.mkdir(parents=True, exist_ok=True)
    wanted = {ids(marked) for marked in script_strings()}
    for language in LANGUAGES:
        catalogue = catalogue_of(language)
        folder = po_path(language).parent
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue)
        words = {
            first(message): message.string if isinstance(message.string, str) else
            list(message.string)
            for message in catalogue
            # A script names no context; the same word with one belongs to another place.
            if message.string and not message.context and first(message) in wanted
        }  # fmt: skip
        text = json.dumps(words, ensure_ascii=False, indent=0, sort_keys=True)
        (target / f"{language}.json").write_text(text)
    return 0


def gathered() -> Catalog:
    """Every marked string of Python, templates and TypeScript."""
    template = fresh(None)
    for strings in (python_strings(), template_strings(), script_strings()):
        for context, marked in strings:
            template.add(marked, context=context)
    return template


def python_strings() -> Iterator[Marked]:
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield from marked_in_python(file.read_text())


def template_strings() -> Iterator[Marked]:
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("templates/**/*.*")):
            if file.suffix in (".html", ".txt"):
                # Inside brackets the indentation of HTML means nothing to Python's reader.
                yield from marked_in_python(f"({templatize(file.read_text(), origin=str(file))}\n)")


def script_strings() -> Iterator[Marked]:
    for folder in sorted(FRONTEND.iterdir()):
        if folder.is_dir() and folder.name not in ("node_modules", "dist", "i18n"):
            for file in sorted(folder.rglob("*.ts*")):
                if ".test." not in file.name:
                    yield from marked_in_script(file)


def marked_in_python(source: str) -> Iterator[Marked]:
    """What a file marks, by whatever names it imported the marks."""
    other_names = {other: name for name, other in IMPORTED_AS.findall(source) if name in KEYWORDS}
    known = KEYWORDS | {other: KEYWORDS[name] for other, name in other_names.items()}
    found = extract_python(io.BytesIO(source.encode()), known, [], {"encoding": "utf-8"})
    for _line, function, arguments, _comments in found:
        # Babel hands over every argument of the call; the keyword says which of them are texts.
        words: Any = arguments if isinstance(arguments, tuple) else (arguments,)
        name = other_names.get(str(function), str(function))
        context, texts = (words[0], words[1:]) if "pgettext" in name else (None, words)
        if name.startswith("n") and all(texts[:2]):
            yield context, (texts[0], texts[1])
        elif texts and texts[0]:
            yield context, texts[0]


def catalogue_of(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return fresh(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def write(catalogue: Catalog, language: str) -> None:
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = io.BytesIO()
    write_po(whole, catalogue, width=96, no_location=True, sort_output=True, omit_header=True)
    plural = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    path.write_bytes(header.encode() + whole.getvalue())


def fresh(language: str | None) -> Catalog:
    return Catalog(locale=language, domain="django", fuzzy=False)


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def ids(marked: Marked) -> str:
    text = marked[1]
    return text if isinstance(text, str) else text[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
