"""Tallybook beside DuckDB, Polars, Frictionless and two validators of JSON Schema, on the same data in one run."""

import argparse
import pathlib
import shlex
import shutil
import subprocess
import sys

import compare
import machine
from datasets import ROOT, TABLES, Datasets, size
from measure import Failed, best_and_worst, measure, megabytes, seconds

HERE = pathlib.Path(__file__).parent
ELEVEN = ",".join(compare.CODES)
# Schemas are held against no more transfers than these.
FOR_SCHEMAS = 10_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transfers", type=int, default=100_000, help="the size of the dataset [100000]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, help="faults of the dataset on which findings are compared [one for 100 transfers, 440 at most]")
    parser.add_argument("--jobs", default=",".join(JOBS), help=f"[{','.join(JOBS)}]")
    parser.add_argument("--tools", default="tallybook,duckdb,polars", help="which of them to run [all]")
    parser.add_argument("--tallybook", type=pathlib.Path, default=ROOT / "target/release/tallybook", metavar="PATH")
    parser.add_argument("--dev", type=pathlib.Path, metavar="PATH", help="the generator [`dev` beside Tallybook, or built]")
    parser.add_argument("--dataset", type=pathlib.Path, metavar="DIR", help="a dataset without faults of that size and seed, made before")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/peers", metavar="DIR")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each command [3]")
    options = parser.parse_args()
    if unknown := set(options.jobs.split(",")) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))}")
    if options.faults is None:
        options.faults = min(options.transfers // 100, 440)
    options.tools = options.tools.split(",")
    options.work = options.work.resolve()
    return options


class Bench:
    """What all jobs share: the options, the data, and how a command becomes a row of the table."""

    def __init__(self, options):
        self.options = options
        self.tallybook = options.tallybook
        self.data = Datasets(options.work, options.tallybook, options.dev, options.seed)
        self.out = options.work / "out"
        self.unequal = []

    def clean(self):
        return self.options.dataset or self.data.synthetic(self.options.transfers)

    def has(self, tool):
        return tool in self.options.tools

    def section(self, title):
        print(f"\n## {title}\n\n| what | wall | processor | peak memory |\n| --- | --- | --- | --- |", flush=True)

    def row(self, what, tool, command, statuses=(0,), after=lambda: None):
        """Runs a command so many times and prints the best and the worst; `after` puts things back between runs."""
        if not self.has(tool):
            return
        costs = []
        for _ in range(self.options.repeat):
            costs.append(measure(command, statuses))
            after()
        cells = [best_and_worst(costs, name, unit) for name, unit in (("wall", seconds), ("cpu", seconds), ("memory", megabytes))]
        print(f"| {what} | {' | '.join(cells)} |", flush=True)

    def none(self, what):
        print(f"| {what} | n/a | n/a | n/a |", flush=True)

    def peer(self, name, *job):
        return [sys.executable, HERE / f"peer_{name}.py", *job]

    def same(self, what, job, expected, folder, peers, view=lambda found: found):
        """Holds what peers find against what Tallybook finds."""
        for peer in filter(self.has, peers):
            found = compare.of_peer(peer, job, folder, self.options.work)
            faults = compare.differences(peer, view(expected), view(found))
            print(f"- {what}, {peer}: {'the same' if not faults else 'NOT THE SAME'}, {compare.summary(view(found))}", flush=True)
            self.unequal += faults

    def faulty(self):
        return self.data.synthetic(self.options.transfers, self.options.faults)


def check(bench):
    records, found = bench.clean(), bench.options.work / "found.json"
    bench.section("check from JSON Lines")
    bench.row("Tallybook, every rule", "tallybook", [bench.tallybook, "check", records])
    bench.row("Tallybook, the eleven rules", "tallybook", [bench.tallybook, "check", records, "--select", ELEVEN])
    for name, peer in (("DuckDB", "duckdb"), ("Polars", "polars")):
        bench.row(f"{name}, the eleven rules", peer, bench.peer(peer, "check-jsonl", records, found))
    if bench.options.faults and bench.has("tallybook"):
        print(f"\nFindings where {bench.options.faults} faults were made:\n")
        faulty = bench.faulty()
        readable = bench.data.readable(faulty)
        expected = compare.of_tallybook(bench.tallybook, faulty)
        bench.same("every record", "check-jsonl", expected, faulty, ["duckdb"])
        expected = compare.of_tallybook(bench.tallybook, readable)
        bench.same("readable records", "check-jsonl", expected, readable, ["duckdb", "polars"])


def parquet(bench):
    tables, found = bench.data.exports(bench.clean(), "parquet") / "parquet", bench.options.work / "found.json"
    bench.section("check from Parquet")
    records = compare.tallybook_report(bench.tallybook, tables)["summary"]["records"]
    if records.get("transfers"):
        bench.row("Tallybook, every rule", "tallybook", [bench.tallybook, "check", tables])
        bench.row("Tallybook, the eleven rules", "tallybook", [bench.tallybook, "check", tables, "--select", ELEVEN])
    else:
        bench.none("Tallybook, which does not read datasets from Parquet")
    for name, peer in (("DuckDB", "duckdb"), ("Polars", "polars")):
        bench.row(f"{name}, the eleven rules", peer, bench.peer(peer, "check-parquet", tables, found))
    if bench.options.faults and bench.has("tallybook"):
        print(f"\nFindings where {bench.options.faults} faults were made, but for records with the id of another:\n")
        readable = bench.data.readable(bench.faulty())
        tables = bench.data.exports(readable, "parquet", "--allow-errors") / "parquet"
        expected = compare.of_tallybook(bench.tallybook, readable)
        bench.same("tables", "check-parquet", expected, tables, ["duckdb", "polars"], compare.apart)


def exporting(bench, formats, tables):
    command = [bench.tallybook, "export", bench.clean(), "--formats", formats, "--out", bench.out]
    return [*command, "--tables", ",".join(tables)] if tables else command


def empty(bench):
    return lambda: shutil.rmtree(bench.out, ignore_errors=True)


def export(bench):
    records = bench.clean()
    bench.section(f"export of {len(TABLES)} tables from JSON Lines")
    for kind, ending, name in (("parquet", "parquet", "Parquet (zstd)"), ("csv", "csv", "CSV"), ("json", "jsonl", "JSON Lines")):
        bench.row(f"Tallybook, {name}, every rule checked", "tallybook", exporting(bench, kind, TABLES), after=empty(bench))
        bench.row(f"DuckDB, {name}, nothing checked", "duckdb", bench.peer("duckdb", "export", records, bench.out, ending), after=empty(bench))
    every = [*TABLES, "links"]
    bench.row("Tallybook, all three formats, `links` too", "tallybook", exporting(bench, "parquet,csv,json", every), after=empty(bench))
    if bench.has("tallybook") and bench.has("duckdb"):
        tables = bench.data.exports(records, "parquet") / "parquet"
        subprocess.run(bench.peer("duckdb", "export", records, bench.out, "parquet"), check=True)
        lines = subprocess.run(
            bench.peer("duckdb", "differences", tables, bench.out / "parquet"), check=True, capture_output=True, text=True
        ).stdout.splitlines()
        empty(bench)()
        faults = [f"rows of {table} that differ: {here} and {there}" for table, here, there in map(str.split, lines) if (here, there) != ("0", "0")]
        print(f"\nRows of both, in the columns of both: {'the same' if not faults else 'NOT THE SAME'} in {len(lines)} tables.")
        bench.unequal += faults


def facts(bench):
    bench.section("export of every table, `facts` too")
    for kind, name in (("parquet", "Parquet (zstd)"), ("csv", "CSV"), ("json", "JSON, with `dataset.json`"), ("parquet,csv,json", "all three")):
        bench.row(f"Tallybook, {name}, every rule checked", "tallybook", exporting(bench, kind, ()), after=empty(bench))


def sizes(bench):
    tables = bench.data.exports(bench.clean(), "parquet") / "parquet"
    again = bench.out / "parquet"
    subprocess.run(bench.peer("duckdb", "recode", tables, again), check=True)
    ours, theirs = size(tables), size(again)
    empty(bench)()
    print("\n## Parquet: bytes, and those of the same tables written by DuckDB with zstd\n")
    print("| table | Tallybook | DuckDB | ratio |\n| --- | --- | --- | --- |")
    for table in sorted(ours, key=ours.get, reverse=True):
        print(f"| `{table}` | {ours[table]:,} | {theirs[table]:,} | {ours[table] / theirs[table]:.2f} |")
    total, other = sum(ours.values()), sum(theirs.values())
    print(f"| all {len(ours)} | {total:,} | {other:,} | {total / other:.2f} |")


def schemas(bench):
    count = min(bench.options.transfers, FOR_SCHEMAS)
    records = bench.data.synthetic(count)
    tables = bench.data.exports(records, "csv")
    bench.section(f"validation of {count:,} transfers")
    bench.row("Tallybook `check`: every rule, every record", "tallybook", [bench.tallybook, "check", records])
    validators = (("Frictionless, CSV", "frictionless", tables), ("jsonschema", "jsonschema", records), ("jsonschema-rs", "jsonschema-rs", records))
    for name, validator, folder in validators:
        bench.row(f"{name}: the transfers against their schema", "tallybook", bench.peer("schemas", validator, folder))


JOBS = {"check": check, "parquet": parquet, "export": export, "facts": facts, "sizes": sizes, "schemas": schemas}


def main():
    options = arguments()
    bench = Bench(options)
    print(f"```console\n$ python {shlex.join(sys.argv)}\n```\n")
    print(machine.describe(options.tallybook))
    print(f"{options.transfers:,} transfers, seed {options.seed}; best and worst of {options.repeat} runs.", flush=True)
    for job in options.jobs.split(","):
        try:
            JOBS[job](bench)
        except Failed as failed:
            sys.exit(f"\n{failed}")
    if bench.unequal:
        sys.exit("\nnot the same:\n" + "\n".join(bench.unequal))


if __name__ == "__main__":
    main()
