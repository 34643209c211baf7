"""What the launcher starts ends with it, and nothing else does."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from steps.children import Program, end_all, is_alive, program_with, wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(300)",
]
LAUNCHER = """
import sys, time
from pathlib import Path
sys.path.insert(0, {bin!r})
from steps.children import Program
child = Program("child", [sys.executable, "-c", "import time; time.sleep(300)"], Path({log!r}))
print(child.start().process.pid, flush=True)
time.sleep(300)
"""


def test_a_child_ends_when_asked(tmp_path: Path) -> None:
    child = Program("sleeper", SLEEP, tmp_path / "log").start()
    end_all([child], within_s=10)
    assert child.process.returncode == -signal.SIGTERM


def test_a_stranger_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEP)
    end_all([Program("sleeper", SLEEP, tmp_path / "log").start()], within_s=10)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_deaf_child_is_ended_for_good(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = Program("stubborn", STUBBORN, log).start()
    assert wait_until(lambda: log.read_text() == "deaf\n", within_s=10)
    end_all([child], within_s=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_children_end_with_a_launcher_that_was_killed(tmp_path: Path) -> None:
    source = LAUNCHER.format(bin=str(Path("bin").absolute()), log=str(tmp_path / "log"))
    launcher = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    pid = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    assert wait_until(lambda: not runs(pid), within_s=10)


def test_a_program_is_found_by_its_words(tmp_path: Path) -> None:
    word = f"mark-{time.monotonic_ns()}"
    child = Program("marked", [*SLEEP, word], tmp_path / "log").start()
    assert wait_until(lambda: program_with(word) == child.process.pid, within_s=5)
    end_all([child], within_s=10)
    assert program_with(word) is None


def runs(pid: int) -> bool:
    """False for a process that ended and only waits for somebody to notice."""
    if not is_alive(pid):
        return False
    return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
