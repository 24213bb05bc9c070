//! The temporary folder in which an export is written before it is moved into place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::error::Error;
use super::receipt::{RECEIPT, Receipt, hexadecimal};
use crate::export::ExportFile;

/// A temporary folder, which goes when it is dropped.
#[derive(Debug)]
pub(super) struct Staging {
    folder: TempDir,
    old: PathBuf,
    out: PathBuf,
}

/// A file that was written and is not in its place yet.
#[derive(Debug)]
pub(super) struct StagedFile {
    /// Its path within the exports.
    pub(super) path: String,
    /// Where it is now.
    pub(super) written: PathBuf,
    /// Its size.
    pub(super) bytes: u64,
    /// The SHA-256 digest of its bytes.
    pub(super) sha256: String,
}

impl Staging {
    /// Makes a temporary folder in the folder of the exports, so that both are on one file system.
    pub(super) fn new(out: &Path) -> Result<Self, Error> {
        let folder = tempfile::Builder::new()
            .prefix(".tallybook-")
            .tempdir_in(out)
            .map_err(|error| Error::io(out, error))?;
        let old = folder.path().join("old");
        fs::create_dir(&old).map_err(|error| Error::io(&old, error))?;
        Ok(Self { folder, old, out: out.to_owned() })
    }

    /// The folder for what is moved aside.
    pub(super) fn old(&self) -> &Path {
        &self.old
    }

    /// Writes files under numbers.
    pub(super) fn write(&self, files: &[ExportFile<'_>]) -> Result<Vec<StagedFile>, Error> {
        let staged = |(number, file): (usize, &ExportFile<'_>)| {
            let written = self.folder.path().join(number.to_string());
            write(&written, file).map_err(|error| Error::io(&self.out.join(file.path()), error))
        };
        files.par_iter().enumerate().map(staged).collect()
    }

    /// Writes the receipt.
    pub(super) fn write_receipt(&self, receipt: &Receipt) -> Result<StagedFile, Error> {
        let file = ExportFile::new(RECEIPT, |out| out.write_all(&receipt.to_bytes()));
        let written = self.folder.path().join("receipt");
        write(&written, &file).map_err(|error| Error::io(&self.out.join(RECEIPT), error))
    }

    /// Leaves the folder where it is, for people to look at. Gives its path.
    pub(super) fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

fn write(path: &Path, file: &ExportFile<'_>) -> io::Result<StagedFile> {
    let mut out = Digesting { file: File::create_new(path)?, bytes: 0, digest: Sha256::new() };
    file.write(&mut out)?;
    out.flush()?;
    Ok(StagedFile {
        path: file.path().to_owned(),
        written: path.to_owned(),
        bytes: out.bytes,
        sha256: hexadecimal(&out.digest.finalize()),
    })
}

/// A file that knows the digest of what was written to it.
struct Digesting {
    file: File,
    bytes: u64,
    digest: Sha256,
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
