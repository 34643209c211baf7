"""What an engineer does on site, one module a noun; the office calls the same functions."""
