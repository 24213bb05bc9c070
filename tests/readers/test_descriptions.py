"""What describes the exports, held against the exports by the validators of each standard.

Every validator is also shown to find a fault: it is given a copy of the exports with one in it.

`frictionless` reads Parquet by way of pandas, where a null among whole numbers is not a number and a list
is none, so that no Parquet file with such columns is valid to it. It checks the whole descriptor and the
CSV files; the Parquet files are held against the descriptor here, by pyarrow.
"""

import csv
import functools
import hashlib
import http.server
import importlib
import json
import pathlib
import re
import shutil
import subprocess
import threading

import mlcroissant
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from frictionless import FrictionlessException, Package, system
from tables import EXPORTS, MANIFEST, ROOT, TABLES


@pytest.fixture
def copy(tmp_path):
    """A copy of the exports, to break."""
    return pathlib.Path(shutil.copytree(EXPORTS, tmp_path / "exports"))


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """Exports of the dataset in some formats only."""

    def export(formats):
        out = tmp_path_factory.mktemp("exports") / formats
        command = ["cargo", "run", "--quiet", "--package", "tallybook", "--", "export", "--formats", formats]
        subprocess.run([*command, "--out", out], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return out

    return export


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text.replace(old, new, 1))


def set_cell(path, column, value, row=0):
    """Sets a cell of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows[row][header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


# Digests


def sums(folder):
    tool = ["sha256sum"] if shutil.which("sha256sum") else ["shasum", "-a", "256"]
    return subprocess.run([*tool, "-c", "SHA256SUMS"], cwd=folder, capture_output=True).returncode


def test_the_checksums_are_those_of_every_file():
    lines = (EXPORTS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    there = {path.relative_to(EXPORTS).as_posix() for path in EXPORTS.rglob("*") if path.is_file()}
    assert set(listed) == there - {"SHA256SUMS"}
    for path, digest in listed.items():
        assert hashlib.sha256((EXPORTS / path).read_bytes()).hexdigest() == digest, path
    assert sums(EXPORTS) == 0


def test_a_changed_byte_fails_the_checksums(copy):
    replace(copy / "json" / "deals.jsonl", '"delivered"', '"cancelled"')
    assert sums(copy) != 0


def test_a_missing_file_fails_the_checksums(copy):
    (copy / "parquet" / "deals.parquet").unlink()
    assert sums(copy) != 0


def test_the_manifest_counts_the_rows():
    for file in MANIFEST["files"]:
        if file["format"] == "parquet":
            assert file["rows"] == pq.read_metadata(EXPORTS / file["path"]).num_rows, file["path"]


# Data Package


def package_faults(folder):
    """The faults that frictionless finds in the descriptor and in the CSV files."""
    with system.use_context(trusted=True):
        try:
            package = Package(str(folder / "datapackage.json"))
        except FrictionlessException as exception:
            return {error.type for error in exception.reasons or [exception.error]}
        for name in package.resource_names:
            if name.endswith("-parquet"):
                package.remove_resource(name)
        report = package.validate()
    return {kind for kind, in report.flatten(["type"])}


def parquet_faults(folder):
    """What in the Parquet files is not as the descriptor says."""
    types = {
        "string": lambda t: pa.types.is_string(t) or pa.types.is_dictionary(t),
        "integer": pa.types.is_int64,
        "number": pa.types.is_decimal128,
        "date": pa.types.is_date32,
        "boolean": pa.types.is_boolean,
        "array": pa.types.is_list,
    }
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    parquet = {name: resource for name, resource in resources.items() if resource["format"] == "parquet"}
    tables = {name: pq.read_table(folder / resource["path"]) for name, resource in parquet.items()}
    faults = set()
    for name, resource in parquet.items():
        table, data = tables[name], (folder / resource["path"]).read_bytes()
        if resource["bytes"] != len(data):
            faults.add("bytes")
        if resource["hash"] != "sha256:" + hashlib.sha256(data).hexdigest():
            faults.add("hash")
        fields = resource["schema"]["fields"]
        if [field["name"] for field in fields] != table.column_names:
            faults.add("fields")
        for field in fields:
            column, constraints = table[field["name"]], field.get("constraints", {})
            if not types[field["type"]](column.type):
                faults.add("type")
            if constraints.get("required") and column.null_count:
                faults.add("required")
            if constraints.get("unique") and pc.count_distinct(column).as_py() != len(column):
                faults.add("unique")
            if "enum" in constraints and not set(column.drop_null().to_pylist()) <= set(constraints["enum"]):
                faults.add("enum")
        for key in resource["schema"].get("foreignKeys", []):
            (field,), (to,) = key["fields"], key["reference"]["fields"]
            ids = set(tables[key["reference"]["resource"] or name][to].to_pylist())
            if not set(table[field].drop_null().to_pylist()) <= ids:
                faults.add("foreign-key")
    return faults


def test_the_data_package_is_valid():
    package = json.loads((EXPORTS / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    assert names == TABLES + [f"{table}-parquet" for table in TABLES]
    assert package_faults(EXPORTS) == set()
    assert parquet_faults(EXPORTS) == set()


def test_frictionless_finds_a_broken_foreign_key(copy):
    set_cell(copy / "csv" / "transfers.csv", "supplier_id", "nobody")
    assert "foreign-key" in package_faults(copy)


def test_frictionless_finds_a_broken_key(copy):
    set_cell(copy / "csv" / "actors.csv", "id", "russia")
    assert {"unique-error", "primary-key"} & package_faults(copy)


def test_frictionless_finds_a_broken_type_and_a_broken_term(copy):
    set_cell(copy / "csv" / "transfers.csv", "delivered_start", "some day")
    set_cell(copy / "csv" / "transfers.csv", "stage", "elsewhere", row=1)
    assert {"type-error", "constraint-error"} <= package_faults(copy)


def test_frictionless_finds_a_changed_file(copy):
    set_cell(copy / "csv" / "deals.csv", "title", "Another title")
    assert {"hash-count", "byte-count"} & package_faults(copy)


def test_frictionless_finds_a_broken_descriptor_of_parquet(copy):
    replace(copy / "datapackage.json", '"type": "array"', '"type": "heap"')
    assert package_faults(copy)


def test_broken_parquet_is_found(copy):
    path = copy / "parquet" / "transfers.parquet"
    table = pq.read_table(path)
    position = table.column_names.index("supplier_id")
    ids = pa.array(["nobody"] * table.num_rows)
    pq.write_table(table.set_column(position, "supplier_id", ids), path)
    assert {"bytes", "hash", "foreign-key"} <= parquet_faults(copy)


# Croissant


def croissant(folder):
    return mlcroissant.Dataset(folder / "croissant.json")


def records(folder, table):
    """The records of a table, by the names of the columns, with text for bytes."""

    def plain(value):
        return value.decode() if isinstance(value, bytes) else value

    # A data set of its own for each table: what one has read is used up for the joins of the next.
    return [
        {
            field.removeprefix(f"{table}/"): [plain(v) for v in value] if isinstance(value, list) else plain(value)
            for field, value in record.items()
        }
        for record in croissant(folder).records(table)
    ]


def test_the_croissant_is_valid():
    issues = croissant(EXPORTS).metadata.ctx.issues
    assert not issues.errors
    # No clock is among the exports, so that the same dataset gives the same bytes.
    assert all("datePublished" in warning for warning in issues.warnings), issues.warnings


@pytest.mark.parametrize("table", TABLES)
def test_croissant_reads_every_table(table):
    found, wanted = records(EXPORTS, table), pq.read_table(EXPORTS / "parquet" / f"{table}.parquet").to_pylist()
    assert len(found) == len(wanted)
    for record, row in zip(found, wanted, strict=True):
        assert record.keys() == row.keys()
        for column, value in row.items():
            shown = record[column]
            if shown is None or value is None:
                assert shown is None and value is None, column
            elif isinstance(shown, pd.Timestamp):
                assert shown.date() == value, column
            else:
                assert shown == value, column


@pytest.mark.parametrize("formats", ["csv", "json", "parquet"])
def test_croissant_of_one_format(export, formats):
    folder = export(formats)
    assert not croissant(folder).metadata.ctx.issues.errors
    [batch] = [record for record in records(folder, "transfers") if record["id"] == "uav-batch-1"]
    assert (batch["total_best"], batch["supplier_id"]) == (160, "iran")
    first, *_ = records(folder, "deals")
    assert set(first["party_ids"]) == {"iran", "russia"}


def test_mlcroissant_finds_a_broken_reference(copy):
    replace(copy / "croissant.json", '"@id": "actors/id"\n            }\n          }', '"@id": "actors/none"\n            }\n          }')
    with pytest.raises(mlcroissant.ValidationError):
        croissant(copy)


def test_mlcroissant_finds_a_broken_source(copy):
    replace(copy / "croissant.json", '"column": "supplier_id"', '"column": "seller_id"')
    with pytest.raises(mlcroissant.GenerationError):
        records(copy, "transfers")


def test_mlcroissant_finds_a_file_without_digest(copy):
    replace(copy / "croissant.json", '"sha256"', '"sha1"')
    with pytest.raises(mlcroissant.ValidationError):
        croissant(copy)


# CSV on the Web


def csvw(path):
    """Whether the validator finds nothing to say of a file or of the metadata of several."""
    try:
        return CSVW(str(path), validate=True).is_valid
    except ValueError:
        return False


def test_the_csv_metadata_are_valid():
    assert csvw(EXPORTS / "csv" / "csv-metadata.json")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("transfers", "supplier_id", "nobody"),
        ("transfers", "delivered_start", "some day"),
        ("transfers", "stage", "elsewhere"),
        ("transfers", "total_best", "many"),
        ("transfers", "supplier_id", ""),
        ("actors", "id", "russia"),
    ],
)
def test_the_csvw_validator_finds_a_fault(copy, table, column, value):
    # A change that breaks nothing.
    set_cell(copy / "csv" / f"{table}.csv", "note", "Another note")
    assert csvw(copy / "csv" / "csv-metadata.json")
    set_cell(copy / "csv" / f"{table}.csv", column, value)
    assert not csvw(copy / "csv" / "csv-metadata.json")


def test_the_csv_metadata_are_found_from_a_csv_file():
    """Where the standard looks for them (Model for Tabular Data, section 5.3)."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=EXPORTS)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = CSVW(f"http://127.0.0.1:{server.server_port}/csv/deals.csv")
        server.shutdown()
    [deals] = [table for table in found.tables if table.local_name == "deals.csv"]
    assert "party_ids" in [column.name for column in deals.tableSchema.columns]


