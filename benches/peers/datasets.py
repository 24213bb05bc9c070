"""The synthetic datasets and the exports of them: made once in a folder, and found there the next time."""

import collections
import json
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[2]

# The tables that `tables.sql` makes; `links` and `facts` are Tallybook's alone.
TABLES = (
    "sources", "actors", "actor_roles", "equipment", "deals", "transfers", "items", "statements", "statement_targets",
    "figures", "evidence",
)  # fmt: skip


def run(command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


class Datasets:
    """Datasets of one size and seed, in a folder of work."""

    def __init__(self, work, tallybook, dev, seed):
        self.work, self.tallybook, self.seed = pathlib.Path(work), tallybook, seed
        beside = pathlib.Path(tallybook).with_name("dev")
        self.dev = [dev or beside] if dev or beside.exists() else ["cargo", "run", "-q", "--release", "-p", "dev", "--"]

    def synthetic(self, transfers, faults=0):
        folder = self.work / f"records-{transfers}-{self.seed}-{faults}"
        return self.once(folder, lambda to: [
            *self.dev, "synth", "--transfers", transfers, "--seed", self.seed, "--faults", faults, "--out", to,
        ])  # fmt: skip

    def exports(self, records, kind, *options):
        """The exports of a dataset in one format, as the program makes them now."""
        folder = self.work / f"{records.name}-{kind}"
        if folder.exists() and folder.stat().st_mtime < pathlib.Path(self.tallybook).stat().st_mtime:
            shutil.rmtree(folder)
        command = [self.tallybook, "export", records, "--formats", kind, *options, "--out"]
        return self.once(folder, lambda to: [*command, to])

    def readable(self, faulty):
        """A dataset without the records that are no JSON, have unknown fields or lack some: faults that have no place
        in a record, by the list of the generator."""
        folder = faulty.with_name(f"{faulty.name}-readable")
        if not folder.exists():
            left_out = collections.defaultdict(set)
            for line in faulty.with_name(f"{faulty.name}.faults.jsonl").read_text(encoding="utf-8").splitlines():
                fault = json.loads(line)
                if fault["path"] is None:
                    left_out[fault["file"]].add(fault["line"])
            shutil.copytree(faulty, folder)
            for name, numbers in left_out.items():
                with open(faulty / name, encoding="utf-8") as lines, open(folder / name, "w", encoding="utf-8") as out:
                    out.writelines(line for number, line in enumerate(lines, 1) if number not in numbers)
        return folder

    def once(self, folder, command):
        """Runs a command that makes a folder, unless it is there. One that fails leaves nothing behind."""
        if not folder.exists():
            self.work.mkdir(parents=True, exist_ok=True)
            try:
                run(command(folder))
            except subprocess.CalledProcessError as error:
                # Exports that are allowed errors are written, and still end with 1.
                if not (error.returncode == 1 and "--allow-errors" in error.cmd and folder.exists()):
                    shutil.rmtree(folder, ignore_errors=True)
                    raise
        return folder


def size(folder):
    """The bytes of every file in a folder, by the name without its ending."""
    return {path.stem: path.stat().st_size for path in sorted(folder.iterdir())}
