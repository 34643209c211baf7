"""The steps behind bin/: plain Python 3.11 that runs before any environment exists."""
