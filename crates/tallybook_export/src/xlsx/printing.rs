//! How sheets are printed: across, with the names of the columns on every page, and as few pages side by side as can be read.

use rust_xlsxwriter::{Worksheet, XlsxError};

/// How large a sheet is printed whose columns do not fit on one page, in percent: letters have five and a half points, as
/// small print has.
const SCALE: u16 = 50;

/// The greatest width of columns that fit on one page without smaller letters, in pixels.
const PAGE: u32 = 2_000;

/// The margins of a page, in inches: left, right, top, bottom, and those of its header and footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.4, 0.6, 0.3, 0.3];

/// The name of the sheet, and the number of the page.
const FOOTER: &str = "&L&A&R&P / &N";

/// Has a sheet printed whose columns fit on one page.
pub(super) fn set_on_one(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let [left, right, top, bottom, header, footer] = MARGINS;
    sheet
        .set_landscape()
        .set_margins(left, right, top, bottom, header, footer)
        .set_footer(FOOTER)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?;
    Ok(())
}

/// Has a table printed that is so many pixels wide. If it takes several pages side by side, they follow each other, each
/// with the ids of its rows.
pub(super) fn set(sheet: &mut Worksheet, width: u32) -> Result<(), XlsxError> {
    set_on_one(sheet)?;
    if width > PAGE {
        sheet.set_print_scale(SCALE).set_page_order(true).set_repeat_columns(0, 0)?;
    }
    Ok(())
}
