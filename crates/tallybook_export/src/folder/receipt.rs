//! The receipt of an export: which files it wrote, and their digests.

use std::fs;
use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{Error, ErrorKind};
use super::inner_parts;
use super::staging::StagedFile;
use crate::export::ExportFile;

/// The name of the receipt in the folder of the exports.
pub const RECEIPT: &str = "tallybook-export.json";

/// The version of its form.
const VERSION: u32 = 1;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receipt {
    tallybook_receipt: u32,
    files: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    bytes: u64,
    sha256: String,
}

impl Receipt {
    /// The receipt of files that were written.
    pub(super) fn of(files: &[StagedFile]) -> Self {
        let entry = |file: &StagedFile| Entry {
            path: file.path.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        };
        Self { tallybook_receipt: VERSION, files: files.iter().map(entry).collect() }
    }

    /// The receipt in a folder; an empty one if there is none.
    pub(super) fn read(out: &Path) -> Result<Self, Error> {
        let path = out.join(RECEIPT);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => return Err(Error::new(ErrorKind::SymbolicLink, &path)),
            Ok(metadata) if !metadata.is_file() => return Err(Error::new(ErrorKind::NotOurs, &path)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io(&path, error)),
        }
        let bytes = fs::read(&path).map_err(|error| Error::io(&path, error))?;
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(receipt) if receipt.tallybook_receipt == VERSION => Ok(receipt),
            _ => Err(Error::new(ErrorKind::NotOurs, &path)),
        }
    }

    /// The bytes of the receipt.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Whether the receipt lists a path.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.iter().any(|entry| entry.path == path)
    }

    /// The paths that it lists, that are in the folder and not among `files`: first those whose bytes
    /// are still the ones that were written, then those that somebody changed.
    ///
    /// The receipt may come from anybody: a path that leads out of the folder is passed over.
    pub(super) fn stale(&self, out: &Path, files: &[ExportFile<'_>]) -> (Vec<String>, Vec<String>) {
        let (mut ours, mut changed) = (Vec::new(), Vec::new());
        for entry in &self.files {
            if files.iter().any(|file| file.path() == entry.path) || !stays_inside(out, &entry.path) {
                continue;
            }
            match fs::read(out.join(&entry.path)) {
                Ok(bytes) if digest(&bytes) == entry.sha256 => ours.push(entry.path.clone()),
                Ok(_) => changed.push(entry.path.clone()),
                // A file that is gone or cannot be read needs no removal.
                Err(_) => {}
            }
        }
        (ours, changed)
    }
}

/// Whether a path names a file in the folder, without a link on the way.
fn stays_inside(out: &Path, path: &str) -> bool {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    plain
        && !path.is_empty()
        && path != RECEIPT
        && inner_parts(out, &out.join(path))
            .iter()
            .all(|part| fs::symlink_metadata(part).is_ok_and(|metadata| !metadata.is_symlink()))
}

/// The SHA-256 digest in lower-case hexadecimal.
fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
