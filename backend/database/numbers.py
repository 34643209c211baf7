"""Public numbers from sequences: REQ-1042, WO-1042. Gaps are allowed; two are never equal."""

from django.db import connection

SEQUENCES = {
    "REQ": "request_number",
    "WO": "work_number",
    "VIS": "visit_number",
    "SR": "report_number",
}


def next_number(prefix: str) -> str:
    """The next number of the series named by `prefix`, one of SEQUENCES."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s::regclass)", [SEQUENCES[prefix]])
        return f"{prefix}-{cursor.fetchone()[0]}"


def sequence_sql(prefix: str) -> str:
    """SQL for the migration that makes the sequence of `prefix`."""
    return f"create sequence {SEQUENCES[prefix]} start 1001;"


def drop_sequence_sql(prefix: str) -> str:
    """SQL that takes the sequence of `prefix` away again."""
    return f"drop sequence {SEQUENCES[prefix]};"
