"""Every exported table in the readers that data scientists use: types, nulls and values, cell by cell.

What a table should hold is taken from the manifest (columns and types) and from JSON Lines (values), so that
a new table is tested by being there. A reader is a function that opens a table and gives the type of each
column, in the reader's words, and the values of each column, as Python has them.
"""

import decimal
import json
import sqlite3

import duckdb
import numpy
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tables import COLUMNS, EXPORTS, FOLDERS, MANIFEST, TABLES, csv, joined, kinds, names, parquet, rows


def listed(value):
    """A value of pandas as Python has it: what is missing is None, an array a list, a number one of Python."""
    if pd.api.types.is_list_like(value):
        return list(value)
    if isinstance(value, numpy.generic):
        return value.item()
    return None if pd.isna(value) else value


def series(frame):
    return {name: [listed(value) for value in column] for name, column in frame.items()}


# Parquet


def pyarrow_parquet(table, folder):
    read = pq.read_table(parquet(table, folder))
    return {field.name: str(field.type) for field in read.schema}, read.to_pydict()


def pandas_arrow(table, folder):
    frame = pd.read_parquet(parquet(table, folder), dtype_backend="pyarrow")
    return {name: str(kind.pyarrow_dtype) for name, kind in frame.dtypes.items()}, series(frame)


def pandas_nullable(table, folder):
    frame = pd.read_parquet(parquet(table, folder), dtype_backend="numpy_nullable")
    return {name: str(kind) for name, kind in frame.dtypes.items()}, series(frame)


def polars_parquet(table, folder):
    frame = pl.read_parquet(parquet(table, folder))
    return {name: str(kind) for name, kind in frame.schema.items()}, frame.to_dict(as_series=False)


def duckdb_columns(query):
    read = duckdb.connect().sql(query)
    columns = zip(*read.fetchall(), strict=True)
    types = {name: str(kind) for name, kind in zip(read.columns, read.types)}
    return types, {name: list(values) for name, values in zip(read.columns, columns)}


def duckdb_parquet(table, folder):
    return duckdb_columns(f"from '{parquet(table, folder)}'")


ARROW = {
    "string": "string", "term": "dictionary<values=string, indices=int32, ordered=0>", "integer": "int64",
    "number": "decimal128(38, 4)", "date": "date32[day]", "boolean": "bool", "list": "list<element: string not null>",
}  # fmt: skip
NUMPY = {
    "string": "string", "term": "category", "integer": "Int64", "number": "object", "date": "object",
    "boolean": "boolean", "list": "object",
}  # fmt: skip
POLARS = {
    "string": "String", "term": "Categorical", "integer": "Int64", "number": "Decimal(precision=38, scale=4)",
    "date": "Date", "boolean": "Boolean", "list": "List(String)",
}  # fmt: skip
DUCKDB = {
    "string": "VARCHAR", "term": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL(38,4)", "date": "DATE",
    "boolean": "BOOLEAN", "list": "VARCHAR[]",
}  # fmt: skip

PARQUET = {
    pyarrow_parquet: ARROW,
    pandas_arrow: ARROW,
    pandas_nullable: NUMPY,
    polars_parquet: POLARS,
    duckdb_parquet: DUCKDB,
}


@pytest.mark.parametrize("folder", FOLDERS, ids=["dataset", "miniature"])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reader", PARQUET, ids=lambda reader: reader.__name__)
def test_parquet_is_read_with_its_types_and_values(reader, table, folder):
    types, columns = reader(table, folder)
    assert types == {name: PARQUET[reader][kind] for name, kind in kinds(table).items()}
    assert_same(columns, rows(folder, table))


def assert_same(columns, expected):
    """Whether columns hold what they should, each value in its type: 1 is neither True nor 1.0."""
    for name, values in columns.items():
        wanted = [row[name] for row in expected]
        assert values == wanted, name
        assert [type(value) for value in values] == [type(value) for value in wanted], name


# CSV, with the types of the manifest. Lists are joined text there.


def dictionary(table, types):
    return {name: types[kind] for name, kind in kinds(table).items() if kind in types}


