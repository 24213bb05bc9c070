//! How far a file has come whose size is only known by its kind: a workbook or a database that is packed once all rows
//! are in it.

use std::io::{self, Write};

use tallybook_diagnostics::Meter;

use crate::writer::Out;

/// Passes bytes on, and tells a meter of rows in step with them.
pub(crate) struct Packing<'w> {
    out: Out<'w>,
    meter: &'w Meter,
    /// The rows of the file.
    rows: u64,
    /// About so many bytes a row takes.
    bytes_a_row: u64,
    bytes: u64,
    /// The rows that the meter was told of.
    told: u64,
}

impl<'w> Packing<'w> {
    pub(crate) fn new(out: Out<'w>, meter: &'w Meter, rows: u64, bytes_a_row: u64) -> Self {
        Self { out, meter, rows, bytes_a_row, bytes: 0, told: 0 }
    }

    /// Tells of the rows that are left, as all bytes have been passed on.
    pub(crate) fn end(mut self) {
        self.tell(self.rows);
    }

    fn tell(&mut self, rows: u64) {
        let rows = rows.min(self.rows);
        self.meter.add(rows.saturating_sub(self.told));
        self.told = self.told.max(rows);
    }
}

impl Write for Packing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        self.tell(self.bytes / self.bytes_a_row);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::Phase;

    use super::*;

    #[test]
    fn rows_are_told_in_step_with_the_bytes_and_each_once() {
        for (bytes, halfway) in [(100, 5), (1000, 10), (10, 0)] {
            let meter = Meter::new();
            meter.begin(Phase::Writing, Some(10));
            let told = || meter.progress().map(|progress| progress.done);
            let mut out = Vec::new();
            let mut packing = Packing::new(&mut out, &meter, 10, 10);
            packing.write_all(&vec![0; bytes / 2]).unwrap();
            assert_eq!(told(), Some(halfway), "{bytes}");
            packing.write_all(&vec![0; bytes / 2]).unwrap();
            packing.end();
            assert_eq!(told(), Some(10), "{bytes}");
            assert_eq!(out.len(), bytes);
        }
    }
}
