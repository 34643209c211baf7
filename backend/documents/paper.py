"""Paper in, PDF out: A4, numbered pages, embedded fonts, the same bytes for the same words."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from backend.documents.attachments import attach
from backend.documents.blocks import Paper
from backend.documents.layout import WIDTH, flowables
from backend.documents.text import BOLD, GREY, REGULAR, RULE, one_line, printable, width_of

_LEFT = (A4[0] - WIDTH) / 2
_TOP, _BOTTOM = 46.0, 58.0
_FOOT = 34.0


def render_pdf(paper: Paper) -> bytes:
    """The document's bytes; no clock and no chance in them."""
    packed = io.BytesIO()
    frame = Frame(_LEFT, _BOTTOM, WIDTH, A4[1] - _TOP - _BOTTOM, 0, 0, 0, 0)
    template = BaseDocTemplate(
        packed,
        pagesize=A4,
        pageTemplates=[PageTemplate("page", [frame])],
        title=printable(f"{paper.title} {paper.number}".strip()),
        author=printable(paper.author),
        lang=paper.language,
        creator="Callout",
        invariant=1,
    )
    template.build(flowables(paper.blocks), canvasmaker=_canvas_of(paper))
    return packed.getvalue()


def _canvas_of(paper: Paper) -> type[Canvas]:
    class NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
        """Holds every page back until their number is known."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802 (the name is reportlab's)
            """Keep the page; it is written with its margin words at the end."""
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            """Write all pages, then the file."""
            pages = self._pages
            for number, page in enumerate(pages, start=1):
                self.__dict__.update(page)
                _draw_margins(self, paper, number, len(pages))
                super().showPage()
            attach(self, paper.attachments)
            super().save()

    return NumberedCanvas


def _draw_margins(canvas: Canvas, paper: Paper, page: int, pages: int) -> None:
    right = A4[0] - _LEFT
    words = paper.page_words.replace("{page}", str(page)).replace("{pages}", str(pages))
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(_LEFT, _FOOT + 12, right, _FOOT + 12)
    canvas.setFillColor(GREY)
    canvas.setFont(REGULAR, 7)
    canvas.drawRightString(right, _FOOT, printable(words))
    room = WIDTH - width_of(words, 7) - 16
    canvas.drawString(_LEFT, _FOOT, one_line(_foot_words(paper), 7, room))
    if page > 1 and paper.running_head:
        canvas.drawString(_LEFT, A4[1] - 32, one_line(paper.running_head, 7, WIDTH))
    if paper.watermark:
        _draw_watermark(canvas, paper.watermark)


def _foot_words(paper: Paper) -> str:
    return " · ".join(part for part in (paper.number, paper.footer) if part)


def _draw_watermark(canvas: Canvas, words: str) -> None:
    canvas.saveState()
    canvas.setFillColor(GREY, alpha=0.12)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.setFont(BOLD, 78)
    canvas.drawCentredString(0, -26, one_line(words, 78, 820))
    canvas.restoreState()
