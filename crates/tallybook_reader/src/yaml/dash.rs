//! Entries of a list that begin without their `-`, so that their fields stand twice in the entry before.

use std::collections::HashMap;

use crate::problem::ProblemKind;
use crate::tree::Fault;

/// Duplicates that are looked at to see whether more than the first field of an entry stands again.
const NEXT: usize = 8;

/// Says once where an entry begins without its `-`, in place of what is said of each of its fields.
pub(super) fn say_once(text: &str, duplicates: &mut Vec<Fault>) {
    let starts: Vec<bool> =
        (0..duplicates.len()).map(|number| is_start(text, &duplicates[number..])).collect();
    let mut last: HashMap<usize, (usize, usize)> = HashMap::new();
    let mut number = 0;
    duplicates.retain_mut(|(place, kind)| {
        let is_start = starts[number];
        number += 1;
        let (ProblemKind::DuplicateKey { key, first }, Some(column)) =
            (&mut *kind, column(text, place.start))
        else {
            return true;
        };
        let (key, first) = (std::mem::take(key), first.clone());
        if is_start {
            let from = first.start;
            let before = last.insert(column, (first.start, place.start));
            let before = before.filter(|(from, _)| *from == first.start);
            let first = before.map_or(first.clone(), |(_, start)| start..start + first.len());
            let dash = text[..from].ends_with("- ").then(|| place.start - 2..place.start);
            *kind = ProblemKind::NoDash { key, first, dash };
            return true;
        }
        let is_said = last.get(&column).is_some_and(|(from, until)| (from..until).contains(&&first.start));
        *kind = ProblemKind::DuplicateKey { key, first };
        !is_said
    });
}

/// Whether the first of some duplicates begins an entry: it is the first field of an entry of a list, stands at the
/// start of a line in the column of that field, and is followed by another field that stands again.
fn is_start(text: &str, duplicates: &[Fault]) -> bool {
    let [(place, ProblemKind::DuplicateKey { first, .. }), next @ ..] = duplicates else { return false };
    let Some(column) = column(text, place.start) else { return false };
    let before = &text[..first.start];
    let dashes = before.trim_end_matches([' ', '-']);
    let is_first = before.trim_end_matches(' ').ends_with('-')
        && (dashes.is_empty() || dashes.ends_with('\n'))
        && before.len() - dashes.len() == column;
    let stands_again = |(at, kind): &Fault| match kind {
        ProblemKind::DuplicateKey { first: other, .. } => {
            self::column(text, at.start) == Some(column)
                && (first.start + 1..place.start).contains(&other.start)
        }
        _ => false,
    };
    is_first && next.iter().take(NEXT).any(stands_again)
}

/// The column of a byte, if nothing but spaces stands before it on its line.
fn column(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].trim_end_matches(' ');
    (line.is_empty() || line.ends_with('\n')).then(|| at - line.len())
}
