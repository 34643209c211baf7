"""What the worker does for step 1; one call, safe to repeat."""

from celery import shared_task

from backend.contracts import actions


@shared_task(name="backend.contracts.tasks.expire_contracts")
def expire_contracts() -> None:
    """By beat: contracts whose grace is over have expired."""
    actions.expire_contracts()
