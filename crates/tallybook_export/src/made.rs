//! Makes the files of an export: those with content of their own side by side, then those that
//! describe them, one after the other, each knowing the digests of all that were made before it.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tallybook_diagnostics::{Meter, Phase};

use crate::file::ExportFile;
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

/// What was in the way of an export.
#[derive(Debug)]
pub(crate) enum NotMade<F = String> {
    /// A file, by its path within the exports, cannot be written.
    File(F, io::Error),
    /// Records cannot be read again.
    Records(io::Error),
}

impl<F> From<NotMade<F>> for io::Error {
    fn from(not_made: NotMade<F>) -> Self {
        match not_made {
            NotMade::File(_, error) | NotMade::Records(error) => error,
        }
    }
}

/// Makes files, each into a sink that is opened with the position of the file among `files`. Gives
/// them in the order of `files`, those that describe others last. The meter is told how far it has come.
pub(crate) fn make<S: Write + Send>(
    files: &[ExportFile<'_>],
    open: impl Fn(usize) -> io::Result<S> + Sync,
    meter: &Meter,
) -> Result<Vec<(Made, S)>, NotMade> {
    let failed = |position: usize| move |cause| NotMade::File(files[position].path().to_owned(), cause);
    let make = |position: usize, before: &[Made]| {
        let file = &files[position];
        let write = || {
            let mut out = Digesting::new(open(position)?);
            file.write(before, &mut out)?;
            Ok(out)
        };
        let out = write().map_err(failed(position))?;
        meter.add(rows(file));
        Ok(out.made(file, file.rows()))
    };
    let of_kind = |wanted: &dyn Fn(&ExportFile<'_>) -> bool| {
        (0..files.len()).filter(|&position| wanted(&files[position])).collect::<Vec<usize>>()
    };
    let describes = |file: &ExportFile<'_>| file.describes();
    let passed = of_kind(&|file| file.passed().is_some());
    let own = of_kind(&|file| file.passed().is_none() && !file.describes());
    if passed.is_empty() {
        meter.begin(Phase::Writing, Some(files.iter().map(|file| rows(file) + file.work()).sum()));
    }
    let of_own = || {
        let made = own.into_par_iter().map(|position| Ok((position, make(position, &[])?)));
        made.collect::<Result<Vec<_>, NotMade>>()
    };
    // One file can take as long as all of those, and is begun first.
    let (of_own, made) = rayon::join(of_own, || pass(files, &passed, &open, meter));
    let mut made = made?;
    made.extend(of_own?);
    made.sort_by_key(|(position, _)| *position);
    let (mut made, mut sinks): (Vec<Made>, Vec<S>) = made.into_iter().map(|(_, made)| made).unzip();
    for position in of_kind(&describes) {
        let (file, sink) = make(position, &made)?;
        made.push(file);
        sinks.push(sink);
    }
    Ok(made.into_iter().zip(sinks).collect())
}

/// Something of the file with this position.
type AtPosition<T> = (usize, T);

/// Makes the files of tables that are written in one pass, with their positions among all files.
fn pass<S: Write + Send>(
    files: &[ExportFile<'_>],
    positions: &[usize],
    open: impl Fn(usize) -> io::Result<S>,
    meter: &Meter,
) -> Result<Vec<AtPosition<(Made, S)>>, NotMade> {
    let passed = |&position: &usize| files[position].passed();
    let Some(pass) = positions.first().and_then(passed).map(|passed| &passed.pass) else {
        return Ok(Vec::new());
    };
    let failed = |position: usize| move |cause| NotMade::File(files[position].path().to_owned(), cause);
    let opened =
        positions.iter().map(|&position| open(position).map(Digesting::new).map_err(failed(position)));
    let mut outs: Vec<Digesting<S>> = opened.collect::<Result<_, _>>()?;
    let outputs = positions.iter().zip(&mut outs);
    let outputs = outputs.filter_map(|(position, out)| Some(passed(position)?.open(out)));
    let overviews = pass.write(outputs.collect(), meter).map_err(|not_made| match not_made {
        NotMade::File(number, cause) => failed(positions[number])(cause),
        NotMade::Records(cause) => NotMade::Records(cause),
    })?;
    let rows = |file: &ExportFile<'_>| {
        if file.rows().is_some() {
            return file.rows();
        }
        let table = file.passed()?.table();
        overviews.iter().find(|overview| overview.table.name == table.name).map(|overview| overview.rows)
    };
    let made = positions.iter().zip(outs);
    let made = made.map(|(&position, out)| (position, out.made(&files[position], rows(&files[position]))));
    let made = made.collect();
    let _ = pass.overviews.set(overviews);
    Ok(made)
}

/// Makes files in memory: what each is, and its bytes.
///
/// # Errors
/// None but those of a table that its format cannot hold.
pub fn contents(files: &[ExportFile<'_>]) -> io::Result<Vec<(Made, Vec<u8>)>> {
    Ok(make(files, |_| Ok(Vec::new()), Meter::none())?)
}

/// The rows of a file, as a measure of the work that it is.
fn rows(file: &ExportFile<'_>) -> u64 {
    file.rows().unwrap_or_default() as u64
}

/// A sink that knows the digest of what was written to it.
struct Digesting<S> {
    sink: S,
    bytes: u64,
    digest: Sha256,
}

impl<S> Digesting<S> {
    fn new(sink: S) -> Self {
        Self { sink, bytes: 0, digest: Sha256::new() }
    }

    /// What was written, and the sink.
    fn made(self, file: &ExportFile<'_>, rows: Option<usize>) -> (Made, S) {
        let made = Made {
            path: file.path().to_owned(),
            table: file.table(),
            rows,
            partition: file.partition().cloned(),
            bytes: self.bytes,
            sha256: hexadecimal(&self.digest.finalize()),
        };
        (made, self.sink)
    }
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

/// The [`digest`] of a file, which is never in memory as a whole.
pub(crate) fn digest_of(path: &Path) -> io::Result<String> {
    let mut digesting = Digesting::new(io::sink());
    io::copy(&mut File::open(path)?, &mut digesting)?;
    Ok(hexadecimal(&digesting.digest.finalize()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
