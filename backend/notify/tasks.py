"""What the worker does about notices; it makes one call and may be repeated."""

from celery import shared_task

from backend.notify import pushing


@shared_task(name="backend.notify.tasks.send_due_pushes")
def send_due_pushes() -> None:
    """Send what quiet hours or a failing push service held back."""
    pushing.send_due()
