"""The two ways the house says no, and the one shape in which every face tells it.

`Refused` is a rule's answer to a well-formed wish ("the engineer is already busy then").
`Invalid` is about the input itself and names the field. Both carry a code that never
changes; the words for a code are chosen by the face, in the reader's language.
"""

from collections.abc import Mapping
from datetime import datetime


class CalloutError(Exception):
    """Base of every expected no. `code` is kebab-case and never changes."""

    def __init__(self, code: str, **context: object) -> None:
        self.code = code
        self.context: Mapping[str, object] = context
        super().__init__(f"{code} {context}" if context else code)


class Refused(CalloutError):
    """The rule says no; nothing was written."""


class Away(Refused):
    """What the house leans on does not answer now; nothing was written, and it works later."""


class NotYet(CalloutError):
    """It is not the time for it: a consequence that says so is carried out at `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("not-yet", until=until)


class Invalid(CalloutError):
    """The input cannot be used; `field` names what to mend, as the caller spelled it."""

    def __init__(self, field: str, code: str, **context: object) -> None:
        self.field = field
        super().__init__(code, **context)


class NotFound(CalloutError):
    """There is no such thing, or it is not yours: a stranger cannot tell which."""

    def __init__(self, what: str = "object") -> None:
        super().__init__("not-found", what=what)
