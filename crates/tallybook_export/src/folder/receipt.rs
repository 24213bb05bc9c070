//! What a folder says of the export that is in it: which files the tool wrote, and their digests.

use std::fs;
use std::io;
use std::path::{Component, Path};
use std::time::SystemTime;

use serde::Deserialize;

use super::error::{Error, ErrorKind};
use super::inner_parts;
use crate::describe::{CHECKSUMS, MANIFEST, MANIFEST_VERSION};
use crate::file::ExportFile;
use crate::made::{digest, digest_of};

/// The name of the file that listed the others before there was a manifest.
const FORMER: &str = "tallybook-export.json";

/// The files of the last export. Read from its manifest, of which it is the part that matters here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Receipt {
    /// The version of the list's form; the name tells the tool's lists from those of others.
    #[serde(alias = "tallybook_receipt")]
    tallybook_manifest: u32,
    files: Vec<Entry>,
    /// When it was written, which was after all files that it lists.
    #[serde(skip)]
    written: Option<SystemTime>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    path: String,
    sha256: String,
}

impl Receipt {
    /// The list in a folder; an empty one if there is none.
    pub(super) fn read(out: &Path) -> Result<Self, Error> {
        for name in [MANIFEST, FORMER] {
            let path = out.join(name);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_symlink() => {
                    return Err(Error::new(ErrorKind::SymbolicLink, &path));
                }
                Ok(metadata) if !metadata.is_file() => return Err(Error::new(ErrorKind::NotOurs, &path)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::io(&path, error)),
            }
            let bytes = fs::read(&path).map_err(|error| Error::io(&path, error))?;
            let mut receipt = match serde_json::from_slice::<Self>(&bytes) {
                Ok(receipt) if receipt.tallybook_manifest == MANIFEST_VERSION => receipt,
                _ => return Err(Error::new(ErrorKind::NotOurs, &path)),
            };
            receipt.written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
            // The list cannot have its own digest in it, nor that of the checksums, which cover it.
            receipt.files.push(Entry { path: name.to_owned(), sha256: digest(&bytes) });
            if name == MANIFEST
                && let Ok(bytes) = fs::read(out.join(CHECKSUMS))
            {
                receipt.files.push(Entry { path: CHECKSUMS.to_owned(), sha256: digest(&bytes) });
            }
            return Ok(receipt);
        }
        Ok(Self::default())
    }

    /// Whether the list has a path.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.iter().any(|entry| entry.path == path)
    }

    /// Whether somebody changed a file that it lists. What is not younger than the list needs no look.
    pub(super) fn is_edited(&self, out: &Path, path: &str) -> bool {
        let Some(entry) = self.files.iter().find(|entry| entry.path == path) else { return false };
        let file = out.join(path);
        let modified = fs::metadata(&file).and_then(|metadata| metadata.modified());
        let is_younger = modified.map(|modified| self.written.is_none_or(|written| modified > written));
        is_younger.unwrap_or(false) && digest_of(&file).is_ok_and(|sha256| sha256 != entry.sha256)
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
