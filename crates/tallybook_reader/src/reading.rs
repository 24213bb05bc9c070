//! What was read, and where it stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use tallybook_diagnostics::{FileId, Files, Finding, Located, Location, Part, Place, RecordKey};
use tallybook_schema::record::{Limits, Manifest, Record};
use tallybook_schema::{Dataset, RecordType};

use crate::decode::decode;
use crate::problem::{Problem, ProblemKind};
use crate::tree::{Fault, Node, NodeKind, Step, parse_json, parse_yaml};

/// A dataset as it was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What could be read.
    pub dataset: Dataset,
    /// What could not, and why.
    pub problems: Vec<Problem>,
    /// The files, with their texts.
    pub files: Files,
    /// Records that were left out because of their problems.
    pub unread: Vec<Unread>,
    manifest: Option<FileId>,
    origins: BTreeMap<RecordType, Vec<Origin>>,
}

/// A record that was left out because of its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its type.
    pub record_type: RecordType,
    /// Its id, if that much could be read.
    pub id: Option<String>,
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

/// A place looked for in one file or line: its number in the call, the way to it, and the part.
type Wanted = (usize, Vec<Step>, Part);

/// What a file holds, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Manifest,
    Records(RecordType),
}

/// How a file is written, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Json,
    JsonLines,
}

