"""With the reference data at hand a skip fails, and tests of another database are deselected."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

def test_passes():
    pass

def test_skips():
    pytest.skip("no data")

@pytest.mark.xfail
def test_known():
    assert False

@pytest.mark.sqlite
def test_sqlite():
    pass

@pytest.mark.postgresql
def test_postgresql():
    pass
"""


def closing_line(folder, file, **variables):
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
    (folder / "test_it.py").write_text(file)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RUMBO_", "PYTEST_"))}
    path = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "src")])
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "plugins.strictness", "-p", "no:cacheprovider"]
    result = subprocess.run(
        command,
        cwd=folder,
        env={**kept, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "rumbo.config.settings", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stderr == ""
    return result.returncode, result.stdout.splitlines()[-1].rpartition(" in ")[0]


SQLITE = "sqlite:////tmp/unused.db"
POSTGRES = "postgres://nobody@127.0.0.1/none"


@pytest.mark.parametrize("url", [SQLITE, POSTGRES])
def test_without_the_data_a_skip_is_a_skip(tmp_path, url):
    code, line = closing_line(tmp_path, TESTS, RUMBO_DATABASE_URL=url)
    assert (code, line) == (0, "2 passed, 1 skipped, 1 deselected, 1 xfailed")


def test_with_the_data_a_skip_fails(tmp_path):
    code, line = closing_line(tmp_path, TESTS, RUMBO_TEST_DATA="/data")
    assert (code, line) == (1, "1 failed, 2 passed, 1 deselected, 1 xfailed")


def test_with_the_data_a_skipped_module_fails(tmp_path):
    module = 'import pytest\npytest.skip("no browser", allow_module_level=True)\n'
    assert closing_line(tmp_path, module, RUMBO_TEST_DATA="/data") == (2, "1 error")
