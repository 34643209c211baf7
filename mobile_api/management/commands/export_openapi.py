"""Write mobile_api/openapi.json, from which the phone's types are made."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mobile_api.api import api
from mobile_api.schemas import PushIn

TARGET = Path(__file__).resolve().parents[2] / "openapi.json"


class Command(BaseCommand):
    """`export_openapi` writes the file; `--check` says whether it is up to date."""

    help = "Write mobile_api/openapi.json (--check: only say whether it is up to date)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        schema = wire_schema()
        wanted = json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        kept = TARGET.read_text("utf-8") if TARGET.exists() else ""
        if options["check"]:
            if kept != wanted:
                raise CommandError("mobile_api/openapi.json is stale: run export_openapi.")
            self.stdout.write("mobile_api/openapi.json is up to date")
            return
        TARGET.write_text(wanted, "utf-8")
        self.stdout.write(f"mobile_api/openapi.json: {len(schema['paths'])} paths")


def wire_schema() -> dict[str, Any]:
    """The whole wire. A push reads its body itself, so ninja never meets that body's shapes."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/mobile/v1/")
    push = PushIn.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update({**push.pop("$defs"), "PushIn": push})
    return schema
