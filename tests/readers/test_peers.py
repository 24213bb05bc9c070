"""The checks that Tallybook is measured against find what it finds: `benches/peers` on a dataset with faults."""

import json
import re
import subprocess
import sys

import pytest
from tables import ROOT

# As many as it takes to have a fault of every kind: a dossier of 100 transfers has one at most.
TRANSFERS = 4500


@pytest.fixture(scope="module")
def programs():
    """The program and the generator, as they are now."""
    built = subprocess.run(
        ["cargo", "build", "--quiet", "--package", "tallybook", "--package", "dev", "--message-format", "json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    return {message["target"]["name"]: message["executable"] for message in messages if message.get("executable")}


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("peers")


@pytest.fixture(scope="module")
def run(programs, work):
    def peers(*options):
        command = [
            sys.executable, ROOT / "benches/peers/peers.py", "--transfers", TRANSFERS, "--faults", TRANSFERS // 100,
            "--tallybook", programs["tallybook"], "--dev", programs["dev"], "--work", work, "--repeat", 1, *options,
        ]  # fmt: skip
        return subprocess.run([str(part) for part in command], capture_output=True, text=True)

    return peers


def test_all_find_the_same(run):
    ran = run("--jobs", "check,parquet", "--tools", "tallybook,duckdb,polars")
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "NOT THE SAME" not in ran.stdout
    judged = re.findall(r"^- .*: the same, (\d+) findings \((.*)\)$", ran.stdout, re.M)
    assert len(judged) == 5
    for count, by_rule in judged:
        counts = [int(number) for number in re.findall(r"\w+ (\d+)", by_rule)]
        assert sum(counts) == int(count)
        assert len(counts) == 11 and all(counts), by_rule


def test_both_export_the_same_rows_and_a_difference_fails_the_run(run, work):
    options = ["--transfers", 300, "--jobs", "export", "--tools", "tallybook,duckdb"]
    ran = run(*options)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "- rows of both in 11 tables, in the columns of both: the same" in ran.stdout
    # Tallybook's tables are kept in the folder of work, DuckDB makes its own again.
    deals = work / "records-300-1-0/deals.jsonl"
    text = deals.read_text(encoding="utf-8")
    deals.write_text(text.replace('"stage":"agreed"', '"stage":"ordered"', 1), encoding="utf-8")
    ran = run(*options)
    assert ran.returncode == 1
    assert "1 rows of `deals` are Tallybook's alone, 1 the peer's" in ran.stderr
