"""What is wrong with a catalogue of translations: empty, fuzzy, other holes, other plurals."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|(?<!\{)\{\w*(?::[^{}]*)?\}(?!\})")
PLURAL_FORMS = re.compile(r'"Plural-Forms: (.*?)\\n"')


def lacking(catalogue: Catalog) -> Iterator[str]:
    """One line for every message that is empty, fuzzy or has other placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple | list) else [message.string]
        strings = [string or "" for string in told]
        if not all(strings) or (message.pluralizable and len(strings) != catalogue.num_plurals):
            yield f"empty: {shown(message)}"
        elif message.fuzzy:
            yield f"fuzzy: {shown(message)}"
        elif any(placeholders(string) != wanted_in(message) for string in strings):
            yield f"other placeholders: {shown(message)}"


def wanted_in(message: Message) -> set[str]:
    """The placeholders of the fullest English form."""
    return placeholders(message.id if isinstance(message.id, str) else message.id[1])


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def other_plurals(path: Path, fresh: Catalog) -> Iterator[str]:
    """The file's plural rule must be its language's own, and no message may have more forms.

    The server and the browser count by that rule: a file with another one would show a wrong
    form without any message being empty.
    """
    if not path.exists():
        return
    wanted = f"nplurals={fresh.num_plurals}; plural={fresh.plural_expr};"
    if wanted not in PLURAL_FORMS.findall(path.read_text()):
        yield f"other plural rule: wanted {wanted}"
        return
    try:
        with path.open("rb") as file:
            read_po(file, locale=fresh.locale, domain="django", abort_invalid=True)
    except PoFileError as fault:
        yield f"not readable: {fault}"


def first(message: Message) -> str:
    """The English text, of a plural its form for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def shown(message: Message) -> str:
    return json.dumps(first(message), ensure_ascii=False)
