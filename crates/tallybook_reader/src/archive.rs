//! The archived texts of the sources, which are no part of a dataset.
//!
//! A source names its text by a file below the archive folder and by the SHA-256 digest of that file. A
//! text is at hand only if both are right: another edition of a page proves nothing about the one that
//! was cited. No path leads out of the folder, links are not followed, and no text is larger than a
//! hand-written file may be.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tallybook_diagnostics::{FileId, Place};
use tallybook_schema::Dataset;
use tallybook_schema::record::SourceText;
use tallybook_text::Text;

use crate::error::ReadError;
use crate::folder;
use crate::problem::{Hostility, Problem, ProblemKind};
use crate::reading::Reading;

/// The archived texts of the sources of a dataset.
#[derive(Debug, Default)]
pub struct Archive {
    /// What became of the text of each source, in the order of the sources.
    texts: Vec<Archived>,
    /// The file of each text among those of the run.
    files: Vec<Option<FileId>>,
    /// The folder, if it does not exist.
    missing_folder: Option<PathBuf>,
}

/// What became of the text of a source.
#[derive(Debug, Clone, Default)]
pub enum Archived {
    /// The source names no text.
    #[default]
    Unnamed,
    /// There is no such file.
    Missing,
    /// The file has another digest than the source gives.
    Different {
        /// The digest of the file.
        sha256: String,
    },
    /// The file is not read.
    Refused(Refusal),
    /// The text.
    AtHand(Arc<Text>),
}

impl Archived {
    /// Whether the same became of another text; one that is at hand was not even read again.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unnamed, Self::Unnamed) | (Self::Missing, Self::Missing) => true,
            (Self::Different { sha256 }, Self::Different { sha256: other }) => sha256 == other,
            (Self::Refused(refusal), Self::Refused(other)) => refusal == other,
            (Self::AtHand(text), Self::AtHand(other)) => Arc::ptr_eq(text, other),
            _ => false,
        }
    }
}

/// Why the file of a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its path leads out of the archive folder.
    Outside,
    /// It is, or is reached by, a symbolic link.
    Link,
    /// It is no regular file.
    NotAFile,
    /// It is larger than a hand-written file may be.
    TooLarge {
        /// The most bytes there may be.
        limit: u64,
    },
    /// It is not UTF-8.
    NotUtf8,
}

/// The bytes of a file, or why there are none.
enum Loaded {
    Missing,
    Refused(Refusal),
    Bytes(Vec<u8>),
}

impl Archive {
    /// Reads the texts of the sources from a folder.
    ///
    /// # Errors
    /// When the folder is not there or is none, or when it or a text in it cannot be read.
    pub fn read(dataset: &Dataset, folder: &Path) -> Result<Self, ReadError> {
        Self::read_with(dataset, folder, |named, limit| read_text(folder, named, limit))
    }

    /// Reads the texts of the sources from a folder, each as `one` does it, given the limit of its size.
    pub(crate) fn read_with(
        dataset: &Dataset,
        folder: &Path,
        one: impl Fn(&SourceText, u64) -> Result<Archived, ReadError> + Sync,
    ) -> Result<Self, ReadError> {
        let metadata = fs::metadata(folder).map_err(|error| ReadError::io(folder, error))?;
        if !metadata.is_dir() {
            return Err(ReadError::not_a_folder(folder));
        }
        collect(dataset, one)
    }

    /// Takes the texts of the sources from memory: paths below the archive folder and their bytes.
    pub fn from_memory(dataset: &Dataset, files: &BTreeMap<String, Vec<u8>>) -> Self {
        let Ok(archive) = collect(dataset, |named, _| {
            let bytes = files.get(&named.file).cloned();
            Ok::<_, Infallible>(archived(named, bytes.map_or(Loaded::Missing, Loaded::Bytes)))
        });
        archive
    }

    /// The archive of a folder that does not exist: no text is at hand.
    pub fn missing(dataset: &Dataset, folder: &Path) -> Self {
        Self { missing_folder: Some(folder.to_owned()), ..Self::from_memory(dataset, &BTreeMap::new()) }
    }

    /// The folder in which the texts were to be, if it does not exist.
    pub fn missing_folder(&self) -> Option<&Path> {
        self.missing_folder.as_deref()
    }

    /// What became of the text of a source, by its position.
    pub fn of(&self, source: usize) -> &Archived {
        self.texts.get(source).unwrap_or(&Archived::Unnamed)
    }

    /// The text of a source, by its position, if it is at hand.
    pub fn text(&self, source: usize) -> Option<&Text> {
        match self.of(source) {
            Archived::AtHand(text) => Some(text),
            _ => None,
        }
    }

    /// The file of the text of a source, by its position, if it is at hand.
    pub fn file(&self, source: usize) -> Option<FileId> {
        *self.files.get(source)?
    }

    /// What became of the texts, in the order of the sources; empty before anything was looked for.
    pub fn texts(&self) -> &[Archived] {
        &self.texts
    }

    /// The number of texts that are at hand.
    pub fn at_hand(&self) -> usize {
        self.texts.iter().filter(|text| matches!(text, Archived::AtHand(_))).count()
    }
}

