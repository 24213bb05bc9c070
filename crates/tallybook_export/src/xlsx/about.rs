//! The first sheet: what the workbook holds, and how to read it.

use std::sync::Arc;

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::cell;
use super::links::web;
use super::long_texts::LongTexts;
use super::printing;
use super::style::{self, Style};
use crate::metadata::Metadata;
use crate::table::TableData;

/// The name of the sheet.
pub(super) const NAME: &str = "about";

/// The columns, with their widths in letters.
const WIDTHS: [f64; 4] = [22.0, 100.0, 28.0, 10.0];

/// The letters of a line of the widest column, with some room for wide ones.
const LETTERS: usize = 95;

/// How the sheets are to be read.
const READING: &[(&str, &str)] = &[
    (
        "keys",
        "`id` tells the rows of a sheet apart. A column `…_id` holds the id of a row in another sheet, to \
      which it is linked, a column `…_ids` a list of them. The note on a column's name says what it holds.",
    ),
    (
        "nothing",
        "A cell that holds nothing means that nothing is stated (null). A text that is there and empty is \
      an empty cell in the number format Text.",
    ),
    (
        "lists",
        "The entries of a list stand in one cell, joined with `; `. Within an entry, `;` is written `\\;`, a \
      space after it `\\ ` and `\\` is written `\\\\`. A list without entries is a cell that holds nothing.",
    ),
    (
        "days",
        "A day is a date, shown as `2022-08-20`. Days before 1900-03-01, which spreadsheets cannot hold or \
      count differently, and days after 9999-12-31 are text of the same form.",
    ),
    (
        "numbers",
        "A number is a number. One that a spreadsheet cannot show with all its digits (more than 15, or \
      beyond 2^53) is text. Amounts of money are numbers in the unit that the note on the column names.",
    ),
    ("true and false", "A boolean. Nothing means that it is not known."),
    (
        "texts",
        "Every text is text, whatever it looks like, and never a formula. A control character, which a \
      spreadsheet file cannot hold, is written `_xHHHH_` in the file (ISO/IEC 29500), with the number of the \
      character. Spreadsheets undo this; a program that reads the file itself may have to.",
    ),
    (
        "long texts",
        "A cell holds 32,767 characters (UTF-16 code units). The cell of a longer text has the first of \
      them; the others stand in the sheet `long_texts`, which is there only if it is needed: `table`, `id` and \
      `column` name the cell, `part_no` counts from 2, as the cell is part 1. The parts in their order, with nothing \
      between them, are the text.",
    ),
    (
        "links",
        "Addresses on the web and ids of other sheets are links, as many as a sheet can have (65,530) and as \
      long as an address can be (2,079 characters); beyond that they are plain text.",
    ),
];

pub(super) fn write(
    sheet: &mut Worksheet,
    tables: &[Arc<TableData>],
    metadata: &Metadata,
    style: &Style,
    long_texts: &mut LongTexts<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    printing::set_on_one(sheet)?;
    let rest = cell::text(sheet, (0, 0), &metadata.title, &style.title)?;
    long_texts.keep(NAME, "title", "value", rest);
    let next = dataset(sheet, 2, metadata, style, long_texts)?;
    let next = contents(sheet, next + 1, tables, style)?;
    reading(sheet, next + 1, style)
}

/// What the dataset says of itself. Gives the row after it, as do the other sections.
fn dataset(
    sheet: &mut Worksheet,
    first: u32,
    metadata: &Metadata,
    style: &Style,
    long_texts: &mut LongTexts<'_>,
) -> Result<u32, XlsxError> {
    let mut row = first;
    for (name, value) in metadata.pairs().into_iter().filter(|(name, _)| *name != "title") {
        sheet.write_string_with_format(row, 0, name, &style.label)?;
        match (name, metadata.as_of, web(&value)) {
            ("as_of", Some(day), _) => cell::day(sheet, (row, 1), day.into(), style)?,
            ("homepage", _, Some(link)) if cell::is_plain(&value) => {
                sheet.write_url_with_format(row, 1, link.set_text(&value), &style.link)?;
            }
            _ => {
                let rest = cell::text(sheet, (row, 1), &value, &style.text)?;
                long_texts.keep(NAME, name, "value", rest);
            }
        }
        style::set_lines(sheet, row, style::lines(&value, LETTERS))?;
        row += 1;
    }
    if metadata.as_of.is_none() {
        sheet.write_string_with_format(row, 0, "as_of", &style.label)?;
        sheet.write_string_with_format(row, 1, "No limit: everything that is known counts.", &style.text)?;
        row += 1;
    }
    Ok(row)
}

/// The tables, each with a link to its sheet.
fn contents(
    sheet: &mut Worksheet,
    first: u32,
    tables: &[Arc<TableData>],
    style: &Style,
) -> Result<u32, XlsxError> {
    for (column, name) in (0..).zip(["table", "what it holds", "one row for", "rows"]) {
        sheet.write_string_with_format(first, column, name, &style.header)?;
    }
    let mut row = first;
    for data in tables {
        row += 1;
        let table = data.table;
        let link = Url::new(format!("internal:'{}'!A1", table.name)).set_text(table.name);
        sheet.write_url_with_format(row, 0, link, &style.link)?;
        sheet.write_string_with_format(row, 1, table.description, &style.text)?;
        sheet.write_string_with_format(row, 2, table.row, &style.text)?;
        cell::number(sheet, (row, 3), &data.rows().to_string(), style)?;
        style::set_lines(sheet, row, style::lines(table.description, LETTERS))?;
    }
    Ok(row + 1)
}

/// How the sheets are to be read.
fn reading(sheet: &mut Worksheet, first: u32, style: &Style) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(["how to read", "the sheets"]) {
        sheet.write_string_with_format(first, column, name, &style.header)?;
    }
    for (row, (topic, text)) in (first + 1..).zip(READING) {
        sheet.write_string_with_format(row, 0, *topic, &style.label)?;
        sheet.write_string_with_format(row, 1, *text, &style.text)?;
        style::set_lines(sheet, row, style::lines(text, LETTERS))?;
    }
    Ok(())
}
