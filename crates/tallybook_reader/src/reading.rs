//! What was read, and where it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_diagnostics::{FileId, Files, Meter, Phase, Place, RecordKey};
use tallybook_schema::record::Limits;
use tallybook_schema::{Dataset, RecordType};

use crate::archive::Archive;
use crate::error::ReadError;
use crate::folder::{self, OnDisk};
use crate::lines::RECORD_DEPTH;
use crate::packing::Packing;
use crate::path::{Content, Format, Role, role, top};
use crate::pieces::{Former, Pieces};
use crate::problem::{Hostility, Misplacement, Problem, ProblemKind};
use crate::records::{self, Contents};
use crate::sparing::{self, Unkept};
use crate::stream::{Elsewhere, Lines, Packed, Source, Stream};
use crate::text::{self, Decoded};

/// A dataset as it was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What could be read.
    pub dataset: Dataset,
    /// What could not, and why.
    pub problems: Vec<Problem>,
    /// What could be read and is hardly meant.
    pub remarks: Vec<Problem>,
    /// The files, with their texts: the dataset's own description first, the others in the order of
    /// their paths.
    pub files: Files,
    /// Records that were left out because of their problems.
    pub unread: Vec<Unread>,
    /// The archived texts that are at hand; none before [`Reading::attach`].
    pub archive: Archive,
    manifest: Option<FileId>,
    origins: BTreeMap<RecordType, Vec<Run>>,
    /// The pieces of files that were read item by item.
    pieces: BTreeMap<FileId, Pieces>,
    versions: BTreeMap<RecordType, Vec<u64>>,
    /// The files of which single lines are read, and what is known of them.
    lines: Option<(Vec<FileId>, Lines)>,
    /// The files whose records alone are kept.
    unkept: Vec<(Stream, Lines)>,
}

/// Records of one type that follow each other in a file.
#[derive(Debug)]
struct Run {
    file: FileId,
    /// The number of the first.
    first: usize,
    /// Where each stands; `None` if each is a line of its file, whose text is not kept.
    parts: Option<Vec<OriginPart>>,
}

/// A record that was left out because of its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its type.
    pub record_type: RecordType,
    /// Its id, if that much could be read.
    pub id: Option<String>,
    /// Whether it was only made out in a text that could not be parsed, in which there may be others.
    pub is_guessed: bool,
}

/// Where a record was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// Which part of it.
    pub part: OriginPart,
}

/// Which part of a file a record was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginPart {
    /// The whole file.
    Whole,
    /// The item of its list with this position, from 0.
    Item(usize),
    /// The bytes of one line of JSON Lines.
    Line(Range<usize>),
}

/// A file of a dataset before it is read.
#[derive(Debug)]
pub(crate) struct Input<S> {
    /// Its path relative to the dataset, with `/`.
    pub(crate) path: String,
    /// Its size in bytes and where to get them; or why it is not to be opened.
    pub(crate) body: Result<(u64, S), ProblemKind>,
    /// How its bytes are packed.
    pub(crate) packing: Packing,
}

impl<S> Input<S> {
    /// Its size in bytes; none if it is not to be opened.
    pub(crate) fn size(&self) -> u64 {
        self.body.as_ref().map_or(0, |(size, _)| *size)
    }
}

/// A file after it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Output {
    path: String,
    pub(crate) text: Arc<String>,
    pub(crate) contents: Contents,
    /// The versions of its records, if it was read by one who reads again.
    pub(crate) versions: Vec<u64>,
    /// What was read of the file when it last was a list of items, if it is none now.
    pub(crate) before: Option<Box<Output>>,
    /// What is wrong with the file as a whole.
    refused: Option<ProblemKind>,
    /// Whether it is left to be read part by part.
    large: bool,
    /// What takes the place of a text that is not kept.
    unkept: Option<Unkept>,
}

impl Output {
    /// A file of which only the records are kept, one a line.
    pub(crate) fn unkept(path: String, dataset: Dataset, unkept: Unkept) -> Self {
        let is_empty = dataset.is_empty();
        let contents = Contents { dataset, is_empty, ..Contents::default() };
        Self { path, contents, unkept: Some(unkept), ..Self::default() }
    }