def pyarrow_csv(table, folder):
    text = {"string": pa.string(), "term": pa.string(), "list": pa.string()}
    other = {"integer": pa.int64(), "number": pa.decimal128(38, 4), "date": pa.date32(), "boolean": pa.bool_()}
    convert = pyarrow.csv.ConvertOptions(
        column_types=dictionary(table, text | other), strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    lines = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return pyarrow.csv.read_csv(csv(table, folder), parse_options=lines, convert_options=convert).to_pydict()


def pandas_csv(table, folder):
    types = {"string": "string", "term": "string", "list": "string", "integer": "Int64", "boolean": "boolean"}
    days = [name for name, kind in kinds(table).items() if kind == "date"]
    money = [name for name, kind in kinds(table).items() if kind == "number"]
    frame = pd.read_csv(
        csv(table, folder),
        dtype=dictionary(table, types),
        parse_dates=days,
        converters={name: lambda cell: decimal.Decimal(cell) if cell else None for name in money},
        keep_default_na=False,
        na_values=[""],
    )
    return {
        name: [day and day.date() for day in values] if name in days else values
        for name, values in series(frame).items()
    }


def polars_csv(table, folder):
    text = {"string": pl.String, "term": pl.String, "list": pl.String}
    other = {"integer": pl.Int64, "number": pl.Decimal(38, 4), "date": pl.Date, "boolean": pl.Boolean}
    return pl.read_csv(csv(table, folder), schema=dictionary(table, text | other)).to_dict(as_series=False)


def duckdb_csv(table, folder):
    types = json.dumps(dictionary(table, {**DUCKDB, "list": "VARCHAR"})).replace('"', "'")
    _, columns = duckdb_columns(
        f"from read_csv('{csv(table, folder)}', header=true, columns={types}, allow_quoted_nulls=false)"
    )
    return columns


@pytest.mark.parametrize("folder", FOLDERS, ids=["dataset", "miniature"])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reader", [pyarrow_csv, pandas_csv, polars_csv, duckdb_csv], ids=lambda r: r.__name__)
def test_csv_is_read_with_the_values_of_the_table(reader, table, folder):
    columns = reader(table, folder)
    assert list(columns) == names(table)
    # Joined text is empty where a list is, and an empty cell is null.
    expected = [
        {name: joined(value) or None if isinstance(value, list) else value for name, value in row.items()}
        for row in rows(folder, table)
    ]
    assert_same(columns, expected)


@pytest.mark.parametrize("table", TABLES)
def test_csv_is_read_without_a_word_of_explanation(table):
    """What a reader that is told nothing makes of a table: its columns and rows, at least."""
    frames = [
        pd.read_csv(csv(table)),
        pl.read_csv(csv(table), infer_schema_length=None),
        duckdb.connect().sql(f"from '{csv(table)}'").df(),
    ]
    for frame in frames:
        assert list(frame.columns) == names(table)
        assert len(frame) == len(rows(EXPORTS, table))


# SQLite


@pytest.mark.parametrize("folder", FOLDERS, ids=["dataset", "miniature"])
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_is_read_with_the_values_of_the_table(table, folder):
    database = sqlite3.connect(folder / "tallybook.sqlite")
    read = database.execute(f"select * from {table}")
    assert [column for column, *_ in read.description] == names(table)
    of = kinds(table)
    found = [{name: from_sqlite(value, of[name]) for name, value in zip(of, row)} for row in read]
    assert found == [{name: plain(value) for name, value in row.items()} for row in rows(folder, table)]


@pytest.mark.parametrize("folder", FOLDERS, ids=["dataset", "miniature"])
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_declares_what_stands_in_a_column(table, folder):
    """DuckDB, among others, reads nothing of a table where a column holds something else."""
    database = sqlite3.connect(folder / "tallybook.sqlite")
    for name, declared in database.execute("select name, type from pragma_table_info(?)", [table]).fetchall():
        if declared == "ANY":
            numbers = [row[name] for row in rows(folder, table) if row[name] is not None]
            assert any(len(number.normalize().as_tuple().digits) > 15 for number in numbers), name
            continue
        stored = {kind for (kind,) in database.execute(f'select distinct typeof("{name}") from {table}')}
        assert stored <= {declared.lower(), "null"}, name


def from_sqlite(value, kind):
    """A value as SQLite has it, in the way that `schema/tables.md` says."""
    if value is None:
        return None
    if kind == "list":
        return json.loads(value)
    if kind == "number":
        return decimal.Decimal(str(value))
    if kind == "boolean":
        assert value in (0, 1) and isinstance(value, int)
        return bool(value)
    assert isinstance(value, int if kind == "integer" else str)
    return value


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


# Descriptions


def described(table):
    """What the manifest says of each column: description, unit, vocabulary, reference."""
    for column in COLUMNS[table]:
        vocabulary, references = column["vocabulary"], column["references"]
        yield (
            column["name"],
            column["description"],
            column["unit"],
            vocabulary and vocabulary["name"],
            references and f"{references['table']}.{references['column']}",
        )


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow_shows_the_descriptions(table):
    found = []
    for field in pq.read_schema(parquet(table)):
        metadata = {key.decode(): text.decode() for key, text in field.metadata.items()}
        found.append((field.name, *(metadata.get(key) for key in ("description", "unit", "vocabulary", "references"))))
    assert found == list(described(table))


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_shows_the_descriptions(table):
    query = f"select decode(key), decode(value) from parquet_kv_metadata('{parquet(table)}')"
    metadata = dict(duckdb.connect().execute(query).fetchall())
    found = [
        (c["name"], c["description"], c["unit"], c["vocabulary"], c["references"])
        for c in json.loads(metadata["tallybook:columns"])
    ]
    assert found == list(described(table))
    for key in ("title", "version", "licence"):
        assert metadata[f"tallybook:{key}"] == MANIFEST["dataset"][key]


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_shows_the_descriptions(table):
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    # `records`, which the other formats do not have, holds the ids of all types of records.
    query = """
        select column_name, description, unit, vocabulary, case when refers_to not like 'records.%' then refers_to end
        from columns where table_name = ? order by column_no
    """
    assert database.execute(query, [table]).fetchall() == list(described(table))


# What the tests above would not show if the tables had none of it.


def test_the_tables_have_what_is_hard_to_read():
    cells = [
        (kinds(table)[name], value)
        for folder in FOLDERS
        for table in TABLES
        for row in rows(folder, table)
        for name, value in row.items()
    ]
    for kind in ("string", "term", "integer", "number", "date", "boolean"):
        values = {value for k, value in cells if k == kind}
        assert None in values and len(values) > 2, kind
    lists = [value for kind, value in cells if kind == "list"]
    assert [] in lists and any(len(entries) > 1 for entries in lists)
    texts = [value for kind, value in cells if kind == "string" and value]
    assert any(not text.isascii() for text in texts) and any("\n" in text for text in texts)
    assert any(value % 1 for kind, value in cells if kind == "number" and value is not None)
    assert {True, False} <= {value for kind, value in cells if kind == "boolean"}


def test_the_manifest_lists_the_files_that_are_there():
    for folder in FOLDERS:
        for kind, ending in (("csv", "csv"), ("json", "jsonl"), ("parquet", "parquet")):
            assert {path.stem for path in (folder / kind).glob(f"*.{ending}")} == set(TABLES)
