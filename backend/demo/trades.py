"""The trades of the demo company as data: skills, equipment and parts; its forms of site work
stand in checklists/.

Rows are (code, English, ...); the other languages stand in words.py. Nothing here touches the
database.
"""

SKILLS = (
    ("fire-alarm", "Fire alarm", True),
    ("gas", "Gas boilers", True),
    ("network", "Networks", False),
    ("cash-register", "Cash registers", False),
    ("barrier", "Barriers and pay stations", False),
    ("f-gas", "F-gas certificate", True),
    ("remote-support", "Remote support", False),
)

# code, English, skill, minutes of work
EQUIPMENT_TYPES = (
    ("cash-register", "Cash register", "cash-register", 45),
    ("fire-panel", "Fire alarm panel", "fire-alarm", 60),
    ("boiler", "Gas boiler", "gas", 90),
    ("network", "Network cabinet", "network", 50),
    ("barrier", "Parking barrier", "barrier", 40),
    ("pay-station", "Pay station", "barrier", 45),
    ("till-software", "Till software", "remote-support", 30),
    ("server", "Server", "remote-support", 45),
)

# code, English, unit, price
PARTS = (
    ("DRUM-80", "Printer drum 80 mm", "pcs", "42.0000"),
    ("SMOKE-2", "Smoke detector", "pcs", "28.9000"),
    ("IGN-04", "Ignition electrode", "pcs", "19.4500"),
    ("SFP-1G", "Fibre module 1G", "pcs", "35.0000"),
    ("BELT-9", "Barrier belt", "pcs", "57.2500"),
    ("R290", "Refrigerant R290", "kg", "64.1250"),
    ("CABLE", "Cable, 4 pairs", "m", "1.2000"),
)

WORK_TYPES = (
    ("maintenance", "Maintenance", 60),
    ("installation", "Installation", 120),
    ("remote-help", "Remote help", 30),
)

# code, used for, whose, English
REASONS = (
    ("third_party", "wait", "third", "Waiting for somebody else"),
    ("approval", "wait", "client", "Waiting for approval"),
    ("scheduled_date", "wait", "client", "The agreed date"),
    ("weather", "failed", "nature", "Weather"),
    ("traffic", "pause", "third", "Stuck on the road"),
    ("time_out", "outcome", "us", "Not enough time"),
    (
        "paid_not_approved",
        "outcome",
        "client",
        "Paid work not approved",
    ),
    ("not_applicable", "skipped", "us", "Does not apply"),
    ("typed_wrong", "void", "us", "Entered by mistake"),
)


# equipment type -> checklist key
CHECKLIST_OF = {
    "cold": "cold-repair",
    "cash-register": "cash-register",
    "fire-panel": "fire-panel",
    "boiler": "boiler",
    "network": "network",
    "barrier": "barrier",
    "pay-station": "barrier",
}

# name, mail, home (lon, lat), skills; Olena of the cast comes first and has refrigeration
ENGINEERS = (
    ("Karim Haddad", "karim", (7.4318, 43.7476), ("refrigeration", "f-gas", "cash-register")),
    ("Lucia Ferri", "lucia", (7.4048, 43.7222), ("fire-alarm", "network")),
    ("Denis Petrenko", "denis", (7.4185, 43.7461), ("gas", "refrigeration")),
    ("Anna Weiss", "anna", (7.4041, 43.7208), ("cash-register", "network", "barrier")),
    ("Hugo Martin", "hugo", (7.4240, 43.7385), ("barrier", "fire-alarm")),
    ("Iryna Bondar", "iryna", (7.4301, 43.7469), ("refrigeration", "barrier", "cash-register")),
    ("Paolo Conti", "paolo", (7.4110, 43.7290), ("gas", "fire-alarm")),
)

# Invented clients; what they run decides which real places they take.
# code, name, keys of places (amenity, shop, ...), equipment types, most objects, has a contract
CLIENTS = (
    ("PARC", "Parkings du Littoral", ("parking",), ("barrier", "pay-station"), 24, True),
    ("HOTL", "Riviera Hotels Group", ("hotel",), ("boiler", "fire-panel", "cold"), 14, True),
    ("PHAR", "Pharmacies Santé Plus", ("pharmacy",), ("cold", "cash-register"), 12, True),
    ("POST", "Comptoirs Postaux", ("post_office",), ("network", "cash-register"), 12, True),
    ("REST", "Tables de la Mer", ("restaurant",), ("cold", "cash-register"), 14, True),
    ("CAFE", "Cafés du Rocher", ("cafe", "bar", "pub"), ("cold",), 10, True),
    ("BANK", "Banque des Deux Caps", ("bank",), ("network", "fire-panel"), 8, True),
    ("SHOP", "Marchés Frais", ("supermarket", "convenience"), ("cold", "cash-register"), 12, True),
    ("SCHO", "Écoles Réunies", ("school", "college"), ("boiler", "fire-panel"), 8, True),
    ("FUEL", "Stations Azur", ("fuel", "car_wash"), ("cash-register",), 4, False),
    ("SPOR", "Clubs Sportifs", ("sports_centre", "stadium", "marina"), ("boiler",), 5, False),
    (
        "CULT",
        "Musées et Scènes",
        ("museum", "theatre", "library", "cinema"),
        ("fire-panel",),
        6,
        False,
    ),
)

FAULTS = {
    "cold": ("It is warm inside", "Loud noise since this morning", "Water on the floor"),
    "cash-register": ("Does not print", "Screen stays black", "Drawer does not open"),
    "fire-panel": ("Fault light is on", "Beeps all the time", "A detector is missing"),
    "boiler": ("No hot water", "Goes out after a minute", "Smell near the boiler"),
    "network": ("No internet", "The card terminal loses its connection", "Very slow"),
    "barrier": ("Stays down", "Opens halfway", "Does not see cars"),
    "till-software": ("Does not start", "Shows yesterday's prices"),
    "server": ("Cannot be reached", "The disk is full"),
    "pay-station": ("Does not take cards", "Printer is empty or stuck", "Coin slot blocked"),
}
