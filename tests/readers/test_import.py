"""Edits made in a spreadsheet, taken over into the YAML files by `tallybook import`."""

import datetime as dt
import json
import pathlib
import shutil
import subprocess

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from test_spreadsheets import needs_libreoffice

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path):
    """The dataset and its exports, to be edited."""
    shutil.copytree(ROOT / "dataset", tmp_path / "dataset")
    shutil.copytree(ROOT / "exports", tmp_path / "exports")
    return tmp_path


def changed_lines(copy):
    """The lines of the dataset that are new, and those that are gone."""
    lines = set()
    for path in sorted((copy / "dataset").iterdir()):
        new = path.read_text(encoding="utf-8").splitlines()
        old = (ROOT / "dataset" / path.name).read_text(encoding="utf-8").splitlines()
        lines |= {f"+{line}" for line in new if line not in old} | {f"-{line}" for line in old if line not in new}
    return lines


def resave(path, extension, written_by, options=()):
    """The file as LibreOffice writes it again."""
    out = path.parent / "resaved"
    command = ["soffice", "--headless", *options, "--convert-to", f"{extension}:{written_by}", "--outdir", out, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out / path.with_suffix(f".{extension}").name


def test_a_workbook_that_was_edited(copy, tallybook):
    workbook = openpyxl.load_workbook(copy / "exports" / "tallybook.xlsx")
    sheet = workbook["transfers"]
    names = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "uav-batch-1")
    row[names.index("total_text")].value = 161
    row[names.index("ordered_edtf")].value = dt.date(2022, 8, 21)
    workbook.save(copy / "exports" / "tallybook.xlsx")
    result = tallybook("import", copy / "exports", "--dataset", copy / "dataset", "--today", "2026-11-24")
    assert "took over from xlsx: 1 record changed" in result.stdout, result.stdout + result.stderr
    # The new date has no evidence, and the rules say so.
    assert "error[E001]" in result.stdout and result.returncode == 1
    assert changed_lines(copy) == {"-  total: 160", "+  total: 161", "+  ordered: 2022-08-21"}


def test_tables_that_nobody_edited_undo_nothing(copy, tallybook):
    """Also where there is one kind of them alone, and the dataset has moved on."""
    exports, path = copy / "alone", copy / "dataset" / "transfers.yaml"
    tallybook("export", copy / "dataset", "--formats", "csv", "--out", exports, "--today", "2026-11-24")
    path.write_text(path.read_text(encoding="utf-8").replace("total: 160", "total: 161"), encoding="utf-8")
    result = tallybook("import", exports, "--dataset", copy / "dataset", "--today", "2026-11-24")
    assert "nothing in it" in result.stdout and "warning" not in result.stdout, result.stdout + result.stderr
    assert changed_lines(copy) == {"-  total: 160", "+  total: 161"}


def test_a_workbook_beside_the_exported_one_is_taken_over(copy, tallybook):
    workbook = openpyxl.load_workbook(copy / "exports" / "tallybook.xlsx")
    sheet = workbook["transfers"]
    column = [cell.value for cell in sheet[1]].index("total_text")
    next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "uav-batch-1")[column].value = 161
    workbook.save(copy / "exports" / "edited.xlsx")
    edited = copy / "exports" / "edited.xlsx"
    result = tallybook("import", edited, "--dataset", copy / "dataset", "--today", "2026-11-24")
    assert "took over from xlsx: 1 record changed" in result.stdout, result.stdout + result.stderr


@pytest.mark.parametrize("part", [["--where", "kind=funds"], ["--as-of", "2022-12-31"]])
def test_a_part_of_a_dataset_deletes_nothing(copy, tallybook, part):
    tallybook("export", copy / "dataset", *part, "--formats", "xlsx", "--out", copy / "part", "--today", "2026-11-24")
    workbook = shutil.copy(copy / "part" / "tallybook.xlsx", copy / "alone.xlsx")
    result = tallybook("import", workbook, "--dataset", copy / "dataset", "--delete", "--today", "2026-11-24")
    assert result.returncode == 2 and "is a part of a dataset" in result.stderr, result.stdout + result.stderr
    assert changed_lines(copy) == set()


def test_a_table_that_pandas_edited(copy, tallybook):
    path = copy / "exports" / "csv" / "actors.csv"
    actors = pd.read_csv(path, dtype=str, keep_default_na=False)
    actors.loc[actors.id == "iran", "name"] = "Islamic Republic of Iran"
    actors.to_csv(path, index=False)
    dry = tallybook("import", copy / "exports", "--dataset", copy / "dataset", "--dry-run", "--today", "2026-11-24")
    assert "+  name: Islamic Republic of Iran" in dry.stdout, dry.stdout + dry.stderr
    assert changed_lines(copy) == set()
    done = tallybook("import", copy / "exports", "--dataset", copy / "dataset", "--today", "2026-11-24")
    assert "took over from csv: 1 record changed" in done.stdout, done.stdout + done.stderr
    assert changed_lines(copy) == {"-  name: Iran", "+  name: Islamic Republic of Iran"}


