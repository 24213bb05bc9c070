"""The committed exports, opened in the readers that data scientists use.

Every table is loaded from Parquet and CSV by pandas, polars, pyarrow and DuckDB; types and the figures
of the first dataset are asserted.
"""

import datetime as dt
import decimal
import json
import pathlib
import sqlite3

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

EXPORTS = pathlib.Path(__file__).parents[2] / "exports"
TABLES = sorted(path.stem for path in (EXPORTS / "parquet").glob("*.parquet"))
BATCH = "uav-batch-1"
CASH = "cash-for-uav-batch-1"


def parquet(table):
    return EXPORTS / "parquet" / f"{table}.parquet"


def csv(table):
    return EXPORTS / "csv" / f"{table}.csv"


def jsonl(table):
    return EXPORTS / "json" / f"{table}.jsonl"


def duck(query):
    return duckdb.connect().execute(query)


def test_every_table_is_there_in_every_format():
    assert len(TABLES) == 13
    assert TABLES == sorted(path.stem for path in (EXPORTS / "csv").glob("*.csv"))
    assert TABLES == sorted(path.stem for path in (EXPORTS / "json").glob("*.jsonl"))


@pytest.mark.parametrize("table", TABLES)
def test_all_readers_see_the_same_rows_and_columns(table):
    arrow = pq.read_table(parquet(table))
    names, rows = arrow.column_names, arrow.num_rows
    frames = {
        "pandas parquet": pd.read_parquet(parquet(table)),
        "pandas csv": pd.read_csv(csv(table)),
        "polars parquet": pl.read_parquet(parquet(table)),
        "polars csv": pl.read_csv(csv(table), infer_schema_length=None),
        "pyarrow csv": pyarrow.csv.read_csv(
            csv(table), parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True)
        ).to_pandas(),
        "duckdb parquet": duck(f"from '{parquet(table)}'").fetchdf(),
        "duckdb csv": duck(f"from read_csv('{csv(table)}', header=true)").fetchdf(),
    }
    for reader, frame in frames.items():
        assert list(frame.columns) == names, reader
        assert len(frame) == rows, reader
    records = [json.loads(line) for line in jsonl(table).read_text(encoding="utf-8").splitlines()]
    assert len(records) == rows
    assert all(list(record) == names for record in records)


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_described(table):
    schema = pq.read_schema(parquet(table))
    for field in schema:
        assert field.metadata and field.metadata.get(b"description"), f"{table}.{field.name}"
    file_metadata = pq.read_metadata(parquet(table)).metadata
    for key in (b"title", b"version", b"licence"):
        assert any(key in name for name in file_metadata), key


def test_types_are_real():
    schema = pq.read_schema(parquet("transfers"))
    assert schema.field("total_low").type == pa.int64()
    assert schema.field("delivered_start").type == pa.date32()
    assert pa.types.is_decimal128(schema.field("amount_best").type)
    assert pa.types.is_dictionary(schema.field("stage").type)
    assert pa.types.is_boolean(schema.field("delivered_approximate").type)
    assert pa.types.is_list(pq.read_schema(parquet("deals")).field("party_ids").type)
    assert pl.read_parquet(parquet("transfers")).schema["delivered_start"] == pl.Date
    described = dict(
        (name, kind) for name, kind, *_ in duck(f"describe from '{parquet('transfers')}'").fetchall()
    )
    assert described["total_best"] == "BIGINT"
    assert described["delivered_start"] == "DATE"
    assert described["amount_best"].startswith("DECIMAL")


def figures():
    transfers = pq.read_table(parquet("transfers")).to_pylist()
    return {row["id"]: row for row in transfers}


