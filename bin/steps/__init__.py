"""The steps behind bin/: plain Python that runs before any environment exists."""

import os
import shutil
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(name):
            os.execvp(name, [name, *sys.argv])  # noqa: S606
    sys.exit("callout: Python 3.11 or newer is needed, this is " + sys.version.split()[0])
