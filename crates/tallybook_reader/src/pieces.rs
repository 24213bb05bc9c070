//! A YAML file that is a plain list of records, read item by item.
//!
//! Where each item begins with `- ` at the start of a line, and before the first stand only comments and empty lines,
//! the text is cut there. Each piece with the sign of the next, `- `, is a document of its own: a list of one item and
//! an empty one. Together the items are those of the whole, as nothing but the list is open where the sign stands.
//! Whatever this might not hold for is read as a whole: a text with a tab, with a line that begins like the end of a
//! document, or with a piece that does not parse or is not one item.
//!
//! So many cores can read one file, a place can be found without reading the rest of the file, and a file of which
//! little has changed is read again only there. Where a piece does not parse and neither does the text from there on, the
//! whole is broken in the same place, and what stood in it before is kept for when it is mended.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tallybook_schema::record::{Limits, Record};

use crate::reading::OriginPart;
use crate::records::{Batch, Contents};
use crate::tree::{Document, Fault, Node, NodeKind};
use crate::yaml;

/// Pieces that one task reads at least.
const AT_ONCE: usize = 32;

/// What an item begins with.
const SIGN: &str = "- ";

/// Where the pieces of a text begin, and where the last one ends.
#[derive(Debug, Clone)]
pub(crate) struct Pieces(Arc<[usize]>);

impl Pieces {
    /// Cuts a text; `None` if it is no plain list.
    fn of(text: &str) -> Option<Self> {
        let first = if text.starts_with(SIGN) { 0 } else { text.find("\n- ")? + 1 };
        let is_blank = |line: &str| {
            let line = line.trim_matches([' ', '\r']);
            line.is_empty() || line.starts_with('#')
        };
        if !text[..first].split('\n').all(is_blank) {
            return None;
        }
        // What stands before the first item belongs to its piece.
        let others = memchr::memmem::find_iter(&text.as_bytes()[first..], "\n- ");
        let others = others.map(|newline| first + newline + 1);
        Some(Self(std::iter::once(0).chain(others).chain([text.len()]).collect()))
    }

    /// Cuts a text that has much in common with one that is cut already: looks for signs only in between.
    fn of_changed(text: &str, former: &Self, former_text: &str, common: Common) -> Option<Self> {
        let starts = &former.0[..former.len()];
        let kept = starts.partition_point(|&start| start + SIGN.len() <= common.before);
        // What stands before the first sign is looked at unless a later one is kept.
        if kept < 2 {
            return Self::of(text);
        }
        // A sign counts with the line end before it.
        let moved = starts.partition_point(|&start| start <= former_text.len() - common.after).max(kept);
        let moved = starts[moved..].iter().map(|start| start + text.len() - former_text.len());
        let from = starts[kept - 1];
        let until = moved.clone().next().unwrap_or(text.len());
        let between = memchr::memmem::find_iter(&text.as_bytes()[from..until], "\n- ");
        let between = between.map(|newline| from + newline + 1);
        Some(Self(starts[..kept].iter().copied().chain(between).chain(moved).chain([text.len()]).collect()))
    }

    fn len(&self) -> usize {
        self.0.len() - 1
    }

    /// Where the last piece ends, and the text with it.
    fn end(&self) -> usize {
        self.0[self.len()]
    }

    /// The bytes to parse for a piece: with the sign of the next, so that it ends as it does in the whole.
    pub(crate) fn get(&self, number: usize) -> Option<Range<usize>> {
        let (start, end) = (*self.0.get(number)?, *self.0.get(number + 1)?);
        Some(start..if number + 1 < self.len() { end + SIGN.len() } else { end })
    }

    /// The bytes to parse for the piece in which a byte stands.
    pub(crate) fn around(&self, byte: usize) -> Option<Range<usize>> {
        self.get(self.at(byte))
    }

    /// What is wrong with a text from a piece on, given that all pieces before it are sound: the fault of the whole then.
    fn fault_after(&self, number: usize, text: &str, limits: &Limits) -> Option<Fault> {
        yaml::parse_part(text, *self.0.get(number)?..text.len(), limits).err()
    }

