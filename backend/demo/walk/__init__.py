"""The whole story once over HTTP, as the five people: `bin/run --check`."""
