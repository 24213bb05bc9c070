//! The passage most like a quote that is not in a text: a suggestion to a person, never a match.

use std::collections::HashMap;
use std::ops::Range;

use crate::Text;
use crate::edge::is_edge;
use crate::normal::Normalised;
use crate::quote::{pieces, within_marks};

/// Longer quotes, in bytes, get no suggestion: comparing costs as much as the product of both lengths.
const LONGEST: usize = 300;
/// How many places are compared with a quote.
const MOST_PLACES: usize = 24;
/// A word that stands more often says nothing about the place.
const MOST_OCCURRENCES: usize = 400;
/// Longer words, in bytes, are not compared for their spelling.
const LONGEST_WORD: usize = 64;
/// How many words more than the quote has are looked at on either side of a place.
const SLACK: usize = 3;

/// The passage most like a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The bytes of the passage in the archived text.
    pub range: Range<usize>,
    /// Its paragraph, from 1.
    pub paragraph: u32,
    /// The passage, as archived.
    pub text: String,
    /// How many characters would have to be inserted, deleted or replaced in what is most like the quote in it, upper and
    /// lower case being equal.
    pub distance: usize,
}

impl Text {
    /// The passage most like a quote, or like the first of its pieces that does not stand in the
    /// text, in whole words. `None` if nothing is alike (less than two thirds of the characters agree,
    /// or a number is lost), if the quote has more than 300 bytes, or if every piece stands in the text.
    pub fn nearest(&self, quote: &str) -> Option<Near> {
        let normal = Normalised::new(quote.trim());
        let whole = normal.as_str().trim();
        let wanted = within_marks(whole).unwrap_or(whole);
        if wanted.len() > LONGEST || self.has_piece(whole) {
            return None;
        }
        let pieces = pieces(wanted).unwrap_or_else(|| vec![wanted]);
        let piece = pieces.into_iter().find(|piece| !self.has_piece(piece))?;
        let wanted: Vec<char> = piece.chars().map(lower).collect();
        let words = self.words.get_or_init(|| Words::new(self.normal.as_str()));
        let best = words
            .windows(piece)
            .into_iter()
            .filter_map(|window| self.nearest_within(&wanted, &window))
            .filter(|(_, range)| !loses_a_number(piece, &self.normal.as_str()[range.clone()]))
            .min_by_key(|(distance, range)| (*distance, range.start))?;
        let (distance, range) = best;
        let original = self.normal.original_range(range.clone());
        (distance * 3 <= wanted.len()).then(|| Near {
            text: self.as_str().get(original.clone()).unwrap_or_default().to_owned(),
            range: original,
            paragraph: self.paragraph_of_normal(range.start),
            distance,
        })
    }

    /// The part of a window that is most like what is wanted, widened to whole words: to those that hyphens join too,
    /// which count nothing.
    fn nearest_within(&self, wanted: &[char], window: &Window) -> Option<(usize, Range<usize>)> {
        let text = self.normal.as_str();
        let paragraph = self.normal_paragraph(self.paragraph_of_normal(window.anchor))?;
        let window = window.range.start.max(paragraph.start)..window.range.end.min(paragraph.end);
        let alike = closest_part(wanted, text.get(window.clone())?);
        let alike = window.start + alike.start..window.start + alike.end;
        let range = trimmed(text, widened(text, alike, &paragraph, is_edge))?;
        let found: String = text.get(range.clone())?.chars().map(lower).collect();
        let wanted: String = wanted.iter().collect();
        let whole =
            widened(text, range, &paragraph, |text, at| is_edge(text, at) && !is_in_compound(text, at));
        Some((strsim::levenshtein(&wanted, &found), whole))
    }
}

/// A range moved outwards to where it may begin and end.
fn widened(
    text: &str,
    Range { mut start, mut end }: Range<usize>,
    within: &Range<usize>,
    is_end: impl Fn(&str, usize) -> bool,
) -> Range<usize> {
    while start > within.start && !is_end(text, start) {
        start -= 1;
    }
    while end < within.end && !is_end(text, end) {
        end += 1;
    }
    start..end
}

/// A range without the white space at its ends, unless there is nothing else.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let start = range.start + part.len() - part.trim_start().len();
    let end = range.start + part.trim_end().len();
    (start < end).then_some(start..end)
}

