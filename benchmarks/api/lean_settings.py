"""The product's settings without what surrounds a view; for lean_page.py alone."""

from backend.settings import *  # noqa: F403
from backend.settings import DATABASES
from backend.settings import INSTALLED_APPS as ALL_APPS

MIDDLEWARE: list[str] = []
# Nobody signs in here, and allauth insists on a middleware.
INSTALLED_APPS = [name for name in ALL_APPS if not name.startswith("allauth")]
ROOT_URLCONF = "benchmarks.api.lean_page"
DATABASES["default"]["ATOMIC_REQUESTS"] = False
