from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "backend.journal"
    label = "journal"

    def ready(self) -> None:
        """Let every process that writes entries know the broker; the root is named, not called."""
        import_module("backend.celery")
