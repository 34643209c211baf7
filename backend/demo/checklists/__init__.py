"""The demo's forms of site work, trade by trade, as an office would publish them."""

from backend.demo.checklists.boilers import BOILER
from backend.demo.checklists.cooling import COLD_REPAIR, COLD_SERVICE
from backend.demo.checklists.fire import FIRE_PANEL
from backend.demo.checklists.networks import NETWORK
from backend.demo.checklists.parking import BARRIER
from backend.demo.checklists.tills import CASH_REGISTER
from backend.demo.checklists.vehicles import TELEMATICS

CHECKLISTS = (
    COLD_REPAIR, COLD_SERVICE, CASH_REGISTER, FIRE_PANEL, BOILER, NETWORK, BARRIER, TELEMATICS,
)  # fmt: skip
