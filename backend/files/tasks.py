"""What files need done in the background."""

from celery import shared_task

from backend.files import uploads


@shared_task(name="backend.files.tasks.drop_expired_uploads")
def drop_expired_uploads() -> None:
    """Forget uploads nobody finished in their time."""
    uploads.drop_expired()