    /// The piece in which a byte stands.
    fn at(&self, byte: usize) -> usize {
        self.0[1..].partition_point(|&end| end <= byte).min(self.len() - 1)
    }

    /// How many of the first pieces of a text are those of another, and how many of the last. The last piece of a
    /// text, which no sign follows, is none of the first of another.
    fn shared(&self, other: &Self, common: Common) -> (usize, usize) {
        let ends = self.0[1..].iter().zip(&other.0[1..]);
        let first =
            ends.take_while(|(end, other)| end == other && **end + SIGN.len() <= common.before).count();
        let starts = self.0[..self.len()].iter().rev().zip(other.0[..other.len()].iter().rev());
        let lengths = starts.map(|(start, other_start)| (self.end() - start, other.end() - other_start));
        let last = lengths.take_while(|(length, other)| length == other && *length <= common.after).count();
        (first, last)
    }
}

/// How many bytes two texts have in common: so many of the first, and of all others so many of the last.
#[derive(Debug, Clone, Copy)]
struct Common {
    before: usize,
    after: usize,
}

impl Common {
    fn of(one: &str, other: &str) -> Self {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        let before = common_prefix(one, other);
        Self { before, after: common_suffix(&one[before..], &other[before..]) }
    }
}

fn common_prefix(one: &[u8], other: &[u8]) -> usize {
    // Long runs are compared at once, and byte by byte where they differ.
    let runs = one.chunks(RUN).zip(other.chunks(RUN)).take_while(|(one, other)| one == other).count();
    let from = (runs * RUN).min(one.len()).min(other.len());
    from + one[from..].iter().zip(&other[from..]).take_while(|(one, other)| one == other).count()
}

fn common_suffix(one: &[u8], other: &[u8]) -> usize {
    let runs = one.rchunks(RUN).zip(other.rchunks(RUN)).take_while(|(one, other)| one == other).count();
    let done = (runs * RUN).min(one.len()).min(other.len());
    let rest = one[..one.len() - done].iter().rev().zip(other[..other.len() - done].iter().rev());
    done + rest.take_while(|(one, other)| one == other).count()
}

/// Bytes that are compared at once.
const RUN: usize = 4096;

/// What was read of a text before.
#[derive(Debug)]
pub(crate) struct Former<'f> {
    pub(crate) text: &'f str,
    /// Its records are taken out of it when some are taken over.
    pub(crate) contents: &'f mut Contents,
}

impl Former<'_> {
    /// The pieces of a text, and what can be taken over for them; `None` if it was or is no plain list.
    fn known(&self, text: &str) -> Option<(Pieces, Known)> {
        let known = self.contents.pieces.as_ref()?;
        let common = Common::of(text, self.text);
        let pieces = Pieces::of_changed(text, known, self.text, common)?;
        let (first, last) = pieces.shared(known, common);
        // A fault has a place, and its piece no record. It is read again for the fault.
        let mut faulty: Vec<usize> =
            self.contents.faults.iter().map(|(range, _)| known.at(range.start)).collect();
        faulty.sort_unstable();
        faulty.dedup();
        let record = |piece: usize| faulty.binary_search(&piece).err().map(|before| piece - before);
        let between = |pieces: &Pieces| first..pieces.len() - last;
        // Of pieces with the same text, the first is taken over first.
        let mut elsewhere: HashMap<&str, Vec<usize>> = HashMap::new();
        for piece in between(known).rev() {
            let text = known.get(piece).and_then(|range| self.text.get(range));
            if let (Some(text), Some(record)) = (text, record(piece)) {
                elsewhere.entry(text).or_default().push(record);
            }
        }
        let moved = |piece| {
            let text = pieces.get(piece).and_then(|range| text.get(range))?;
            elsewhere.get_mut(text)?.pop()
        };
        let after = known.len() - last..known.len();
        let (first, after): (Vec<_>, Vec<_>) =
            ((0..first).map(record).collect(), after.map(record).collect());
        let (head, tail) = (first.iter().flatten().count(), after.iter().flatten().count());
        let of_pieces = first.into_iter().chain(between(&pieces).map(moved)).chain(after).collect();
        Some((pieces, Known { of_pieces, head, tail }))
    }

    /// Its records.
    fn take_records<T: Record>(&mut self) -> Vec<T> {
        std::mem::take(T::of_mut(&mut self.contents.dataset)).into_vec()
    }
}

