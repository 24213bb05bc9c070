//! The sheet of what did not fit into cells.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Style;
use super::{cell, printing};

/// The name of the sheet.
pub(super) const NAME: &str = "long_texts";

const COLUMNS: [(&str, f64); 5] =
    [("table", 18.0), ("id", 40.0), ("column", 24.0), ("part_no", 10.0), ("text", 100.0)];

/// What did not fit into cells, in the order in which the cells were written.
#[derive(Debug, Default)]
pub(super) struct LongTexts<'a> {
    rests: Vec<Rest<'a>>,
}

/// What did not fit into a cell.
#[derive(Debug)]
struct Rest<'a> {
    table: &'a str,
    id: String,
    column: String,
    text: String,
}

impl<'a> LongTexts<'a> {
    /// Keeps what did not fit into the cell of a column; nothing if all of it did.
    pub(super) fn keep(&mut self, table: &'a str, id: &str, column: &str, rest: &str) {
        if !rest.is_empty() {
            let (id, column, text) = (id.to_owned(), column.to_owned(), rest.to_owned());
            self.rests.push(Rest { table, id, column, text });
        }
    }

    /// Whether everything fitted.
    pub(super) fn is_empty(&self) -> bool {
        self.rests.is_empty()
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, style: &Style) -> Result<(), XlsxError> {
        sheet.set_name(NAME)?;
        for (column, (name, width)) in (0..).zip(COLUMNS) {
            sheet.write_string_with_format(0, column, name, &style.header)?;
            sheet.set_column_width(column, width)?;
        }
        let mut row = 0;
        for rest in &self.rests {
            let mut text = rest.text.as_str();
            let mut part = 2;
            while !text.is_empty() {
                row += 1;
                sheet.write_string_with_format(row, 0, rest.table, &style.text)?;
                sheet.write_string_with_format(row, 1, &rest.id, &style.text)?;
                sheet.write_string_with_format(row, 2, &rest.column, &style.text)?;
                sheet.write_number_with_format(row, 3, part, style.number(0))?;
                text = cell::text(sheet, (row, 4), text, &style.long)?;
                part += 1;
            }
        }
        sheet.autofilter(0, 0, row, 4)?;
        sheet.set_freeze_panes(1, 0)?;
        printing::set_on_one(sheet)
    }
}
