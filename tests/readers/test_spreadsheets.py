"""The workbook and the CSV for spreadsheets, opened by openpyxl, pandas and LibreOffice.

LibreOffice reads a file and writes it again as a workbook, which openpyxl then looks into: values, types and
what keeps a text from being a formula have to come back. Where there is no LibreOffice these tests are
skipped, and `cargo dev test` says so.
"""

import csv
import datetime as dt
import decimal
import json
import os
import pathlib
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.escape import unescape
from tables import EXPORTS, ROOT, TABLES, joined, records

CELL_UNITS = 32_767
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed: NOT PROVEN that it reads the exports"
)

HOSTILE = {
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "full-width": "\uff1d1+1",
    "after-space": "\u00a0=1",
    "tab": "\tx\t",
    "return": "\rx\r",
    "lines": "a\r\nb\n",
    "spaces": "  two  ",
    "quotes": "\"a\" 'b'",
    "apostrophe": "'tis",
    "separators": "a, b; c \\",
    "rtl": "\u05e9\u05dc\u05d5\u05dd",
    "bidi": "\u202eabc\u202c \u2066x\u2069\u200f",
    "emoji": "\U0001f469\u200d\U0001f467 \U0001f6a2",
    "zeros": "007",
    "exponent": "1E5",
    "month": "1-Mar",
    "truth": "TRUE",
    "time": "12:30",
    "day": "2022-08-20",
    "share": "50%",
    "fault": "#N/A",
    "escape": "_x000D_",
    "escapes": "a_x0041_x0042_b",
    "half-escape": "_x0001\r",
    "control": "a\x01b\x08c\x0bd\x1fe\x7ff\x85g",
    "null": "a\0b",
    "no-character": "a\ufffeb\uffffc",
    "markup": "<r>a</r>",
    "markup-twice": "<r><t>a &amp; b</t></r>",
    "address": "https://example.org/a?b=%20#c",
    "script": "javascript:alert(1)",
    "address-2079": "https://example.org/" + "u" * 2059,
    "address-2080": "https://example.org/" + "u" * 2060,
    "empty": "",
    "units-32767": "a" * 32_766 + "Z",
    "units-32768": "b" * 32_767 + "Z",
    "units-70000": "c" * 69_999 + "Z",
    "astral-fits": "d" * 32_765 + "\U0001f6a2",
    "astral-is-over": "e" * 32_766 + "\U0001f6a2",
    "astral-all": "\U0001f6a2" * 16_384,
    "escape-is-cut": "f" * 32_764 + "_x0041_g",
}

DATASET = """\
title: "=Hostile"
checks: {severity: {S009: off, X001: off, X003: off, X004: off, R004: off, R007: off}}
"""

TRANSFERS = [
    {"kind": "materiel", "total": "999999999999999"},
    {"kind": "materiel", "total": "9007199254740993"},
    {"kind": "materiel", "total": "more than 10"},
    {"kind": "funds", "amount": "USD 0.0001"},
    {"kind": "funds", "amount": "USD 123456789012.3456"},
    {"kind": "service", "delivered": "1899-12-31"},
    {"kind": "service", "delivered": "1900-02-28"},
    {"kind": "service", "delivered": "1900-03-01"},
    {"kind": "service", "delivered": "9999-12-31"},
    {"kind": "service", "delivered": "-0044-03-15"},
]


