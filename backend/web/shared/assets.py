"""From a source file of the frontend to the tags that load its built, hashed files."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

MANIFEST = Path(__file__).resolve().parents[3] / "frontend" / "dist" / "manifest.json"


def asset_tags(entry: str, *, whole_in: str = "") -> SafeString:
    """Style sheets, preloads and the module script of `entry` ("web/web.ts"), in that order.

    With a language in `whole_in` what the entry loads first of all by itself is preloaded too,
    the words of that language among it.
    Raises ImproperlyConfigured when the frontend was not built or has no such entry.
    """
    return _tags(entry, whole_in, _stamp())


def files_to_keep(entry: str) -> tuple[list[str], list[str]]:
    """Addresses of what `entry` cannot start without, and of what it may ask for later.

    An entry starts with what it imports and with what it loads first of all by itself.
    """
    chunks = _read_manifest(_stamp())
    first = _first(chunks, entry)
    at_once = list(_reached(chunks, first, ("imports",)))
    in_all = list(_reached(chunks, first, ("imports", "dynamicImports")))
    needed = [name for chunk in at_once for name in (chunk["file"], *chunk.get("css", []))]
    every = [
        name
        for chunk in in_all
        for name in (chunk["file"], *chunk.get("css", []), *chunk.get("assets", []))
    ]
    later = [name for name in dict.fromkeys(every) if name not in needed]
    return [static(name) for name in dict.fromkeys(needed)], [static(name) for name in later]


@lru_cache(maxsize=16)
def _tags(entry: str, whole_in: str, stamp: tuple[Path, int]) -> SafeString:
    chunks = _read_manifest(stamp)
    if entry not in chunks:
        raise ImproperlyConfigured(f"The frontend has no entry {entry!r}; see vite.config.ts.")
    first = [*_first(chunks, entry), f"i18n/{whole_in}.json"] if whole_in else [entry]
    known = [name for name in first if name in chunks]
    needed = list(_reached(chunks, known, ("imports",)))
    sheets = dict.fromkeys(css for chunk in needed for css in chunk.get("css", []))
    preloads = [chunk["file"] for chunk in needed[1:]]
    return SafeString(
        format_html_join("\n", '<link rel="stylesheet" href="{}">', _addresses(sheets))
        + format_html_join("\n", '<link rel="modulepreload" href="{}">', _addresses(preloads))
        + format_html_join(
            "\n", '<script type="module" src="{}"></script>', _addresses([chunks[entry]["file"]])
        )
    )


def _addresses(files: Any) -> list[tuple[str]]:
    return [(static(file),) for file in files]


def _first(chunks: dict[str, Any], entry: str) -> list[str]:
    """The entry, and what it loads as soon as it runs."""
    return [entry, *chunks[entry].get("dynamicImports", [])]


def _reached(
    chunks: dict[str, Any], entries: list[str], links: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """The chunks of `entries`, then those they lead to by `links`, each once."""
    seen, waiting = set(), list(entries)
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            waiting += [other for link in links for other in chunks[name].get(link, [])]
            yield chunks[name]


def _stamp() -> tuple[Path, int]:
    """Which manifest holds; a new one is read anew where one develops."""
    if not MANIFEST.exists():
        raise ImproperlyConfigured(
            "The frontend is not built yet: run `npm run build` in frontend/."
        )
    return MANIFEST, MANIFEST.stat().st_mtime_ns if settings.DEBUG else 0


@lru_cache(maxsize=1)
def _read_manifest(stamp: tuple[Path, int]) -> dict[str, Any]:
    chunks: dict[str, Any] = json.loads(stamp[0].read_text())
    return chunks
