"""The world of the house's own tests, built once and undone after the last of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from backend.web.shared import assets
from tests.conftest import make_house_user
from tests.house.world import World, standing_world

ROOT = Path(__file__).resolve().parents[2]
ENTRY = re.compile(r'{% asset "([^"]+)"')


@pytest.fixture(autouse=True)
def fresh_throttles(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Throttles count in the cache, a table that tests without a database have as well."""
    with django_db_blocker.unblock():
        cache.clear()


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A frontend that was built, as far as pages can tell."""
    folder = tmp_path_factory.mktemp("dist")
    templates = (ROOT / "backend" / "web" / "templates").rglob("*.html")
    entries = {entry for page in templates for entry in ENTRY.findall(page.read_text())}
    manifest = {name: {"file": f"{name}.js", "css": [f"{name}.css"]} for name in entries}
    (folder / "sw.js").write_text("self.skipWaiting()")
    (folder / "manifest.json").write_text(
        json.dumps({**manifest, "phone/sw.ts": {"file": "sw.js"}})
    )
    with pytest.MonkeyPatch.context() as patch, override_settings(FRONTEND_DIST=folder):
        patch.setattr(assets, "MANIFEST", folder / "manifest.json")
        assets._read_manifest.cache_clear()
        yield folder
    assets._read_manifest.cache_clear()


@pytest.fixture(scope="package")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    built: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Both clients with everything they have; each test undoes what it did itself."""
    state: dict[str, Any] = {
        "MEDIA_ROOT": tmp_path_factory.mktemp("files"),
        "EMAIL_FILE_PATH": tmp_path_factory.mktemp("mail"),
        "OSRM_URL": "",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    }
    with override_settings(**state), django_db_blocker.unblock():
        # The last transactional test of the run emptied this table too.
        make_house_user()
        with standing_world() as made:
            yield made