/// Which records were read of a text before.
struct Known {
    /// The record of each piece of the text that is read now, if it is known.
    of_pieces: Vec<Option<usize>>,
    /// How many of the first stay the first.
    head: usize,
    /// How many of the last stay the last.
    tail: usize,
}

impl Known {
    fn nothing(pieces: Pieces) -> (Pieces, Self) {
        let of_pieces = vec![None; pieces.len()];
        (pieces, Self { of_pieces, head: 0, tail: 0 })
    }
}

/// Reads the records of a text, and takes over those of pieces that stood in the former text; `None` if it has to be
/// read as a whole.
pub(crate) fn read<T: Record + Send>(
    text: &str,
    limits: &Limits,
    former: Option<Former<'_>>,
) -> Option<Contents> {
    let known = former.as_ref().and_then(|former| former.known(text));
    let (pieces, Known { of_pieces, head, tail }) = match known {
        Some(known) => known,
        None => Known::nothing(Pieces::of(text)?),
    };
    let new: Vec<usize> = (0..pieces.len()).filter(|&number| of_pieces[number].is_none()).collect();
    let batches: Vec<Option<Batch<T>>> = new
        .par_iter()
        .with_min_len(AT_ONCE)
        .map(|&number| piece(text, pieces.get(number)?, number, limits))
        .collect();
    if let Some(unsound) = batches.iter().position(Option::is_none) {
        let fault = pieces.fault_after(new[unsound], text, limits)?;
        return Some(Batch::<T>::broken(text, fault, limits).into());
    }
    let faults: usize = batches.iter().flatten().map(|batch| batch.faults.len()).sum();
    if u32::try_from(faults).is_ok_and(|faults| faults > limits.problems) {
        return None;
    }
    // Nothing is in the way any more, and what was read before can be taken apart.
    let mut batches = batches.into_iter().flatten();
    let mut records = former.map(|mut former| former.take_records::<T>()).unwrap_or_default();
    // Records are large, and those at both ends stay where they are.
    let mut between: Vec<Option<T>> = records.drain(head..records.len() - tail).map(Some).collect();
    let mut all = Batch { parts: Vec::with_capacity(pieces.len()), ..Batch::default() };
    let mut taken = Vec::with_capacity(pieces.len());
    for (number, source) in of_pieces.into_iter().enumerate() {
        if let Some(source) = source {
            if let Some(record) = source.checked_sub(head).and_then(|at| between.get_mut(at)) {
                all.records.push(record.take()?);
            }
            all.parts.push(OriginPart::Item(number));
            taken.push(Some(source));
        } else {
            all.append(batches.next()?);
            taken.resize(all.parts.len(), None);
        }
    }
    records.splice(head..head, std::mem::take(&mut all.records));
    debug_assert_eq!(records.len(), all.parts.len(), "each record has a place");
    Some(Contents { pieces: Some(pieces), taken, ..Batch { records, ..all }.into() })
}

/// Reads one piece; `None` if the text has to be read as a whole.
fn piece<T: Record>(text: &str, range: Range<usize>, number: usize, limits: &Limits) -> Option<Batch<T>> {
    let (item, duplicates) = item(text, range, limits)?;
    let mut batch = Batch::default();
    batch.add(&item, OriginPart::Item(number), &duplicates);
    let is_faulty = !batch.faults.is_empty();
    (batch.records.len() + usize::from(is_faulty) == 1).then_some(batch)
}

