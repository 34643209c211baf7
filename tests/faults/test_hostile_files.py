"""Every hostile file is refused by name or re-encoded, within two seconds of processor time."""

import io
import resource

import pytest
from PIL import Image

from backend.files.actions import look_at

from . import hostile

MOST_CPU_S = 2.0
PROBLEMS = {
    "large": "picture-too-large",
    "broken": "file-broken",
    "type": "file-type",
    "big": "file-too-big",
    "taken": "",
}


def spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", hostile.CORPUS)
def test_a_hostile_file_is_refused_by_name_or_made_anew(name: str) -> None:
    declared, made, ends = hostile.CORPUS[name]
    content = made()
    before = spent_by_children()
    found = look_at(content, declared)
    assert spent_by_children() - before < MOST_CPU_S
    assert found.problem in {PROBLEMS[end] for end in ends.split()}
    if found.problem or not found.mime.startswith("image/"):
        assert not found.display
        return
    for copy, most in ((found.display, 1600), (found.thumb, 320)):
        with Image.open(io.BytesIO(copy)) as ours:
            ours.load()
            assert (ours.format, ours.mode, ours.info.get("comment")) == ("JPEG", "RGB", None)
            assert max(ours.size) <= most
            assert not ours.getexif()
        assert b"script" not in copy