    /// Whether it was read of these bytes. A text with faults might stand for other bytes.
    fn is_of(&self, bytes: &[u8]) -> bool {
        self.refused.is_none() && self.contents.faults.is_empty() && self.text.as_bytes() == bytes
    }

    /// The same, of which every record is known.
    fn taken_over(mut self) -> Self {
        self.contents.taken = (0..self.contents.parts.len()).map(Some).collect();
        self
    }
}

impl Reading {
    /// Reads the dataset in a folder.
    ///
    /// # Errors
    /// When the folder is not there or is none, or when it or a file in it cannot be read. Whatever
    /// is wrong with the data is in [`Reading::problems`] instead.
    pub fn from_folder(path: &Path) -> Result<Self, ReadError> {
        Self::from_folder_with(path, Meter::none())
    }

    /// Reads the dataset in a folder, and tells a meter how far it has come.
    ///
    /// # Errors
    /// As of [`Reading::from_folder`].
    pub fn from_folder_with(path: &Path, meter: &Meter) -> Result<Self, ReadError> {
        let one =
            |input: &Input<OnDisk>, first: Option<&str>, limits: &Limits| file(input, first, limits, load);
        read(folder::walk(path)?, one, Input::size, meter)
    }

    /// Reads the dataset in a folder, but for its transfers if they are many: if all of them are in files of JSON Lines
    /// with at least so many bytes together, these are left to be read part by part. Of other files of JSON Lines with
    /// so many bytes the texts are not kept: [`Self::keep`] reads single lines again.
    ///
    /// # Errors
    /// As of [`Self::from_folder`].
    pub fn from_folder_in_parts(
        path: &Path,
        least: u64,
        meter: &Meter,
    ) -> Result<(Self, Option<Stream>), ReadError> {
        let inputs = folder::walk(path)?;
        let large = large(&inputs, least);
        let one = |input: &Input<OnDisk>, first: Option<&str>, limits: &Limits| match &input.body {
            Ok((bytes, _)) if *bytes <= limits.jsonl_bytes && large.contains_key(&input.path) => {
                let contents = Contents { is_empty: *bytes == 0, ..Contents::default() };
                Ok(Output { path: input.path.clone(), contents, large: true, ..Output::default() })
            }
            _ if input.size() >= least
                && let Some(output) = sparing::read(input, limits)? =>
            {
                Ok(output)
            }
            _ => file(input, first, limits, load),
        };
        let now = |input: &Input<OnDisk>| if large.contains_key(&input.path) { 0 } else { input.size() };
        let reading = read(inputs, one, now, meter)?;
        let limits = reading.dataset.manifest.checks.limits.clone();
        let files = reading.files.iter().filter_map(|(file, of)| Some((file, large.get(of.path())?.clone())));
        let stream = Stream::of_files(files, limits);
        let stream = (!large.is_empty()).then_some(stream);
        Ok((reading, stream))
    }

