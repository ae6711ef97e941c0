"""Runs that were recorded once and have to give the same on every machine and in every later version."""

import hashlib
import json
from pathlib import Path

import pytest

from rumbo.methods.runs import rerun

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_run_gives_the_same(path):
    assert rerun(path.read_bytes()) == []


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_another_program_can_check_the_checksum(path):
    document = json.loads(path.read_bytes())
    del document["made_with"]
    text = json.dumps({name: document[name] for name in sorted(document) if name != "checksum"}, sort_keys=True)
    line = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    assert document["checksum"] == "sha256:" + hashlib.sha256(line.encode()).hexdigest()


def test_there_are_runs_of_each_kind():
    assert {path.stem.split("-")[0] for path in RECORDED} >= {"ranking", "allocation", "selection"}
