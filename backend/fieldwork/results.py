"""The answer a command gets: made once, kept as its receipt, told again whenever asked."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from backend.fieldwork.models import Command, Receipt
from backend.lib.body_faults import code_of_fault, limit_of_fault
from backend.lib.errors import CalloutError, Invalid

DUPLICATE, DEFERRED = "duplicate", "deferred"
Status = Receipt.Status


@dataclass(frozen=True)
class Finding:
    """What is wrong and where: a JSON pointer into the command and a code."""

    pointer: str
    code: str


@dataclass(frozen=True)
class Verdict:
    """What became of one command before it is written down."""

    status: str
    code: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def wants_review(self) -> bool:
        """Whether the office is asked to look."""
        return self.status in (Status.PARKED, Status.APPLIED_WITH_REVIEW)


@dataclass(frozen=True)
class Result:
    """One command's line in the answer; `original` is the first result of a duplicate."""

    id: UUID
    seq: int
    status: str
    code: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    review_id: UUID | None = None
    original: "Result | None" = None


def refused(error: CalloutError, status: str) -> Verdict:
    """A rule's no, or an input's, as a verdict."""
    where = "/" + error.field.replace(".", "/") if isinstance(error, Invalid) else ""
    findings = (Finding(where, error.code),) if where else ()
    context = {name: _plain(value) for name, value in error.context.items()}
    return Verdict(status, error.code, context, findings)


def malformed(error: ValidationError) -> Verdict:
    """A body that is not of its type's shape."""
    wrongs = error.errors(include_url=False, include_input=False)[:20]
    context: dict[str, Any] = {}
    for wrong in wrongs:
        context |= limit_of_fault(wrong.get("ctx", {}))
    findings = tuple(
        Finding(
            "/body/" + "/".join(str(step) for step in wrong["loc"]), code_of_fault(wrong["type"])
        )
        for wrong in wrongs
    )
    return Verdict(Status.REJECTED, "body-invalid", context, findings)


def kept(verdict: Verdict, versions: dict[str, int]) -> dict[str, Any]:
    """What the receipt remembers beside status and code."""
    return {
        "context": verdict.context,
        "findings": [[each.pointer, each.code] for each in verdict.findings],
        "warnings": list(verdict.warnings),
        "versions": versions,
    }


def result_of(receipt: Receipt) -> Result:
    """The result as it was told first."""
    said = receipt.result
    return Result(
        id=receipt.command.id,
        seq=receipt.command.seq,
        status=receipt.status,
        code=receipt.code,
        context=said.get("context", {}),
        findings=tuple(Finding(*each) for each in said.get("findings", [])),
        warnings=tuple(said.get("warnings", [])),
        versions=said.get("versions", {}),
        review_id=receipt.id if receipt.review else None,
    )


def duplicate_of(command: Command, seq: int) -> Result:
    """A repeat: nothing happens, the first answer is told again."""
    first = result_of(command.receipt)
    return Result(id=command.id, seq=seq, status=DUPLICATE, original=first, versions=first.versions)


def _plain(value: object) -> object:
    """JSON-ready: lists of words stay lists, everything else becomes words or a number."""
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return value if isinstance(value, int | str | None) else str(value)
