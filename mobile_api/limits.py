"""What the wire takes, as /config tells it."""

from typing import Final

MOST_COMMANDS: Final = 100
MOST_COMMAND_BYTES: Final = 1024 * 1024
CHUNK_BYTES: Final = 256 * 1024
# A chunk may be larger than we ask for, as long as it fits into memory.
MOST_CHUNK_BYTES: Final = 2 * 1024 * 1024
MOST_POSITIONS: Final = 200
# How long a phone shows its engineer's visits without having spoken to the server.
OFFLINE_READING_DAYS: Final = 14
MIN_APP_BUILD: Final = 0
RETRY_AFTER_S: Final = 5