    /// Takes what is known of the lines of files that were read part by part, what could not be read included, and keeps
    /// those lines that places are on.
    ///
    /// # Errors
    /// When a file cannot be read again.
    pub fn keep_lines<'p>(
        &mut self,
        stream: &Stream,
        mut lines: Lines,
        places: impl Iterator<Item = &'p Place>,
    ) -> Result<(), ReadError> {
        let numbers = stream.numbers(&lines, places);
        for (file, kept) in stream.lines(&lines, &numbers)? {
            self.files.keep(file, kept);
        }
        self.problems.append(&mut lines.problems);
        self.unread.append(&mut lines.unread);
        self.lines = Some((stream.files.clone(), lines));
        Ok(())
    }

    /// The records alone, and what is known of the lines of files that were read part by part.
    pub fn into_dataset(self) -> (Dataset, Lines) {
        (self.dataset, self.lines.map(|(_, lines)| lines).unwrap_or_default())
    }

    /// Keeps those lines that places are on, of files whose records alone are kept.
    ///
    /// # Errors
    /// When a file cannot be read again.
    pub fn keep<'p>(&mut self, places: impl Iterator<Item = &'p Place>) -> Result<(), ReadError> {
        if self.unkept.is_empty() {
            return Ok(());
        }
        let mut numbers: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
        for key in places.filter_map(Place::record) {
            if let Some((Run { file, parts: None, .. }, number)) = self.run(key) {
                numbers.entry(*file).or_default().push(number);
            }
        }
        for (stream, lines) in &self.unkept {
            let Some(mut numbers) = stream.files.first().and_then(|file| numbers.remove(file)) else {
                continue;
            };
            numbers.sort_unstable();
            numbers.dedup();
            for (file, kept) in stream.lines(lines, &numbers)? {
                self.files.keep(file, kept);
            }
        }
        Ok(())
    }

    /// Reads a dataset that is already in memory: relative paths and the bytes of each file, unpacked.
    pub fn from_memory<P: Into<String>, B: AsRef<[u8]> + Sync>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Self {
        let inputs = files.into_iter().map(|(path, bytes)| {
            let size = u64::try_from(bytes.as_ref().len()).unwrap_or(u64::MAX);
            Input { path: path.into(), body: Ok((size, bytes)), packing: Packing::None }
        });
        let load = |bytes: &B, _| Ok::<_, Infallible>(bytes.as_ref().to_vec());
        let one = |input: &Input<B>, first: Option<&str>, limits: &Limits| file(input, first, limits, load);
        let Ok(reading) = read(inputs.collect(), one, Input::size, Meter::none());
        reading
    }

    /// Reads a dataset whose description is in memory, and whose records are JSON Lines that are written nowhere.
    pub fn from_lines(
        description: (String, String),
        lines: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut reading = Self::from_memory(lines.into_iter().chain([description]));
        let records =
            reading.files.iter().map(|(file, _)| file).filter(|file| Some(*file) != reading.manifest);
        for file in records.collect::<Vec<_>>() {
            reading.files.set_unwritten(file);
        }
        reading.remarks.clear();
        reading
    }

    /// Reads a dataset whose description is in memory, and whose records lie elsewhere: the transfers are left to be read
    /// part by part.
    ///
    /// # Errors
    /// When the records cannot be read; [`io::ErrorKind::InvalidData`] also if they could not be read as lines.
    pub fn from_elsewhere(
        description: (String, String),
        elsewhere: &Arc<dyn Elsewhere>,
    ) -> io::Result<(Self, Stream)> {
        let mut reading = Self::from_memory([description]);
        let limits = reading.dataset.manifest.checks.limits.clone();
        if limits.depth() < RECORD_DEPTH {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let path = |record_type: RecordType| format!("{}.jsonl", record_type.plural());
        let mut others =
            RecordType::ALL.into_iter().filter(|t| *t != RecordType::Transfer).collect::<Vec<_>>();
        others.sort_by_key(|record_type| record_type.plural());
        let of_types: Vec<Dataset> = others
            .par_iter()
            .map(|&record_type| elsewhere.records(record_type))
            .collect::<io::Result<_>>()?;
        for (record_type, dataset) in others.into_iter().zip(of_types) {
            if dataset.count(record_type) > 0 {
                let unkept = Unkept::elsewhere(record_type, Arc::clone(elsewhere), limits.clone());
                let file = reading.add(Output::unkept(path(record_type), dataset, unkept));
                reading.files.set_unwritten(file);
            }
        }
        let transfers = RecordType::Transfer;
        let file = reading.add(Output { path: path(transfers), large: true, ..Output::default() });
        reading.files.set_unwritten(file);
        let source = Source::Elsewhere(transfers, Arc::clone(elsewhere));
        Ok((reading, Stream { files: vec![file], source, limits }))
    }

    /// Where a record was read.
    pub fn origin(&self, key: RecordKey) -> Option<Origin> {
        match &self.lines {
            Some((files, lines)) if key.record_type == RecordType::Transfer => {
                let (place, number) = lines.place(key.index);
                let file = *files.get(place)?;
                let line = self.files.get(file)?.line(number)?;
                Some(Origin { file, part: OriginPart::Line(line) })
            }
            _ => {
                let (run, number) = self.run(key)?;
                let part = match &run.parts {
                    Some(parts) => parts.get(number)?.clone(),
                    None => OriginPart::Line(self.files.get(run.file)?.line(number)?),
                };
                Some(Origin { file: run.file, part })
            }
        }
    }

    /// The records among which one was read, and its number among them.
    fn run(&self, key: RecordKey) -> Option<(&Run, usize)> {
        let runs = self.origins.get(&key.record_type)?;
        let run = &runs[runs.partition_point(|run| run.first <= key.index).checked_sub(1)?];
        Some((run, key.index - run.first))
    }

    /// The id of a record.
    pub fn id(&self, key: RecordKey) -> Option<&str> {
        match &self.lines {
            Some((_, lines)) if key.record_type == RecordType::Transfer => {
                lines.ids().get(key.index).map(SmolStr::as_str)
            }
            _ => self.dataset.id(key.record_type, key.index),
        }
    }

    /// A number for each record of a type: two readings of one [`crate::Rereader`] have a number in common only if
    /// it stands for the same record, which was not even read again. None in a reading of anybody else.
    pub fn versions(&self, record_type: RecordType) -> &[u64] {
        self.versions.get(&record_type).map_or(&[], Vec::as_slice)
    }

    /// Whether a problem is one of the dataset's own description for which nothing of it was taken: fields that are unknown
    /// are left out.
    pub fn voids_manifest(&self, problem: &Problem) -> bool {
        match problem.place {
            Place::File(file) | Place::Span { file, .. } => {
                self.manifest == Some(file) && !matches!(problem.kind, ProblemKind::UnknownField { .. })
            }
            _ => false,
        }
    }

    /// Whether all of a file is UTF-8, so that its text stands for its bytes.
    pub(crate) fn is_utf8(&self, file: FileId) -> bool {
        let is_in_it = |place: &Place| matches!(place, Place::Span { file: of, .. } if *of == file);
        let is_not = |problem: &Problem| {
            matches!(problem.kind, ProblemKind::NotUtf8 { .. }) && is_in_it(&problem.place)
        };
        !self.problems.iter().any(is_not)
    }

    /// The file with the dataset's own description.
    pub(crate) fn manifest(&self) -> Option<FileId> {
        self.manifest
    }

    /// The pieces of a file, if it was read item by item.
    pub(crate) fn pieces(&self, file: FileId) -> Option<&Pieces> {
        self.pieces.get(&file)
    }

    /// Adds a file and what it holds. Gives its number.
    fn add(&mut self, output: Output) -> FileId {
        let file = if output.large || output.unkept.is_some() {
            self.files.add_large(output.path)
        } else {
            self.files.add(output.path, output.text)
        };
        let Contents { dataset, parts, faults, unread, pieces, cuts, is_empty, .. } = output.contents;
        if is_empty {
            let is_lines =
                self.files.get(file).and_then(|file| Format::of_path(file.path())) == Some(Format::JsonLines);
            self.remarks.push(Problem::file(file, ProblemKind::EmptyFile { is_lines }));
        }
        self.pieces.extend(pieces.map(|pieces| (file, pieces)));
        if let Some(record_type) = RecordType::ALL.into_iter().find(|&t| dataset.count(t) > 0) {
            let first = self.dataset.count(record_type);
            let parts = output.unkept.is_none().then_some(parts);
            self.origins.entry(record_type).or_default().push(Run { file, first, parts });
            self.versions.entry(record_type).or_default().extend(output.versions);
        }
        self.unkept.extend(output.unkept.map(|unkept| unkept.of_file(file)));
        self.dataset.append(dataset);
        self.unread.extend(unread);
        self.problems.extend(output.refused.map(|kind| Problem::file(file, kind)));
        self.remarks.extend(cuts.into_iter().map(|(range, kind)| Problem::at(file, range, kind)));
        self.problems.extend(faults.into_iter().map(|(range, kind)| Problem::at(file, range, kind)));
        file
    }
}

