"""Records and their values for Polars: what is read of them, and what their dates and numbers mean."""

import polars as pl
from polars import col

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

# Dates and numbers as records write them


def day(text):
    return text.str.to_date("%Y-%m-%d", strict=False)


def sides(side):
    """The first and the last day of one side of an interval."""
    length, part, year = side.str.len_bytes(), side.str.slice(5, 2), side.str.slice(0, 4)
    season = part.is_in(["21", "22", "23", "24"])
    begins = (3 * number(part) - 60).cast(pl.String).str.zfill(2)
    month = pl.when(season).then(begins).otherwise(part)
    month_start = day(year + "-" + month + "-01")
    month_end = pl.when(season).then(month_start.dt.offset_by("2mo")).otherwise(month_start).dt.month_end()
    # A winter begins or ends in its year.
    earliest = pl.when(part == "24").then(month_start.dt.offset_by("-1y")).otherwise(month_start)
    no_month, no_day = part == "XX", side.str.slice(8, 2) == "XX"
    first = (
        pl.when(length == 10).then(day(side.str.replace("XX", "01", literal=True)))
        .when((length == 7) & no_month).then(day(year + "-01-01"))
        .when(length == 7).then(earliest)
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


def number(text):
    return text.cast(pl.Int64, strict=False)


def ordered(least, greatest):
    swapped = (greatest < least).fill_null(False)
    low = pl.when(swapped).then(greatest).otherwise(least.fill_null(0))
    return low, pl.when(swapped).then(least).otherwise(greatest)
