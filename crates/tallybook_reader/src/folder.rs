//! The files of a dataset on disk.
//!
//! Nothing outside the folder is reached: symbolic links are not followed, wherever they lead. Only
//! regular files are opened, so that a pipe or device cannot hold the tool up, and never more of one
//! is read than its limit allows. A top folder that is no record type is walked only as far as its
//! first file, which stands for all of them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::ReadError;
use crate::packing::Packing;
use crate::path::{Role, is_hidden, role, top};
use crate::problem::{Hostility, Misplacement, ProblemKind};
use crate::reading::Input;

/// Something in a folder, by its path relative to the dataset.
struct Found {
    path: String,
    on_disk: PathBuf,
    kind: Kind,
}

/// A file where it lies.
#[derive(Debug)]
pub(crate) struct OnDisk {
    /// Its path as the operating system wants it.
    pub(crate) path: PathBuf,
    /// When it was changed, if that is known.
    pub(crate) modified: Option<SystemTime>,
}

enum Kind {
    Folder,
    File(u64, Option<SystemTime>),
    Refused(ProblemKind),
}

/// Every file of a dataset that is not to be ignored, in the order of the paths.
pub(crate) fn walk(root: &Path) -> Result<Vec<Input<OnDisk>>, ReadError> {
    let metadata = fs::metadata(root).map_err(|error| ReadError::io(root, error))?;
    if !metadata.is_dir() {
        return Err(ReadError::not_a_folder(root));
    }
    let mut inputs = Vec::new();
    let mut pending = children(root, "")?;
    let mut seen_enough: Option<String> = None;
    while let Some(found) = pending.pop() {
        let folder = top(&found.path);
        if folder.is_some() && folder == seen_enough.as_deref() {
            continue;
        }
        let body = match found.kind {
            Kind::Folder => {
                pending.extend(children(&found.on_disk, &format!("{}/", found.path))?);
                continue;
            }
            Kind::File(size, modified) => Ok((size, OnDisk { path: found.on_disk, modified })),
            Kind::Refused(problem) => Err(problem),
        };
        match role(&found.path) {
            Role::Ignore => continue,
            Role::Misplaced(Misplacement::Table { .. }) => seen_enough = folder.map(str::to_owned),
            Role::Read(..) | Role::Misplaced(_) => {}
        }
        let packing = Packing::of(&found.path).0;
        inputs.push(Input { path: found.path, body, packing });
    }
    Ok(inputs)
}

/// Reads a file, and no more than one byte past the limit.
pub(crate) fn load(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let read = || {
        let file = File::open(path)?;
        let most = limit.saturating_add(1);
        // With room for all of it, one byte more to see the end by.
        let size = file.metadata()?.len().saturating_add(1).min(most);
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| ReadError::io(path, error))
}

/// What stands in a folder, the last path first.
fn children(folder: &Path, prefix: &str) -> Result<Vec<Found>, ReadError> {
    let failed = |error| ReadError::io(folder, error);
    let mut children = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let on_disk = entry.path();
        let name = entry.file_name();
        let readable = name.to_str().is_some();
        let name = name.to_string_lossy();
        if is_hidden(&name) {
            continue;
        }
        let path = format!("{prefix}{name}");
        let metadata = entry.metadata().map_err(|error| ReadError::io(&on_disk, error))?;
        let kind = if !readable {
            Kind::Refused(ProblemKind::Misplaced { path: path.clone(), why: Misplacement::Name })
        } else if metadata.is_symlink() {
            let target = fs::read_link(&on_disk).map_err(|error| ReadError::io(&on_disk, error))?;
            let target = target.to_string_lossy().into_owned();
            Kind::Refused(ProblemKind::Hostile(Hostility::Link { target }))
        } else if metadata.is_dir() && matches!(role(&path), Role::Read(..)) && top(&path).is_none() {
            Kind::Refused(ProblemKind::Misplaced { path: path.clone(), why: Misplacement::Folder })
        } else if metadata.is_dir() {
            Kind::Folder
        } else if metadata.is_file() {
            Kind::File(metadata.len(), metadata.modified().ok())
        } else {
            Kind::Refused(ProblemKind::Hostile(Hostility::NotAFile))
        };
        children.push(Found { path, on_disk, kind });
    }
    // With the slash that its files have, a folder stands where they will.
    children.sort_by_cached_key(|found| {
        let slash = if matches!(found.kind, Kind::Folder) { "/" } else { "" };
        std::cmp::Reverse(format!("{}{slash}", found.path))
    });
    Ok(children)
}
