"""Terms a test wants otherwise than the cast's: what is published never changes, so a version of
its own says them."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend.accounts.models import Role, User
from backend.contracts.actions import begin_version
from backend.contracts.models import ContractVersion


@contextmanager
def revised(version: ContractVersion) -> Iterator[ContractVersion]:
    """A draft with all that `version` says, from the same day on; when the block ends it is
    published as it then stands, whatever it says, and `version` is this one from then on."""
    by = User.objects.filter(role=Role.ADMINISTRATOR).earliest("pk")
    draft = begin_version(version.contract_id, version.valid_from, by=by)
    yield draft
    draft.published_at = version.published_at
    draft.save()
    version.pk = draft.pk
    version.refresh_from_db()
