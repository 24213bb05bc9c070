"""What the first dataset says, asked of its exports in the ways that people ask."""

import datetime as dt
import decimal
import json
import sqlite3

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
from tables import EXPORTS, TABLES, parquet, records

BATCH = "uav-batch-1"
CASH = "cash-for-uav-batch-1"


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

    items = duckdb.sql(
        f"select designation, quantity_best from '{parquet('items')}' where transfer_id = '{BATCH}' order by item_no"
    ).fetchall()
    assert items == [("Shahed-136", 100), ("Mohajer-6", 6)]


def test_the_cash():
    cash = figures()[CASH]
    assert cash["amount_currency"] == "EUR"
    assert cash["amount_best"] == decimal.Decimal(140_000_000)
    assert cash["delivered_start"] == cash["delivered_end"] == dt.date(2022, 8, 20)
    assert cash["delivered_uncertain"] is True

    [row] = [row for row in records(EXPORTS, "transfers") if row["id"] == CASH]
    assert isinstance(row["amount_best"], str), "money is a JSON string"
    assert decimal.Decimal(row["amount_best"]) == 140_000_000


def test_names_are_those_of_the_actors():
    names = pl.read_parquet(parquet("transfers")).join(
        pl.read_parquet(parquet("actors")).select("id", "name"), left_on="supplier_id", right_on="id"
    )
    assert len(names) == pq.read_metadata(parquet("transfers")).num_rows
    assert (names["supplier_name"] == names["name"]).all()


def test_the_database_is_sound():
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    for table in TABLES:
        assert database.execute(f"pragma table_list({table})").fetchone()[5] == 1, f"{table} is strict"
    described = database.execute("select distinct table_name from columns order by 1").fetchall()
    assert [name for (name,) in described] == sorted(TABLES)


def test_the_database_answers():
    database = sqlite3.connect(EXPORTS / "tallybook.sqlite")
    overview = pd.read_sql("select * from transfer_overview", database).set_index("id")
    assert overview.loc[BATCH, "items"] == "100 Shahed-136; 6 Mohajer-6"
    assert overview.loc[BATCH, "remainder_low"] == 54
    contested = pd.read_sql("select distinct transfer_id, stance from contested_transfers", database)
    assert set(contested[contested.transfer_id == BATCH].stance) == {"affirms", "denies"}
    days = [day for (day,) in database.execute("select coalesce(date_start, date_end) from statement_timeline")]
    known = [day for day in days if day is not None]
    assert known == sorted(known) and days[: len(known)] == known and 20 < len(known) < len(days)
    said = "select statement_id from statement_timeline where target_id = ? and stance in ('affirms', 'denies')"
    first = database.execute(said, (BATCH,)).fetchone()
    assert first == ("us-officials-first-shipment",), "denials of nobody knows which day are not the first"
    deal = database.execute("select deal_dispute_status from transfer_overview where id = ?", (BATCH,)).fetchone()
    assert deal == ("contested",)
    total = "select sum(amount_best), typeof(max(amount_best)) from transfers where amount_currency = 'EUR'"
    assert database.execute(total).fetchone()[1] == "real"
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
