//! Where places are in the files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use tallybook_diagnostics::{File, FileId, Finding, Located, Location, Part, Patch, Place, RecordKey};

use crate::patch::patches;
use crate::path::Format;
use crate::reading::{OriginPart, Reading};
use crate::tree::{Node, Step};
use crate::{json, yaml};

/// Places whose lines one task finds, at least.
const AT_ONCE: usize = 64;

/// A place looked for in one file or line: its number in the call, the way to it, and the part.
type Wanted = (usize, Vec<Step>, Part);

/// The file in which a place is, the text to parse for it, the way through that text, and the part.
pub(crate) type Way = (FileId, Range<usize>, Vec<Step>, Part);

/// A file and, within it, a record by its position or a byte: of one rule, all are the one or all are the other.
type Area = (FileId, usize);

/// The trees in which places are. That of the last place is kept, so that whoever goes from place to place in the order of the
/// files has each parsed once.
pub(crate) struct Trees<'r> {
    pub(crate) reading: &'r Reading,
    last: Option<(FileId, Range<usize>, Option<Node<'r>>)>,
}

impl<'r> Trees<'r> {
    pub(crate) fn of(reading: &'r Reading) -> Self {
        Self { reading, last: None }
    }

    /// Looks at one place with the text that was parsed for it, its tree, the way through the tree, and the part meant.
    pub(crate) fn at<R>(
        &mut self,
        place: &Place,
        look: impl FnOnce(FileId, &Range<usize>, &Node<'_>, &[Step], Part) -> R,
    ) -> Option<R> {
        let (file, span, path, part) = self.reading.shortened(self.reading.way(place)?);
        let is_last = self.last.as_ref().is_some_and(|(known, part, _)| (*known, part) == (file, &span));
        if !is_last {
            let root = self.reading.tree(self.reading.files.get(file)?, span.clone());
            self.last = Some((file, span, root));
        }
        let (_, span, root) = self.last.as_ref()?;
        Some(look(file, span, root.as_ref()?, &path, part))
    }
}

impl Reading {
    /// Finds places in the files. Each file, or line of JSON Lines, is parsed at most once a call.
    pub fn locate(&self, places: &[&Place]) -> Vec<Option<Location>> {
        let mut ranges: Vec<(usize, FileId, Range<usize>)> = Vec::new();
        let mut wanted: BTreeMap<(FileId, usize, usize), Vec<Wanted>> = BTreeMap::new();
        for (i, place) in places.iter().enumerate() {
            if let Place::Span { file, start, end } = place {
                ranges.push((i, *file, *start..*end));
            } else if let Some((file, span, path, part)) = self.way(place).map(|way| self.shortened(way)) {
                wanted.entry((file, span.start, span.end)).or_default().push((i, path, part));
            }
        }
        let files: BTreeSet<FileId> = wanted.keys().map(|(file, ..)| *file).collect();
        let parse = || -> Vec<(usize, FileId, Range<usize>)> {
            let parsed = wanted.into_par_iter().filter_map(|((file, start, end), places)| {
                let root = self.tree(self.files.get(file)?, start..end)?;
                let range = |(i, path, part): Wanted| (i, file, find(&root, &path, part));
                Some(places.into_iter().map(range).collect::<Vec<_>>())
            });
            parsed.flatten_iter().collect()
        };
        // Whoever were the first to ask for a line would keep the others waiting.
        let count =
            || files.into_par_iter().filter_map(|file| self.files.get(file)).for_each(File::count_lines);
        let (parsed, ()) = rayon::join(parse, count);
        ranges.extend(parsed);
        let located = ranges.into_par_iter().with_min_len(AT_ONCE);
        let located = located.map(|(i, file, range)| (i, self.files.location(file, range)));
        let mut found = vec![None; places.len()];
        for (i, location) in located.collect::<Vec<_>>() {
            found[i] = location;
        }
        found
    }

    /// Looks at a record with the tree of its whole file or line, and the way through that tree.
    pub(crate) fn in_whole<R>(
        &self,
        record: RecordKey,
        look: impl FnOnce(FileId, &Node<'_>, &[Step]) -> R,
    ) -> Option<R> {
        let (file, span, path, _) = self.way(&Place::value(record.record_type, record.index, ""))?;
        let root = self.tree(self.files.get(file)?, span)?;
        Some(look(file, &root, &path))
    }

    /// The tree of a file, of a piece of one, or of a line of JSON Lines.
    fn tree<'t>(&self, file: &'t File, span: Range<usize>) -> Option<Node<'t>> {
        let limits = &self.dataset.manifest.checks.limits;
        let document = match Format::of_path(file.path()) {
            Some(Format::Yaml) => yaml::parse_part(file.text(), span, limits),
            _ => json::parse(file.get(span.clone())?, span.start, limits),
        };
        document.ok()?.root
    }

    /// A way to an item of a file that was read item by item: it begins at the piece of that item.
    pub(crate) fn shortened(&self, way: Way) -> Way {
        let (file, _, mut path, part) = way;
        if let Some(Step::Index(number)) = path.first_mut()
            && let Some(piece) = self.pieces(file).and_then(|pieces| pieces.get(*number))
        {
            *number = 0;
            return (file, piece, path, part);
        }
        (file, way.1, path, part)
    }

