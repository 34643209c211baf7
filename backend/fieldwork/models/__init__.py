"""Step 4: what happened on site, as it was captured."""

from backend.fieldwork.models.doings import (
    ClientCall,
    Defect,
    FieldNote,
    PaidWork,
    PartRequest,
    PartUse,
    Photo,
    RecoveredPart,
    TimeEntry,
    VanStock,
)
from backend.fieldwork.models.evidence import Evidence, EvidenceRoot, SealCertificate
from backend.fieldwork.models.forms import Answer, Checklist, ChecklistTemplate, ChecklistVersion
from backend.fieldwork.models.proof import ServiceReport, Signature
from backend.fieldwork.models.received import (
    Attempt,
    Command,
    Position,
    PositionLook,
    Receipt,
)

__all__ = [
    "Answer",
    "Attempt",
    "Checklist",
    "ChecklistTemplate",
    "ChecklistVersion",
    "ClientCall",
    "Command",
    "Defect",
    "Evidence",
    "EvidenceRoot",
    "FieldNote",
    "PaidWork",
    "PartRequest",
    "PartUse",
    "Photo",
    "Position",
    "PositionLook",
    "Receipt",
    "RecoveredPart",
    "SealCertificate",
    "ServiceReport",
    "Signature",
    "TimeEntry",
    "VanStock",
]
