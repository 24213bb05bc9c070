"""What the README of an export says to load it, run as it stands there.

DuckDB would have to fetch its extension for SQLite, so that its line for the database is not run. What it needs is that
columns are declared as what they hold; `test_readers.py` sees to that.

Where there is no R with readr and jsonlite its tests are skipped, and `cargo dev test` says so.
"""

import json
import math
import re
import shutil
import sqlite3
import subprocess

import duckdb
import pytest
from tables import EXPORTS, FOLDERS, ROOT, joined, parquet

PACKAGES = "loadNamespace('readr'); loadNamespace('jsonlite')"


def has_r():
    rscript = shutil.which("Rscript")
    return rscript is not None and subprocess.run([rscript, "-e", PACKAGES], capture_output=True).returncode == 0


needs_r = pytest.mark.skipif(
    not has_r(), reason="R with readr and jsonlite (Rscript) is not installed: NOT PROVEN that it reads the exports"
)

# Ids of digits alone, the code of Namibia, decimals, an entry with a separator, and columns without a value.
DATASET = {
    "dataset.yaml": "title: Hard to read\n",
    "actors.yaml": """\
- {id: "007", kind: state, name: Namibia, country: NA, aliases: ["a; b", " c\\\\d"]}
- {id: "008", kind: public-body, name: Navy, country: NA, part_of: "007"}
""",
    "transfers.yaml": """\
- {id: "1", kind: funds, supplier: "007", recipient: "008", stage: delivered, delivered: 2022-02/.., amount: EUR 2.5}
- {id: "2", kind: materiel, supplier: "008", recipient: "007", stage: delivered, delivered: 2022, total: 160}
""",
}


@pytest.fixture(scope="session")
def hard(tallybook, tmp_path_factory):
    """The exports of a dataset of which readers that guess types guess wrong ones."""
    folder = tmp_path_factory.mktemp("hard")
    (folder / "dataset").mkdir()
    for name, text in DATASET.items():
        (folder / "dataset" / name).write_text(text, encoding="utf-8")
    run = tallybook("export", folder / "dataset", "--out", folder / "exports", "--allow-errors")
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return folder / "exports"


def blocks(folder, language):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.M | re.S)


