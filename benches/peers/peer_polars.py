"""What Polars does of it: `peer_polars.py check-jsonl|check-parquet FOLDER OUT`, each a process of its own.

The checks are those of `checks.sql`, over the records as they are written and over the exported tables.
"""

import json
import pathlib
import sys

import polars as pl
from polars import col

HERE = pathlib.Path(__file__).parent
CURRENCIES = (HERE / "currencies.txt").read_text(encoding="utf-8").split()

AGREED = ["agreed", "ordered", "in-transit", "delivered"]
TELLING = ["speaker", "act", "date", "medium", "addressees"]

TEXTS = pl.List(pl.String)
CITED = pl.List(pl.Struct({"source": pl.String, "supports": TEXTS, "via": TEXTS}))
LISTED = {"parties", "origin", "addressees", "about", "supersedes", "retracts", "aliases"}


def texts(*names):
    return {name: TEXTS if name in LISTED else pl.String for name in names}


def part(*names):
    return pl.List(pl.Struct({**texts(*names), "evidence": CITED}))


# What each record, or part of one, has to cite evidence for.
MUST_CITE = {
    "deals": ["parties", "stage", "agreed", "value"],
    "transfers": [
        "supplier", "recipient", "deal", "stage", "ordered", "delivered", "place", "origin", "carrier", "total",
        "itemisation", "amount",
    ],
    "items": ["equipment", "description", "quantity", "condition"],
    "statements": [
        "speaker", "on_behalf_of", "act", "date", "medium", "addressees", "about", "supersedes", "retracts",
    ],
    "figures": ["measure", "value", "unit", "date"],
}  # fmt: skip

RECORDS = {
    "sources": {**texts("id", "publisher", "published")},
    "actors": {
        **texts("id", "part_of"), "roles": pl.List(pl.Struct({"organization": pl.String})), "evidence": CITED,
    },
    "equipment": {"id": pl.String, "origin": pl.String, "evidence": CITED},
    "deals": {"id": pl.String, **texts(*MUST_CITE["deals"]), "evidence": CITED},
    "transfers": {
        "id": pl.String, **texts(*MUST_CITE["transfers"]), "place": pl.Struct({"name": pl.String}),
        "items": part(*MUST_CITE["items"]), "evidence": CITED,
    },
    "statements": {
        "id": pl.String, **texts(*MUST_CITE["statements"]),
        "about": pl.List(pl.Struct({"target": pl.String, "stance": pl.String})),
        "figures": part(*MUST_CITE["figures"]), "evidence": CITED,
    },
}  # fmt: skip

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


# Dates and numbers as records write them


def day(text):
    return text.str.to_date("%Y-%m-%d", strict=False)


def sides(side):
    """The first and the last day of one side of an interval."""
    length, part, year = side.str.len_bytes(), side.str.slice(5, 2), side.str.slice(0, 4)
    season = part.is_in(["21", "22", "23", "24"])
    month = pl.when(season).then((3 * part.cast(pl.Int32, strict=False) - 60).cast(pl.String).str.zfill(2)).otherwise(part)
    month_start = day(year + "-" + month + "-01")
    month_end = pl.when(season).then(month_start.dt.offset_by("2mo")).otherwise(month_start).dt.month_end()
    no_month, no_day = part == "XX", side.str.slice(8, 2) == "XX"
    first = (
        pl.when(length == 10).then(day(side.str.replace("XX", "01", literal=True)))
        .when((length == 7) & no_month).then(day(year + "-01-01"))
        .when(length == 7).then(month_start)
        .when(length == 4).then(day(side.str.replace_all("X", "0", literal=True) + "-01-01"))
    )  # fmt: skip
    last = (
        pl.when((length == 10) & no_day).then(month_end)
        .when(length == 10).then(day(side))
        .when((length == 7) & no_month).then(day(year + "-12-31"))
        .when(length == 7).then(month_end)
        .when(length == 4).then(day(side.str.replace_all("X", "9", literal=True) + "-12-31"))
    )  # fmt: skip
    return first, last


def dated(name):
    """The first and last day of a date, and whether it is certain; no days if it ends before it starts."""
    edtf = col(name)
    ends = edtf.str.split_exact("/", 1)
    start = ends.struct.field("field_0").str.strip_chars_end("~?%")
    is_interval = edtf.str.contains("/", literal=True)
    end = pl.when(is_interval).then(ends.struct.field("field_1").str.strip_chars_end("~?%")).otherwise(start)
    first, last = sides(start)[0], sides(end)[1]
    reversed_ = is_interval & (last < first).fill_null(False)
    return [
        pl.when(~reversed_).then(first).alias(f"{name}_first"),
        pl.when(~reversed_).then(last).alias(f"{name}_last"),
        (~edtf.str.contains("[~?%]")).alias(f"{name}_certain"),
    ]


def bounds(text):
    """The least and the greatest number that a text can mean, the least 0 where there is none."""
    number = lambda text: text.cast(pl.Int64, strict=False)
    least = (
        pl.when(text.str.starts_with("more than ")).then(number(text.str.slice(10)) + 1)
        .when(text.str.starts_with("at least ")).then(number(text.str.slice(9)))
        .otherwise(number(text.str.extract(r"^(\d+)")))
    )  # fmt: skip
    greatest = (
        pl.when(text.str.starts_with("up to ")).then(number(text.str.slice(6)))
        .otherwise(number(text.str.extract(r"^(?:\d+ to )?(\d+)$")))
    )  # fmt: skip
    return ordered(least, greatest)


def ordered(least, greatest):
    swapped = (greatest < least).fill_null(False)
    low = pl.when(swapped).then(greatest).otherwise(least.fill_null(0))
    return low, pl.when(swapped).then(least).otherwise(greatest)


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
    written.append(about.select("id", target=col("about").struct.field("target").str.split(":").list.get(1, null_on_oob=True)))
    for table in ("actors", "equipment", "deals", "transfers", "items", "statements", "figures"):
        evidence = records[table].select("id", "evidence").explode("evidence").unnest("evidence")
        written.append(evidence.select("id", target="source"))
        written.append(evidence.select("id", target="via").drop_nulls().explode("target"))
    references = pl.concat(written).drop_nulls("target")
    return rows(references.join(known, on="target", how="anti"), "R002")


def is_list(table, field):
    return field in LISTED and table != "equipment"


def uncited(records):
    for table, fields in MUST_CITE.items():
        names = col("evidence").list.eval(pl.element().struct.field("supports").list.explode())
        frame = records[table].with_columns(names.fill_null(pl.lit([], TEXTS)).alias("names"))
        has = lambda field: col(field).list.len().fill_null(0) > 0 if is_list(table, field) else col(field).is_not_null()
        left_out = [has(field) & ~col("names").list.contains(field) for field in fields]
        yield rows(frame.filter(pl.any_horizontal(left_out)), "E001")


def sums(records):
    low, high = bounds(col("quantity"))
    items = records["items"].select("row", low=low, high=high).group_by("row").agg(
        items_low=col("low").sum(),
        # One item without a bound leaves the sum without one.
        items_high=pl.when(col("high").null_count() == 0).then(col("high").sum()),
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
    items = tables["items"].select("transfer_id", low=low, high=high).group_by(id="transfer_id").agg(
        items_low=col("low").sum(), items_high=pl.when(col("high").null_count() == 0).then(col("high").sum())
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
