//! Makes the files of an export: those with content of their own side by side, then those that
//! describe them, one after the other, each knowing the digests of all that were made before it.

use std::io::{self, Write};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tallybook_diagnostics::{Meter, Phase};

use crate::export::ExportFile;
use crate::partition::Partition;

/// A file that was made: what the files that describe an export say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its path within the exports, its parts joined by `/`.
    pub path: String,
    /// The table that it holds; `None` for a file that is not one table.
    pub table: Option<&'static str>,
    /// The rows of that table.
    pub rows: Option<usize>,
    /// The values of the rows, if they are a part of the table.
    pub partition: Option<Partition>,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 digest of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Made {
    /// The ending of its name, which says its format; `None` if it has none.
    pub fn extension(&self) -> Option<&str> {
        extension(&self.path)
    }
}

/// The ending of the name of a file, without the point.
pub(crate) fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// A file that could not be made.
#[derive(Debug)]
pub(crate) struct NotMade {
    /// Its path within the exports.
    pub(crate) path: String,
    /// Why.
    pub(crate) cause: io::Error,
}

/// Makes files, each into a sink that is opened with the position of the file among `files`. Gives
/// them in the order in which they were made: that of `files`, those that describe others last. The meter is told
/// their rows.
pub(crate) fn make<S: Write + Send>(
    files: &[ExportFile<'_>],
    open: impl Fn(usize) -> io::Result<S> + Sync,
    meter: &Meter,
) -> Result<Vec<(Made, S)>, NotMade> {
    meter.begin(Phase::Writing, Some(files.iter().map(rows).sum()));
    let make = |position: usize, file: &ExportFile<'_>, before: &[Made]| {
        let made = open(position).and_then(|sink| write(file, before, sink));
        meter.add(rows(file));
        made.map_err(|cause| NotMade { path: file.path().to_owned(), cause })
    };
    let (describing, own): (Vec<_>, Vec<_>) =
        files.iter().enumerate().partition(|(_, file)| file.describes());
    let own: Vec<_> =
        own.into_par_iter().map(|(position, file)| make(position, file, &[])).collect::<Result<_, _>>()?;
    let (mut made, mut sinks): (Vec<Made>, Vec<S>) = own.into_iter().unzip();
    for (position, file) in describing {
        let (file, sink) = make(position, file, &made)?;
        made.push(file);
        sinks.push(sink);
    }
    Ok(made.into_iter().zip(sinks).collect())
}

/// Makes files in memory: what each is, and its bytes.
///
/// # Errors
/// None but those of a table that its format cannot hold.
pub fn contents(files: &[ExportFile<'_>]) -> io::Result<Vec<(Made, Vec<u8>)>> {
    make(files, |_| Ok(Vec::new()), Meter::none()).map_err(|not_made| not_made.cause)
}

/// The rows of a file, as a measure of the work that it is.
fn rows(file: &ExportFile<'_>) -> u64 {
    file.rows().unwrap_or_default() as u64
}

fn write<S: Write + Send>(file: &ExportFile<'_>, before: &[Made], sink: S) -> io::Result<(Made, S)> {
    let mut out = Digesting { sink, bytes: 0, digest: Sha256::new() };
    file.write(before, &mut out)?;
    out.flush()?;
    let made = Made {
        path: file.path().to_owned(),
        table: file.table(),
        rows: file.rows(),
        partition: file.partition().cloned(),
        bytes: out.bytes,
        sha256: hexadecimal(&out.digest.finalize()),
    };
    Ok((made, out.sink))
}

/// A sink that knows the digest of what was written to it.
struct Digesting<S> {
    sink: S,
    bytes: u64,
    digest: Sha256,
}

impl<S: Write> Write for Digesting<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// The SHA-256 digest of bytes in lower-case hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