def lines(folder):
    """The lines of the table of DuckDB, by the files that they read."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    table = readme.split("| from | in DuckDB |\n| --- | --- |\n")[1].split("\n\n")[0]
    return dict(re.fullmatch(r"\| (\S+) \| `(.*)` \|", line).groups() for line in table.splitlines())


# R

SHOW = """
resources <- Filter(function(resource) resource$format == "csv", jsonlite::read_json("datapackage.json")$resources)
tables <- lapply(resources, function(resource) {
  table <- read_tally(resource$name)
  stopifnot(nrow(readr::problems(table)) == 0)
  list(name = resource$name, types = lapply(table, function(column) class(column)[1]), rows = table)
})
cat(jsonlite::toJSON(tables, auto_unbox = TRUE, na = "null", digits = NA, Date = "ISO8601"))
"""

R_TYPES = {"string": "character", "list": "character", "integer": "numeric", "number": "numeric", "date": "Date",
           "boolean": "logical"}  # fmt: skip


def read_by_r(folder):
    (recipe,) = blocks(folder, "r")
    run = subprocess.run(["Rscript", "-e", recipe + SHOW], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return {table["name"]: table for table in json.loads(run.stdout[run.stdout.index("[{") :])}


def as_r_has_it(value, kind):
    if value is None or value == "" or value == []:
        return None
    if kind == "list":
        return joined(value)
    return float(value) if kind in ("integer", "number") else value


@needs_r
@pytest.mark.parametrize("name", ["dataset", "miniature", "hard"])
def test_r_reads_every_table(name, hard):
    folder = {"dataset": FOLDERS[0], "miniature": FOLDERS[1], "hard": hard}[name]
    read = read_by_r(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(read) == [table["name"] for table in manifest["tables"]]
    for table in manifest["tables"]:
        kinds = {column["name"]: column["type"] for column in table["columns"]}
        found = read[table["name"]]
        assert found["types"] == {name: R_TYPES[kind] for name, kind in kinds.items()}
        text = (folder / "json" / f"{table['name']}.jsonl").read_text(encoding="utf-8")
        expected = [json.loads(line) for line in text.split("\n") if line]
        assert len(found["rows"]) == len(expected)
        for row, record in zip(found["rows"], expected):
            for column, kind in kinds.items():
                wanted = as_r_has_it(record[column], kind)
                place = f"{table['name']}.{column} of {record['id']}"
                if isinstance(wanted, float):
                    assert math.isclose(row[column], wanted, rel_tol=1e-14), place
                else:
                    assert row.get(column) == wanted, place


@needs_r
def test_r_takes_lists_apart(hard):
    (recipe,) = blocks(hard, "r")
    readme = (hard / "README.md").read_text(encoding="utf-8")
    (split,) = re.findall(r"`(strsplit\(….*?)`", readme)
    (unescape,) = re.findall(r"`(gsub\(.*?)`", readme)
    entries = split.replace("…", 'read_tally("actors")$aliases[1]')
    program = f"{recipe}\ncat(jsonlite::toJSON({unescape.replace('…', entries + '[[1]]')}))"
    run = subprocess.run(["Rscript", "-e", program], cwd=hard, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout[run.stdout.index("[") :]) == ["a; b", " c\\d"]


# SQL


def test_duckdb_reads_parquet_and_csv_by_their_lines(hard, monkeypatch):
    monkeypatch.chdir(hard)
    known = lines(hard)
    rows = {path: duckdb.connect().sql(line).fetchall() for path, line in known.items() if path != "tallybook.sqlite"}
    assert list(rows) == ["parquet/transfers.parquet", "csv/transfers.csv"]
    for read in rows.values():
        assert [row[0] for row in read] == ["1", "2"] and [row[3] for row in read] == ["007", "008"]
    read = duckdb.connect().sql(known["csv/transfers.csv"])
    assert {str(kind) for kind in read.types} == {"VARCHAR"}
    # What the line is for.
    assert duckdb.connect().sql("select total_text from 'csv/transfers.csv'").fetchall() == [(None,), (160,)]


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_the_queries_answer(engine, hard, monkeypatch):
    def rows(folder, query):
        if engine == "sqlite":
            return sqlite3.connect(folder / "tallybook.sqlite").execute(query).fetchall()
        connection = duckdb.connect()
        for table in ("actors", "transfers"):
            connection.execute(f"create view {table} as from '{parquet(table, folder)}'")
        return connection.sql(query).fetchall()

    in_2022, of_all_parts = blocks(hard, "sql")
    assert sorted(rows(hard, in_2022)) == [("1", "2022-02/..", None), ("2", "2022", "160")]
    assert sorted(rows(hard, of_all_parts)) == [("1", "007", None), ("2", "008", "160")]
    for query in blocks(EXPORTS, "sql"):
        assert rows(EXPORTS, query)


def test_the_views_are_those_of_the_database():
    readme = (EXPORTS / "README.md").read_text(encoding="utf-8")
    table = readme.split("| view | what it shows |\n| --- | --- |\n")[1].split("\n\n")[0]
    listed = re.findall(r"^\| `(\w+)` \| .+ \|$", table, re.M)
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    views = database.execute("select name from sqlite_schema where type = 'view' order by rowid").fetchall()
    assert listed == [name for (name,) in views]


# mlcroissant


def test_mlcroissant_reads_a_table_with_a_reference_without_a_value(tallybook, tmp_path):
    import mlcroissant

    run = tallybook("export", ROOT / "examples/lantern-islands", "--out", tmp_path / "exports")
    assert run.returncode == 0, run.stdout + run.stderr
    equipment = (tmp_path / "exports/json/equipment.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["origin_id"] is None for line in equipment)
    records = mlcroissant.Dataset(tmp_path / "exports/croissant.json").records("equipment")
    assert len(list(records)) == len(equipment)
