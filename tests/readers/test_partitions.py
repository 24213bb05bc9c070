"""Parquet in folders, put together again by the readers that know the layout of Hive.

Pandas, polars, pyarrow and DuckDB read every table that is laid out, and find the rows of the committed exports.
"""

import json
import pathlib
import subprocess

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

ROOT = pathlib.Path(__file__).parents[2]
WHOLE = ROOT / "exports" / "parquet"
LAYOUTS = {
    "supplier_id": ["transfers"],
    "supplier_id,stage": ["transfers"],
    # Null, and characters that cannot stand in the name of a folder.
    "place_name": ["transfers"],
    "record_type": ["evidence", "facts", "links"],
    "field,status": ["facts"],
}


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("parts")
    command = ["cargo", "run", "--quiet", "--package", "tallybook", "--", "export", "--formats", "parquet"]
    options = ["--partition-by", request.param, "--out", out]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return request.param, out


def rows(table):
    """The rows of a table in the order of their ids, whatever the order of its columns."""
    records = [{name: row[name] for name in sorted(row)} for row in table]
    return sorted(records, key=lambda row: row["id"])


def whole(table):
    return rows(pq.read_table(WHOLE / f"{table}.parquet").to_pylist())


def test_only_tables_with_all_columns_are_in_folders(layout):
    columns, out = layout
    folders = sorted(path.name for path in (out / "parquet").iterdir() if path.is_dir())
    assert folders == LAYOUTS[columns]
    for path in (out / "parquet").glob("*.parquet"):
        assert pq.read_table(path).equals(pq.read_table(WHOLE / path.name))


def test_duckdb_reads_it(layout):
    columns, out = layout
    for table in LAYOUTS[columns]:
        files = f"{out}/parquet/{table}/**/*.parquet"
        found = duckdb.sql(f"from read_parquet('{files}', hive_partitioning = true)").to_arrow_table()
        assert rows(found.to_pylist()) == whole(table)


def test_pyarrow_reads_it(layout):
    columns, out = layout
    for table in LAYOUTS[columns]:
        found = ds.dataset(out / "parquet" / table, partitioning="hive").to_table()
        assert rows(found.to_pylist()) == whole(table)


def test_polars_reads_it(layout):
    columns, out = layout
    for table in LAYOUTS[columns]:
        found = pl.read_parquet(out / "parquet" / table / "**" / "*.parquet", hive_partitioning=True)
        expected = pl.read_parquet(WHOLE / f"{table}.parquet")
        # Terms are categories in one file and text where they are in the path.
        texts = [pl.col(name).cast(pl.String) for name in columns.split(",")]
        found, expected = found.with_columns(texts), expected.with_columns(texts)
        assert found.select(expected.columns).sort("id").equals(expected.sort("id"))


def test_pandas_reads_it(layout):
    columns, out = layout
    for table in LAYOUTS[columns]:
        expected = pd.read_parquet(WHOLE / f"{table}.parquet").set_index("id")
        keys = columns.split(",")
        if expected[keys].isna().any(axis=None):
            pytest.skip("pandas cannot read null from the name of a folder")
        found = pd.read_parquet(out / "parquet" / table).set_index("id")
        assert len(found) == len(expected)
        for name in keys:
            assert found[name].astype(str).to_dict() == expected[name].astype(str).to_dict()


def test_the_manifest_lists_the_parts(layout):
    columns, out = layout
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for table in LAYOUTS[columns]:
        files = [file for file in manifest["files"] if file["table"] == table]
        assert sum(file["rows"] for file in files) == len(whole(table))
        for file in files:
            assert list(file["partition"]) == sorted(columns.split(","))
            assert pq.read_metadata(out / file["path"]).num_rows == file["rows"]


def test_the_data_package_describes_the_parts(layout):
    columns, out = layout
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert pq.read_schema(out / resource["path"]).names == fields


def test_text_in_a_path_stays_text_where_a_reader_is_told_so(tmp_path):
    out = tmp_path / "transfers" / "supplier_id=007"
    out.mkdir(parents=True)
    pq.write_table(pa.table({"id": ["t"]}), out / "part-0.parquet")
    files = f"{tmp_path}/transfers/**/*.parquet"
    told = duckdb.sql(f"from read_parquet('{files}', hive_partitioning = true, hive_types_autocast = false)")
    typed = ds.partitioning(pa.schema([("supplier_id", pa.string())]), flavor="hive")
    found = [
        told.to_arrow_table().to_pylist(),
        pl.read_parquet(files, hive_partitioning=True, hive_schema={"supplier_id": pl.String}).to_dicts(),
        ds.dataset(tmp_path / "transfers", partitioning=typed).to_table().to_pylist(),
    ]
    assert found == [[{"id": "t", "supplier_id": "007"}]] * 3
