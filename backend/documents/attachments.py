"""Files carried inside a PDF, so that a machine reads the very data the paper was set from."""

from collections.abc import Sequence

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from backend.documents.blocks import Attachment


def attach(canvas: Canvas, attachments: Sequence[Attachment]) -> None:
    """Embed the files in the document's name tree, in the order of their names."""
    if not attachments:
        return
    document = canvas._doc
    names: list[object] = []
    for attachment in sorted(attachments, key=lambda each: each.name):
        names += [PDFString(attachment.name), document.Reference(_file_spec(document, attachment))]
    tree = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})
    document.Catalog.Names = tree


def _file_spec(document: object, attachment: Attachment) -> PDFDictionary:
    stream = PDFStream(content=attachment.content)
    stream.dictionary["Type"] = PDFName("EmbeddedFile")
    stream.dictionary["Subtype"] = "/" + attachment.mime.replace("/", "#2F")
    stream.dictionary["Params"] = PDFDictionary({"Size": len(attachment.content)})
    held = document.Reference(stream)  # type: ignore[attr-defined]
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(attachment.name),
            "UF": PDFString(attachment.name),
            "AFRelationship": PDFName("Data"),
            "EF": PDFDictionary({"F": held}),
        }
    )
