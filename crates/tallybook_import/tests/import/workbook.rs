//! Workbooks as somebody may have left them.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;
use tallybook_import::{Grid, import, read};
use tallybook_reader::Reading;

use crate::write;

/// A sheet: its name, and its cells by row and column.
type Sheet<'a> = (&'a str, &'a [(u32, u16, &'a str)]);

/// Reads a workbook of sheets.
fn read_sheets(sheets: &[Sheet<'_>]) -> Result<Vec<Grid>, String> {
    let mut workbook = Workbook::new();
    for (name, cells) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, column, text) in *cells {
            sheet.write_string(*row, *column, *text).unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tallybook.xlsx");
    workbook.save(&path).unwrap();
    read::workbook(&path).map_err(|error| error.to_string())
}

/// A cell in the last row and the last column makes no table of all that would stand before it.
#[test]
fn cells_that_stand_far_away_take_no_room() {
    let far = [(0, 0, "id"), (0, 1, "name"), (1, 0, "iran"), (1_048_575, 0, "russia"), (1_048_575, 900, "x")];
    let grids = read_sheets(&[("actors", &far)]).unwrap();
    let rows: Vec<_> = grids[0].rows.iter().map(|row| (row.number, grids[0].text(row, "id"))).collect();
    assert_eq!(rows, [(2, Some("iran")), (1_048_576, Some("russia"))]);

    for sheet in ["actors", "long_texts"] {
        let error = read_sheets(&[(sheet, &[(0, 0, "id"), (1_048_575, 16_383, "x")])]).unwrap_err();
        let says = format!("cell XFD1048576 of sheet `{sheet}` is not empty, and no table reaches as far");
        assert!(error.contains("tallybook.xlsx") && error.contains(&says), "{error}");
    }
}

/// Programs that write formulas do not compute them.
#[test]
fn a_formula_without_a_value_is_named() {
    let read = |result: &str| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("transfers").unwrap();
        for (column, name) in (0..).zip(["id", "total_text"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        sheet.write_string(1, 0, "batch").unwrap();
        sheet.set_formula_result_default(result);
        sheet.write_formula(1, 1, "=100+66").unwrap();
        sheet.write_blank(2, 1, &Format::new().set_bold()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tallybook.xlsx");
        workbook.save(&path).unwrap();
        read::workbook(&path).map_err(|error| error.to_string())
    };
    let error = read("").err().unwrap_or_default();
    assert!(error.contains("cell B2 of sheet `transfers` has the formula `=100+66` and no value"), "{error}");
    let grids = read("166").unwrap();
    assert_eq!(grids[0].text(&grids[0].rows[0], "total_text"), Some("166"));
}

#[test]
fn a_sheet_that_was_renamed_is_named() {
    let cells = [(0, 0, "id"), (1, 0, "iran")];
    let error = read_sheets(&[("Actors", &cells)]).unwrap_err();
    assert!(error.contains("sheet `Actors`") && error.contains("rename it to `actors`"), "{error}");
    for other in ["notes", "Actors of others"] {
        assert_eq!(read_sheets(&[("actors", &cells), (other, &cells)]).unwrap().len(), 1);
    }
}

/// Programs write into a linked cell that was emptied where its link leads.
#[test]
fn where_a_link_leads_is_no_value() {
    for (text, expected) in
        [("'equipment'!A8", None), ("equipment!A8", None), ("'things'!A8", Some("'things'!A8"))]
    {
        let cells = [(0, 0, "id"), (0, 1, "equipment_id"), (1, 0, "a"), (1, 1, text)];
        let grids = read_sheets(&[("items", &cells)]).unwrap();
        assert_eq!(grids[0].text(&grids[0].rows[0], "equipment_id"), expected);
    }
}

/// What is wrong with a note of which `long_texts` has a rest, and the note.
fn note(cell: &str, rest: &str) -> (String, Vec<String>) {
    let actors = [(0, 0, "id"), (0, 1, "note"), (1, 0, "iran"), (1, 1, cell)];
    let parts = [(1, 0, "actors"), (1, 1, "iran"), (1, 2, "note"), (1, 3, "2"), (1, 4, rest)];
    let grids = read_sheets(&[("actors", &actors), ("long_texts", &parts)]).unwrap();
    let note = grids[0].text(&grids[0].rows[0], "note").unwrap_or_default().to_owned();
    let plan = import::plan(&Reading::from_memory([("dataset.yaml", "title: T\n")]), grids, None, false);
    assert_eq!(plan.is_faulty(), !plan.faults.is_empty());
    (note, plan.faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect())
}

#[test]
fn a_text_goes_on_only_where_its_cell_is_full() {
    let full = "a".repeat(32_767);
    for (cell, rest) in [(full.as_str(), "bc"), (&full[1..], "\u{1F6A2}"), ("whole", "")] {
        assert_eq!(note(cell, rest), (format!("{cell}{rest}"), vec![]));
    }
    for (cell, rest) in [("short", "bc"), ("", "bc"), (&full[1..], "bc"), (&full[..4000], "bc")] {
        let fault = "tallybook.xlsx, sheet actors, cell B2 (note): the text was changed, and the sheet `long_texts` has the rest of another";
        assert_eq!(note(cell, rest), (cell.to_owned(), vec![fault.to_owned()]));
    }
}

/// However a text is written, with escapes too, its parts come together again.
#[test]
fn long_texts_come_back() {
    let texts =
        ["a".repeat(40_000), "\u{1F6A2}".repeat(40_000), "_x0001\r".repeat(1_200), "\u{1}".repeat(40_000)];
    let lines = texts.iter().enumerate().map(|(number, text)| {
        let id = format!("a-{number}");
        json!({ "id": id, "kind": "organization", "name": "N", "note": text }).to_string() + "\n"
    });
    let lines: String = lines.collect();
    let reading = Reading::from_memory([("dataset.yaml", "title: T\n"), ("actors.jsonl", lines.as_str())]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let folder = tempfile::tempdir().unwrap();
    write(&reading.dataset, folder.path());
    let grids = read::workbook(&folder.path().join("tallybook.xlsx")).unwrap();
    let actors = grids.iter().find(|grid| grid.table.name == "actors").unwrap();
    let notes: Vec<&str> = actors.rows.iter().filter_map(|row| actors.text(row, "note")).collect();
    assert!(notes == texts && actors.faults.is_empty(), "{:?}", actors.faults);
}
