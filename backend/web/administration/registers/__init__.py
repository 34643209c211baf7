"""What the administrator keeps: one table, a row for each kind, and two views for all of them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.web.administration.registers.catalog import CATALOG
from backend.web.administration.registers.clients import CLIENTS
from backend.web.administration.registers.papers import PAPERS
from backend.web.administration.registers.people import PEOPLE
from backend.web.administration.registers.prices import PRICES

SECTIONS: Final = (
    (_("People"), PEOPLE),
    (_("Clients"), CLIENTS),
    (_("Prices"), PRICES),
    (_("Catalog"), CATALOG),
    (_("Companies and papers"), PAPERS),
)
REGISTERS: Final = {register.slug: register for _words, rows in SECTIONS for register in rows}
