"""Step 5: what is billed. Lines freeze text, clause and price; papers freeze everything."""

from backend.billing.models.lines import BillableLine, CountedThing
from backend.billing.models.papers import Act, CreditNote, DocumentSeries, ExportBatch, Invoice
from backend.billing.models.penalties import Penalty

__all__ = [
    "Act",
    "BillableLine",
    "CountedThing",
    "CreditNote",
    "DocumentSeries",
    "ExportBatch",
    "Invoice",
    "Penalty",
]
