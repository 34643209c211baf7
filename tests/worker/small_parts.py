"""Settings of a house in which three visits are a large day."""

from backend.settings import *  # noqa: F403

VISITS_A_PART = 1