def test_the_batch_of_160_that_includes_100_and_6():
    batch = figures()[BATCH]
    assert (batch["total_low"], batch["total_best"], batch["total_high"]) == (160, 160, 160)
    assert (batch["itemised_low"], batch["itemised_high"]) == (106, 106)
    assert (batch["remainder_low"], batch["remainder_high"]) == (54, 54)
    assert batch["itemisation"] == "partial"
    assert batch["dispute_status"] == "contested"
    assert batch["supplier_position"] == "affirms-in-part"
    assert batch["recipient_position"] == "denies"

    items = duck(
        f"select designation, quantity_best from '{parquet('items')}' where transfer_id = '{BATCH}' order by item_no"
    ).fetchall()
    assert items == [("Shahed-136", 100), ("Mohajer-6", 6)]


def test_the_cash():
    cash = figures()[CASH]
    assert cash["amount_currency"] == "EUR"
    assert cash["amount_best"] == decimal.Decimal(140_000_000)
    assert cash["delivered_start"] == cash["delivered_end"] == dt.date(2022, 8, 20)
    assert cash["delivered_uncertain"] is True

    row = next(json.loads(line) for line in jsonl("transfers").read_text().splitlines() if CASH in line)
    assert isinstance(row["amount_best"], str), "money is a JSON string"
    assert decimal.Decimal(row["amount_best"]) == 140_000_000


def test_csv_says_the_same_as_parquet():
    left = pd.read_csv(csv("transfers"), parse_dates=["delivered_start"]).set_index("id")
    assert left.loc[BATCH, "total_best"] == 160
    assert left.loc[BATCH, "remainder_low"] == 54
    assert left.loc[CASH, "delivered_start"] == pd.Timestamp("2022-08-20")
    assert left.loc[CASH, "amount_best"] == 140_000_000


def test_references_resolve_across_tables():
    broken = duck(
        f"""
        select e.evidence_id from '{parquet("evidence")}' e
        left join '{parquet("sources")}' s on e.source_id = s.id where s.id is null
        """
    ).fetchall()
    assert broken == []
    names = pl.read_parquet(parquet("transfers")).join(
        pl.read_parquet(parquet("actors")).select("id", "name"), left_on="supplier_id", right_on="id"
    )
    assert (names["supplier_name"] == names["name"]).all()


def test_the_database_is_sound():
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    for table in TABLES:
        assert database.execute(f"pragma table_list({table})").fetchone()[5] == 1, f"{table} is strict"
        count = database.execute(f"select count(*) from {table}").fetchone()[0]
        assert count == pq.read_metadata(parquet(table)).num_rows
    described = database.execute("select distinct table_name from columns order by 1").fetchall()
    assert [name for (name,) in described] == TABLES


def test_the_database_answers():
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    overview = pd.read_sql("select * from transfer_overview", database).set_index("id")
    assert overview.loc[BATCH, "items"] == "100 Shahed-136; 6 Mohajer-6"
    assert overview.loc[BATCH, "remainder_low"] == 54
    contested = pd.read_sql("select distinct transfer_id, stance from contested_transfers", database)
    assert set(contested[contested.transfer_id == BATCH].stance) == {"affirms", "denies"}
    days = [day for (day,) in database.execute("select date_start from statement_timeline where date_start is not null")]
    assert days == sorted(days) and len(days) > 20
    total = "select sum(amount_best), typeof(max(amount_best)) from transfers where amount_currency = 'EUR'"
    assert database.execute(total).fetchone()[1] == "integer"
    days = "select julianday(max(delivered_end)) - julianday(min(delivered_end)) from transfers"
    assert database.execute(days).fetchone()[0] >= 0
    parties = "select group_concat(value) from deals, json_each(party_ids) where deals.id = 'first-uav-deal'"
    assert database.execute(parties).fetchone() == ("iran,russia",)
    links = """
        select target_id from links
        where record_type = 'deal' and record_id = 'first-uav-deal' and kind = 'adopted' and field = 'parties'
        order by entry_no
    """
    assert database.execute(links).fetchall() == [("iran",), ("russia",)]


def test_the_nested_dataset():
    dataset = json.loads((EXPORTS / "json" / "dataset.json").read_text(encoding="utf-8"))
    text = json.dumps(dataset)
    assert BATCH in text and "sky-news-source" in text
