"""From drafted lines to the export, and a look at the administrator's house."""

from backend.demo.walk.hand import Walk


def approve(story: Walk) -> str:
    """The biller agrees with the lines of the visit:"""
    return "to come"


def issue(story: Walk) -> str:
    """An act is issued:"""
    return "to come"


def export(story: Walk) -> str:
    """The month is exported:"""
    return "to come"


def administrate(story: Walk) -> str:
    """The administrator looks at users and contracts:"""
    return "to come"
