"""Validation by schema alone: `peer_schemas.py frictionless|jsonschema|jsonschema-rs FOLDER`, a process each.

Frictionless holds an exported CSV table against the exported data package, the others the lines of a dataset
against `schema/*.json`. What is not valid ends the process with 1.
"""

import json
import pathlib
import sys

SCHEMA = pathlib.Path(__file__).parents[2] / "schema/transfers.schema.json"


def transfers(folder):
    with open(pathlib.Path(folder) / "transfers.jsonl", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def record_schema():
    """The schema of one record: a file may have a list of them too."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/Record"}


def frictionless(folder):
    from frictionless import Package, system

    with system.use_context(trusted=True):
        package = Package(str(pathlib.Path(folder) / "datapackage.json"))
        return package.get_resource("transfers").validate().valid


def jsonschema(folder):
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(record_schema())
    return all(validator.is_valid(record) for record in transfers(folder))


def jsonschema_rs(folder):
    from jsonschema_rs import Draft202012Validator

    validator = Draft202012Validator(record_schema())
    return all(validator.is_valid(record) for record in transfers(folder))


if __name__ == "__main__":
    job = {"frictionless": frictionless, "jsonschema": jsonschema, "jsonschema-rs": jsonschema_rs}[sys.argv[1]]
    sys.exit(0 if job(sys.argv[2]) else 1)
