"""What an engineer does on site, one module a noun; the office calls the same functions.

They open no savepoint of their own: a refusal undoes the whole command, whose savepoint
`fieldwork.commands` holds, and two round trips less a command are felt in a batch.
"""
