"""The rules in Rust and the rules in SQL find the same.

`checks.sql` is run by SQLite, by DuckDB on the Parquet files and by DuckDB on the CSV files, over the clean
exports and over exports of broken datasets, and compared with what `tallybook check` finds.
"""

import collections
import concurrent.futures
import json
import pathlib
import re
import sqlite3
import subprocess

import broken
import datafusion
import duckdb
import pytest

ROOT = pathlib.Path(__file__).parents[2]
TODAY = "2026-11-24"
CLEAN = ["dataset", "examples/lantern-islands", "tests/miniature/dataset"]
SEEDS = range(48)


def statements(checks, today):
    """The queries of `checks.sql`, as of a day."""
    return [part for part in checks.replace("current_date", f"'{today}'").split(";\n") if "select" in part]


def codes(checks):
    return set(re.findall(r"^select '(\w+)' as code", checks, re.M))


def engines(exports, checks):
    """A connection of each kind to the exports in a folder, in the way that the top of `checks.sql` says."""
    yield "sqlite", sqlite3.connect(exports / "tallybook.sqlite")
    for kind in ("parquet", "csv"):
        connection = duckdb.connect(config={"threads": 1})
        views = re.findall(rf"^--   (create view .*'{kind}/.*);$", checks, re.M)
        assert len(views) == len(list((exports / kind).glob(f"*.{kind}")))
        for view in views:
            # Tables instead of views, as every query would read the files again.
            table = view.replace("create view", "create table")
            connection.execute(table.replace(f"'{kind}/", f"'{exports / kind}/"))
        yield f"duckdb {kind}", connection


def rows(exports, today):
    """What the queries give: a multiset of (code, severity, type, id, path) for each engine."""
    checks = (exports / "checks.sql").read_text(encoding="utf-8")
    queries = statements(checks, today)
    found = {}
    for engine, connection in engines(exports, checks):
        found[engine] = collections.Counter(
            row[:5] for query in queries for row in connection.execute(query).fetchall()
        )
        connection.close()
    return found


def findings(tallybook, arguments, today):
    """What the rules find: the same multiset, of findings that nothing waives."""
    output = tallybook("check", *arguments, "--today", today, "--format", "json", "--all").stdout
    return collections.Counter(
        (f["code"], f["severity"], f["record"]["type"], f["record"]["id"], f["path"])
        for f in json.loads(output)["findings"]
        if f["record"] and not f["waived"]
    )


def compare(tallybook, folder, arguments, today):
    """Exports a dataset, faults or not, and compares. Gives what both find; None if not all could be read."""
    out = folder / "exports"
    run = tallybook(
        "export", *arguments, "--today", today, "--out", str(out), "--allow-errors", "--formats", "csv,parquet,sqlite"
    )
    if "could not be read" in run.stdout and not out.exists():
        assert run.returncode == 1
        return None
    assert run.returncode in (0, 1), run.stderr
    assert ("do not publish" in run.stdout) == (run.returncode == 1), run.stdout
    known = codes((out / "checks.sql").read_text(encoding="utf-8"))
    found = findings(tallybook, arguments, today)
    expected = collections.Counter({key: count for key, count in found.items() if key[0] in known})
    for engine, got in rows(out, today).items():
        assert got == expected, f"{folder.name}, {engine}: only in SQL {got - expected}, only in Rust {expected - got}"
    return expected


def compare_all(tallybook, datasets, today):
    """Compares many datasets at once. Gives how many were compared, and the codes that were found."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = [pool.submit(compare, tallybook, folder, arguments, today) for folder, arguments in datasets]
        found = [result.result() for result in results]
    compared = [counter for counter in found if counter is not None]
    return len(compared), {key[0] for counter in compared for key in counter}


@pytest.mark.parametrize("dataset", CLEAN)
def test_clean_exports_have_no_faults(tallybook, tmp_path, dataset):
    found = compare(tallybook, tmp_path, [dataset], TODAY)
    assert {severity for _, severity, *_ in found} <= {"info"}


def test_the_committed_exports_have_no_faults():
    for engine, found in rows(ROOT / "exports", TODAY).items():
        assert {severity for _, severity, *_ in found} <= {"info"}, engine


def test_datafusion_finds_the_same_in_the_committed_exports():
    context = datafusion.SessionContext()
    for path in (ROOT / "exports/parquet").iterdir():
        context.register_parquet(path.stem, str(path))
    checks = (ROOT / "exports/checks.sql").read_text(encoding="utf-8")
    tables = [context.sql(query).to_arrow_table() for query in statements(checks, TODAY)]
    found = collections.Counter(tuple(row.values())[:5] for table in tables for row in table.to_pylist())
    assert found == rows(ROOT / "exports", TODAY)["sqlite"]


def test_the_examples_of_the_rules(tallybook, tmp_path):
    def datasets():
        for name, files in broken.examples():
            yield tmp_path / name, broken.write(tmp_path / name, files)

    compared, found = compare_all(tallybook, list(datasets()), "2026-01-01")
    assert compared > 250
    known = codes((ROOT / "exports/checks.sql").read_text(encoding="utf-8"))
    assert found == known, "every rule that is in SQL has an example that it finds"


def test_random_changes_of_the_real_dataset(tallybook, tmp_path):
    def datasets():
        for seed in SEEDS:
            folder = tmp_path / f"seed-{seed}" / "dataset"
            folder.mkdir(parents=True)
            for name, content in broken.mutated(seed).items():
                (folder / name).write_bytes(content)
            yield folder.parent, [str(folder)]

    compared, found = compare_all(tallybook, list(datasets()), TODAY)
    assert compared > len(SEEDS) * 0.8
    assert len(found) > 20