def test_the_csv_metadata_give_types_and_lists():
    tables = CSVW(str(EXPORTS / "csv" / "csv-metadata.json")).tablegroup.read()
    [batch] = [row for row in tables["transfers.csv"] if row["id"] == "uav-batch-1"]
    assert batch["total_best"] == 160
    [deal] = [row for row in tables["deals.csv"] if row["id"] == "first-uav-deal"]
    assert set(deal["party_ids"]) == {"iran", "russia"}


# Parts of a dataset


@pytest.mark.parametrize(
    "options",
    [
        ["--where", "supplier=iran"],
        ["--tables", "transfers,items"],
        ["--where", "kind=funds", "--tables", "transfers,evidence,sources,statement_targets"],
    ],
)
def test_the_descriptions_of_a_part_are_valid(options, tmp_path):
    command = ["cargo", "run", "--quiet", "--package", "tallybook", "--", "export", "--formats", "csv,parquet"]
    subprocess.run([*command, *options, "--out", tmp_path], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert package_faults(tmp_path) == set()
    assert parquet_faults(tmp_path) == set()
    assert csvw(tmp_path / "csv" / "csv-metadata.json")
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["selection"]
    for table in manifest["tables"]:
        assert len(records(tmp_path, table["name"])) == table["rows"]


# For people


def loading_lines():
    readme = (EXPORTS / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Load it\n")[1].split("\n##")[0]
    return re.findall(r"^\| (\S+) \| `(.+)` \|$", section, re.M)


def test_the_readme_says_how_to_load_every_format():
    formats = {file["format"] for file in MANIFEST["files"] if file["table"]}
    assert {path.rsplit(".", 1)[1] for path, _ in loading_lines()} >= formats


@pytest.mark.parametrize(("path", "line"), loading_lines())
def test_what_the_readme_says_loads(path, line, monkeypatch):
    monkeypatch.chdir(EXPORTS)
    module = line.split(".", 1)[0]
    loaded = eval(line, {module: importlib.import_module(module)})
    assert len(list(getattr(loaded, "resources", loaded))) > 0, path


@pytest.mark.parametrize(("path", "line"), [pair for pair in loading_lines() if pair[1].startswith("pandas.")])
def test_what_the_readme_says_keeps_texts(path, line, copy, monkeypatch):
    """`NA` is the code of Namibia, and `001` an id; Parquet says of its columns what they are."""
    file = copy / path
    if file.suffix != ".parquet":
        texts = re.sub(rb"\biran\b", b"NA", file.read_bytes())
        file.write_bytes(re.sub(rb'"supplier_id":"[^"]*"', b'"supplier_id":"001"', texts))
    monkeypatch.chdir(copy)
    frame = eval(line, {"pandas": pd})
    suppliers = set(frame["supplier_id"])
    assert suppliers == {"001"} or suppliers & {"NA", "iran"}, suppliers
    assert not frame["supplier_id"].isna().any()