/// The files of transfers, by their paths in the dataset, if all are JSON Lines and have at least so many bytes together.
fn large(inputs: &[Input<OnDisk>], least: u64) -> BTreeMap<String, Packed> {
    let is_of_transfers =
        |path: &str| matches!(role(path), Role::Read(Content::Records(RecordType::Transfer), _));
    let (mut large, mut unpacked) = (BTreeMap::new(), 0_u64);
    for Input { path, body, packing } in inputs.iter().filter(|input| is_of_transfers(&input.path)) {
        let (Ok((bytes, on_disk)), Some(Format::JsonLines)) = (body, Format::of_path(path)) else {
            return BTreeMap::new();
        };
        // What is compressed is some ten times as large as it looks.
        let times = if *packing == Packing::None { 1 } else { 10 };
        unpacked = unpacked.saturating_add(bytes.saturating_mul(times));
        large.insert(path.clone(), Packed::new(on_disk.path.clone(), *packing));
    }
    if unpacked < least { BTreeMap::new() } else { large }
}

/// Reads a file on disk.
pub(crate) fn load(file: &OnDisk, limit: u64) -> Result<Vec<u8>, ReadError> {
    folder::load(&file.path, limit)
}

/// The files that can describe a dataset; the first that is there does.
pub const DESCRIPTIONS: [&str; 3] = ["dataset.yaml", "dataset.yml", "dataset.json"];

