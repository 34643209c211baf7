"""The worker's composition root; every task runs on behalf of the house itself."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, task_success, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


class HouseTask(Task):  # type: ignore[type-arg]
    """Every transaction a task opens names the system principal to row-level security."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from backend.database.principal import acting_as_system

        with acting_as_system():
            return super().__call__(*args, **kwargs)


app = Celery("callout", task_cls=HouseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
# Every thread of the web server sends through this app, not only the one that made it.
app.set_default()
app.autodiscover_tasks(["backend.desk", "backend.dispatch", "backend.files", "backend.notify"])


@worker_ready.connect
def send_canary(**_: object) -> None:
    """A start need not wait for beat's first round to know that tasks are taken."""
    app.send_task("backend.reactions.canary")


@task_success.connect
def note_heartbeat(sender: Any, **_: object) -> None:
    """What is on the schedule leaves a mark each time it succeeded."""
    from backend.database.principal import acting_as_system
    from backend.journal import heartbeats

    for name, entry in app.conf.beat_schedule.items():
        if entry["task"] == sender.name:
            with acting_as_system():
                heartbeats.beat(name, entry["schedule"])


@beat_init.connect
def begin_heartbeats(**_: object) -> None:
    """Beat counts its hours from its own start; so does whoever watches it."""
    from backend.database.principal import acting_as_system
    from backend.journal import heartbeats

    schedule = app.conf.beat_schedule.items()
    with acting_as_system():
        heartbeats.begin({name: entry["schedule"] for name, entry in schedule})
