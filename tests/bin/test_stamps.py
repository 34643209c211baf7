"""A step is done again when what it was made from has changed, and only then."""

from pathlib import Path

from steps.stamps import files_under, hash_of, is_stamped, put_stamp


def test_a_changed_byte_or_name_changes_the_hash(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    before = hash_of("x", files=[file])
    assert hash_of("x", files=[file]) == before
    file.write_text("two")
    assert hash_of("x", files=[file]) != before
    file.write_text("one")
    renamed = file.rename(tmp_path / "b.txt")
    assert hash_of("x", files=[renamed]) != before


def test_texts_do_not_run_together() -> None:
    assert hash_of("ab", "c") != hash_of("a", "bc")


def test_a_stamp_is_kept_until_the_value_changes(tmp_path: Path) -> None:
    stamp = tmp_path / "deep" / "stamp"
    assert not is_stamped(stamp, "1")
    put_stamp(stamp, "1")
    assert is_stamped(stamp, "1")
    assert not is_stamped(stamp, "2")


def test_named_folders_are_skipped_at_any_depth(tmp_path: Path) -> None:
    for name in ("src/a.ts", "src/node_modules/b.ts", "src/deep/c.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert files_under(tmp_path, ".ts", without=["node_modules"]) == [tmp_path / "src/a.ts"]
