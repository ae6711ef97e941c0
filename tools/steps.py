"""The steps of `rumbo test`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import packages, translations
from tools.postgres import throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
TIME_LIMIT = 40 * 60  # seconds a step may take before it counts as hanging


@dataclass(frozen=True)
class Run:
    """What the steps of one run share: the environment of their commands, and the arguments for pytest."""

    environment: Mapping[str, str]
    pytest_arguments: Sequence[str]

    def python(self, *arguments: str, **variables: str) -> bool:
        """Run Python in the checkout with the output shown; say whether it succeeded in time."""
        command = [sys.executable, *arguments]
        environment = {**self.environment, **variables}
        try:
            result = subprocess.run(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=TIME_LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            print(f"Stopped after {TIME_LIMIT // 60} minutes.", flush=True)
            return False
        return result.returncode == 0

    def pytest(self, marks: str, **variables: str) -> bool:
        """Run the tests with these marks on all cores; finding none is a failure."""
        processes = str(max(2, min(os.cpu_count() or 2, 8)))
        fixed = ["-p", "plugins.strictness", "-n", processes, "--tb=short", "-m", marks]
        path = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "src")])
        return self.python("-P", "-m", "pytest", *fixed, *self.pytest_arguments, PYTHONPATH=path, **variables)


@dataclass(frozen=True)
class Step:
    """One step: its name, what it does, and the programs it needs (see `tools.packages`)."""

    name: str
    title: str
    run: Callable[[Run], bool]
    needs: tuple[str, ...] = ()


def lint(run: Run) -> bool:
    """Hold that ruff finds nothing, and would format nothing."""
    checked = run.python("-m", "ruff", "check", "--output-format", "concise", ".")
    return run.python("-m", "ruff", "format", "--check", "--quiet", ".") and checked


def types(run: Run) -> bool:
    """Hold that the types are right, strictly."""
    return run.python("-m", "mypy", "-p", "rumbo", "-p", "tools", "-p", "benchmarks")


def contracts(run: Run) -> bool:
    """Hold that imports point down."""
    return run.python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def migrations(run: Run) -> bool:
    """Hold that the migrations make what the models say."""
    return run.python("-m", "django", "makemigrations", "--check", "--dry-run")


def catalogue(run: Run) -> bool:
    """Hold that every text is translated."""
    found = translations.problems(run.environment)
    print("\n".join(found) or "Every text is translated.", flush=True)
    return not found


def on_sqlite(run: Run) -> bool:
    """Run the unit and integration tests on SQLite."""
    return run.pytest("not e2e")


def on_postgres(run: Run) -> bool:
    """Run the unit and integration tests on a PostgreSQL server that is gone afterwards."""
    with throwaway_postgres() as url:
        return run.pytest("not e2e", RUMBO_DATABASE_URL=url)


def in_browser(run: Run) -> bool:
    """Run the browser tests in Chromium."""
    return run.pytest("e2e", RUMBO_TEST_CHROMIUM=packages.find("chromium") or "")


STEPS = (
    Step("lint", "style and likely mistakes", lint),
    Step("types", "types, strictly", types),
    Step("contracts", "imports point down", contracts),
    Step("migrations", "migrations match the models", migrations),
    Step("translations", "every text is translated", catalogue, ("gettext",)),
    Step("sqlite", "tests on SQLite", on_sqlite),
    Step("postgres", "tests on PostgreSQL", on_postgres, ("postgresql",)),
    Step("e2e", "tests in the browser", in_browser, ("chromium",)),
)
