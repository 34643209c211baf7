"""Where things lie: the checkout, its environment, its tools and the state folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
FRONTEND = ROOT / "frontend"
PYTHON = VENV / "bin" / "python"
BIN = ROOT / "bin"


def state_folder() -> Path:
    """The absolute folder of cluster, broker, files and mail: CALLOUT_STATE, else var/."""
    return Path(os.environ.get("CALLOUT_STATE") or ROOT / "var").absolute()


def test_state_folder() -> Path:
    """Tests keep a state of their own beside the product's."""
    return state_folder() / "test"


def step_argv(module: str, *words: str) -> list[str]:
    """A step that needs the environment's packages, run from bin/ by the environment's Python."""
    return [str(PYTHON), "-W", "ignore", "-m", f"steps.{module}", *words]
