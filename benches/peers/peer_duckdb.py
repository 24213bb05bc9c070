"""What DuckDB does of it: `peer_duckdb.py check-jsonl|check-parquet|export|recode ...`, each a process of its own."""

import json
import pathlib
import sys

import duckdb

HERE = pathlib.Path(__file__).parent
RULES = HERE.parents[1] / "crates/tallybook_check/src/rules"
CODES = ("R001", "R002", "E001", "Q001", "Q002", "D003", "D005", "D006", "A001", "M001", "T002")
TABLES = (
    "sources", "actors", "actor_roles", "equipment", "deals", "transfers", "items", "statements", "statement_targets",
    "figures", "evidence",
)  # fmt: skip
COPY = {"parquet": "format parquet, compression zstd", "csv": "format csv, header", "json": "format json"}


def connect(folder):
    connection = duckdb.connect()
    connection.execute("set variable folder = $1", [str(folder)])
    return connection


def run(connection, *names):
    for name in names:
        connection.execute((HERE / name).read_text(encoding="utf-8"))


def currencies(connection):
    codes = [[code] for code in (HERE / "currencies.txt").read_text(encoding="utf-8").split()]
    connection.execute("create table currencies (code varchar)")
    connection.executemany("insert into currencies values ($1)", codes)


def write(connection, out):
    """Writes what was found: a list of [code, id]."""
    found = connection.execute("select code, id from findings order by all").fetchall()
    pathlib.Path(out).write_text(json.dumps(found), encoding="utf-8")


def check_jsonl(folder, out):
    connection = connect(folder)
    currencies(connection)
    run(connection, "macros.sql", "check_records.sql", "checks.sql")
    write(connection, out)


def check_parquet(folder, out):
    """The queries that Tallybook exports as `checks.sql`, and M001, which is not among them."""
    connection = connect(folder)
    currencies(connection)
    for path in sorted(pathlib.Path(folder).glob("*.parquet")):
        connection.execute(f"create view {path.stem} as from '{path}'")
    connection.execute("create table findings (code varchar, id varchar)")
    for code in CODES:
        for query in RULES.glob(f"{code.lower()}_*.sql"):
            rule = query.read_text(encoding="utf-8")
            connection.execute(f"insert into findings select distinct '{code}', record_id from ({rule})")
    connection.execute(
        """
        insert into findings select distinct 'M001', id from (
          select id, value_currency as currency from deals union all select id, amount_currency from transfers
        ) where currency not in (select code from currencies)
        """
    )
    write(connection, out)


def export(folder, out, *formats):
    """Makes the tables and writes each in every format."""
    connection = connect(folder)
    run(connection, "macros.sql", "export_records.sql", "tables.sql")
    for table in TABLES:
        for ending in formats:
            target = pathlib.Path(out) / ending / f"{table}.{ending}"
            target.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy {table} to '{target}' ({COPY[ending]})")


def recode(folder, out):
    """Writes Parquet files again."""
    connection = duckdb.connect()
    pathlib.Path(out).mkdir(parents=True, exist_ok=True)
    for path in sorted(pathlib.Path(folder).glob("*.parquet")):
        connection.execute(f"copy (from '{path}') to '{pathlib.Path(out) / path.name}' ({COPY['parquet']})")


def differences(ours, theirs):
    """For each table that DuckDB makes: rows that only one of two folders of Parquet files has, in DuckDB's columns."""
    connection = duckdb.connect()
    for table in TABLES:
        one, other = (f"'{pathlib.Path(folder) / table}.parquet'" for folder in (ours, theirs))
        columns = ", ".join(row[0] for row in connection.execute(f"describe from {other}").fetchall())
        of_one, of_other = (f"select {columns} from {path}" for path in (one, other))
        query = f"""
            select (select count(*) from (({of_one}) except all ({of_other}))),
                   (select count(*) from (({of_other}) except all ({of_one})))
        """
        print(table, *connection.execute(query).fetchone())


JOBS = {
    "check-jsonl": check_jsonl, "check-parquet": check_parquet, "export": export, "recode": recode,
    "differences": differences,
}  # fmt: skip

if __name__ == "__main__":
    JOBS[sys.argv[1]](*sys.argv[2:])
