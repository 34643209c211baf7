"""Whose name stands on paper, under which number and with which tax."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.billing.models import DocumentSeries
from backend.billing.series import save_series
from backend.catalog import models as catalog
from backend.web.administration.registers.register import Register, catalog_row, saved_by

PAPERS: Final = (
    Register(
        slug="legal-entities",
        title=_("Legal entities"),
        one=_("Legal entity"),
        model=catalog.LegalEntity,
        save=catalog_row("legal-entities"),
        fields=("short_name", "is_ours", "currency", "zone", "language"),
        columns=("short_name", "is_ours", "currency", "zone"),
        search=("short_name",),
        why=_("Companies on paper, ours and clients'."),
        children=("legal-entity-details",),
    ),
    Register(
        slug="legal-entity-details",
        title=_("Particulars from a date"),
        one=_("Particulars from a date"),
        model=catalog.LegalEntityDetails,
        save=catalog_row("legal-entity-details"),
        fields=(
            "entity",
            "valid_from",
            "name",
            "country",
            "registry_number",
            "vat_registered",
            "vat_number",
            "address",
            "iban",
            "bic",
            "bank",
            "signatory_name",
            "signatory_post",
            "acting_on",
            "latin",
        ),
        columns=("valid_from", "name", "country", "registry_number", "vat_number"),
        search=("name", "registry_number"),
        why=_("Papers say what was in force on their date."),
        parent="entity",
    ),
    Register(
        slug="tax-treatments",
        title=_("Tax treatments"),
        one=_("Tax treatment"),
        model=catalog.TaxTreatment,
        save=catalog_row("tax-treatments"),
        fields=(
            "code",
            "entity",
            "their_country",
            "their_area",
            "their_vat_registered",
            "our_vat_registered",
            "line_kind",
            "rate",
            "category",
            "legal_texts",
            "valid_from",
            "valid_to",
        ),
        columns=(
            "code",
            "entity",
            "rate",
            "category",
            "their_country",
            "their_area",
            "valid_from",
            "valid_to",
        ),
        search=("code",),
        why=_("The row that says most about a line decides; an accountant confirms them."),
    ),
    Register(
        slug="series",
        title=_("Numbering of documents"),
        one=_("Series of numbers"),
        model=DocumentSeries,
        save=saved_by(save_series, "series_id"),
        fields=(
            "entity",
            "kind",
            "prefix",
            "digits",
            "reset",
            "titles",
            "statements",
            "total_in_words",
        ),
        columns=("entity", "kind", "prefix", "digits", "reset", "last_number"),
        why=_("Numbers have no gap; a series that gave one is not changed any more."),
    ),
)
