"""Whether a PDF does something by itself: scripts, programs to start, files inside files.

Names of PDF objects are looked for outside of streams and in the packed lists of objects; what is
drawn on the pages lies in streams and cannot act.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PACKED = re.compile(rb"/Type\s*/ObjStm.{0,300}?stream\r?\n(.*?)endstream", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# An encrypted paper hides its packed objects, so nobody could say what it does.
_ACTS = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt)(?![A-Za-z0-9_.-])"
)
MOST_UNPACKED = 32 * 1024 * 1024


def acts_by_itself(content: bytes) -> bool:
    """Whether any object of the paper names a script, a program, another file or a cipher."""
    return any(_ACTS.search(_HEX.sub(_plain, part)) for part in _objects(content))


def _objects(content: bytes) -> Iterator[bytes]:
    yield _STREAM.sub(b"", content)
    left = MOST_UNPACKED
    for packed in _PACKED.finditer(content):
        unpacked = _unpacked(packed[1], left)
        left -= len(unpacked)
        yield unpacked


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(most, 1))
    except zlib.error:
        return packed


def _plain(code: "re.Match[bytes]") -> bytes:
    return bytes([int(code[1], 16)])
