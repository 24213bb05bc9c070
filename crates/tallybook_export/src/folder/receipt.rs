//! What a folder says of the export that is in it: which files the tool wrote, and their digests.

use std::fs;
use std::io;
use std::path::{Component, Path};

use serde::Deserialize;

use super::error::{Error, ErrorKind};
use super::inner_parts;
use crate::describe::{CHECKSUMS, MANIFEST, MANIFEST_VERSION};
use crate::file::ExportFile;
use crate::made::{digest, digest_of};

/// The files of the last export. Read from its manifest, of which it is the part that matters here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Receipt {
    /// The version of the list's form; the name tells the tool's lists from those of others.
    tallybook_manifest: u32,
    files: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    path: String,
    sha256: String,
}

impl Receipt {
    /// The list in a folder; an empty one if there is none.
    pub(super) fn read(out: &Path) -> Result<Self, Error> {
        let path = out.join(MANIFEST);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                return Err(Error::new(ErrorKind::SymbolicLink, &path));
            }
            Ok(metadata) if !metadata.is_file() => return Err(Error::new(ErrorKind::NotOurs, &path)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io(&path, error)),
        }
        let bytes = fs::read(&path).map_err(|error| Error::io(&path, error))?;
        let mut receipt = match serde_json::from_slice::<Self>(&bytes) {
            Ok(receipt) if receipt.tallybook_manifest == MANIFEST_VERSION => receipt,
            _ => return Err(Error::new(ErrorKind::NotOurs, &path)),
        };
        // The list cannot have its own digest in it, nor that of the checksums, which cover it.
        receipt.files.push(Entry { path: MANIFEST.to_owned(), sha256: digest(&bytes) });
        if let Ok(bytes) = fs::read(out.join(CHECKSUMS)) {
            receipt.files.push(Entry { path: CHECKSUMS.to_owned(), sha256: digest(&bytes) });
        }
        Ok(receipt)
    }

    /// Whether the list has a path.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.iter().any(|entry| entry.path == path)
    }

    /// Whether somebody changed a file that it lists. When that was, no clock tells: a copy of a folder has the files of
    /// another time in any order.
    pub(super) fn is_edited(&self, out: &Path, path: &str) -> bool {
        let Some(entry) = self.files.iter().find(|entry| entry.path == path) else { return false };
        digest_of(&out.join(path)).is_ok_and(|sha256| sha256 != entry.sha256)
    }

    /// The paths that it lists, that are in the folder and not among `files`: first those whose bytes
    /// are still the ones that were written, then those that somebody changed.
    ///
    /// The list may come from anybody: a path that leads out of the folder is passed over.
    pub(super) fn stale(&self, out: &Path, files: &[ExportFile<'_>]) -> (Vec<String>, Vec<String>) {
        let (mut ours, mut changed) = (Vec::new(), Vec::new());
        for entry in &self.files {
            if files.iter().any(|file| file.path() == entry.path) || !stays_inside(out, &entry.path) {
                continue;
            }
            match digest_of(&out.join(&entry.path)) {
                Ok(sha256) if sha256 == entry.sha256 => ours.push(entry.path.clone()),
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
        && inner_parts(out, &out.join(path))
            .iter()
            .all(|part| fs::symlink_metadata(part).is_ok_and(|metadata| !metadata.is_symlink()))
}
