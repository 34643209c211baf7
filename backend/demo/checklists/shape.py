"""Words in four languages and items, written short."""

from typing import Any

Words = tuple[str, str, str, str]
Item = dict[str, Any]


def names(words: Words) -> dict[str, str]:
    """English, Ukrainian, Bulgarian, Russian."""
    return dict(zip(("en", "uk", "bg", "ru"), words, strict=True))


def ask(key: str, kind: str, words: Words, help_words: Words | None = None, **more: Any) -> Item:
    """One item; `required` unless `optional` says otherwise."""
    item: Item = {"key": key, "type": kind, "title": names(words)}
    if help_words:
        item["help"] = names(help_words)
    if kind != "info" and not more.pop("optional", False):
        item["required"] = True
    return item | more


def measure(key: str, unit: str, words: Words, decimals: int = 0, **more: Any) -> Item:
    """A measured number; limits are decimals as text."""
    return ask(key, "number", words, unit=unit, decimals=decimals, **more)


def options(*rows: tuple[str, Words] | tuple[str, Words, bool]) -> list[Item]:
    """Key, words, and True for one that is a failure."""
    made = []
    for key, words, *fails in rows:
        made.append({"key": key, "title": names(words), **({"fails": True} if any(fails) else {})})
    return made


def fault(severity: str, code: str, *, photos: int = 0, **more: Any) -> Item:
    """What a failure brings: a note, photos, a defect."""
    wanted: Item = {"note": True, "defect": {"severity": severity, "code": code}, **more}
    return wanted | ({"photo_min": photos} if photos else {})


def section(key: str, words: Words, *items: Item) -> Item:
    """A part of the form under its own heading."""
    return {"key": key, "title": names(words), "items": list(items)}


def form(key: str, words: Words, *sections: Item) -> Item:
    """A checklist/1 definition."""
    return {
        "format": "checklist/1",
        "key": key,
        "version": 1,
        "title": names(words),
        "sections": list(sections),
    }


def when(item: str, op: str, value: Any = None) -> Item:
    """One comparison of a condition."""
    return {"item": item, "op": op, **({} if value is None else {"value": value})}


SAFETY: Words = ("Safety", "Безпека", "Безопасност", "Безопасность")
MEASURED: Words = ("Measurements", "Вимірювання", "Измервания", "Измерения")
LEAVING: Words = ("Before I leave", "Перед від'їздом", "Преди да тръгна", "Перед отъездом")
WORKS_AGAIN: Words = (
    "The machine works when I leave", "Коли я від'їжджаю, усе працює",
    "Когато си тръгвам, всичко работи", "Когда я уезжаю, всё работает",
)  # fmt: skip
POWER_OFF: Words = (
    "Power is off and secured", "Живлення вимкнено й заблоковано",
    "Захранването е изключено и блокирано", "Питание отключено и заблокировано",
)  # fmt: skip
NAMEPLATE: Words = (
    "Photo of the nameplate", "Фото шильдика", "Снимка на фирмената табелка", "Фото шильдика",
)  # fmt: skip
NOTE: Words = ("What was found", "Що виявлено", "Какво е установено", "Что обнаружено")
