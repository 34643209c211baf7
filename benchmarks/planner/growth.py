"""placeholder"""


def table(quick: bool) -> list[str]:
    return []
