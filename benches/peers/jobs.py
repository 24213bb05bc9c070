"""The jobs: each prints a table of what the tools cost, and holds what they give against each other."""

import shutil
import subprocess
import sys

import compare
from datasets import TABLES, Datasets, size
from measure import best_and_worst, measure, megabytes, seconds

ELEVEN = ",".join(compare.CODES)
# Schemas are held against no more transfers than these.
FOR_SCHEMAS = 10_000
FORMATS = {"parquet": "Parquet (zstd)", "csv": "CSV", "json": "JSON Lines", "all": "all three formats"}
ALL_FORMATS = "parquet,csv,json"


class Bench:
    """What all jobs share: the options, the data, and how a command becomes a row of a table."""

    def __init__(self, options):
        self.options = options
        self.tallybook = options.tallybook
        self.data = Datasets(options.work, options.tallybook, options.dev, options.seed)
        self.out = options.work / "out"
        self.unequal = []

    def formats(self):
        """The formats to export to, each as what is written in one go, and its name."""
        return [(ALL_FORMATS if key == "all" else key, FORMATS[key]) for key in self.options.formats]

    def clean(self):
        return self.options.dataset or self.data.synthetic(self.options.transfers)

    def faulty(self):
        return self.data.synthetic(self.options.transfers, self.options.faults)

    def compares(self):
        return self.options.faults and "tallybook" in self.options.tools

    def row(self, tool, what, command):
        """Runs a command so many times, into an empty folder, and prints the best and the worst."""
        if tool not in self.options.tools:
            return
        costs = []
        for _ in range(self.options.repeat):
            costs.append(measure(command))
            self.empty()
        units = {"wall": seconds, "cpu": seconds, "memory": megabytes}
        row(what, *(best_and_worst(costs, name, unit) for name, unit in units.items()))

    def empty(self):
        shutil.rmtree(self.out, ignore_errors=True)

    def judge(self, what, faults, more=""):
        """Says whether two tools gave the same."""
        print(f"- {what}: {'NOT THE SAME' if faults else 'the same'}{more}", flush=True)
        self.unequal += faults

    def same(self, what, job, expected, folder, peers, view=lambda found: found):
        """Holds what peers find against what Tallybook finds."""
        for peer in (peer for peer in peers if peer in self.options.tools):
            found = view(compare.of_peer(peer, job, folder, self.options.work))
            faults = compare.differences(peer, view(expected), found)
            self.judge(f"{what}, {peer}", faults, f", {compare.summary(found)}")


def peer(name, *job):
    return [sys.executable, compare.PEERS / f"peer_{name}.py", *job]


def section(title):
    print(f"\n## {title}\n")
    row("what", "wall", "processor", "peak memory")
    row("---", "---", "---", "---")


def row(*cells):
    print(f"| {' | '.join(cells)} |", flush=True)


def check(bench):
    records, found = bench.clean(), bench.options.work / "found.json"
    section("check from JSON Lines")
    bench.row("tallybook", "Tallybook, every rule", [bench.tallybook, "check", records])
    bench.row("tallybook", "Tallybook, the eleven rules", [bench.tallybook, "check", records, "--select", ELEVEN])
    bench.row("duckdb", "DuckDB, the eleven rules", peer("duckdb", "check-jsonl", records, found))
    bench.row("polars", "Polars, the eleven rules", peer("polars", "check-jsonl", records, found))
    if bench.compares():
        print(f"\nFindings where {bench.options.faults} faults were made:\n")
        faulty = bench.faulty()
        readable = bench.data.readable(faulty)
        expected = compare.of_tallybook(bench.tallybook, faulty)
        bench.same("every record", "check-jsonl", expected, faulty, ["duckdb"])
        expected = compare.of_tallybook(bench.tallybook, readable)
        bench.same("records that can be read", "check-jsonl", expected, readable, ["duckdb", "polars"])


