"""What Polars does of it: `peer_polars.py check-jsonl|check-parquet FOLDER OUT`, each a process of its own.

The checks are those of `checks.sql`, over the records as they are written and over the exported tables.
"""

import json
import pathlib
import sys

import polars as pl
from polars import col
from polars_values import LISTED, MUST_CITE, RECORDS, TEXTS, bounds, dated, ordered

HERE = pathlib.Path(__file__).parent
CURRENCIES = (HERE / "currencies.txt").read_text(encoding="utf-8").split()

AGREED = ["agreed", "ordered", "in-transit", "delivered"]
TELLING = ["speaker", "act", "date", "medium", "addressees"]

# The fields that name a record, with its type.
NAMES = {
    "sources": {"publisher": "actor"},
    "actors": {"part_of": "actor"},
    "equipment": {"origin": "actor"},
    "deals": {"parties": "actor"},
    "transfers": {"supplier": "actor", "recipient": "actor", "deal": "deal", "origin": "actor", "carrier": "equipment"},
    "items": {"equipment": "equipment"},
    "statements": {
        "speaker": "actor", "on_behalf_of": "actor", "medium": "actor", "addressees": "actor",
        "supersedes": "statement", "retracts": "statement",
    },
}  # fmt: skip
TYPES = {"sources": "source", "actors": "actor", "deals": "deal", "transfers": "transfer", "statements": "statement"}


# The checks over records


def check_jsonl(folder, out):
    records = {
        name: pl.read_ndjson(pathlib.Path(folder) / f"{name}.jsonl", schema=schema).lazy()
        for name, schema in RECORDS.items()
    }
    parts = {"items": ("transfers", "items"), "figures": ("statements", "figures")}
    for name, (table, field) in parts.items():
        # Two records can have one id, so the row tells whose part it is.
        whole = records[table].select("id", field).with_row_index("row").explode(field).drop_nulls(field)
        records[name] = whole.unnest(field)
    found = [
        *duplicates(records), broken(records), *uncited(records), *sums(records), *orders(records), *late(records),
        records["transfers"].filter(col("supplier") == col("recipient")).select(pl.lit("A001").alias("code"), "id"),
        *unknown_currencies(records["deals"].select("id", "value"), records["transfers"].select("id", value="amount")),
        contradictions(records),
    ]  # fmt: skip
    write(found, out)


def rows(frame, code):
    return frame.select(pl.lit(code).alias("code"), "id")


def duplicates(records):
    for name in RECORDS:
        yield rows(records[name].group_by("id").len().filter(col("len") > 1), "R001")


def broken(records):
    known = pl.concat(records[name].select(target="id") for name in RECORDS)
    written = []
    for table, fields in NAMES.items():
        for field in fields:
            frame = records[table].select("id", target=field)
            written.append(frame.explode("target") if is_list(table, field) else frame)
    roles = records["actors"].select("id", "roles").explode("roles")
    written.append(roles.select("id", target=col("roles").struct.field("organization")))
    about = records["statements"].select("id", "about").explode("about")
    target = col("about").struct.field("target").str.split_exact(":", 1).struct.field("field_1")
    written.append(about.select("id", target=target))
    for table in ("actors", "equipment", "deals", "transfers", "items", "statements", "figures"):
        evidence = records[table].select("id", "evidence").explode("evidence").unnest("evidence")
        written.append(evidence.select("id", target="source"))
        written.append(evidence.select("id", target="via").drop_nulls().explode("target"))
    references = pl.concat(written).drop_nulls("target")
    return rows(references.join(known, on="target", how="anti"), "R002")


def is_list(table, field):
    return field in LISTED and table != "equipment"


def has_value(table, field):
    return col(field).list.len().fill_null(0) > 0 if is_list(table, field) else col(field).is_not_null()


def uncited(records):
    for table, fields in MUST_CITE.items():
        names = col("evidence").list.eval(pl.element().struct.field("supports").list.explode())
        frame = records[table].with_columns(names.fill_null(pl.lit([], TEXTS)).alias("names"))
        left_out = [has_value(table, field) & ~col("names").list.contains(field) for field in fields]
        yield rows(frame.filter(pl.any_horizontal(left_out)), "E001")


def sums(records):
    low, high = bounds(col("quantity"))
    items = (
        records["items"]
        .select("row", low=low, high=high)
        .group_by("row")
        .agg(
            items_low=col("low").sum(),
            # One item without a bound leaves the sum without one.
            items_high=pl.when(col("high").null_count() == 0).then(col("high").sum()),
        )
    )
    low, high = bounds(col("total"))
    totals = records["transfers"].with_row_index("row").drop_nulls("total")
    yield from batches(totals.select("row", "id", "itemisation", total_low=low, total_high=high).join(items, on="row"))


def batches(frame):
    miss = (col("items_high") < col("total_low")) | (col("total_high") < col("items_low"))
    yield rows(frame.filter((col("itemisation") == "exhaustive") & miss), "Q001")
    exceed = col("total_high") < col("items_low")
    yield rows(frame.filter(col("itemisation").is_in(["partial", "unknown"]) & exceed), "Q002")


def orders(records):
    transfers = records["transfers"].select("id", "deal", *dated("ordered"), *dated("delivered"))
    deals = records["deals"].select(*dated("agreed"), deal="id")
    yield from before(transfers, deals)


def before(transfers, deals):
    certain = transfers.filter(col("delivered_certain"))
    too_early = col("ordered_certain") & (col("delivered_last") < col("ordered_first"))
    yield rows(certain.filter(too_early), "D003")
    too_early = col("agreed_certain") & (col("delivered_last") < col("agreed_first"))
    yield rows(certain.join(deals, on="deal").filter(too_early), "D003")