/// Reads a dataset: its description first, for the limits it sets, then all other files. `one` reads a file, given
/// the path of the description if that has been read, and the limits; `size` says how many bytes it reads.
pub(crate) fn read<S: Sync, E: Send>(
    mut inputs: Vec<Input<S>>,
    one: impl Fn(&Input<S>, Option<&str>, &Limits) -> Result<Output, E> + Sync,
    size: impl Fn(&Input<S>) -> u64 + Sync,
    meter: &Meter,
) -> Result<Reading, E> {
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let mut reading = Reading::default();
    let manifest = DESCRIPTIONS.into_iter().find(|path| inputs.iter().any(|input| input.path == *path));
    let (first, rest): (Vec<_>, Vec<_>) =
        inputs.into_iter().partition(|input| manifest == Some(input.path.as_str()));
    for input in first {
        let mut output = one(&input, None, &Limits::default())?;
        reading.dataset.manifest = std::mem::take(&mut output.contents.dataset.manifest);
        reading.manifest = Some(reading.add(output));
    }
    if manifest.is_none() {
        reading.problems.push(Problem { place: Place::Dataset, kind: ProblemKind::NoManifest });
    }

    let mut folders = BTreeSet::new();
    let archive = reading.dataset.manifest.archive.as_deref();
    let archive = archive.map(|folder| format!("{}/", folder.trim_end_matches('/')));
    let in_archive = |input: &Input<S>| archive.as_ref().is_some_and(|folder| input.path.starts_with(folder));
    let wanted = |input: &Input<S>| match role(&input.path) {
        Role::Ignore => false,
        Role::Misplaced(_) if in_archive(input) => false,
        // Of a folder that is no record type, one file stands for all.
        Role::Misplaced(Misplacement::Table { name }) if top(&input.path).is_some() => folders.insert(name),
        Role::Read(..) | Role::Misplaced(_) => true,
    };
    let rest: Vec<Input<S>> = rest.into_iter().filter(wanted).collect();
    let limits = reading.dataset.manifest.checks.limits.clone();
    meter.begin(Phase::Reading, Some(rest.iter().map(&size).sum()));
    let read = |input: &Input<S>| {
        let output = one(input, manifest, &limits);
        meter.add(size(input));
        output
    };
    let outputs: Vec<Result<Output, E>> = rest.par_iter().map(read).collect();
    for output in outputs {
        reading.add(output?);
    }
    Ok(reading)
}

/// Reads one file. `manifest` is the dataset's own description if that has been read.
pub(crate) fn file<S, E>(
    input: &Input<S>,
    manifest: Option<&str>,
    limits: &Limits,
    load: impl Fn(&S, u64) -> Result<Vec<u8>, E>,
) -> Result<Output, E> {
    file_again(input, &mut None, manifest, limits, load)
}

