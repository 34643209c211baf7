"""Names kept in rows in several languages, and the choice among them."""

from collections.abc import Mapping

LANGUAGES = ("en", "uk", "bg", "ru")


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in `language`, else in English, else any there is; never an error."""
    wanted = names.get(language.split("-")[0]) or names.get("en")
    return wanted or next((name for name in names.values() if name), "")
