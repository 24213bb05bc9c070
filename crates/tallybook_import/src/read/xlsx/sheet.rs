//! A sheet as it was read: the cells that are there, however far from each other they stand.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use calamine::{Data, Xlsx};

use crate::grid::letters;

/// The columns that are read: more than any table has, with those that somebody may have added to it.
const COLUMNS: u32 = 1_024;

/// The cells of a sheet that are not empty.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: BTreeMap<u32, Row>,
}

/// The cells of a row, in the order of their columns.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: Vec<(u32, Data)>,
}

impl Sheet {
    /// Reads a sheet. The error says what is wrong with it.
    pub(super) fn read<R: Read + Seek>(workbook: &mut Xlsx<R>, name: &str) -> Result<Self, String> {
        let failed = |error: calamine::XlsxError| error.to_string();
        let mut cells = workbook.worksheet_cells_reader(name).map_err(failed)?;
        let mut sheet = Self::default();
        let mut may_have_formulas = false;
        while let Some(cell) = cells.next_cell().map_err(failed)? {
            let data = Data::from(cell.get_value().clone());
            may_have_formulas |= is_nothing(&data);
            if data == Data::Empty {
                continue;
            }
            let (row, column) = cell.get_position();
            if column >= COLUMNS {
                return Err(format!(
                    "cell {} of sheet `{name}` is not empty, and no table reaches as far: delete that column",
                    place(row, column)
                ));
            }
            sheet.rows.entry(row).or_default().cells.push((column, data));
        }
        drop(cells);
        for row in sheet.rows.values_mut() {
            row.cells.sort_by_key(|(column, _)| *column);
        }
        if may_have_formulas {
            sheet.refuse_formulas_without_value(workbook, name)?;
        }
        Ok(sheet)
    }

    /// Refuses formulas that nobody has computed, as programs leave them: their cells are empty, and it is not known what
    /// was to stand there.
    fn refuse_formulas_without_value<R: Read + Seek>(
        &self,
        workbook: &mut Xlsx<R>,
        name: &str,
    ) -> Result<(), String> {
        let failed = |error: calamine::XlsxError| error.to_string();
        let mut cells = workbook.worksheet_cells_reader(name).map_err(failed)?;
        while let Some(cell) = cells.next_formula().map_err(failed)? {
            let (row, column) = cell.get_position();
            let there = self.rows.get(&row).map_or(&Data::Empty, |row| row.at(column as usize));
            if !cell.get_value().is_empty() && is_nothing(there) {
                return Err(format!(
                    "cell {} of sheet `{name}` has the formula `={}` and no value: write the value there, or open the \
                     workbook in a spreadsheet and save it",
                    place(row, column),
                    cell.get_value()
                ));
            }
        }
        Ok(())
    }

    /// The rows that have cells by their numbers, from 0.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &Row)> {
        self.rows.iter().map(|(number, row)| (*number, row))
    }

    /// The names of the columns, up to the last that has a cell.
    pub(super) fn names(&self) -> Vec<String> {
        let last = self.rows.values().filter_map(|row| row.cells.last()).map(|(column, _)| *column).max();
        let name = |column| self.rows.get(&0).map(|row| row.at(column).to_string().trim().to_owned());
        (0..last.map_or(0, |last| last as usize + 1)).map(|column| name(column).unwrap_or_default()).collect()
    }
}

/// Whether a cell has no value, or an empty text.
fn is_nothing(data: &Data) -> bool {
    matches!(data, Data::Empty) || matches!(data, Data::String(text) if text.is_empty())
}

/// What a spreadsheet calls a cell: `B7`.
fn place(row: u32, column: u32) -> String {
    format!("{}{}", letters(column as usize), u64::from(row) + 1)
}

impl Row {
    /// What stands in a column.
    pub(super) fn at(&self, column: usize) -> &Data {
        let after = self.cells.partition_point(|(there, _)| *there as usize <= column);
        let cell = after.checked_sub(1).map(|place| &self.cells[place]);
        cell.filter(|(there, _)| *there as usize == column).map_or(&Data::Empty, |(_, data)| data)
    }
}
