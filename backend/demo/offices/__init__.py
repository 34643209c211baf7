"""The two offices that help from afar, as data.

Companies, people, numbers and accounts are invented; their check digits fit. Rates and legal
words are examples that an accountant confirms.
"""

from backend.demo.offices.kyiv import KYIV
from backend.demo.offices.shape import ClientOfOffice, Office
from backend.demo.offices.sofia import SOFIA

OFFICES = (KYIV, SOFIA)

__all__ = ["KYIV", "OFFICES", "SOFIA", "ClientOfOffice", "Office"]