/// Whether a hyphen joins what stands before and after `at`: `Petrel-|4`.
fn is_in_compound(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (before, after) =
        (before.strip_suffix('-').unwrap_or(before), after.strip_prefix('-').unwrap_or(after));
    before.len() + after.len() < text.len()
        && before.ends_with(char::is_alphanumeric)
        && after.starts_with(char::is_alphanumeric)
}

/// Whether a passage has no number in the stead of one that a quote has: one of its own for one that stands by itself, as
/// `4` in `Petrel-4` does not.
fn loses_a_number(quote: &str, passage: &str) -> bool {
    let mut others = numbers(passage);
    let mut missing = Vec::new();
    for number in numbers(quote) {
        match others.iter().position(|other| other.digits == number.digits) {
            Some(at) => _ = others.swap_remove(at),
            None => missing.push(number),
        }
    }
    let alone = |numbers: &[Number<'_>]| numbers.iter().filter(|number| number.is_alone).count();
    missing.len() > others.len() || alone(&missing) > alone(&others)
}

/// Digits of a text.
struct Number<'t> {
    digits: &'t str,
    /// Whether no letter stands before them, joined by a hyphen or by nothing.
    is_alone: bool,
}

fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut numbers = Vec::new();
    let mut end = 0;
    for digits in text.split(|c: char| !c.is_ascii_digit()) {
        let before = &text[..end];
        end += digits.len() + text[end + digits.len()..].chars().next().map_or(0, char::len_utf8);
        if !digits.is_empty() {
            let is_alone = !before.strip_suffix('-').unwrap_or(before).ends_with(char::is_alphabetic);
            numbers.push(Number { digits, is_alone });
        }
    }
    numbers
}

/// A part of the normalised text that may hold what is wanted.
struct Window {
    /// Where a word stands that both have.
    anchor: usize,
    range: Range<usize>,
}

/// How many words speak for a window, and the first of them.
struct Votes {
    count: usize,
    anchor: usize,
}

/// The words of a normalised text, found by their lower-case form.
#[derive(Debug)]
pub(crate) struct Words {
    places: Vec<Range<usize>>,
    by_form: HashMap<String, Vec<usize>>,
}

impl Words {
    fn new(text: &str) -> Self {
        let mut by_form: HashMap<String, Vec<usize>> = HashMap::new();
        let places = word_places(text);
        for (i, place) in places.iter().enumerate() {
            let form = text.get(place.clone()).unwrap_or_default().to_lowercase();
            by_form.entry(form).or_default().push(i);
        }
        Self { places, by_form }
    }

    /// The parts of the text that share most words with a piece, in the same order.
    fn windows(&self, piece: &str) -> Vec<Window> {
        let piece = piece.to_lowercase();
        let forms: Vec<_> = word_places(&piece).into_iter().filter_map(|place| piece.get(place)).collect();
        let mut votes: HashMap<usize, Votes> = HashMap::new();
        for (i, form) in forms.iter().enumerate() {
            let Some(at) = self.by_form.get(*form).filter(|at| at.len() <= MOST_OCCURRENCES) else {
                continue;
            };
            for &anchor in at {
                votes.entry(anchor.saturating_sub(i)).or_insert(Votes { count: 0, anchor }).count += 1;
            }
        }
        if votes.is_empty() {
            votes = self.alike(&forms);
        }
        let mut starts: Vec<_> = votes.into_iter().collect();
        starts.sort_unstable_by_key(|(start, votes)| (std::cmp::Reverse(votes.count), *start));
        starts
            .into_iter()
            .take(MOST_PLACES)
            .filter_map(|(start, votes)| {
                let last = (start + forms.len() + SLACK).min(self.places.len().checked_sub(1)?);
                let first = self.places.get(start.saturating_sub(SLACK))?;
                let range = first.start..self.places.get(last)?.end;
                Some(Window { anchor: self.places.get(votes.anchor)?.start, range })
            })
            .collect()
    }

