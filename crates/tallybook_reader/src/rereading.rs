//! Reading a dataset again after little of it has changed: files that are as they were are not read again, and of a
//! list of records in YAML only those items that are not as they were.
//!
//! A file is as it was if its size and its time of change are, and that time lies well before it was read: clocks
//! of file systems are coarse, and two changes within one tick cannot be told apart. Where that is not sure, the
//! file is opened, and of it is parsed what has other bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tallybook_diagnostics::Meter;
use tallybook_schema::Dataset;
use tallybook_schema::record::{Limits, SourceText};
use tallybook_text::Text;

use crate::archive::{Archive, Archived, parts, read_text};
use crate::error::ReadError;
use crate::folder::{self, OnDisk};
use crate::reading::{self, Input, Output, Reading, file_again, load};

/// How long before it was read a file must have been changed for its time of change to be trusted.
const SETTLED: Duration = Duration::from_secs(2);

/// What was made of a file.
#[derive(Debug)]
struct Kept<T> {
    /// `None` if it cannot be trusted.
    stamp: Option<Stamp>,
    made: T,
}

/// What tells that a file has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
}

impl Stamp {
    fn new(size: u64, modified: Option<SystemTime>) -> Option<Self> {
        modified.map(|modified| Self { size, modified })
    }

    /// The stamp, if a file that is read now cannot change any more without its stamp changing too.
    fn if_settled(self, now: SystemTime) -> Option<Self> {
        now.duration_since(self.modified).is_ok_and(|age| age >= SETTLED).then_some(self)
    }
}

/// What outputs were made with: the path of the dataset's description, and the limits that it sets.
type MadeWith = (Option<String>, Limits);

/// Reads a dataset again and again, and each time only what has changed.
#[derive(Debug, Default)]
pub struct Rereader {
    files: BTreeMap<String, Kept<Output>>,
    made_with: Option<MadeWith>,
    /// How many versions of records there were.
    versions: AtomicU64,
    /// The texts with their digests, by the files that sources name.
    texts: BTreeMap<String, Kept<(String, Arc<Text>)>>,
    /// What stood in the folder when it was read last.
    seen: Seen,
}

/// The files of a folder, with what tells that one has changed.
type Seen = BTreeMap<String, Option<Stamp>>;

impl Rereader {
    /// Reads the dataset in a folder, the same each time.
    ///
    /// # Errors
    /// As of [`Reading::from_folder`]. What was read before is kept for the next time.
    pub fn read(&mut self, folder: &Path, meter: &Meter) -> Result<Reading, ReadError> {
        let now = SystemTime::now();
        let inputs = folder::walk(folder)?;
        let seen = seen(&inputs);
        let formers = Mutex::new(std::mem::take(&mut self.files));
        let (made_with, versions) = (self.made_with.take(), &self.versions);
        let read = Mutex::new((BTreeMap::new(), None));
        let one = |input: &Input<OnDisk>, manifest: Option<&str>, limits: &Limits| {
            let with: MadeWith = (manifest.map(str::to_owned), limits.clone());
            let former = lock(&formers).remove(&input.path).filter(|_| made_with.as_ref() == Some(&with));
            let output = match former {
                Some(former) if former.stamp.is_some() && former.stamp == stamp(input) => former.made,
                former => output(input, former.map(|former| former.made), manifest, limits, versions)?,
            };
            let stamp = stamp(input).and_then(|stamp| stamp.if_settled(now));
            let mut read = lock(&read);
            read.0.insert(input.path.clone(), Kept { stamp, made: output.clone() });
            read.1 = Some(with);
            drop(read);
            Ok(output)
        };
        let reading = reading::read(inputs, one, Input::size, meter);
        (self.files, self.made_with) = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        if reading.is_err() && self.made_with.as_ref().is_none_or(|with| made_with.as_ref() == Some(with)) {
            let left = formers.into_inner().unwrap_or_else(PoisonError::into_inner);
            self.files.extend(left);
            self.made_with = made_with;
        }
        self.seen = seen;
        reading
    }

    /// Whether a folder looks as it did when it was read last. No file is opened for that.
    pub fn is_current(&self, folder: &Path) -> bool {
        folder::walk(folder).is_ok_and(|inputs| seen(&inputs) == self.seen)
    }

    /// Reads the archived texts of a dataset from a folder, the same each time.
    ///
    /// # Errors
    /// As of [`Archive::read`]. What was read before is kept for the next time.
    pub fn archive(&mut self, dataset: &Dataset, folder: &Path) -> Result<Archive, ReadError> {
        let now = SystemTime::now();
        let read = Mutex::new(BTreeMap::new());
        let one = |named: &SourceText, limit: u64| {
            let on_disk =
                parts(&named.file).and_then(|_| fs::symlink_metadata(folder.join(&named.file)).ok());
            let stamp = on_disk.and_then(|on_disk| Stamp::new(on_disk.len(), on_disk.modified().ok()));
            let former = self.texts.get(&named.file).filter(|former| {
                former.stamp.is_some_and(|former| stamp == Some(former) && former.size <= limit)
                    && former.made.0.eq_ignore_ascii_case(named.sha256.as_str())
            });
            let archived = match former {
                Some(former) => Archived::AtHand(Arc::clone(&former.made.1)),
                None => read_text(folder, named, limit)?,
            };
            if let Archived::AtHand(text) = &archived {
                let made = (named.sha256.as_str().to_owned(), Arc::clone(text));
                let stamp = stamp.and_then(|stamp| stamp.if_settled(now));
                lock(&read).insert(named.file.clone(), Kept { stamp, made });
            }
            Ok(archived)
        };
        let archive = Archive::read_with(dataset, folder, one)?;
        self.texts = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(archive)
    }
}

/// Reads a file, and takes over what it can of what was read of it before. New records get new versions.
fn output(
    input: &Input<OnDisk>,
    former: Option<Output>,
    manifest: Option<&str>,
    limits: &Limits,
    versions: &AtomicU64,
) -> Result<Output, ReadError> {
    let mut former = former.map(|mut former| former.before.take().map_or(former, |before| *before));
    let known = former.as_ref().map_or_else(Vec::new, |former| former.versions.clone());
    let mut output = file_again(input, &mut former, manifest, limits, load)?;
    if output.contents.pieces.is_none() {
        output.before = former.filter(|former| former.contents.pieces.is_some()).map(Box::new);
    }
    let count = output.contents.parts.len();
    output.contents.taken.resize(count, None);
    let taken = std::mem::take(&mut output.contents.taken);
    let mut next = versions.fetch_add(count as u64, Ordering::Relaxed)..;
    let version = |taken: Option<usize>| taken.map_or_else(|| next.next(), |taken| known.get(taken).copied());
    output.versions = taken.into_iter().filter_map(version).collect();
    Ok(output)
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn seen(inputs: &[Input<OnDisk>]) -> Seen {
    inputs.iter().map(|input| (input.path.clone(), stamp(input))).collect()
}

fn stamp(input: &Input<OnDisk>) -> Option<Stamp> {
    let (size, on_disk) = input.body.as_ref().ok()?;
    Stamp::new(*size, on_disk.modified)
}
