"""The essential SQL of each operation, without rules: what the lean endpoint and the bare loop run.

Each takes a psycopg connection in autocommit, the facts of prepare.py and the number of the call.
"""

import json
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Facts = dict[str, Any]
Statement = Callable[["psycopg.Connection[Any]", Facts, int], Any]

LIST = """
select r.id, r.number, r.state, r.priority, r.impact, r.words, r.reported_at, c.name, o.name,
       o.client_code, e.name, t.names,
       (select min(k.due_at) from desk_slaclock k where k.request_id = r.id
         and k.stopped_at is null and k.state in ('running', 'missed')) as next_due_at
from desk_request r
join clients_client c on c.id = r.client_id
join clients_serviceobject o on o.id = r.object_id
left join clients_equipment e on e.id = r.equipment_id
left join catalog_equipmenttype t on t.id = e.type_id
where r.state in ('new', 'open', 'waiting') and r.client_id = %s
order by next_due_at nulls last, r.recorded_at limit 25
"""
CARD = """
select w.id, w.number, w.state, w.priority, w.words, w.minutes, w.window_from, w.window_to,
       w.coverage, w.coverage_clause, c.name, o.name, o.address, e.name, t.names, y.names,
       r.number, r.words
from desk_workorder w
join clients_client c on c.id = w.client_id
join clients_serviceobject o on o.id = w.object_id
join catalog_worktype y on y.id = w.work_type_id
left join clients_equipment e on e.id = w.equipment_id
left join catalog_equipmenttype t on t.id = e.type_id
left join desk_request r on r.id = w.request_id
where w.id = %s
"""
CREATE = """
insert into desk_request (id, number, client_id, object_id, equipment_id, impact, priority, state,
    channel, words, client_reference, reported_at, reported_by, reported_phone, backdating_reason,
    contact_id, recorded_at, recorded_by_id, coverage, coverage_clause, coverage_presumed)
values (%s, 'REQ-' || nextval('request_number'), %s, %s, %s, 'partly', 'normal', 'new', 'portal',
    'It hums and does not cool', '', now(), '', '', '', %s, now(), %s, '', '', false)
"""
WHO = """
select d.id, d.last_seq, d.app_build, u.id, u.language, e.id, e.zone, w.version
from accounts_device d
join accounts_user u on u.id = d.user_id
join dispatch_engineer e on e.user_id = u.id
left join dispatch_world w on w.engineer_id = e.id
where d.token_sha256 = %s and d.revoked_at is null
"""
WORLD = """
select v.id, v.number, v.state, v.version, v.told, v.travel_s, v.travel_m, o.name, o.address,
       o.client_code, c.name, w.id, w.number, w.words, w.minutes, w.priority, r.number, r.words,
       e.name, e.serial
from dispatch_visit v
join dispatch_visitengineer s on s.visit_id = v.id
join clients_serviceobject o on o.id = v.object_id
join clients_client c on c.id = v.client_id
join dispatch_visitwork vw on vw.visit_id = v.id
join desk_workorder w on w.id = vw.work_order_id
left join desk_request r on r.id = w.request_id
left join clients_equipment e on e.id = w.equipment_id
where s.engineer_id = %s and v.date between current_date - 7 and current_date + 14
"""
COMMAND = """
insert into fieldwork_command (id, device_id, seq, type, visit_id, raw, body_sha256, captured_at,
    received_at, time_quality)
values (%s, %s, %s, 'note.add', %s, %s, %s, now(), now(), 'good')
"""
MOVE = "update dispatch_visit set version = version + 1 where id = %s"
FILE = """
insert into files_storedfile (id, owner_id, sha256, size, mime, name, path, display_path,
    thumb_path, problem, received_at)
values (%s, %s, %s, %s, 'image/jpeg', 'after.jpg', %s, '', '', '', now())
"""
COMMANDS_A_BATCH = 20


def list_25(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """One select of 25 joined rows of a client's open requests, the next due first."""
    clients = facts["busy_clients"]
    return connection.execute(LIST, [clients[call % len(clients)]]).fetchall()


def card(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """One joined row of a work order."""
    cards = facts["cards"]
    return connection.execute(CARD, [cards[call % len(cards)]]).fetchall()


def create(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """One insert of a request."""
    told = [facts[name] for name in ("client_id", "object_id", "equipment_id", "contact_id")]
    connection.execute(CREATE, [uuid.uuid4(), *told, facts["contact_user_id"]])


def unchanged(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """One select of the device behind a token with its user, engineer and world."""
    phones = facts["phones"]
    sha256 = phones[call % len(phones)]["token_sha256"]
    return connection.execute(WHO, [sha256]).fetchall()


def changed(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """The same, and one select of the engineer's visits with their work."""
    phones = facts["phones"]
    unchanged(connection, facts, call)
    return connection.execute(WORLD, [phones[call % len(phones)]["engineer_id"]]).fetchall()


def batch(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """One transaction, one insert and one update a command."""
    phones = facts["phones"]
    phone = phones[call % len(phones)]
    # Far from the numbers of the phones themselves, and never the same in two processes.
    first = 10**12 + (uuid.uuid4().int >> 90)
    with connection.transaction():
        for number in range(COMMANDS_A_BATCH):
            raw = Jsonb({"type": "note.add", "body": {"text": "Fan was worn out."}})
            row = [uuid.uuid4(), phone["device_id"], first + number, phone["visit_id"]]
            connection.execute(COMMAND, [*row, raw, "0" * 64])
            connection.execute(MOVE, [phone["visit_id"]])


def photo(connection: "psycopg.Connection[Any]", facts: Facts, call: int) -> Any:
    """3 MB written and flushed to disk, and one insert."""
    file_id = uuid.uuid4()
    path = Path(facts["folder"]) / str(file_id)
    content = Path(facts["photo"]).read_bytes()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    phone = facts["phones"][call % len(facts["phones"])]
    connection.execute(FILE, [file_id, phone["user_id"], "0" * 64, len(content), str(path)])


STATEMENTS: dict[str, Statement] = {
    "list": list_25,
    "card": card,
    "create": create,
    "unchanged": unchanged,
    "changed": changed,
    "batch": batch,
    "photo": photo,
}


def as_json(rows: Any) -> bytes:
    """What a lean endpoint answers."""
    return json.dumps({"rows": rows, "at": datetime.now(UTC)}, default=str).encode()