    /// Starts that a misspelt longest word of a piece points to.
    fn alike(&self, forms: &[&str]) -> HashMap<usize, Votes> {
        let mut votes = HashMap::new();
        let Some((i, longest)) = forms.iter().enumerate().max_by_key(|(_, form)| form.len()) else {
            return votes;
        };
        for (form, places) in &self.by_form {
            let near = form.len() <= LONGEST_WORD && form.len().abs_diff(longest.len()) * 3 <= longest.len();
            if near && strsim::levenshtein(longest, form) * 3 <= longest.len() {
                for &anchor in places.iter().take(MOST_PLACES) {
                    let votes = votes.entry(anchor.saturating_sub(i)).or_insert(Votes { count: 1, anchor });
                    votes.anchor = votes.anchor.min(anchor);
                }
            }
        }
        votes
    }
}

fn word_places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                places.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    places.extend(start.map(|from| from..text.len()));
    places
}

/// The lower-case form of a character where that is one character.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

/// The part of `text` with the smallest edit distance to `wanted` (Sellers 1980), in time
/// proportional to the product of both lengths.
fn closest_part(wanted: &[char], text: &str) -> Range<usize> {
    // For each number of wanted characters: the cost so far, and where the part began.
    let mut column: Vec<(usize, usize)> = (0..=wanted.len()).map(|cost| (cost, 0)).collect();
    let (mut best_cost, mut best) = (wanted.len(), 0..0);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let mut diagonal = (0, at);
        let mut above = (0, end);
        for (cell, want) in column.iter_mut().skip(1).zip(wanted) {
            let replaced = (diagonal.0 + usize::from(lower(c) != *want), diagonal.1);
            let inserted = (cell.0 + 1, cell.1);
            let deleted = (above.0 + 1, above.1);
            diagonal = *cell;
            above = [replaced, inserted, deleted].into_iter().min_by_key(|cost| cost.0).unwrap_or(replaced);
            *cell = above;
        }
        if above.0 < best_cost {
            (best_cost, best) = (above.0, above.1..end);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Title\n\nThe “first batch” of 1000 drones\nand 100 Shahed-136 more. \
        It cost 14,000.\n\nOne two three.\n";

    #[track_caller]
    fn check(quote: &str, expected: Option<(u32, &str, usize)>) {
        let text = Text::new(TEXT.to_owned());
        let near = text.nearest(quote);
        let found = near.as_ref().map(|near| (near.paragraph, near.text.as_str(), near.distance));
        assert_eq!(found, expected, "{quote}");
        if let Some(near) = &near {
            assert_eq!(&TEXT[near.range.clone()], near.text);
        }
    }

    #[test]
    fn case_spelling_and_punctuation_are_overlooked() {
        check("the first batch of 1000", Some((2, "The “first batch” of 1000", 2)));
        check("drones and 100 Shahed 136", Some((2, "drones\nand 100 Shahed-136", 1)));
        check("100 Shahed-131", Some((2, "100 Shahed-136", 1)));
        check("105 Shahed-136", Some((2, "100 Shahed-136", 1)));
        check("Sahed", Some((2, "Shahed-136", 1)));
        check("one two three", Some((3, "One two three", 0)));
    }

    #[test]
    fn only_the_piece_that_is_missing_is_looked_for() {
        check("The … Shaheds-136 more", Some((2, "Shahed-136 more", 1)));
        check("One … two", None);
        check("three … One", None);
    }

    #[test]
    fn whole_words_are_suggested_and_no_number_is_lost() {
        let text = Text::new("North sent 40 Petrel-4 drones, and re-armed 12 of 14,000.".to_owned());
        for (quote, expected) in [
            ("40 drones", None),
            ("Petrel drones", Some("Petrel-4 drones")),
            ("40 Petrell-4 drones", Some("40 Petrel-4 drones")),
            ("41 Petrel-4 drones", Some("40 Petrel-4 drones")),
            ("40 Petrel-5 drones", Some("40 Petrel-4 drones")),
            ("rearmed 12", Some("re-armed 12")),
            ("armd 12", Some("re-armed 12")),
            ("“and rearmed 12”", Some("and re-armed 12")),
            ("12 of 13,000", Some("12 of 14,000")),
        ] {
            assert_eq!(text.nearest(quote).map(|near| near.text), expected.map(str::to_owned), "{quote}");
        }
    }

    #[test]
    fn nothing_alike_is_nothing() {
        check("an altogether different sentence", None);
        check("", None);
        check(&"drones ".repeat(100), None);
    }
}
