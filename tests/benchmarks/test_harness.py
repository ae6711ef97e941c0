"""The measurements: right sums, right limits, and no answer but 200 counts."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import find, main, show
from benchmarks.harness import BLANK, Figure, Site
from benchmarks.load import Timing, UnexpectedAnswerError, measure


class Pages(BaseHTTPRequestHandler):
    """Answers with the length in the address: /5 in one piece, /chunked in two."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *args):
        pass


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked = []
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("path", ["/page", "/chunked"])
def test_it_asks_as_often_as_told(path):
    with serving() as server:
        timing = measure("127.0.0.1", server.server_address[1], path, requests=30, connections=3)
        assert server.asked == [path] * 30
    assert len(timing.latencies_ms) == 30
    assert timing.per_second == pytest.approx(30 / timing.seconds)
    assert 0 < timing.percentile(50) <= timing.percentile(95) < 1000


def test_another_answer_than_200_is_no_measurement():
    with serving() as server, pytest.raises(UnexpectedAnswerError, match=r"^/missing answered with 404$"):
        measure("127.0.0.1", server.server_address[1], "/missing", requests=3, connections=1)


def test_percentiles_and_sums():
    timing = Timing(tuple(float(n) for n in range(100, 0, -1)), 2.0)
    assert (timing.per_second, timing.percentile(50), timing.percentile(95), timing.percentile(100)) == (
        50,
        50,
        95,
        100,
    )
    assert Timing((1.0,), 1.0) + Timing((2.0,), 3.0) == Timing((1.0, 2.0), 4.0)


def test_pages_are_compared_with_an_empty_one(monkeypatch):
    timings = {BLANK: Timing((1.0, 2.0), 0.01), "/plan/": Timing((4.0, 8.0), 0.03)}
    monkeypatch.setattr(Site, "measure", lambda self, *paths: {path: timings[path] for path in paths})
    assert Site(port=1).compare({"plan": "/plan/"}, limit=3.5, prefix="364: ") == [
        Figure("364: empty page: requests per second", 200.0, "/s"),
        Figure("364: empty page: p50", 1.0, "ms"),
        Figure("364: empty page: p95", 2.0, "ms"),
        Figure("364: plan: requests per second", 66.7, "/s"),
        Figure("364: plan: p50", 4.0, "ms"),
        Figure("364: plan: p95", 8.0, "ms"),
        Figure("364: plan: requests per second, ratio", 3.0, "x", 3.5),
        Figure("364: plan: p95, ratio", 4.0, "x", 3.5),
    ]


@pytest.mark.parametrize(("value", "limit", "met"), [(3.0, 3.0, True), (3.1, 3.0, False), (3.1, None, None)])
def test_limits(value, limit, met):
    assert Figure("import", value, "s", limit).met is met


def test_a_missed_limit_is_marked(capsys):
    figures = [
        {"name": "import", "value": 12.5, "unit": "s", "limit": 10.0, "met": False},
        {"name": "projects", "value": 20000, "unit": "", "limit": None, "met": None},
    ]
    show({"benchmark": "imports", "database": "sqlite", "figures": figures})
    assert capsys.readouterr().out.splitlines() == [
        "imports on sqlite",
        "  import          12.5 s  (at most 10s)  MISSED",
        "  projects      20,000 ",
    ]


def test_every_benchmark_is_found_and_documented():
    found = find()
    assert found["health"] == "benchmarks.health"
    for name, path in found.items():
        module = import_module(path)
        assert name == module.NAME
        assert module.__doc__
        assert callable(module.run)


def test_an_unknown_benchmark_is_named():
    result = CliRunner().invoke(main, ["wealth"])
    assert result.exit_code == 2
    assert "there is no wealth; there are: " in result.output
