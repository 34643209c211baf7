"""Our own small set of line icons, drawn on a 24 unit grid and inlined into the page.

Inline, because the content security policy and printing both like what is already there.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

_RING = '<circle cx="12" cy="12" r="9"/>'

ICONS: Final = {
    "arrow-down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "arrow-up": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "bad": f'{_RING}<path d="M9 9l6 6M15 9l-6 6"/>',
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3v5M15.5 3v5"/>'
    ),
    "camera": ('<path d="M4 8.5h3.5L9 6h6l1.5 2.5H20V19H4z"/><circle cx="12" cy="13.3" r="3.2"/>'),
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "chevron-down": '<path d="M6 9.5l6 6 6-6"/>',
    "chevron-right": '<path d="M9.5 6l6 6-6 6"/>',
    "clock": f'{_RING}<path d="M12 7v5l3.2 2"/>',
    "columns": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M9.2 5v14M14.8 5v14"/>',
    "cross": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "dot": '<circle cx="12" cy="12" r="4" fill="currentColor"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "edit": '<path d="M5 19l1-4L16.5 4.5l3 3L9 18z"/>',
    "file": '<path d="M6 3.5h8l4 4v13H6z"/><path d="M14 3.5v4h4M9 12.5h6M9 16h6"/>',
    "good": f'{_RING}<path d="M8 12.5l3 3 5.2-6"/>',
    "half": f'{_RING}<path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
    "inbox": '<path d="M4 14l2.5-8.5h11L20 14v5H4zM4 14h5l1 2.2h4L15 14h5"/>',
    "info": f'{_RING}<path d="M12 11.2v5M12 7.8v.1"/>',
    "lock": (
        '<rect x="5.5" y="11" width="13" height="9" rx="2"/>'
        '<path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>'
    ),
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7.5l8 6 8-6"/>',
    "map": '<path d="M9 4.5L3.5 7v13L9 17.5l6 2.5 5.5-2.5v-13L15 7zM9 4.5v13M15 7v13"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "merge": '<path d="M6 4c0 8 12 6 12 12M18 4v16M14.5 16.5L18 20l3-3.5"/>',
    "money": '<rect x="3.5" y="6" width="17" height="12" rx="2"/><circle cx="12" cy="12" r="2.7"/>',
    "more": (
        '<circle cx="6" cy="12" r="1.2" fill="currentColor"/>'
        '<circle cx="12" cy="12" r="1.2" fill="currentColor"/>'
        '<circle cx="18" cy="12" r="1.2" fill="currentColor"/>'
    ),
    "pause": f'{_RING}<path d="M10 9v6M14 9v6"/>',
    "phone": (
        '<path d="M6 4h3.2l1.6 4-2 1.6a11 11 0 0 0 5.6 5.6l1.6-2 4 1.6V18a2 2 0 0 1-2.2 '
        '2A16 16 0 0 1 4 6.2 2 2 0 0 1 6 4z"/>'
    ),
    "pin": (
        '<path d="M12 21s7-6.4 7-11.6a7 7 0 1 0-14 0C5 14.6 12 21 12 21z"/>'
        '<circle cx="12" cy="9.5" r="2.4"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "route": (
        '<circle cx="6" cy="18.5" r="2"/>'
        '<circle cx="18" cy="5.5" r="2"/>'
        '<path d="M16 5.5H9.5a3.2 3.2 0 0 0 0 6.5h5a3.2 3.2 0 0 1 0 6.5H8"/>'
    ),
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
    "send": '<path d="M20.5 3.5L3.5 10.5l6.5 3 3 6.5zM20.5 3.5L10 13.5"/>',
    "star": '<path d="M12 4l2.4 5.1 5.6.7-4.1 3.9 1 5.6-4.9-2.7-4.9 2.7 1-5.6L4 9.8l5.6-.7z"/>',
    "undo": '<path d="M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>',
    "warn": '<path d="M12 4l9 16H3zM12 10v4.5M12 17v.1"/>',
    "wrench": (
        '<path d="M20 7.8a4.8 4.8 0 0 1-6.4 4.1L7 18.5a1.9 1.9 0 0 1-2.7-2.7L10.9 '
        '9.2A4.8 4.8 0 0 1 16 3.2l-2.6 2.7.7 3 3 .7z"/>'
    ),
}


# Width and height keep a page readable whose style sheet did not arrive; CSS decides otherwise.
SHAPE: Final = '<svg class="icon" width="16" height="16" viewBox="0 0 24 24" {}>{}</svg>'
HIDDEN: Final = SafeString('aria-hidden="true"')
# How pressing a clock is. Each chip holds all three, so every page draws them once.
LEVELS: Final = ("clock", "warn", "bad")


@lru_cache(maxsize=512)
def icon_svg(name: str, label: str = "") -> SafeString:
    """The icon inline; hidden from screen readers unless `label` says what it stands for."""
    # The drawing is a constant of this file, never somebody's input.
    drawing = SafeString(ICONS[name])
    told = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html(SHAPE, told, drawing)


@lru_cache(maxsize=64)
def icon_use(name: str) -> SafeString:
    """The icon by reference to the page's `icon_symbols`: a third of the bytes, for pages that
    show one hundreds of times."""
    drawing = format_html('<use href="#icon-{}"/>', name)
    return format_html('<svg class="icon" width="16" height="16" {}>{}</svg>', HIDDEN, drawing)


def icon_symbols(names: Iterable[str]) -> SafeString:
    """What `icon_use` refers to beyond LEVELS, once a page; shows nothing itself."""
    return _symbols(set(names) - set(LEVELS))


@lru_cache(maxsize=1)
def level_symbols() -> SafeString:
    """The icons of LEVELS, for the frame of every page."""
    return _symbols(LEVELS)


def _symbols(names: Iterable[str]) -> SafeString:
    shapes = "".join(
        f'<symbol id="icon-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>'
        for name in sorted(names)
    )
    # Names and drawings are constants of this file, never somebody's input.
    return SafeString(f'<div hidden><svg aria-hidden="true">{shapes}</svg></div>')
