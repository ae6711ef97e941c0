"""Runs `rumbo serve` and `rumbo demo` as a user does, bounded in time."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rumbo.cli.commands.demo import free_port

TESTS = Path(__file__).resolve().parents[1]
SECRET = "a secret of more than thirty-two characters"
LIMIT = 180


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Return an environment with nothing of the one the tests run in, and a free port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUMBO_")}
    settings = {
        "RUMBO_DATA_DIR": str(folder),
        "RUMBO_SECRET_KEY": SECRET,
        "RUMBO_PORT": str(free_port("127.0.0.1", 0)),
    }
    return kept | settings | {"PYTHONPATH": str(TESTS), "PYTHONFAULTHANDLER": "1"} | variables


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "-P", "-m", "rumbo", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT, check=False)


@contextmanager
def running(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Yield the program once its address was printed; it is ended at the end, whatever happens."""
    command = [sys.executable, "-P", "-m", "rumbo", *arguments]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        started = holds(lambda: answers(env) or process.poll() is not None)
        assert started, stacks(process)
        assert process.poll() is None, process.communicate()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def stop(process: subprocess.Popen[str], number: int) -> tuple[int, str, str, float]:
    """Send a signal; return exit code, stdout, stderr and the seconds it took."""
    start = time.monotonic()
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    return process.returncode, output, errors, time.monotonic() - start


def get(env: dict[str, str], path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{env['RUMBO_PORT']}{path}", timeout=10) as answer:
        return answer.read().decode()


def answers(env: dict[str, str]) -> bool:
    try:
        return json.loads(get(env, "/health/"))["status"] == "ok"
    except OSError:
        return False


def holds(condition, seconds: float = LIMIT) -> bool:
    """Wait until the condition holds; say whether it did in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def stacks(process: subprocess.Popen[str]) -> tuple[str, str]:
    """End a program that hangs; return what it printed, and where each of its processes was."""
    for pid in (*descendants(process.pid), process.pid):
        os.kill(pid, signal.SIGABRT)
    return process.communicate(timeout=20)


def children(pid: int) -> dict[str, int]:
    """Return the processes started by a process: the module each runs, and its number."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            words = (stat.parent / "cmdline").read_text().split("\0")
        except (OSError, IndexError):
            continue
        if parent == pid and "-m" in words:
            found[words[words.index("-m") + 1].rpartition(".")[2]] = int(stat.parent.name)
    return found


def descendants(pid: int) -> set[int]:
    """Return the numbers of all processes below one."""
    below = set(children(pid).values())
    return below.union(*(descendants(child) for child in below))


def alive(pids: set[int]) -> set[int]:
    """Return those that still run."""
    return {pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_text()}
