"""Reading a PDF back: its words page by page, its fonts, its files."""

import io

from pypdf import PdfReader


def reader(content: bytes) -> PdfReader:
    """The document, opened."""
    return PdfReader(io.BytesIO(content))


def pages(content: bytes) -> list[str]:
    """The words of every page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in reader(content).pages]


def words(content: bytes) -> str:
    """All words of the document."""
    return " ".join(pages(content))


def unspaced(content: bytes) -> str:
    """All letters of the document, so that a wrapped word can be found."""
    return "".join(words(content).split())


def fonts(content: bytes) -> dict[str, bool]:
    """Every font used, by name, with whether its outlines are embedded."""
    found = {}
    for page in reader(content).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            described = font.get_object().get("/FontDescriptor")
            embedded = described is not None and "/FontFile2" in described.get_object()
            found[str(font.get_object()["/BaseFont"])] = embedded
    return found