    /// The file in which a place is, the text to parse for it, and the way through that text.
    pub(crate) fn way(&self, place: &Place) -> Option<Way> {
        let whole = |file| Some(0..self.files.get(file)?.text().len());
        match place {
            Place::Dataset | Place::File(_) | Place::Span { .. } => None,
            Place::Manifest(pointer) => {
                let file = self.manifest()?;
                Some((file, whole(file)?, steps(pointer), Part::Value))
            }
            Place::Record { key, pointer, part } => {
                let origin = self.origin(*key)?;
                let mut path = steps(pointer);
                let span = match &origin.part {
                    OriginPart::Whole => whole(origin.file)?,
                    OriginPart::Item(index) => {
                        path.insert(0, Step::Index(*index));
                        whole(origin.file)?
                    }
                    OriginPart::Line(range) => range.clone(),
                };
                Some((origin.file, span, path, *part))
            }
        }
    }

    /// Finds the places of findings, and puts the findings in the order of the files.
    pub fn locate_findings(&self, findings: Vec<Finding>) -> Vec<Located> {
        self.locate_first(findings, usize::MAX)
    }

    /// Finds the places of the first findings of each rule, so many as are to be shown, waived or not, and puts the
    /// findings in the order of the files. The others come last and have no places: to find all takes as long as
    /// to read the dataset again.
    pub fn locate_first(&self, findings: Vec<Finding>, of_a_rule: usize) -> Vec<Located> {
        let wanted = self.first(&findings, of_a_rule);
        let places: Vec<&Place> = findings
            .iter()
            .zip(&wanted)
            .filter(|(_, wanted)| **wanted)
            .flat_map(|(finding, _)| std::iter::once(&finding.primary).chain(&finding.related))
            .map(|label| &label.place)
            .collect();
        let mut locations = self.locate(&places).into_iter();
        let mut patches = self.patches(&findings, &wanted).into_iter();
        let mut located: Vec<Option<Located>> = findings
            .into_iter()
            .zip(&wanted)
            .map(|(finding, &wanted)| {
                let mut location = || if wanted { locations.next().flatten() } else { None };
                let primary = location();
                let related = finding.related.iter().map(|_| location()).collect();
                let record = finding
                    .primary
                    .place
                    .record()
                    .and_then(|key| Some((key.record_type, self.id(key)?.to_owned())));
                let patches = patches.next().unwrap_or_default();
                Some(Located { finding, primary, related, record, patches })
            })
            .collect();
        let key = |i: &usize| {
            let Located { finding, primary, .. } = located.get(*i)?.as_ref()?;
            let line = primary.as_ref().map(|p| (p.file, p.line));
            let at = primary.as_ref().map(|p| (p.range.start, p.range.end));
            let gravest = Reverse(finding.severity);
            Some((!wanted[*i], line, gravest, at, finding.code, finding.message.as_str()))
        };
        let mut order: Vec<usize> = (0..located.len()).collect();
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        order.into_iter().filter_map(|i| located[i].take()).collect()
    }

    /// The changes of text that the repairs of findings make, of those that are wanted.
    fn patches(&self, findings: &[Finding], wanted: &[bool]) -> Vec<Vec<Patch>> {
        let is_wanted = |i: &usize| wanted[*i] && findings[*i].fix.is_some();
        let mut order: Vec<usize> = (0..findings.len()).filter(is_wanted).collect();
        order.sort_by_key(|&i| self.area(&findings[i].primary.place));
        let (mut trees, mut all) = (Trees::of(self), vec![Vec::new(); findings.len()]);
        for i in order {
            all[i] = findings[i].fix.as_ref().map(|fix| patches(&mut trees, fix)).unwrap_or_default();
        }
        all
    }

    /// Which findings can be among the first of their rule. All in a record are, if one is: which of them stands
    /// first is seen only when they are found.
    fn first(&self, findings: &[Finding], of_a_rule: usize) -> Vec<bool> {
        let mut of_rules = BTreeMap::<_, Vec<(Option<Area>, usize)>>::new();
        for (i, finding) in findings.iter().enumerate() {
            let rule = (finding.waived.is_some(), finding.code);
            of_rules.entry(rule).or_default().push((self.area(&finding.primary.place), i));
        }
        let mut wanted = vec![false; findings.len()];
        for mut of_rule in of_rules.into_values() {
            of_rule.sort_unstable();
            let last = of_a_rule.checked_sub(1).and_then(|last| of_rule.get(last)).map(|(area, _)| *area);
            for (area, i) in of_rule {
                wanted[i] = last.is_none_or(|last| area <= last);
            }
        }
        wanted
    }

    /// The file in which a place is, and the record in it or the first byte: what its order is, as far as that can be
    /// told without looking into the file.
    fn area(&self, place: &Place) -> Option<Area> {
        match place {
            Place::Dataset | Place::File(_) => None,
            Place::Span { file, start, .. } => Some((*file, *start)),
            Place::Manifest(_) => Some((self.manifest()?, 0)),
            Place::Record { key, .. } => self.origin(*key).map(|origin| match &origin.part {
                OriginPart::Whole => (origin.file, 0),
                OriginPart::Item(index) => (origin.file, *index),
                OriginPart::Line(range) => (origin.file, range.start),
            }),
        }
    }
}

fn find(root: &Node<'_>, path: &[Step], part: Part) -> Range<usize> {
    if part == Part::Key
        && let Some((Step::Key(key), parents)) = path.split_last()
        && let Some(entry) = root.descend(parents).entry(key)
    {
        return entry.key_range.clone();
    }
    root.mark_at(path)
}

/// The steps of a JSON Pointer (RFC 6901).
fn steps(pointer: &str) -> Vec<Step> {
    let tokens = pointer.split('/').skip(1);
    tokens.map(|token| Step::Key(token.replace("~1", "/").replace("~0", "~"))).collect()
}
