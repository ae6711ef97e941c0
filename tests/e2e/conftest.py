"""A site to visit, a browser to visit it with, and the people who do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from e2e import prepare, server
from e2e.visitor import SIZES, Visitor, visitor
from rumbo.cli import demo

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
EMAILS = {
    "administrator": demo.PEOPLE[0][0],
    "manager": demo.PEOPLE[1][0],
    "editor": demo.PEOPLE[2][0],
    "reader": demo.PEOPLE[3][0],
    "second editor": prepare.SECOND_EDITOR,
    "other editor": prepare.OTHER_EDITOR,
    "outsider": prepare.OUTSIDER,
}
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for each test process."""
    named = os.environ.get("RUMBO_TEST_CHROMIUM")
    path = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("There is no Chromium: install it, or say where it is in RUMBO_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Site]:
    """The running site, one for each test process; ask for `fresh` or `untouched`, which reset it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with server.site(server.prepared(shared / "e2e"), tmp_path_factory.mktemp("site") / "data") as running:
        yield running


@pytest.fixture
def fresh(site: server.Site) -> server.Site:
    """The site as it was at the beginning, for one test."""
    site.reset()
    return site


@pytest.fixture(scope="module")
def untouched(site: server.Site) -> server.Site:
    """The site as it was at the beginning, for tests that change nothing."""
    site.reset()
    return site


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """The screen: of a phone, and of a desk."""
    return request.param


@pytest.fixture
def visit(
    browser: Browser, fresh: server.Site, size: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Visitor]]:
    """Open a browser for one more person; what went wrong in any of them fails the test."""
    people: list[Visitor] = []

    def opened(**options: object) -> Visitor:
        people.append(visitor(browser, fresh.address, size, **options))
        return people[-1]

    yield opened
    if request.node.stash.get(FAILED, False):
        keep_screenshots(people, tmp_path)
    problems = [problem for person in people for problem in person.problems]
    for person in people:
        person.context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def anonymous(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who is not signed in."""
    return visit()


@pytest.fixture
def person(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Somebody of a role who signed in, in a browser of their own: `person("editor")`."""

    def signed_in(role: str, **options: object) -> Visitor:
        found = visit(**options)
        found.sign_in(EMAILS[role], demo.PASSWORD)
        found.page.wait_for_url("**/mesa/")
        return found

    return signed_in


def keep_screenshots(people: list[Visitor], folder: Path) -> None:
    """Keep what each person saw when a test failed, and say where."""
    for number, one in enumerate(people, 1):
        file = folder / f"person-{number}.png"
        one.page.screenshot(path=file, full_page=True)
        print(f"{one.page.url}: {file}")