def parquet(bench):
    tables, found = bench.data.exports(bench.clean(), "parquet") / "parquet", bench.options.work / "found.json"
    section("check from Parquet")
    # A version that does not read tables finds no records in the folder.
    if compare.report(bench.tallybook, tables)["summary"]["records"].get("transfers"):
        bench.row("tallybook", "Tallybook, every rule", [bench.tallybook, "check", tables])
        bench.row("tallybook", "Tallybook, the eleven rules", [bench.tallybook, "check", tables, "--select", ELEVEN])
    else:
        row("Tallybook: does not check tables", "n/a", "n/a", "n/a")
    bench.row("duckdb", "DuckDB, the eleven rules", peer("duckdb", "check-parquet", tables, found))
    bench.row("polars", "Polars, the eleven rules", peer("polars", "check-parquet", tables, found))
    if bench.compares():
        print(f"\nFindings where {bench.options.faults} faults were made, but for records with the id of another:\n")
        readable = bench.data.readable(bench.faulty())
        tables = bench.data.exports(readable, "parquet", "--allow-errors") / "parquet"
        expected = compare.of_tallybook(bench.tallybook, readable)
        bench.same("tables", "check-parquet", expected, tables, ["duckdb", "polars"], compare.apart)


def exporting(bench, formats, tables=()):
    command = [bench.tallybook, "export", bench.clean(), "--formats", formats, "--out", bench.out]
    return [*command, "--tables", ",".join(tables)] if tables else command


def export(bench):
    records = bench.clean()
    section(f"export of {len(TABLES)} tables from JSON Lines")
    for formats, name in bench.formats():
        bench.row("tallybook", f"Tallybook, {name}, every rule checked", exporting(bench, formats, TABLES))
        making = peer("duckdb", "export", records, bench.out, *formats.split(","))
        bench.row("duckdb", f"DuckDB, {name}, nothing checked", making)
    with_facts = exporting(bench, ALL_FORMATS, [*TABLES, "facts"])
    bench.row("tallybook", "Tallybook, all three formats, `facts` too", with_facts)
    if {"tallybook", "duckdb"} <= set(bench.options.tools):
        ours, theirs = bench.data.exports(records, "parquet") / "parquet", bench.out / "parquet"
        subprocess.run(peer("duckdb", "export", records, bench.out, "parquet"), check=True)
        print()
        bench.judge(f"rows of both in {len(TABLES)} tables, in the columns of both", compare.rows(ours, theirs))
        bench.empty()


def facts(bench):
    section("export of every table, `facts` too, and of `dataset.json` with JSON Lines")
    for formats, name in bench.formats():
        bench.row("tallybook", f"Tallybook, {name}, every rule checked", exporting(bench, formats))


def sizes(bench):
    tables = bench.data.exports(bench.clean(), "parquet") / "parquet"
    subprocess.run(peer("duckdb", "recode", tables, bench.out), check=True)
    ours, theirs = size(tables), size(bench.out)
    bench.empty()
    print("\n## bytes of Parquet, and of the same tables written by DuckDB with zstd\n")
    row("table", "Tallybook", "DuckDB", "ratio")
    row("---", "---", "---", "---")
    by_size = {f"`{table}`": (ours[table], theirs[table]) for table in sorted(ours, key=ours.get, reverse=True)}
    for table, (here, there) in {**by_size, f"all {len(ours)}": (sum(ours.values()), sum(theirs.values()))}.items():
        row(table, f"{here:,}", f"{there:,}", f"{here / there:.2f}")


def schemas(bench):
    count = min(bench.options.transfers, FOR_SCHEMAS)
    records = bench.data.synthetic(count)
    tables = bench.data.exports(records, "csv")
    section(f"validation of {count:,} transfers")
    bench.row("tallybook", "Tallybook, every rule, every record", [bench.tallybook, "check", records])
    for tool, folder in (("frictionless", tables), ("jsonschema", records), ("jsonschema-rs", records)):
        bench.row(tool, f"{tool}, the transfers by their schema", peer("schemas", tool, folder))


JOBS = {job.__name__: job for job in (check, parquet, export, facts, sizes, schemas)}