impl Reading {
    /// Makes archived texts part of the run, so that findings can point into them. `folder` is the
    /// archive folder as shown to people.
    pub fn attach(&mut self, mut archive: Archive, folder: &str) {
        let folder = folder.trim_end_matches('/');
        let sources = self.dataset.sources.numbered();
        archive.files = sources
            .map(|(index, source)| {
                let (text, named) = (archive.text(index)?, source.text.as_ref()?);
                Some(self.files.add_outside(format!("{folder}/{}", named.file), text.shared()))
            })
            .collect();
        self.archive = archive;
    }

    /// The archive folder that the dataset itself names, below the folder of the dataset. One that lies
    /// outside is a problem of the dataset and is not given.
    pub fn archive_folder(&mut self, dataset: &Path) -> Option<PathBuf> {
        let path = self.dataset.manifest.archive.as_deref()?.trim_end_matches('/').to_owned();
        if parts(&path).is_none() || has_link(dataset, &path) {
            let kind = ProblemKind::Hostile(Hostility::Outside { path });
            self.problems.push(Problem { place: Place::Manifest("/archive".to_owned()), kind });
            return None;
        }
        Some(dataset.join(path))
    }
}

/// Looks for the text of each source. Texts are read, compared and normalised in parallel.
fn collect<E: Send>(
    dataset: &Dataset,
    one: impl Fn(&SourceText, u64) -> Result<Archived, E> + Sync,
) -> Result<Archive, E> {
    let limit = dataset.manifest.checks.limits.file_bytes;
    let texts: Result<Vec<Archived>, E> = dataset
        .sources
        .par_iter()
        .map(|source| match &source.text {
            Some(named) => one(named, limit),
            None => Ok(Archived::Unnamed),
        })
        .collect();
    Ok(Archive { texts: texts?, ..Archive::default() })
}

/// The SHA-256 digest of the bytes of a file, in lower-case hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The [`digest`] of all that can be read, which is never in memory as a whole.
///
/// # Errors
/// Those of the reader.
pub fn digest_of(mut reader: impl Read) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match reader.read(&mut bytes)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            count => digest.update(&bytes[..count]),
        }
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Reads the text of a source from a folder.
pub(crate) fn read_text(folder: &Path, named: &SourceText, limit: u64) -> Result<Archived, ReadError> {
    Ok(archived(named, load(folder, &named.file, limit)?))
}

fn archived(named: &SourceText, loaded: Loaded) -> Archived {
    let bytes = match loaded {
        Loaded::Missing => return Archived::Missing,
        Loaded::Refused(refusal) => return Archived::Refused(refusal),
        Loaded::Bytes(bytes) => bytes,
    };
    let sha256 = digest(&bytes);
    if !sha256.eq_ignore_ascii_case(named.sha256.as_str()) {
        return Archived::Different { sha256 };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Archived::AtHand(Arc::new(Text::new(text))),
        Err(_) => Archived::Refused(Refusal::NotUtf8),
    }
}

/// Whether an error says that a path leads to nothing, as one does that no file can have.
fn is_of_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename)
}

/// Reads a file below the archive folder.
fn load(folder: &Path, file: &str, limit: u64) -> Result<Loaded, ReadError> {
    let Some(parts) = parts(file) else { return Ok(Loaded::Refused(Refusal::Outside)) };
    let mut path = folder.to_owned();
    let mut found = None;
    for part in parts {
        path.push(part);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if is_of_nothing(&error) => return Ok(Loaded::Missing),
            Err(error) => return Err(ReadError::io(&path, error)),
        };
        if metadata.is_symlink() {
            return Ok(Loaded::Refused(Refusal::Link));
        }
        found = Some(metadata);
    }
    match found {
        Some(metadata) if metadata.is_file() => {
            // It may grow while it is read, so the bytes are counted as well.
            let bytes = if metadata.len() > limit { None } else { Some(folder::load(&path, limit)?) };
            let bytes = bytes.filter(|bytes| u64::try_from(bytes.len()).is_ok_and(|size| size <= limit));
            Ok(bytes.map_or(Loaded::Refused(Refusal::TooLarge { limit }), Loaded::Bytes))
        }
        _ => Ok(Loaded::Refused(Refusal::NotAFile)),
    }
}

/// The parts of a path that stays inside the folder it starts in; `None` for any other.
pub(crate) fn parts(path: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = path.split('/').collect();
    let plain = |part: &&str| {
        let mut components = Path::new(part).components();
        let normal = matches!(components.next(), Some(Component::Normal(_))) && components.next().is_none();
        normal && !part.contains(['\\', '\0'])
    };
    parts.iter().all(plain).then_some(parts)
}

/// Whether a part of a path below a folder is a symbolic link.
fn has_link(folder: &Path, path: &str) -> bool {
    let mut whole = folder.to_owned();
    path.split('/').any(|part| {
        whole.push(part);
        fs::symlink_metadata(&whole).is_ok_and(|metadata| metadata.is_symlink())
    })
}
