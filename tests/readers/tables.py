"""The exported tables as their manifest describes them, and the values that every reader has to give."""

import datetime as dt
import decimal
import json
import pathlib

ROOT = pathlib.Path(__file__).parents[2]
EXPORTS = ROOT / "exports"
# The real dataset, and one that has every field and every term.
FOLDERS = [EXPORTS, ROOT / "tests/miniature/exports"]

MANIFEST = json.loads((EXPORTS / "manifest.json").read_text(encoding="utf-8"))
COLUMNS = {table["name"]: table["columns"] for table in MANIFEST["tables"]}
TABLES = list(COLUMNS)


def parquet(table, folder=EXPORTS):
    return folder / "parquet" / f"{table}.parquet"


def csv(table, folder=EXPORTS):
    return folder / "csv" / f"{table}.csv"


def names(table):
    return [column["name"] for column in COLUMNS[table]]


def kinds(table):
    """The documented type of every column, with terms of a vocabulary told from other text."""
    return {column["name"]: "term" if is_term(column) else column["type"] for column in COLUMNS[table]}


def is_term(column):
    return column["type"] == "string" and column["vocabulary"] is not None


def records(folder, table):
    """The rows of a table as JSON Lines has them."""
    lines = (folder / "json" / f"{table}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def rows(folder, table):
    """The rows of a table, each value in the type that Python has for it."""
    of = kinds(table)
    return [{name: typed(value, of[name]) for name, value in record.items()} for record in records(folder, table)]


def typed(value, kind):
    if value is None:
        return None
    return {"number": decimal.Decimal, "date": dt.date.fromisoformat}.get(kind, lambda value: value)(value)


def joined(entries):
    """A list as CSV and the workbook write it."""
    return "; ".join(entry.replace("\\", "\\\\").replace(";", "\\;").replace("; ", ";\\ ") for entry in entries)
