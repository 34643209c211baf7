"""The engine: any words fit, pages are numbered, the same words give the same bytes."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth

from backend.documents.blocks import (
    Attachment,
    Block,
    Cell,
    Column,
    Facts,
    Head,
    Heading,
    Notes,
    Paper,
    Parties,
    Party,
    PhotoGrid,
    Picture,
    Row,
    SignaturePlace,
    Signatures,
    Table,
    Text,
    Total,
    Totals,
)
from backend.documents.layout import WIDTH
from backend.documents.paper import render_pdf
from tests.documents.paper_reading import fonts, pages, reader, unspaced, words

ALPHABETS = {
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ru": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}


def paper(*blocks: Block, **kept: object) -> Paper:
    return Paper("Report", "SR-1042", "en", "Page {page} of {pages}", blocks, **kept)  # type: ignore[arg-type]


def picture(size: tuple[int, int] = (1200, 900), mode: str = "RGB", kind: str = "JPEG") -> bytes:
    packed = io.BytesIO()
    Image.new(mode, size, "teal").save(packed, kind)
    return packed.getvalue()


def table(rows: int) -> Table:
    columns = [Column("Line", 1), Column("Work", 6), Column("Net", 2, "right")]
    return Table(columns, [Row([str(n), f"work-{n}", f"{n}.00"]) for n in range(1, rows + 1)])


def images_of(content: bytes) -> list[tuple[int, int]]:
    return [image.image.size for page in reader(content).pages for image in page.images]


def test_a_table_breaks_over_pages_with_its_head_on_each() -> None:
    shown = pages(render_pdf(paper(table(120))))
    assert len(shown) == 4
    assert all("Line Work Net" in page for page in shown)
    assert all(sum(f" work-{n} " in page for page in shown) == 1 for n in range(1, 121))


def test_every_page_says_which_of_how_many_it_is() -> None:
    shown = pages(render_pdf(paper(table(120), footer="Callout")))
    assert [f"Page {n} of {len(shown)}" in page for n, page in enumerate(shown, 1)] == [True] * 4
    assert all("SR-1042 · Callout" in page for page in shown)


def test_the_running_head_stands_on_later_pages_only() -> None:
    shown = pages(render_pdf(paper(table(60), running_head="Report of VIS-1")))
    assert ["Report of VIS-1" in page for page in shown] == [False, True]


@pytest.mark.parametrize("language", ALPHABETS)
def test_cyrillic_is_drawn_from_embedded_subsets(language: str) -> None:
    content = render_pdf(paper(Heading(ALPHABETS[language]), Text(ALPHABETS[language])))
    assert unspaced(content).count(ALPHABETS[language]) == 2
    used = {name: embedded for name, embedded in fonts(content).items() if "DejaVu" in name}
    assert {name.split("+")[1] for name in used} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all(used.values())
    assert len(content) < 120_000


def test_the_same_paper_gives_the_same_bytes_in_another_process_too() -> None:
    script = (
        "import hashlib; from tests.documents.test_paper import paper, table, picture;"
        "from backend.documents.blocks import *; from backend.documents.paper import render_pdf;"
        "made = render_pdf(paper(table(50), PhotoGrid([Picture(picture())])));"
        "print(hashlib.sha256(made).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) == 65


def test_markup_in_words_is_printed_and_not_obeyed() -> None:
    hostile = '<b>&amp;</b> <img src="file:///etc/passwd"/> <a href="x">]]> %(x)s {page}'
    head = Head(hostile, "N", hostile, [hostile], [(hostile, hostile)])
    shown = unspaced(render_pdf(paper(head, Text(hostile), Notes([hostile]))))
    assert shown.count("<b>&amp;</b>") == 7
    assert '<imgsrc="file:///etc/passwd"/>' in shown


def test_long_words_wrap_in_every_block_and_stay_on_the_paper() -> None:
    name = "Ґ" * 200
    party = Party(name, name, [(name, name)])
    blocks: list[Block] = [
        Head(name, name, name, [name], [(name, name)], qr=name, qr_caption=name),
        Parties(party, party),
        Heading(name),
        Facts([(name, name)]),
        Table([Column(name, 1), Column(name, 9)], [Row([name, Cell(name, name)])]),
        Totals([Total(name, name, name, strong=True)]),
        PhotoGrid([Picture(None, name, name)]),
        Signatures([SignaturePlace(name, name, [name], None, name)] * 2, name),
        Notes([name]),
    ]
    content = render_pdf(paper(*blocks, footer=name, running_head=name))
    assert unspaced(content).count("Ґ") >= 200 * 26
    assert rightmost_edge(content) <= (595.3 + WIDTH) / 2 + 1


def rightmost_edge(content: bytes) -> float:
    """Points from the left to where the furthest letter ends."""
    edges = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip() and font:
            name = str(font["/BaseFont"]).split("+")[-1]  # type: ignore[index]
            edges.append(tm[4] + cm[4] + stringWidth(text.strip(), name, size))

    for page in reader(content).pages:
        page.extract_text(visitor_text=visit)
    return max(edges)


def test_one_cell_longer_than_a_page_is_continued() -> None:
    sentence = "word " * 3000
    content = render_pdf(paper(Table([Column("A", 1), Column("B", 4)], [Row(["x", sentence])])))
    assert unspaced(content).count("word") == 3000
    assert len(pages(content)) > 2


def test_sixty_lines_of_one_cell_are_kept() -> None:
    lines = "\n".join(f"line-{n}." for n in range(60))
    shown = words(render_pdf(paper(Table([Column("A", 1)], [Row([lines])]))))
    assert all(f"line-{n}." in shown for n in range(60))


def test_a_group_row_spans_the_table() -> None:
    rows = [Row(["Work order WO-2041 with a long name"], group=True), Row(["1", "a", "2.00"])]
    columns = [Column("L", 1), Column("W", 6), Column("N", 2, "right")]
    assert "Work order WO-2041 with a long name" in words(render_pdf(paper(Table(columns, rows))))


def test_photos_are_made_small_and_turned_upright() -> None:
    packed = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    Image.new("RGB", (4000, 3000), "teal").save(packed, "JPEG", exif=exif)
    content = render_pdf(paper(PhotoGrid([Picture(packed.getvalue(), "Before")])))
    [(width, height)] = images_of(content)
    assert height > width
    assert max(width, height) < 600
    assert "Before" in words(content)


@pytest.mark.parametrize("broken", [None, b"", b"junk", picture()[:400], b"\xff\xd8\xff\xe0"])
def test_a_photo_that_cannot_be_shown_is_named(broken: bytes | None) -> None:
    content = render_pdf(paper(PhotoGrid([Picture(broken, "After", "not here yet")])))
    assert "not here yet After" in words(content)
    assert images_of(content) == []


def test_a_signature_stands_above_its_line_and_an_absent_one_leaves_words() -> None:
    signed = SignaturePlace(
        "Client", "Jean", ["Barman"], picture((300, 100), "RGBA", "PNG"), "Sign"
    )
    refused = SignaturePlace("Client", "Ivan", ["why"], None, "Sign", "Refused to sign")
    content = render_pdf(paper(Signatures([signed, refused], "I agree.")))
    assert len(images_of(content)) == 1
    assert "I agree." in words(content)
    assert words(content).count("Sign ") == 1
    assert "Refused to sign" in words(content)


def test_signatures_are_never_torn_from_what_they_sign() -> None:
    for rows in range(21, 33, 2):
        signatures = Signatures([SignaturePlace("Client", "Jean")] * 2, "I-agree")
        last = pages(render_pdf(paper(table(rows), signatures)))[-1]
        assert "I-agree" in last
        assert last.count("Jean") == 2


def test_attachments_come_back_byte_for_byte() -> None:
    content = render_pdf(paper(Text("x"), attachments=[Attachment("evidence.json", b'{"a":"b"}')]))
    assert reader(content).attachments["evidence.json"] == [b'{"a":"b"}']
    assert b"/Subtype /application#2Fjson" in content


def test_letters_without_a_glyph_and_controls_do_no_harm() -> None:
    shown = words(render_pdf(paper(Text("a\x00b\u202ec\ud800d\U0001f600e\u0456\u0308 1\u202f234"))))
    assert "abc\ufffdd\ufffde\u0457 1 234" in shown.replace("\xa0", " ")


def test_the_document_says_its_language_and_title() -> None:
    opened = reader(render_pdf(paper(Text("x"))))
    assert opened.trailer["/Root"]["/Lang"] == "en"
    assert opened.metadata is not None
    assert opened.metadata.title == "Report SR-1042"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80))
def test_any_text_renders(long: str, short: str) -> None:
    blocks = [Text(long), Facts([(short, long)]), Table([Column(short, 1)], [Row([long])])]
    assert render_pdf(paper(*blocks, footer=short)).startswith(b"%PDF")


@pytest.mark.parametrize("lines", range(26, 42))
def test_sums_never_stand_on_a_page_without_the_last_line(lines: int) -> None:
    rows = [Row([f"line-{number}.", "1"]) for number in range(1, lines + 1)]
    table = Table([Column("Work", 3), Column("Net", 1, "right")], rows)
    sums = Totals([Total("Net", "34"), Total("VAT", "7"), Total("In all", "41", strong=True)])
    shown = pages(render_pdf(Paper("Act", "A-1", "en", "Page {page} of {pages}", [table, sums])))
    last = [page for page in shown if "In all" in page]
    assert len(last) == 1
    assert f"line-{lines}." in last[0]
    assert "Work" in last[0]


@pytest.mark.parametrize("lines", range(14, 34))
def test_small_print_never_stands_on_a_page_without_its_signatures(lines: int) -> None:
    signed = Signatures([SignaturePlace("Client", "Jean")] * 2, "I-agree")
    small = Notes(["Made from the data inside this file, SHA-256 " + "0f" * 64])
    last = pages(render_pdf(paper(table(lines), signed, small)))[-1]
    assert "I-agree" in last
    assert "SHA-256" in last