/// Parses one piece, and gives its item, and the keys that stand twice in it.
fn item<'t>(text: &'t str, range: Range<usize>, limits: &Limits) -> Option<(Node<'t>, Vec<Fault>)> {
    let own = text.get(range.clone())?;
    let is_followed = range.end < text.len();
    if own.contains('\t') || own.contains("\n...") || own.contains("\n---") {
        return None;
    }
    let Document { root, duplicates } = yaml::parse_part(text, range, limits).ok()?;
    let NodeKind::List(items) = root?.kind else { return None };
    let mut items = items.into_iter();
    let item = items.next()?;
    let is_one = items.len() == usize::from(is_followed) && items.all(|next| next.is_null());
    is_one.then_some((item, duplicates))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// What stands in lists of records, and what might not end where an item does.
    const LINES: &[&str] = &[
        "- a: 1",
        "- a: b",
        "- b",
        "- ",
        "-",
        "- - a",
        "- ? a",
        "- {a: b}",
        "- {a: [",
        "- [a,",
        "- |",
        "- a: |",
        "- a: |+",
        "- a: >-",
        "- a: >+",
        "- a: |2",
        "- 'a",
        "- \"a",
        "- a: 'b",
        "- # c",
        "- a: b # c",
        "  a: 2",
        "  b: 2",
        "  c:",
        "  - d",
        "   e",
        "    f",
        "  ]}",
        "  g'",
        "  \"",
        "",
        "  ",
        "      ",
        "# h",
        "  # i",
        "a: b",
        "...",
        "---",
        "%YAML 1.2",
        "\t",
        "  \tj",
        "\r",
        "- k\r- l",
        "- &m n",
        "- *m",
        "- !o p",
        "\u{feff}",
        "- \u{85}",
        "- q: r: s",
        "? t",
    ];

    fn some_lines() -> impl Strategy<Value = String> {
        vec(select(LINES), 0..4).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_changed_text_is_cut_like_any_other(
            (start, former, changed, end) in (some_lines(), some_lines(), some_lines(), some_lines()),
        ) {
            let (former, changed) = ([&*start, &former, &end].concat(), [&*start, &changed, &end].concat());
            let Some(pieces) = Pieces::of(&former) else { return Ok(()) };
            let common = Common::of(&changed, &former);
            let of_changed = Pieces::of_changed(&changed, &pieces, &former, common);
            let of_whole = Pieces::of(&changed);
            prop_assert_eq!(of_changed.map(|pieces| pieces.0), of_whole.map(|pieces| pieces.0));
        }

        #[test]
        fn pieces_are_the_items_of_the_whole(
            lines in vec(select(LINES), 0..9),
            end in select(&["", "\n", "\r\n"][..]),
            newline in select(&["\n", "\n", "\r\n"][..]),
        ) {
            let text = lines.join(newline) + end;
            let limits = Limits::default();
            let Some(pieces) = Pieces::of(&text) else { return Ok(()) };
            let items: Option<Vec<_>> =
                (0..pieces.len()).map(|number| item(&text, pieces.get(number)?, &limits)).collect();
            let Some(items) = items else {
                let is_none = |number: usize| item(&text, pieces.get(number).unwrap(), &limits).is_none();
                let first = (0..pieces.len()).find(|&number| is_none(number)).unwrap();
                if let Some(fault) = pieces.fault_after(first, &text, &limits) {
                    let of_whole = yaml::parse(&text, &limits).err();
                    prop_assert_eq!(format!("{of_whole:?}"), format!("{:?}", Some(fault)), "{:?}", text);
                }
                return Ok(());
            };
            let (items, duplicates): (Vec<Node<'_>>, Vec<Vec<Fault>>) = items.into_iter().unzip();
            let whole = yaml::parse(&text, &limits);
            prop_assert!(whole.is_ok(), "{text:?}: {whole:?}");
            let Ok(Document { root, duplicates: of_whole }) = whole else { return Ok(()) };
            prop_assert_eq!(format!("{:?}", duplicates.concat()), format!("{of_whole:?}"), "{:?}", text);
            let Some(NodeKind::List(of_whole)) = root.map(|root| root.kind) else {
                return Err(TestCaseError::fail(format!("{text:?} is no list")));
            };
            prop_assert_eq!(format!("{items:?}"), format!("{of_whole:?}"), "{:?}", text);
        }
    }
}
