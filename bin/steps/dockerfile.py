"""The Dockerfile as data: stages, each a list of instructions with their words."""

from dataclasses import dataclass, field
from pathlib import Path

from .layout import ROOT


@dataclass(frozen=True)
class Instruction:
    """One line of the Dockerfile, continued lines joined: `RUN` and what it says."""

    name: str
    words: str


@dataclass
class Stage:
    """What lies between two FROM lines; `base` is an image or an earlier stage."""

    name: str
    base: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """The words of every instruction of this name, in order."""
        return [each.words for each in self.instructions if each.name == name]


def stages(file: Path = ROOT / "Dockerfile") -> list[Stage]:
    """Every stage in order; what stands before the first FROM belongs to none."""
    found: list[Stage] = []
    for name, words in _instructions(file.read_text()):
        if name == "FROM":
            base, _, alias = words.partition(" AS ")
            found.append(Stage(alias or base, base))
        elif found:
            found[-1].instructions.append(Instruction(name, words))
    return found


def _instructions(text: str) -> list[tuple[str, str]]:
    told = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(told).replace("\\\n", " ")
    return [
        (name, " ".join(words.split()))
        for name, _, words in (line.partition(" ") for line in joined.splitlines())
    ]
