"""Tallybook beside DuckDB, Polars, Frictionless and two validators of JSON Schema, on the same data in one run."""

import argparse
import pathlib
import shlex
import sys

import machine
from datasets import ROOT
from jobs import FORMATS, JOBS, Bench
from measure import Failed

TOOLS = ("tallybook", "duckdb", "polars", "frictionless", "jsonschema", "jsonschema-rs")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--transfers", type=int, default=100_000, metavar="N", help="the size of the dataset [100000]")
    add("--seed", type=int, default=1, metavar="S", help="what the dataset is made from [1]")
    add("--faults", type=int, metavar="K", help="faults of another dataset of that size, on which findings are "
        "compared [one for 100 transfers, 440 at most]")  # fmt: skip
    add("--jobs", type=listed(JOBS), default=list(JOBS), help=f"what to measure [{','.join(JOBS)}]")
    add("--tools", type=listed(TOOLS), default=list(TOOLS), help=f"what to run [{','.join(TOOLS)}]")
    add("--formats", type=listed(FORMATS), default=list(FORMATS), help=f"what to export to [{','.join(FORMATS)}]")
    add("--tallybook", type=pathlib.Path, default=ROOT / "target/release/tallybook", metavar="PATH")
    add("--dev", type=pathlib.Path, metavar="PATH", help="the generator [the one beside Tallybook, or by cargo]")
    add("--dataset", type=pathlib.Path, metavar="DIR", help="a dataset without faults of that size, made before")
    add("--work", type=pathlib.Path, default=ROOT / "target/peers", metavar="DIR", help="the folder for what is made")
    add("--repeat", type=int, default=3, metavar="R", help="runs of each command [3]")
    options = parser.parse_args()
    if options.faults is None:
        options.faults = min(options.transfers // 100, 440)
    for name in ("tallybook", "dev", "dataset", "work"):
        path = getattr(options, name)
        setattr(options, name, path and path.resolve())
    return options


def listed(known):
    def names(text):
        if unknown := [name for name in text.split(",") if name not in known]:
            raise argparse.ArgumentTypeError(f"not {', '.join(unknown)}, but some of {', '.join(known)}")
        return text.split(",")

    return names


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(options)
    print(f"```console\n$ python {shlex.join(sys.argv)}\n```\n")
    print(machine.describe(options.tallybook))
    print(f"{options.transfers:,} transfers, seed {options.seed}; best and worst of {options.repeat} runs.", flush=True)
    for job in options.jobs:
        try:
            JOBS[job](bench)
        except Failed as failed:
            sys.exit(f"\n{failed}")
    if bench.unequal:
        sys.exit("\nnot the same:\n" + "\n".join(bench.unequal))


if __name__ == "__main__":
    main()
