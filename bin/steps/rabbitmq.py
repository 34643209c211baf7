"""RabbitMQ for the tests of it: the distribution's, or a clear reason why there is none."""

import os
from pathlib import Path

from . import packages
from .console import StopError, step

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def ensure() -> dict[str, str]:
    """CALLOUT_NO_RABBITMQ with the reason, or nothing where it is here.

    The package starts a server of the machine's own, so only CI installs it unasked.
    """
    if SERVER.exists():
        return {}
    if not os.environ.get("CI"):
        return {"CALLOUT_NO_RABBITMQ": "no RabbitMQ here: apt-get install rabbitmq-server runs it"}
    if not packages.apt_is_here() or not packages.may_install():
        return {"CALLOUT_NO_RABBITMQ": "no RabbitMQ here and no right to install it"}
    try:
        with step("RabbitMQ by apt"):
            packages.update()
            packages.install("rabbitmq-server")
    except StopError as stop:
        return {"CALLOUT_NO_RABBITMQ": f"RabbitMQ could not be installed: {stop}"}
    return {}
