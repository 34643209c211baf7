"""Step 5, the writes: draft lines, judge them, issue an act, export a period."""

from backend.billing.actions.drafts import draft_lines, draft_remote_lines, draft_request_lines
from backend.billing.actions.judging import approve_lines, change_line, reject_line, reopen_lines
from backend.billing.actions.papers import export_acts, issue_act, keep_act_paper, preview_act

__all__ = [
    "approve_lines",
    "change_line",
    "draft_lines",
    "draft_remote_lines",
    "draft_request_lines",
    "export_acts",
    "issue_act",
    "keep_act_paper",
    "preview_act",
    "reject_line",
    "reopen_lines",
]