def tallybook(*arguments, status=0):
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "run", "--quiet", "--package", "tallybook", "--", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == status, run.stdout[-4000:] + run.stderr
    return run.stdout


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The exports of a dataset whose texts are hostile and whose numbers and days are at the limits."""
    folder = tmp_path_factory.mktemp("hostile")
    dataset = folder / "dataset"
    dataset.mkdir()
    (dataset / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    actors = [
        {"id": name, "kind": "person", "name": text or "x", "aliases": [text, "; \\"], "note": text}
        for name, text in HOSTILE.items()
    ]
    transfers = [
        {"id": f"t-{number}", "supplier": "plus", "recipient": "minus", "stage": "planned"} | fields
        for number, fields in enumerate(TRANSFERS)
    ]
    for name, records in (("actors", actors), ("transfers", transfers)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (dataset / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    # The rules are not what is tested here, and would find much. What is not looked for may be wrong.
    exporting = ("export", dataset, "--out", folder / "exports", "--excel")
    tallybook(*exporting, "--allow-errors", "--select", "X006", status=1)
    return folder / "exports"


def convert(files, out, *options):
    """Lets LibreOffice open files and write them as workbooks."""
    libreoffice(files, out, *options, "--convert-to", "xlsx:Calc MS Excel 2007 XML")
    written = [out / f"{pathlib.Path(file).stem}.xlsx" for file in files]
    assert all(file.exists() for file in written)
    return written


def libreoffice(files, out, *options):
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *options, "--outdir", out, *files]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def schema(exports, table):
    return pq.read_schema(exports / "parquet" / f"{table}.parquet")


def units(text):
    return len(text.encode("utf-16-le")) // 2


def first_units(text, count):
    return text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", errors="ignore")


def long_texts(workbook, is_shared):
    texts = {}
    if "long_texts" in workbook.sheetnames:
        for table, id_, column, part, text in workbook["long_texts"].iter_rows(min_row=2, values_only=True):
            parts = texts.setdefault((table, id_, column), [])
            assert part == len(parts) + 2
            parts.append(text if is_shared else unescape(text))
    return {cell: "".join(parts) for cell, parts in texts.items()}


def same_number(value, number):
    return float(decimal.Decimal(value)) == number if not isinstance(number, str) else value == number


def shares_strings(path):
    """Whether the texts of a workbook stand in one place for all sheets, and not in the cells."""
    with zipfile.ZipFile(path) as parts:
        return "xl/sharedStrings.xml" in parts.namelist()


def as_openpyxl_reads(text):
    """A text of shared strings as openpyxl gives it: it undoes `_x005F_`, and leaves the other escapes as they are."""
    not_in_xml = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
    return not_in_xml.sub(lambda found: f"_x{ord(found[0]):04X}_", text).replace("x005F_", "")


def number_format(sheet, cell):
    """The number format of a cell. LibreOffice writes no cell that is empty and looks as its column does."""
    if cell.has_style:
        return cell.number_format
    columns = (column for column in sheet.column_dimensions.values() if column.min <= cell.column <= column.max)
    return next(columns, cell).number_format


def assert_same_cell(value, kind, cell, rest, is_shared, place):
    """A cell holds a value of a column of this type. `rest` is what `long_texts` has of it."""
    found = cell.value
    if cell.data_type == "f":
        # So LibreOffice writes a boolean.
        assert pa.types.is_boolean(kind) and found in ("=TRUE()", "=FALSE()"), place
        found = found == "=TRUE()"
    if value is None or value == []:
        assert found is None and cell.number_format == "General", place
    elif pa.types.is_boolean(kind):
        assert found is value, place
    elif pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        assert same_number(str(value), found), place
        significant = str(value).replace(".", "").strip("-0")
        assert isinstance(found, str) == (len(significant) > 15), place
    elif pa.types.is_date(kind):
        if "1900-03-01" <= value <= "9999-12-31":
            assert found == dt.datetime.fromisoformat(value), place
            assert cell.number_format.lower().replace("\\", "") == "yyyy-mm-dd", place
        else:
            assert found == value, place
    else:
        text = joined(value) if isinstance(value, list) else value
        assert cell.number_format == "@", place
        assert found is None or isinstance(found, str), place
        found = found or ""
        if is_shared:
            assert found + rest == as_openpyxl_reads(text), place
        else:
            assert unescape(found) + rest == text, place


def assert_same_workbook(exports, path):
    """Every cell of a workbook holds what the tables hold, in its type."""
    workbook = openpyxl.load_workbook(path)
    is_shared = shares_strings(path)
    rests = long_texts(workbook, is_shared)
    assert workbook.sheetnames == ["about", *TABLES, *(["long_texts"] if rests else [])]
    for table in TABLES:
        fields = schema(exports, table)
        header, *rows = workbook[table].iter_rows(max_col=len(fields.names))
        assert [cell.value for cell in header] == fields.names
        expected = records(exports, table)
        assert len(rows) == len(expected)
        for row, record in zip(rows, expected):
            for cell, field in zip(row, fields):
                place = f"{table}.{field.name} of {record['id']}"
                rest = rests.get((table, record["id"], field.name), "")
                assert_same_cell(record[field.name], dictionary_values(field.type), cell, rest, is_shared, place)


def dictionary_values(kind):
    return kind.value_type if pa.types.is_dictionary(kind) else kind


@pytest.fixture(scope="session")
def workbook():
    return openpyxl.load_workbook(EXPORTS / "tallybook.xlsx")


def test_the_workbook_holds_the_tables():
    assert_same_workbook(EXPORTS, EXPORTS / "tallybook.xlsx")


def test_the_workbook_holds_what_is_hostile(hostile):
    assert_same_workbook(hostile, hostile / "tallybook.xlsx")
    workbook = openpyxl.load_workbook(hostile / "tallybook.xlsx")
    rests = long_texts(workbook, is_shared=False)
    long = {id_ for table, id_, column in rests if (table, column) == ("actors", "note")}
    assert long == {name for name, text in HOSTILE.items() if units(text) > CELL_UNITS}
    assert units(rests["actors", "units-32768", "note"]) == 1


def test_the_first_sheet_explains_the_others(workbook):
    about = workbook["about"]
    # A table may be called like something that the sheet explains further down.
    rows = {row[0].value: row for row in reversed(list(about.iter_rows()))}
    package = json.loads((EXPORTS / "datapackage.json").read_text(encoding="utf-8"))
    assert about["A1"].value == package["title"]
    for key in ("version", "description"):
        assert rows[key][1].value == package[key]
    assert rows["as_of"][1].value
    for table in TABLES:
        cell = rows[table][0]
        assert cell.hyperlink.location == f"'{table}'!A1"
        assert rows[table][3].value == len(records(EXPORTS, table))


@pytest.mark.parametrize("table", TABLES)
def test_sheets_are_made_for_reading(workbook, table):
    sheet = workbook[table]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
    for cell, field in zip(sheet[1], schema(EXPORTS, table)):
        assert cell.font.bold
        note = cell.comment.text
        for key in (b"description", b"unit", b"vocabulary", b"references"):
            assert field.metadata.get(key, b"").decode() in note
    widths = [column.width for column in sheet.column_dimensions.values()]
    assert widths and all(0 < width <= 65 for width in widths)


def test_sheets_are_made_for_printing(workbook):
    several = set()
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        if sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            width = sum(column.width * (column.max - column.min + 1) for column in sheet.column_dimensions.values())
            assert width < 290, "letters are too small to be read"
        else:
            several.add(sheet.title)
            assert sheet.page_setup.scale == 50
            assert sheet.print_title_cols == "$A:$A"
    assert "transfers" in several and "items" not in several


def test_ids_lead_to_their_rows(workbook):
    followed = 0
    for table in TABLES:
        references = {field.name: field.metadata.get(b"references") for field in schema(EXPORTS, table)}
        for column in workbook[table].iter_cols():
            reference = references[column[0].value]
            for cell in column[1:]:
                if reference and cell.value and "; " not in cell.value:
                    sheet, place = cell.hyperlink.location.split("!")
                    assert sheet.strip("'") == reference.decode().split(".")[0]
                    assert workbook[sheet.strip("'")][place].value == cell.value
                    followed += 1
    assert followed > 100


def test_only_addresses_are_links(workbook, hostile):
    urls = [row["url"] for row in records(EXPORTS, "sources")]
    column = [cell.value for cell in workbook["sources"][1]].index("url")
    cells = [row[column] for row in workbook["sources"].iter_rows(min_row=2)]
    for cell, url in zip(cells, urls):
        assert (cell.hyperlink.target if cell.hyperlink else None) == url
    assert any(urls)
    sheet = openpyxl.load_workbook(hostile / "tallybook.xlsx")["actors"]
    note = [cell.value for cell in sheet[1]].index("note")
    linked = {row[0].value for row in sheet.iter_rows(min_row=2) if row[note].hyperlink}
    assert linked == {"address", "address-2079"}


def test_pandas_gives_typed_frames():
    frame = pd.read_excel(EXPORTS / "tallybook.xlsx", sheet_name="transfers", dtype_backend="numpy_nullable")
    frame = frame.set_index("id")
    assert frame["total_best"].dtype == pd.Int64Dtype()
    assert frame["total_best"].isna().any() and frame.loc["uav-batch-1", "total_best"] == 160
    assert frame["delivered_start"].dtype.kind == "M"
    assert frame.loc["cash-for-uav-batch-1", "delivered_start"] == pd.Timestamp("2022-08-20")
    assert frame["delivered_uncertain"].dtype == pd.BooleanDtype()
    assert frame.loc["cash-for-uav-batch-1", "amount_best"] == 140_000_000
    assert frame["supplier_id"].dtype == pd.StringDtype()
    frames = pd.read_excel(EXPORTS / "tallybook.xlsx", sheet_name=None)
    assert list(frames) == ["about", *TABLES]
    assert all(len(frames[table]) == len(records(EXPORTS, table)) for table in TABLES)


@needs_libreoffice
def test_libreoffice_reads_the_workbook(tmp_path):
    assert_same_workbook(EXPORTS, convert([EXPORTS / "tallybook.xlsx"], tmp_path)[0])


@needs_libreoffice
def test_libreoffice_writes_the_workbook_as_csv(tmp_path):
    """Every sheet as CSV, as it shows the cells: the same as the CSV of the tables."""
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    libreoffice([EXPORTS / "tallybook.xlsx"], tmp_path, "--convert-to", as_shown)
    for table in TABLES:
        with open(EXPORTS / "csv" / f"{table}.csv", encoding="utf-8", newline="") as plain:
            expected = list(csv.reader(plain))
        with open(tmp_path / f"tallybook-{table}.csv", encoding="utf-8-sig", newline="") as shown:
            found = list(csv.reader(shown))
        truths = [pa.types.is_boolean(field.type) for field in schema(EXPORTS, table)]
        lower = [[cell.lower() if truth else cell for cell, truth in zip(row, truths)] for row in found[1:]]
        assert [found[0], *lower] == expected, table


@needs_libreoffice
def test_libreoffice_shows_truths_as_words(tmp_path):
    """In HTML and PDF it shows a boolean as 1 or 0 unless the cell has a number format for it."""
    libreoffice([EXPORTS / "tallybook.xlsx"], tmp_path, "--convert-to", "html:HTML (StarCalc)")
    page = (tmp_path / "tallybook.html").read_text(encoding="utf-8")
    values = (value for table in TABLES for row in records(EXPORTS, table) for value in row.values())
    truths = [value for value in values if isinstance(value, bool)]
    assert len(truths) > 100
    for truth in (True, False):
        shown = re.findall(rf'sdnum="[^"]*;BOOLEAN">(?:<[^>]*>)*{str(truth).upper()}<', page)
        assert len(shown) == truths.count(truth), truth


@needs_libreoffice
def test_libreoffice_reads_what_is_hostile(hostile, tmp_path):
    path = convert([hostile / "tallybook.xlsx"], tmp_path)[0]
    workbook = openpyxl.load_workbook(path)
    header, *rows = workbook["actors"].iter_rows()
    names = [cell.value for cell in header]
    rests = long_texts(workbook, is_shared=True)
    for row in rows:
        cells = dict(zip(names, row))
        id_ = cells["id"].value
        note = cells["note"]
        assert note.data_type != "f" and number_format(workbook["actors"], note) == "@", id_
        found = unescape((note.value or "") + rests.get(("actors", id_, "note"), ""))
        # It writes one line break for the two characters, whatever file they come from.
        assert found == unescape(HOSTILE[id_].replace("\r\n", "\n")), id_
    assert_same_sheet(hostile, "transfers", workbook["transfers"])


def assert_same_sheet(exports, table, sheet):
    fields = schema(exports, table)
    header, *rows = sheet.iter_rows(max_col=len(fields.names))
    assert [cell.value for cell in header] == fields.names
    for row, record in zip(rows, records(exports, table), strict=True):
        for cell, field in zip(row, fields):
            place = f"{table}.{field.name} of {record['id']}"
            assert_same_cell(record[field.name], dictionary_values(field.type), cell, "", True, place)


def guarded(text):
    """Whether the text begins with an apostrophe once it is guarded."""
    return text.startswith(("'", *FORMULA_SIGNS)) or text.lstrip().startswith(("=", "\uff1d"))


# Comma, quotation mark, UTF-8, from line 1, types by themselves, quoted fields are text, dates and truths are read.
CSV_FOR_SPREADSHEETS = "--infilter=CSV:44,34,76,1,,0,true,true"
CSV_BY_ITSELF = "--infilter=CSV:44,34,76,1,,0,false,true"


@needs_libreoffice
def test_libreoffice_reads_csv_for_spreadsheets(tmp_path):
    tallybook("export", "--out", tmp_path / "exports", "--excel", "--formats", "csv,json,parquet")
    exports = tmp_path / "exports"
    written = convert([exports / "excel" / f"{table}.csv" for table in TABLES], tmp_path, CSV_FOR_SPREADSHEETS)
    for table, path in zip(TABLES, written):
        fields = schema(exports, table)
        header, *rows = openpyxl.load_workbook(path).active.iter_rows(max_col=len(fields.names))
        assert [cell.value for cell in header] == fields.names
        for row, record in zip(rows, records(exports, table), strict=True):
            for cell, field in zip(row, fields):
                value, found = record[field.name], cell.value
                place = f"{table}.{field.name} of {record['id']}"
                kind = dictionary_values(field.type)
                assert cell.data_type != "f", place
                if value in (None, [], ""):
                    assert found is None, place
                elif pa.types.is_date(kind):
                    assert found == dt.datetime.fromisoformat(value), place
                elif pa.types.is_integer(kind) or pa.types.is_decimal(kind):
                    assert same_number(str(value), found) and not isinstance(found, str), place
                elif pa.types.is_boolean(kind):
                    assert found is value, place
                else:
                    text = joined(value) if isinstance(value, list) else value
                    assert found.removeprefix("'") == text, place


@needs_libreoffice
@pytest.mark.parametrize("options", [CSV_FOR_SPREADSHEETS, CSV_BY_ITSELF])
def test_libreoffice_runs_nothing_of_csv_for_spreadsheets(hostile, tmp_path, options):
    sheet = openpyxl.load_workbook(convert([hostile / "excel" / "actors.csv"], tmp_path, options)[0]).active
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    assert len(rows) == len(HOSTILE)
    for row in rows:
        cells = dict(zip(names, row))
        assert all(cell.data_type != "f" for cell in row)
        id_ = str(cells["id"].value)
        text = HOSTILE[id_]
        if guarded(text):
            assert cells["note"].value.startswith("'"), id_
        if options == CSV_FOR_SPREADSHEETS and text:
            # A spreadsheet cuts a text of CSV where a cell is full, keeps no null and has one kind of line break.
            kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
            found = unescape(cells["note"].value)
            kept = unescape(first_units("'" + kept if guarded(text) else kept, CELL_UNITS))
            assert found == kept, id_


@needs_libreoffice
def test_libreoffice_runs_plain_csv(hostile, tmp_path):
    """What the guard is for: without it the first text is a formula."""
    sheet = openpyxl.load_workbook(convert([hostile / "csv" / "actors.csv"], tmp_path, CSV_BY_ITSELF)[0]).active
    assert any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_csv_for_spreadsheets_says_the_same(hostile):
    csv.field_size_limit(10**7)
    for table in TABLES:
        with open(hostile / "excel" / f"{table}.csv", encoding="utf-8-sig", newline="") as excel:
            with open(hostile / "csv" / f"{table}.csv", encoding="utf-8", newline="") as plain:
                pairs = zip(csv.reader(excel), csv.reader(plain), strict=True)
                for excel_row, plain_row in pairs:
                    assert [cell.removeprefix("'") for cell in excel_row] == plain_row
                    assert not any(cell.startswith(FORMULA_SIGNS) for cell in excel_row)
    assert (hostile / "excel" / "actors.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_rule_says_what_is_guarded(hostile):
    """X006 names the cells that begin with an apostrophe in CSV for spreadsheets."""
    csv.field_size_limit(10**7)
    dataset = hostile.parent / "dataset"
    findings = json.loads(tallybook("check", dataset, "--select", "X006", "--format", "json"))["findings"]
    named = {finding["record"]["id"] for finding in findings if finding["path"] == "/note"}
    with open(hostile / "excel" / "actors.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    begin = {row["id"] for row in rows if row["note"].startswith("'")}
    # An apostrophe of the text's own is doubled, which is no danger to anybody.
    assert named == begin - {"apostrophe"} and len(named) >= 8
