//! Workbooks as somebody may have left them.

use rust_xlsxwriter::Workbook;
use tallybook_import::{Grid, read};

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