impl Reading {
    /// Reads a dataset that is already in memory: relative paths and the bytes of each file.
    pub fn from_memory<P: Into<String>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let mut files: Vec<(String, B)> =
            files.into_iter().map(|(path, bytes)| (path.into(), bytes)).collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let mut reading = Self::default();
        for (path, bytes) in &files {
            reading.add(path, bytes.as_ref());
        }
        if reading.manifest.is_none() {
            reading.problems.push(Problem { place: Place::Dataset, kind: ProblemKind::NoManifest });
        }
        reading
    }

    fn add(&mut self, path: &str, bytes: &[u8]) {
        let (content, format) = match classify(path) {
            Ok(known) => known,
            Err(kind) => {
                let file = self.files.add(path, "");
                self.problems.push(Problem::file(file, kind));
                return;
            }
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let offset = error.valid_up_to();
                let file = self.files.add(path, String::from_utf8_lossy(bytes));
                self.problems.push(Problem::at(file, offset..offset, ProblemKind::NotUtf8 { offset }));
                return;
            }
        };
        let text: Arc<str> = text.into();
        let file = self.files.add(path, Arc::clone(&text));
        match content {
            Content::Manifest => {
                self.manifest = Some(file);
                self.add_manifest(file, &text, format);
            }
            Content::Records(RecordType::Source) => {
                self.add_records::<tallybook_schema::record::Source>(file, &text, format)
            }
            Content::Records(RecordType::Actor) => {
                self.add_records::<tallybook_schema::record::Actor>(file, &text, format)
            }
            Content::Records(RecordType::Equipment) => {
                self.add_records::<tallybook_schema::record::Equipment>(file, &text, format)
            }
            Content::Records(RecordType::Deal) => {
                self.add_records::<tallybook_schema::record::Deal>(file, &text, format)
            }
            Content::Records(RecordType::Transfer) => {
                self.add_records::<tallybook_schema::record::Transfer>(file, &text, format)
            }
            Content::Records(RecordType::Statement) => {
                self.add_records::<tallybook_schema::record::Statement>(file, &text, format)
            }
        }
    }

    fn add_manifest(&mut self, file: FileId, text: &str, format: Format) {
        let mut faults = Vec::new();
        if let Some(root) = parse(text, format, &mut faults)
            && let Some(manifest) = decode_clean::<Manifest>(&root, &mut faults)
        {
            self.dataset.manifest = manifest;
        }
        self.report(file, faults);
    }

    fn add_records<T: Record>(&mut self, file: FileId, text: &str, format: Format) {
        let mut faults = Vec::new();
        if format == Format::JsonLines {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let range = start..start + line.trim_end().len();
                start += line.len();
                if line.trim().is_empty() {
                    continue;
                }
                let part = OriginPart::Line(range.clone());
                if let Ok(record) = serde_json::from_str::<T>(line) {
                    self.push(record, Origin { file, part });
                    continue;
                }
                match parse_json(&text[range.clone()], range.start, &self.limits(), &mut faults) {
                    Ok(root) => self.add_record::<T>(&root, Origin { file, part }, &mut faults),
                    Err(fault) => {
                        faults.push(fault);
                        self.unread.push(Unread { record_type: T::TYPE, id: None });
                    }
                }
            }
        } else if let Some(root) = parse(text, format, &mut faults) {
            match &root.kind {
                NodeKind::List(items) => {
                    for (index, node) in items.iter().enumerate() {
                        let origin = Origin { file, part: OriginPart::Item(index) };
                        self.add_record::<T>(node, origin, &mut faults);
                    }
                }
                _ => self.add_record::<T>(&root, Origin { file, part: OriginPart::Whole }, &mut faults),
            }
        }
        self.report(file, faults);
    }

    fn limits(&self) -> Limits {
        self.dataset.manifest.checks.limits.clone()
    }

    fn add_record<T: Record>(&mut self, node: &Node<'_>, origin: Origin, faults: &mut Vec<Fault>) {
        // A duplicate key inside the record was reported while the tree was built.
        let damaged = faults.iter().any(|(range, _)| node.range.contains(&range.start));
        match decode::<T>(node, faults) {
            Some(record) if !damaged => self.push(record, origin),
            _ => {
                let id = node.entry("id").and_then(|entry| match &entry.value.kind {
                    NodeKind::Scalar { text, .. } => Some(text.to_string()),
                    _ => None,
                });
                self.unread.push(Unread { record_type: T::TYPE, id });
            }
        }
    }

    fn push<T: Record>(&mut self, record: T, origin: Origin) {
        T::of_mut(&mut self.dataset).push(record);
        self.origins.entry(T::TYPE).or_default().push(origin);
    }

    fn report(&mut self, file: FileId, faults: Vec<Fault>) {
        self.problems.extend(faults.into_iter().map(|(range, kind)| Problem::at(file, range, kind)));
    }

    /// Where a record was read.
    pub fn origin(&self, key: RecordKey) -> Option<&Origin> {
        self.origins.get(&key.record_type)?.get(key.index)
    }

    /// Finds places in the files. Each file, or line of JSON Lines, is parsed at most once a call.
    pub fn locate(&self, places: &[&Place]) -> Vec<Option<Location>> {
        let mut found = vec![None; places.len()];
        let mut wanted: BTreeMap<(FileId, usize, usize), Vec<Wanted>> = BTreeMap::new();
        for (i, place) in places.iter().enumerate() {
            match place {
                Place::Dataset | Place::File(_) => {}
                Place::Span { file, start, end } => found[i] = self.files.location(*file, *start..*end),
                Place::Manifest(pointer) => {
                    if let Some(file) = self.manifest {
                        let end = self.files.get(file).map_or(0, |f| f.text().len());
                        wanted.entry((file, 0, end)).or_default().push((i, steps(pointer), Part::Value));
                    }
                }
                Place::Record { key, pointer, part } => {
                    let Some(origin) = self.origin(*key) else { continue };
                    let end = self.files.get(origin.file).map_or(0, |f| f.text().len());
                    let mut path = steps(pointer);
                    let span = match &origin.part {
                        OriginPart::Whole => 0..end,
                        OriginPart::Item(index) => {
                            path.insert(0, Step::Index(*index));
                            0..end
                        }
                        OriginPart::Line(range) => range.clone(),
                    };
                    wanted.entry((origin.file, span.start, span.end)).or_default().push((i, path, *part));
                }
            }
        }
        for ((file, start, end), places) in wanted {
            let Some(source) = self.files.get(file) else { continue };
            let text = &source.text()[start..end];
            let mut ignored = Vec::new();
            let root = match classify(source.path()) {
                Ok((_, Format::Yaml)) => parse_yaml(text, &self.limits(), &mut ignored).ok().flatten(),
                _ => parse_json(text, start, &self.limits(), &mut ignored).ok(),
            };
            let Some(root) = root else { continue };
            for (i, path, part) in places {
                found[i] = self.files.location(file, find(&root, &path, part));
            }
        }
        found
    }

    /// Finds the places of findings, and puts the findings in the order of the files.
    pub fn locate_findings(&self, findings: Vec<Finding>) -> Vec<Located> {
        let places: Vec<&Place> = findings
            .iter()
            .flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.related))
            .map(|label| &label.place)
            .collect();
        let mut locations = self.locate(&places).into_iter();
        let mut located: Vec<Located> = findings
            .into_iter()
            .map(|finding| {
                let primary = locations.next().flatten();
                let related = finding.related.iter().map(|_| locations.next().flatten()).collect();
                let record = finding.primary.place.record().and_then(|key| {
                    Some((key.record_type, self.dataset.id(key.record_type, key.index)?.to_owned()))
                });
                Located { finding, primary, related, record, patches: Vec::new() }
            })
            .collect();
        located.sort_by_cached_key(|l| {
            let at = l.primary.as_ref().map(|p| (p.file, p.range.start, p.range.end));
            (at, l.finding.code, l.finding.message.clone())
        });
        located
    }
}

