//! The digests of all files, for `sha256sum -c`.

use std::io::{self, Write};

use super::Subject;
use crate::made::Made;

/// The name of the file.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// Writes a line for every file before it, in the order of their paths.
pub(super) fn write(_: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let mut files: Vec<&Made> = made.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.into_iter().try_for_each(|file| writeln!(out, "{}  {}", file.sha256, file.path))
}
