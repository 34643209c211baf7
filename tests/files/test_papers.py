"""A PDF that does something by itself is told from one that is only read."""

import zlib

import pytest

from backend.files.papers import acts_by_itself

DRAWN = b"%PDF-1.7\n4 0 obj\n<< >>\nstream\n(/JavaScript) Tj /JS 1\nendstream\nendobj\n"


def packed(objects: bytes) -> bytes:
    """A stream of objects, as newer papers hold them."""
    head = b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
    return DRAWN + head + zlib.compress(objects) + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "content",
    [
        DRAWN + b"<< /OpenAction << /S /JavaScript /JS (app.alert) >> >>",
        DRAWN + b"<< /AA << /O << /S /Launch /F (calc.exe) >> >> >>",
        DRAWN + b"<< /OpenAction << /S /J#61vaScript >> >>",
        DRAWN + b"<< /Names << /EmbeddedFiles 7 0 R >> >>",
        DRAWN + b"trailer << /Encrypt 9 0 R >>",
        packed(b"5 0 << /S /JavaScript /JS (app.alert) >>"),
    ],
)
def test_what_acts(content: bytes) -> None:
    assert acts_by_itself(content)


@pytest.mark.parametrize(
    "content",
    [
        DRAWN,
        DRAWN + b"<< /OpenAction [5 0 R /Fit] /JSx 1 /Launcher 2 >>",
        packed(b"5 0 << /Type /Page /Contents 6 0 R >>"),
        packed(b"")[:-30],
    ],
)
def test_what_is_only_read(content: bytes) -> None:
    assert not acts_by_itself(content)
