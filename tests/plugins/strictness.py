"""With the reference data at hand nothing is skipped, and tests of one database run on that database alone."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

DATABASES = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    for name in DATABASES:
        config.addinivalue_line("markers", f"{name}: is about this database, and deselected on others")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, rather than skip, what is about another database."""
    from django.db import connection

    others = [name for name in DATABASES if name != connection.vendor]
    deselected = [item for item in items if any(item.get_closest_marker(name) for name in others)]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _refuse(report)
    return report


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("RUMBO_TEST_DATA"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Skipped although RUMBO_TEST_DATA is set, which allows no skip: {reason}"
