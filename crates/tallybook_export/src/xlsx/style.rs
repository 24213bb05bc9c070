//! How cells and rows look, and which number format cells have.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::column::Kind;

/// The lines of a text that are shown; the rest is seen when the cell is opened.
const MAX_LINES: usize = 8;

/// The height of a line, in points.
const LINE_HEIGHT: usize = 15;

/// Digits after the point that a decimal column can have, and 0.
const DECIMALS: usize = 5;

/// The number format of truths, in which a number that somebody enters is one as well. LibreOffice knows it as its own.
const TRUTH: &str = "\"TRUE\";\"TRUE\";\"FALSE\"";

/// The formats of a workbook.
#[derive(Debug)]
pub(super) struct Style {
    /// The title of the workbook.
    pub(super) title: Format,
    /// The names of columns.
    pub(super) header: Format,
    /// What a row of the sheet `about` is about.
    pub(super) label: Format,
    /// Text, which stays text when somebody edits the cell.
    pub(super) text: Format,
    /// Text that leads somewhere.
    pub(super) link: Format,
    /// Text that is too long to be shown as a whole.
    pub(super) long: Format,
    /// A day.
    pub(super) date: Format,
    /// True or false.
    pub(super) truth: Format,
    /// Numbers, by their digits after the point.
    pub(super) numbers: [Format; DECIMALS],
}

impl Style {
    pub(super) fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let text = top.clone().set_num_format("@").set_text_wrap();
        Self {
            title: top.clone().set_num_format("@").set_bold().set_font_size(16),
            header: text
                .clone()
                .set_bold()
                .set_background_color(0x00DD_E5ED)
                .set_border_bottom(FormatBorder::Thin),
            label: text.clone().set_bold(),
            link: text.clone().set_hyperlink(),
            long: top.clone().set_num_format("@"),
            text,
            date: top.clone().set_num_format("yyyy-mm-dd"),
            numbers: std::array::from_fn(|decimals| {
                let format =
                    if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
                top.clone().set_num_format(format)
            }),
            truth: top.set_num_format(TRUTH),
        }
    }

    /// The format of a column, which its cells have unless they are written with another; also those in which somebody
    /// enters something later. Numbers differ in their digits.
    pub(super) fn column(&self, kind: Kind) -> Option<&Format> {
        match kind {
            Kind::Text | Kind::Term(_) | Kind::TextList => Some(&self.text),
            Kind::Date => Some(&self.date),
            Kind::Bool => Some(&self.truth),
            Kind::Int | Kind::Decimal => None,
        }
    }

    /// The format of a number with so many digits after the point.
    pub(super) fn number(&self, decimals: usize) -> &Format {
        &self.numbers[decimals.min(DECIMALS - 1)]
    }
}

/// The lines that a text takes in a column of so many letters.
pub(super) fn lines(text: &str, letters: usize) -> usize {
    text.split('\n').map(|line| line.chars().count().div_ceil(letters).max(1)).sum()
}

/// Makes a row high enough for so many lines. Not every spreadsheet does that when it opens a file.
pub(super) fn set_lines(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        let height = u16::try_from(lines.min(MAX_LINES) * LINE_HEIGHT).unwrap_or(u16::MAX);
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}
