//! The sheet of a table.

use std::borrow::Cow;

use rust_xlsxwriter::{IgnoreError, Note, Url, Worksheet, XlsxError};

use tallybook_diagnostics::Meter;

use super::cell;
use super::links::{Budget, Rows, web};
use super::long_texts::LongTexts;
use super::printing;
use super::style::{self, Style};
use super::widths::Widths;
use crate::cells::{Value, cells, joined};
use crate::column::{Column, Kind};
use crate::table::TableData;

/// The letters of a line of the greatest width of a column, with some room for wide ones.
const LETTERS: usize = 55;

pub(super) fn write(
    sheet: &mut Worksheet,
    data: &TableData,
    rows: &Rows<'_>,
    style: &Style,
    long_texts: &mut LongTexts<'_>,
    meter: &Meter,
) -> Result<(), XlsxError> {
    sheet.set_name(data.table.name)?;
    let mut widths = Widths::of(&data.columns);
    for (number, column) in (0..).zip(&data.columns) {
        if let Some(format) = style.column(column.kind) {
            sheet.set_column_format(number, format)?;
        }
        sheet.write_string_with_format(0, number, &column.name, &style.header)?;
        sheet.insert_note(0, number, &note(column))?;
    }
    let mut links = Budget::new();
    let mut row = 0;
    for batch in &data.batches {
        let values = cells(&data.columns, batch);
        for index in 0..batch.num_rows() {
            row += 1;
            let id = match values.first().map(|column| column.get(index)) {
                Some(Value::Text(id)) => id,
                _ => "",
            };
            let mut lines = 1;
            for ((number, column), values) in (0..).zip(&data.columns).zip(&values) {
                let text: Cow<'_, str> = match values.get(index) {
                    Value::Text(text) => text.into(),
                    Value::List(list, start, end) if start < end => joined(list, start, end),
                    value => {
                        plain(sheet, (row, number), value, style, &mut widths)?;
                        continue;
                    }
                };
                widths.fit(number, &text);
                lines = lines.max(style::lines(&text, LETTERS));
                let link = link(column, &text, rows).filter(|_| cell::is_plain(&text));
                if let Some(link) = links.take(link) {
                    sheet.write_url_with_format(row, number, link.set_text(&*text), &style.link)?;
                } else {
                    let rest = cell::text_of_column(sheet, (row, number), &text, &style.text)?;
                    long_texts.keep(data.table.name, id, &column.name, rest);
                }
            }
            style::set_lines(sheet, row, lines)?;
            meter.add(1);
        }
    }
    let last = u16::try_from(data.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, row, last)?;
    sheet.set_freeze_panes(1, 1)?;
    widths.set(sheet)?;
    printing::set(sheet, widths.sum())?;
    sheet.ignore_error_range(0, 0, row, last, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// Writes a value that is not text.
fn plain(
    sheet: &mut Worksheet,
    at: (u32, u16),
    value: Value<'_>,
    style: &Style,
    widths: &mut Widths,
) -> Result<(), XlsxError> {
    let mut number = |digits: String| {
        widths.fit(at.1, &digits);
        cell::number(sheet, at, &digits, style)
    };
    match value {
        Value::Int(value) => number(value.to_string()),
        Value::Decimal(value) => number(value.to_string()),
        Value::Date(date) => cell::day(sheet, at, date, style),
        Value::Bool(truth) => sheet.write_boolean(at.0, at.1, truth).map(|_| ()),
        Value::Null | Value::Text(_) | Value::List(..) => Ok(()),
    }
}

/// Where the text of a column leads.
fn link(column: &Column, text: &str, rows: &Rows<'_>) -> Option<Url> {
    match (column.reference, column.kind) {
        (Some(reference), _) => rows.link(reference, text),
        (None, Kind::Text) => web(text),
        (None, _) => None,
    }
}

/// What is said of a column, as a note on its header.
fn note(column: &Column) -> Note {
    let mut text = format!("{}.", column.description);
    if let Some(unit) = &column.unit {
        text.push_str(&format!("\nUnit: {unit}"));
    }
    if let Some(vocabulary) = column.kind.vocabulary() {
        text.push_str(&format!("\nTerm of the vocabulary {}", vocabulary.name));
    }
    if let Some(reference) = column.reference {
        text.push_str(&format!("\nRefers to {reference}"));
    }
    let lines = u32::try_from(style::lines(&text, LETTERS)).unwrap_or(u32::MAX);
    Note::new(text).set_author("").add_author_prefix(false).set_width(360).set_height(24 + 18 * lines)
}