def late(records):
    sources = records["sources"].select(*dated("published"), source="id").filter("published_certain")
    events = [
        ("D005", "deals", "agreed", ["agreed"], col("stage").is_in(AGREED)),
        ("D005", "transfers", "ordered", ["ordered"], col("stage").is_in(AGREED[1:])),
        ("D005", "transfers", "delivered", ["delivered"], col("stage") == "delivered"),
        ("D006", "statements", "date", TELLING, pl.lit(True)),
    ]
    for code, table, field, telling, over in events:
        frame = records[table].filter(over & col(field).is_not_null()).select("id", "evidence", *dated(field))
        evidence = frame.filter(col(f"{field}_certain")).explode("evidence").drop_nulls("evidence").unnest("evidence")
        told = pl.any_horizontal(col("supports").list.contains(name) for name in telling)
        reported = evidence.filter(told).join(sources, on="source")
        yield rows(reported.filter(col("published_last") < col(f"{field}_first")), code)


def unknown_currencies(*amounts):
    for frame in amounts:
        code = col("value").str.extract("([A-Z]{3})")
        yield rows(frame.filter(code.is_not_null() & ~code.is_in(CURRENCIES)), "M001")


def contradictions(records):
    stances = col("about").list.eval(pl.element().struct.field("stance"))
    return opposite(records["statements"].select("id", "act", stances=stances))


def opposite(frame):
    affirms, denies = (col("stances").list.contains(stance) for stance in ("affirms", "denies"))
    wrong = ((col("act") == "deny") & affirms & ~denies) | ((col("act") == "admit") & denies & ~affirms)
    return rows(frame.filter(wrong), "T002")


# The checks over exported tables


def check_parquet(folder, out):
    tables = {path.stem: pl.scan_parquet(path) for path in pathlib.Path(folder).glob("*.parquet")}
    found = [
        *(rows(tables[name].group_by("id").len().filter(col("len") > 1), "R001") for name in RECORDS),
        broken_links(tables), *unsourced_facts(tables), *exported_sums(tables),
        *before(
            tables["transfers"].select("id", days("ordered"), days("delivered"), deal="deal_id"),
            tables["deals"].select(days("agreed"), deal="id"),
        ),
        *exported_late(tables),
        rows(tables["transfers"].filter(col("supplier_id") == col("recipient_id")), "A001"),
        *unknown_currencies(
            tables["deals"].select("id", value="value_currency"),
            tables["transfers"].select("id", value="amount_currency"),
        ),
        opposite(
            tables["statement_targets"].group_by(id="statement_id").agg(stances="stance")
            .join(tables["statements"].select("id", "act"), on="id")
        ),
    ]  # fmt: skip
    write(found, out)


def days(name):
    """A date as tables have it, under the names of `dated`."""
    marked = col(f"{name}_approximate") | col(f"{name}_uncertain")
    return pl.struct(
        col(f"{name}_start").alias(f"{name}_first"), col(f"{name}_end").alias(f"{name}_last"),
        (~marked).alias(f"{name}_certain"),
    ).struct.unnest()  # fmt: skip


def broken_links(tables):
    known = pl.concat(tables[name].select(target_id="id") for name in RECORDS)
    return rows(tables["links"].join(known, on="target_id", how="anti").select(id="record_id"), "R002")


def unsourced_facts(tables):
    supported = tables["evidence"].filter(col("relation") == "supports").select(id="fact_id")
    facts = tables["facts"].filter("must_cite").select("id", "record_id")
    yield rows(facts.join(supported, on="id", how="anti").select(id="record_id"), "E001")


def exported_sums(tables):
    low, high = ordered(col("quantity_low"), col("quantity_high"))
    items = (
        tables["items"]
        .select("transfer_id", low=low, high=high)
        .group_by(id="transfer_id")
        .agg(items_low=col("low").sum(), items_high=pl.when(col("high").null_count() == 0).then(col("high").sum()))
    )
    low, high = ordered(col("total_low"), col("total_high"))
    totals = tables["transfers"].drop_nulls("total_text").select("id", "itemisation", total_low=low, total_high=high)
    yield from batches(totals.join(items, on="id"))


def exported_late(tables):
    sources = tables["sources"].select(days("published"), source_id="id").filter("published_certain")
    evidence = tables["evidence"].filter(col("relation") == "supports")
    events = [
        ("D005", "deals", "agreed", ["agreed"], col("stage").is_in(AGREED)),
        ("D005", "transfers", "ordered", ["ordered"], col("stage").is_in(AGREED[1:])),
        ("D005", "transfers", "delivered", ["delivered"], col("stage") == "delivered"),
        ("D006", "statements", "date", TELLING, pl.lit(True)),
    ]
    for code, table, field, telling, over in events:
        frame = tables[table].filter(over).select("id", days(field)).filter(f"{field}_certain")
        told = evidence.filter((col("record_type") == TYPES[table]) & col("path").is_in([f"/{n}" for n in telling]))
        reported = frame.join(told.select("source_id", id="record_id"), on="id").join(sources, on="source_id")
        yield rows(reported.filter(col("published_last") < col(f"{field}_first")), code)


def write(frames, out):
    """Writes what was found: a list of [code, id]."""
    found = pl.concat(pl.collect_all(frames)).unique().sort("code", "id").rows()
    pathlib.Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    {"check-jsonl": check_jsonl, "check-parquet": check_parquet}[sys.argv[1]](*sys.argv[2:])
