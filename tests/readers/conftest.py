"""Shows which readers were tested, and gives them the program."""

import importlib.metadata
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]


def pytest_report_header():
    names = ["pandas", "polars", "pyarrow", "duckdb", "datafusion", "pyspark"]
    return "readers: " + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


@pytest.fixture(scope="session")
def tallybook():
    """Runs the program as it is now."""
    built = subprocess.run(
        ["cargo", "build", "--quiet", "--package", "tallybook", "--message-format", "json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    program = next(message["executable"] for message in messages if message.get("executable"))

    def run(*arguments):
        return subprocess.run([program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)

    return run
