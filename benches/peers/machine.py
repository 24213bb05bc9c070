"""What the figures were measured on, and with."""

import importlib.metadata
import os
import pathlib
import platform
import re
import subprocess

PACKAGES = ("duckdb", "polars", "frictionless", "jsonschema", "jsonschema-rs")


def field(path, name):
    found = re.search(rf"^{name}\s*:\s*(.*)$", pathlib.Path(path).read_text(encoding="utf-8"), re.M)
    return found[1] if found else "unknown"


def version(package):
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{package} not installed"


def describe(tallybook):
    """A line on the machine and one on the versions."""
    program = subprocess.run([tallybook, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) * 1024
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return "\n".join(
        [
            f"Machine: {field('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores, "
            f"{memory / 1e9:.0f} GB, {platform.system()} {platform.release()}; load at the start {load}.",
            f"Versions: {program}, {', '.join(map(version, PACKAGES))}, Python {platform.python_version()}.",
        ]
    )
