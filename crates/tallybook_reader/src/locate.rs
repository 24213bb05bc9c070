//! Where places are in the files.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use tallybook_diagnostics::{FileId, Finding, Located, Location, Part, Place};

use crate::patch::patches;
use crate::path::Format;
use crate::reading::{OriginPart, Reading};
use crate::tree::{Node, Step};
use crate::{json, yaml};

/// A place looked for in one file or line: its number in the call, the way to it, and the part.
type Wanted = (usize, Vec<Step>, Part);

impl Reading {
    /// Finds places in the files. Each file, or line of JSON Lines, is parsed at most once a call.
    pub fn locate(&self, places: &[&Place]) -> Vec<Option<Location>> {
        let mut found = vec![None; places.len()];
        let mut wanted: BTreeMap<(FileId, usize, usize), Vec<Wanted>> = BTreeMap::new();
        for (i, place) in places.iter().enumerate() {
            if let Place::Span { file, start, end } = place {
                found[i] = self.files.location(*file, *start..*end);
            } else if let Some((file, span, path, part)) = self.way(place) {
                wanted.entry((file, span.start, span.end)).or_default().push((i, path, part));
            }
        }
        let parsed: Vec<Vec<(usize, Option<Location>)>> = wanted
            .into_par_iter()
            .filter_map(|((file, start, end), places)| {
                let source = self.files.get(file)?;
                let root = self.tree(source.path(), source.get(start..end)?, start)?;
                let locate =
                    |(i, path, part): Wanted| (i, self.files.location(file, find(&root, &path, part)));
                Some(places.into_iter().map(locate).collect())
            })
            .collect();
        for (i, location) in parsed.into_iter().flatten() {
            found[i] = location;
        }
        found
    }

    /// Looks at one place with the tree that it is in, the way through the tree, and the part meant.
    pub(crate) fn at<R>(
        &self,
        place: &Place,
        look: impl FnOnce(FileId, &Node<'_>, &[Step], Part) -> R,
    ) -> Option<R> {
        let (file, span, path, part) = self.way(place)?;
        let source = self.files.get(file)?;
        let root = self.tree(source.path(), source.get(span.clone())?, span.start)?;
        Some(look(file, &root, &path, part))
    }

    /// The tree of a file or of a line of JSON Lines.
    fn tree<'t>(&self, path: &str, text: &'t str, start: usize) -> Option<Node<'t>> {
        let limits = &self.dataset.manifest.checks.limits;
        let document = match Format::of_path(path) {
            Some(Format::Yaml) => yaml::parse(text, limits),
            _ => json::parse(text, start, limits),
        };
        document.ok()?.root
    }

    /// The file in which a place is, the text to parse for it, and the way through that text.
    fn way(&self, place: &Place) -> Option<(FileId, Range<usize>, Vec<Step>, Part)> {
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
        let places: Vec<&Place> = findings
            .iter()
            .flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.related))
            .map(|label| &label.place)
            .collect();
        let mut locations = self.locate(&places).into_iter();
        let mut located: Vec<Option<Located>> = findings
            .into_iter()
            .map(|finding| {
                let primary = locations.next().flatten();
                let related = finding.related.iter().map(|_| locations.next().flatten()).collect();
                let record = finding
                    .primary
                    .place
                    .record()
                    .and_then(|key| Some((key.record_type, self.id(key)?.to_owned())));
                let patches = finding.fix.as_ref().map(|fix| patches(self, fix)).unwrap_or_default();
                Some(Located { finding, primary, related, record, patches })
            })
            .collect();
        let key = |i: &usize| {
            let Located { finding, primary, .. } = located.get(*i)?.as_ref()?;
            let at = primary.as_ref().map(|p| (p.file, p.range.start, p.range.end));
            Some((at, finding.code, finding.message.as_str()))
        };
        let mut order: Vec<usize> = (0..located.len()).collect();
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        order.into_iter().filter_map(|i| located[i].take()).collect()
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
