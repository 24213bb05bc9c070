//! One workbook for spreadsheets (Office Open XML): a sheet a table, and a sheet `about` that explains them.
//!
//! | value | cell |
//! |---|---|
//! | null | none |
//! | text, term | text in the number format Text (`@`), never a formula |
//! | empty text | an empty cell in the number format Text |
//! | list | text: its entries joined as in CSV, see [`mod@crate::csv`]; none if it is empty |
//! | number | number, if it has at most 15 significant digits and lies within ±2^53; otherwise text |
//! | day | date in the format `yyyy-mm-dd`, from 1900-03-01 to 9999-12-31; otherwise ISO 8601 text |
//! | truth | boolean in a number format that says TRUE and FALSE, without which LibreOffice shows some as 1 and 0 |
//!
//! **Columns.** A column of texts, days or truths has the number format of its cells as a whole, so that what somebody
//! enters in a cell without a value is taken as what stands in the others: `2022-08` stays text.
//!
//! **Numbers.** A spreadsheet computes in binary floating point and shows 15 digits. A number that it would
//! show with other digits is text, so that none is lost.
//!
//! **Days.** Spreadsheets count days from 1900 and disagree on those before 1 March: Excel has a 29 February
//! 1900, which never was, and LibreOffice has none. From that March on all count alike.
//!
//! **Text.** What XML cannot hold – control characters, U+FFFE, U+FFFF – is written `_xHHHH_`, with the
//! hexadecimal number of the character, and a `_` that would begin such an escape is written `_x005F_`
//! (ISO/IEC 29500-1, 22.9.2.19). A cell has room for 32,767 UTF-16 code units. What is beyond them stands in
//! the sheet `long_texts`: a row a part, with the table, the id of the row, the column and the number of the
//! part, from 2, as the cell itself is part 1. The parts one after the other are the text. The sheet is there
//! only if some text is that long.
//!
//! **Links.** An address on the web and the id of a row of another table are links, as far as Excel allows:
//! 65,530 a sheet, 2,079 characters an address. Beyond that they are plain text. A list is a link where it
//! has one entry.
//!
//! **Printing.** Sheets lie across, and their first row stands on every page. One with many columns is several pages wide,
//! where those of a row follow each other, the first column on each of them.
//!
//! A sheet is written row by row into a temporary file, so that no table is in memory a second time. A cell holds its
//! text itself; there are no shared strings.
//!
//! A sheet has 1,048,576 rows. A table with more is a reason not to begin ([`obstacle`]).
//!
//! The workbook depends on the tables and the dataset's description of itself alone: its creation time is
//! the one that files in a ZIP archive without a time have, and no version of a tool is in it.

mod about;
mod cell;
mod links;
mod long_texts;
mod printing;
mod sheet;
mod style;
mod widths;

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use tallybook_diagnostics::Meter;

use crate::metadata::Metadata;
use crate::table::TableData;
use crate::temporary::TemporaryFile;
use crate::writer::Out;
use links::Rows;
use long_texts::LongTexts;
use style::Style;

/// The rows of a sheet, that of the header among them.
const SHEET_ROWS: usize = 1_048_576;

/// About so many bytes a row has in a workbook.
pub(crate) const BYTES_A_ROW: u64 = 60;

/// Why the tables do not fit into a workbook; `None` if they do.
pub fn obstacle(tables: &[Arc<TableData>]) -> Option<String> {
    let room = SHEET_ROWS - 1;
    let large = tables.iter().find(|data| data.rows() > room)?;
    Some(format!(
        "the table `{}` has {} rows, and a sheet has room for {room}",
        large.table.name,
        large.rows()
    ))
}

/// Whether the text of a cell is one that goes on with `rest` in the sheet `long_texts`: whether it is as much of both
/// as has room in a cell.
pub fn goes_on(cell: &str, rest: &str) -> bool {
    cell::split(&format!("{cell}{rest}")).0 == cell
}

/// Writes the workbook. The meter is told of each row.
///
/// # Errors
/// Those of `out` and of the folder for temporary files, and one for tables that have an [`obstacle`].
pub fn write(tables: &[Arc<TableData>], metadata: &Metadata, meter: &Meter, out: Out<'_>) -> io::Result<()> {
    let mut workbook = Workbook::new();
    answering_for_panics(|| {
        fill(&mut workbook, tables, metadata, meter)?;
        workbook.save_to_writer(out)
    })
}

/// Fills an empty workbook, row by row.
fn fill(
    workbook: &mut Workbook,
    tables: &[Arc<TableData>],
    metadata: &Metadata,
    meter: &Meter,
) -> Result<(), XlsxError> {
    let created = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&metadata.title).set_creation_datetime(&created));
    let style = Style::new();
    let rows = Rows::of(tables);
    let mut long_texts = LongTexts::default();
    about::write(workbook.add_worksheet_with_constant_memory()?, tables, metadata, &style, &mut long_texts)?;
    for data in tables {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet::write(sheet, data, &rows, &style, &mut long_texts, meter)?;
    }
    if !long_texts.is_empty() {
        long_texts.write(workbook.add_worksheet_with_constant_memory()?, &style)?;
    }
    Ok(())
}

thread_local! {
    /// Whether a panic of this thread becomes an error.
    static ANSWERED_FOR: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread becomes an error of [`write`], so that nobody has to hear of it otherwise.
pub fn answers_for_panics() -> bool {
    ANSWERED_FOR.get()
}

/// Writes a workbook. The library panics where its temporary files cannot be written; that is an error here.
fn answering_for_panics(write: impl FnOnce() -> Result<(), XlsxError>) -> io::Result<()> {
    ANSWERED_FOR.set(true);
    let result = catch_unwind(AssertUnwindSafe(write));
    ANSWERED_FOR.set(false);
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(XlsxError::TempFileError(_, error))) => Err(TemporaryFile::failed(error)),
        Ok(Err(error)) => Err(io::Error::other(error)),
        Err(panic) => {
            let said = panic.downcast::<String>().map_or_else(|_| String::new(), |said| *said);
            Err(TemporaryFile::failed(said))
        }
    }
}
