"""Runs a command in a process of its own and says what it cost."""

import dataclasses
import os
import subprocess
import tempfile
import time


class Failed(Exception):
    """A command that did not end as it should."""


@dataclasses.dataclass
class Cost:
    """Seconds on the clock, seconds of processor time (user and system), and bytes of memory at the peak."""

    wall: float
    cpu: float
    memory: int


def measure(command):
    """The cost of one run. The process's own resource usage is taken, not that of all children so far."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace")[-2000:]
            raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}\n{said}")
    # Linux gives kibibytes.
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def best_and_worst(costs, name, unit):
    """The best and the worst of several runs as text."""
    values = [getattr(cost, name) for cost in costs]
    best, worst = unit(min(values)), unit(max(values))
    return best if best == worst else f"{best}–{worst}"


def seconds(value):
    return f"{value:.2f} s"


def megabytes(value):
    return f"{value / 1e6:,.0f} MB"
