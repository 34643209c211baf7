"""The product's settings without what surrounds a view; for lean_page.py alone."""

from backend.settings import *  # noqa: F403
from backend.settings import DATABASES

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.api.lean_page"
DATABASES["default"]["ATOMIC_REQUESTS"] = False