fn find(root: &Node<'_>, path: &[Step], part: Part) -> Range<usize> {
    if part == Part::Key
        && let Some((Step::Key(key), parents)) = path.split_last()
        && let (parent, true) = root.descend(parents)
        && let Some(entry) = parent.entry(key)
    {
        return entry.key_range.clone();
    }
    root.descend(path).0.mark()
}

/// The steps of a JSON Pointer (RFC 6901).
fn steps(pointer: &str) -> Vec<Step> {
    pointer
        .split('/')
        .skip(1)
        .map(|token| match token.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(token.replace("~1", "/").replace("~0", "~")),
        })
        .collect()
}

fn parse<'t>(text: &'t str, format: Format, faults: &mut Vec<Fault>) -> Option<Node<'t>> {
    let limits = Limits::default();
    let parsed = match format {
        Format::Yaml => parse_yaml(text, &limits, faults),
        Format::Json | Format::JsonLines if text.trim().is_empty() => Ok(None),
        Format::Json | Format::JsonLines => parse_json(text, 0, &limits, faults).map(Some),
    };
    parsed.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    })
}

fn decode_clean<T: DeserializeOwned>(node: &Node<'_>, faults: &mut Vec<Fault>) -> Option<T> {
    let before = faults.len();
    decode(node, faults).filter(|_| before == 0)
}

/// What a file holds and how it is written, by its path relative to the dataset.
pub(crate) fn classify(path: &str) -> Result<(Content, Format), ProblemKind> {
    let misplaced = |reason: String, suggestion: Option<String>| ProblemKind::Misplaced {
        path: path.to_owned(),
        reason,
        suggestion,
    };
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let format = match extension {
        "yaml" | "yml" => Format::Yaml,
        "json" => Format::Json,
        "jsonl" => Format::JsonLines,
        _ => {
            return Err(misplaced(
                "only `.yaml`, `.yml`, `.json` and `.jsonl` files are read".to_owned(),
                None,
            ));
        }
    };
    if folder.is_empty() && stem == "dataset" {
        return Ok((Content::Manifest, format));
    }
    let table = if folder.is_empty() { stem } else { folder.split('/').next().unwrap_or_default() };
    match RecordType::from_plural(table) {
        Some(record_type) => Ok((Content::Records(record_type), format)),
        None => Err(misplaced(format!("`{table}` is no record type"), None)),
    }
}
