"""What the web server runs: the application, and the map files beside it."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

# Maps are big and read in pieces, so they are served with HTTP Range and never through Django.
application = WhiteNoise(get_wsgi_application(), max_age=24 * 3600)
if settings.MAPS_FOLDER.is_dir():
    application.add_files(str(settings.MAPS_FOLDER), prefix="maps/")

# Every view is imported here, before the workers are forked.
get_resolver().url_patterns  # noqa: B018
# What is imported stays for the life of the process: garbage is not looked for in it again, which
# takes a tenth off the processor time of a long list, and the workers go on sharing its pages.
gc.collect()
gc.freeze()