/// Reads one file, and takes over what it can of what was read of it before, with the same description and limits.
pub(crate) fn file_again<S, E>(
    input: &Input<S>,
    former: &mut Option<Output>,
    manifest: Option<&str>,
    limits: &Limits,
    load: impl Fn(&S, u64) -> Result<Vec<u8>, E>,
) -> Result<Output, E> {
    let path = input.path.clone();
    let misplaced = |why| ProblemKind::Misplaced { path: input.path.clone(), why };
    let refused = match (&input.body, role(&path), manifest) {
        (Err(problem), ..) => Some(problem.clone()),
        (Ok(_), Role::Ignore, _) => None,
        (Ok(_), Role::Misplaced(why), _) => Some(misplaced(why)),
        (Ok(_), Role::Read(Content::Manifest, _), Some(first)) => {
            Some(misplaced(Misplacement::SecondManifest { first: first.to_owned() }))
        }
        (Ok((size, source)), Role::Read(content, format), _) => {
            match within_limit(*size, format, limits, |limit| load(source, limit))?
                .map_err(ProblemKind::Hostile)
                .and_then(|bytes| unpack(bytes, input.packing, format, limits))
            {
                Ok(bytes) => {
                    if let Some(former) = former.take_if(|former| former.is_of(&bytes)) {
                        return Ok(former.taken_over());
                    }
                    let former =
                        former.as_mut().map(|Output { text, contents, .. }| Former { text, contents });
                    let (text, contents) = decode(bytes, content, format, limits, former);
                    return Ok(Output { path, text: text.into(), contents, ..Output::default() });
                }
                Err(problem) => Some(problem),
            }
        }
    };
    Ok(Output { path, refused, ..Output::default() })
}

/// The most bytes that a file may have, and the setting that says so.
pub(crate) fn size_limit(format: Format, limits: &Limits) -> (u64, &'static str) {
    match format {
        Format::Yaml | Format::Json => (limits.file_bytes, "file_bytes"),
        Format::JsonLines => (limits.jsonl_bytes, "jsonl_bytes"),
    }
}

/// Loads a file unless it is too large, by its size as announced or as found.
fn within_limit<E>(
    size: u64,
    format: Format,
    limits: &Limits,
    load: impl Fn(u64) -> Result<Vec<u8>, E>,
) -> Result<Result<Vec<u8>, Hostility>, E> {
    let (limit, setting) = size_limit(format, limits);
    let too_large = |bytes| Hostility::FileSize { bytes, limit, setting };
    if size > limit {
        return Ok(Err(too_large(size)));
    }
    let bytes = load(limit)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(if size > limit { Err(too_large(size)) } else { Ok(bytes) })
}

/// Unpacks the bytes of a file, and no more than one byte past the limit.
fn unpack(bytes: Vec<u8>, packing: Packing, format: Format, limits: &Limits) -> Result<Vec<u8>, ProblemKind> {
    let name = match packing {
        Packing::None => return Ok(bytes),
        Packing::Gzip => "gzip",
        Packing::Zstandard => "Zstandard",
    };
    let (limit, setting) = size_limit(format, limits);
    let mut unpacked = Vec::new();
    let read = packing
        .unpack(bytes.as_slice())
        .and_then(|reader| reader.take(limit.saturating_add(1)).read_to_end(&mut unpacked));
    match read {
        Ok(size) if size as u64 > limit => {
            Err(ProblemKind::Hostile(Hostility::FileSize { bytes: size as u64, limit, setting }))
        }
        Ok(_) => Ok(unpacked),
        Err(error) => Err(ProblemKind::Syntax {
            format: name,
            message: format!("it cannot be unpacked: {error}"),
            help: "pack it again, Zstandard without `--long`; a download that broke off cannot be repaired",
        }),
    }
}

fn decode(
    bytes: Vec<u8>,
    content: Content,
    format: Format,
    limits: &Limits,
    former: Option<Former<'_>>,
) -> (String, Contents) {
    match text::decode(bytes, format, limits) {
        Decoded::Text(text, not_utf8) => {
            let contents = records::read(&text, content, format, limits, former, &not_utf8);
            (text, contents)
        }
        Decoded::NotUtf8(text, range, kind) => {
            let unread = match content {
                Content::Records(record_type) => records::mentioned(&text, record_type),
                Content::Manifest => Vec::new(),
            };
            (text, Contents { faults: vec![(range, kind)], unread, ..Contents::default() })
        }
    }
}