def with_duckdb(path, table):
    duckdb.sql(f"copy (select * replace ({table}) from '{path}') to '{path}.new' (format parquet)")
    pathlib.Path(f"{path}.new").replace(path)


def with_pandas(path, table):
    rows = pd.read_parquet(path)
    duckdb.sql(f"select * replace ({table}) from rows").df().to_parquet(path)


def with_polars(path, table):
    pl.read_parquet(path).sql(f"select * replace ({table}) from self").write_parquet(path)


def with_pyarrow(path, table):
    rows = pq.read_table(path)
    pq.write_table(duckdb.sql(f"select * replace ({table}) from rows").to_arrow_table(), path, compression="gzip")


@pytest.mark.parametrize("write", [with_duckdb, with_pandas, with_polars, with_pyarrow])
def test_parquet_that_was_edited(copy, tallybook, write):
    write(copy / "exports/parquet/transfers.parquet", "case when id = 'uav-batch-1' then '161' else total_text end as total_text")
    write(copy / "exports/parquet/evidence.parquet", "note as note")
    result = tallybook(
        "import", copy / "exports", "--dataset", copy / "dataset", "--from", "parquet", "--today", "2026-11-24"
    )
    assert "took over from parquet: 1 record changed" in result.stdout, result.stdout + result.stderr
    assert changed_lines(copy) == {"-  total: 160", "+  total: 161"}


def test_a_workbook_alone_deletes_nothing(copy, tallybook):
    """What was added to the dataset since the export is not in the workbook either."""
    workbook = copy / "tallybook.xlsx"
    shutil.copy(copy / "exports" / "tallybook.xlsx", workbook)
    arguments = ["import", workbook, "--dataset", copy / "dataset", "--delete", "--today", "2026-11-24"]
    result = tallybook(*arguments)
    assert result.stdout.startswith("xlsx: nothing in it") and result.returncode == 0, result.stdout + result.stderr
    actors = copy / "dataset" / "actors.yaml"
    actors.write_text(actors.read_text() + "\n- {id: added-since, kind: organization, name: Added since}\n")
    before = actors.read_text()
    result = tallybook(*arguments)
    assert "nothing tells what was deleted" in result.stderr and result.returncode == 2, result.stdout + result.stderr
    assert actors.read_text() == before
    assert "added-since" in tallybook(*arguments, "--dry-run").stdout


@needs_libreoffice
def test_a_workbook_that_libreoffice_saved(copy, tallybook):
    saved = resave(copy / "exports" / "tallybook.xlsx", "xlsx", "Calc MS Excel 2007 XML")
    result = tallybook("import", saved, "--dataset", copy / "dataset", "--today", "2026-11-24")
    assert result.stdout.startswith("xlsx: nothing in it") and result.returncode == 0, result.stdout + result.stderr


@needs_libreoffice
@pytest.mark.parametrize("encoding", ["as UTF-8", "as LibreOffice guesses"])
def test_a_table_that_libreoffice_saved(copy, tallybook, encoding):
    """Nothing that a spreadsheet does to plain CSV by itself gets into the dataset: it is named by its cell."""
    path = copy / "exports" / "csv" / "sources.csv"
    options = ["--infilter=CSV:44,34,76,1"] if encoding == "as UTF-8" else []
    workbook = resave(path, "xlsx", "Calc MS Excel 2007 XML", options)
    path.write_bytes(resave(workbook, "csv", "Text - txt - csv (StarCalc):44,34,76,1", []).read_bytes())
    result = tallybook("import", copy / "exports", "--dataset", copy / "dataset", "--dry-run", "--today", "2026-11-24")
    lines = result.stdout.splitlines()
    assert not [line for line in lines if line.startswith("+")], result.stdout
    if encoding == "as UTF-8":
        assert lines[0].startswith("csv: nothing in it"), result.stdout
    else:
        assert "(title): `" in lines[0] and "looks like what a spreadsheet makes of" in lines[0], result.stdout


def test_a_dataset_made_of_its_exports(copy, tallybook):
    made = tallybook("import", copy / "exports", "--dataset", copy / "made", "--from", "parquet", "--today", "2026-11-24")
    assert made.returncode == 0, made.stdout + made.stderr
    out = copy / "again"
    assert tallybook("export", copy / "made", "--out", out, "--today", "2026-11-24").returncode == 0
    files = json.loads((ROOT / "exports" / "manifest.json").read_text(encoding="utf-8"))["files"]
    for file in files:
        assert (out / file["path"]).read_bytes() == (ROOT / "exports" / file["path"]).read_bytes(), file["path"]
