//! How wide the columns of a sheet are: as wide as what they hold, within bounds.
//!
//! The library looks for the widths among the cells that it has in memory, and of a sheet that is written row by row
//! it has the last row alone.

use rust_xlsxwriter::utility::cell_autofit_width;
use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::column::{Column, Kind};

/// The least width of a column, in pixels: that of a new sheet.
const MIN: u32 = 64;

/// The greatest width of a column, in pixels: about sixty letters.
const MAX: u32 = 430;

/// The width of the arrow beside the name of a column that can be filtered, in pixels.
const ARROW: u32 = 16;

/// No letter is wider than this, nor what is left free beside a text, in pixels.
const WIDEST: usize = 13;

/// A day as it is shown.
const DAY: &str = "2022-08-20";

/// The widths of the columns of a sheet, in pixels.
#[derive(Debug)]
pub(super) struct Widths(Vec<u32>);

impl Widths {
    /// The widths of columns that hold their names alone.
    pub(super) fn of(columns: &[Column]) -> Self {
        let width = |column: &Column| {
            let cells = if matches!(column.kind, Kind::Date) { cell_autofit_width(DAY) } else { MIN };
            let name = cell_autofit_width(&column.name) + ARROW;
            name.max(cells).min(MAX)
        };
        Self(columns.iter().map(width).collect())
    }

    /// Makes a column wide enough for what is shown in a cell, up to the greatest width.
    pub(super) fn fit(&mut self, column: u16, shown: &str) {
        let width = &mut self.0[usize::from(column)];
        // No letter has less than a byte; most cells are seen to fit without a look at their letters.
        if *width == MAX || (shown.len() + 1).saturating_mul(WIDEST) <= *width as usize {
            return;
        }
        let needed = shown.lines().map(cell_autofit_width).max().unwrap_or(0);
        *width = needed.clamp(*width, MAX);
    }

    /// The width of all columns together.
    pub(super) fn sum(&self) -> u32 {
        self.0.iter().fold(0, |sum, width| sum.saturating_add(*width))
    }

    /// Gives the columns of a sheet their widths.
    pub(super) fn set(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        (0..)
            .zip(&self.0)
            .try_for_each(|(column, width)| sheet.set_column_width_pixels(column, *width).map(|_| ()))
    }
}
