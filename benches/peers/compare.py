"""Whether the tools find the same: the records that break one of the eleven rules, on a dataset with faults."""

import json
import subprocess
import sys

from datasets import ROOT

CODES = ("R001", "R002", "E001", "Q001", "Q002", "D003", "D005", "D006", "A001", "M001", "T002")
PEERS = ROOT / "benches/peers"


def report(tallybook, folder):
    command = [tallybook, "check", folder, "--select", ",".join(CODES), "--format", "json", "--all"]
    return json.loads(subprocess.run(command, capture_output=True, text=True).stdout)


def of_tallybook(tallybook, folder):
    return {(finding["code"], finding["record"]["id"]) for finding in report(tallybook, folder)["findings"]}


def of_peer(peer, job, folder, work):
    out = work / f"found-{peer}-{job}.json"
    subprocess.run([sys.executable, PEERS / f"peer_{peer}.py", job, folder, out], check=True)
    return {tuple(pair) for pair in json.loads(out.read_text(encoding="utf-8"))}


def apart(found):
    """Without what is found in records of which there are several with one id: tables cannot tell those apart."""
    repeated = {record for code, record in found if code == "R001"}
    return {(code, record) for code, record in found if code == "R001" or record not in repeated}


def differences(name, expected, found):
    """What only one of the two finds, in words."""
    sides = (("Tallybook alone", expected - found), (f"{name} alone", found - expected))
    return [f"{who} finds {code} in {record}" for who, pairs in sides for code, record in sorted(pairs)]


def rows(ours, theirs):
    """The tables of which two folders of Parquet files do not have the same rows, in words."""
    command = [sys.executable, PEERS / "peer_duckdb.py", "differences", ours, theirs]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    counts = [line.split() for line in lines]
    return [
        f"{here} rows of `{table}` are Tallybook's alone, {there} the peer's" for table, here, there in counts
        if (here, there) != ("0", "0")
    ]  # fmt: skip


def summary(found):
    counts = [f"{code} {sum(1 for c, _ in found if c == code)}" for code in CODES]
    return f"{len(found)} findings ({', '.join(counts)})"
