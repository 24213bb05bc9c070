//! An archived text: its paragraphs and lines, normalised once.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::nearest::Words;
use crate::normal::Normalised;
use crate::parted::{Joining, has_parted_words, parted_words};

/// An archived text.
///
/// A line ends with LF or CR LF. A line of white space alone is blank. A paragraph is a block of
/// lines between blank ones, without the white space around it. Both are counted from 1, the title
/// included. A byte order mark belongs to neither.
#[derive(Debug)]
pub struct Text {
    original: Arc<String>,
    /// Where each line starts.
    lines: Vec<usize>,
    paragraphs: Vec<Paragraph>,
    pub(crate) normal: Normalised,
    /// Made only for texts in which a quote is not found.
    pub(crate) words: OnceLock<Words>,
    /// The same text with the words joined that are parted at the ends of lines, in each way in which they can be. Made
    /// only where a quote is not found, and empty where no word is parted.
    joined: OnceLock<Vec<Text>>,
}

#[derive(Debug)]
struct Paragraph {
    original: Range<usize>,
    normal: Range<usize>,
}

impl Text {
    /// Reads the paragraphs and lines of a text.
    pub fn new(original: impl Into<Arc<String>>) -> Self {
        Self::with(original.into(), None)
    }

    fn with(original: Arc<String>, joining: Option<Joining>) -> Self {
        let body = original.len() - original.trim_start_matches('\u{feff}').len();
        let mut lines = vec![body];
        lines.extend(memchr::memchr_iter(b'\n', original.as_bytes()).map(|at| at + 1));
        if lines.len() > 1 && lines.last() == Some(&original.len()) {
            lines.pop();
        }

        let mut paragraphs = Vec::new();
        let mut normal = Normalised::default();
        let mut block: Option<Range<usize>> = None;
        for (i, &start) in lines.iter().enumerate() {
            let end = lines.get(i + 1).map_or(original.len(), |next| *next);
            let line = original.get(start..end).unwrap_or_default();
            if line.trim().is_empty() {
                paragraphs.extend(block.take().map(|block| close(block, &original, joining, &mut normal)));
            } else {
                let first = start + line.len() - line.trim_start().len();
                block = Some(block.map_or(first, |block| block.start)..start + line.trim_end().len());
            }
        }
        paragraphs.extend(block.map(|block| close(block, &original, joining, &mut normal)));
        Self { original, lines, paragraphs, normal, words: OnceLock::new(), joined: OnceLock::new() }
    }

    /// The text with the words joined that are parted at the ends of lines, in each way in which they can be.
    pub(crate) fn joined(&self) -> &[Self] {
        self.joined.get_or_init(|| {
            let ways = Joining::ALL.into_iter().filter(|_| has_parted_words(&self.original));
            ways.map(|joining| Self::with(self.shared(), Some(joining))).collect()
        })
    }

    /// The text as archived.
    pub fn as_str(&self) -> &str {
        &self.original
    }

    /// The same, to be shared.
    pub fn shared(&self) -> Arc<String> {
        Arc::clone(&self.original)
    }

    /// The number of paragraphs.
    pub fn paragraph_count(&self) -> u32 {
        to_number(self.paragraphs.len())
    }

    /// The number of lines.
    pub fn line_count(&self) -> u32 {
        to_number(self.lines.len())
    }

    /// The bytes of a paragraph; `None` if there is no such paragraph.
    pub fn paragraph(&self, number: u32) -> Option<Range<usize>> {
        self.at(number).map(|paragraph| paragraph.original.clone())
    }

    /// The bytes of a line without its end; `None` if there is no such line.
    pub fn line(&self, number: u32) -> Option<Range<usize>> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.lines.get(index)?;
        let end = self.lines.get(index + 1).map_or(self.original.len(), |next| *next);
        let line = self.original.get(start..end)?;
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        Some(start..start + line.len())
    }

    /// The paragraph in which a byte stands; `None` between paragraphs and past the end.
    pub fn paragraph_of(&self, offset: usize) -> Option<u32> {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.original.start <= offset);
        let paragraph = self.paragraphs.get(after.checked_sub(1)?)?;
        paragraph.original.contains(&offset).then(|| to_number(after))
    }

    /// The line in which a byte stands: the last one for an offset past the end.
    pub fn line_of(&self, offset: usize) -> u32 {
        to_number(self.lines.partition_point(|start| *start <= offset).max(1))
    }

    /// The normalised range of a paragraph.
    pub(crate) fn normal_paragraph(&self, number: u32) -> Option<Range<usize>> {
        self.at(number).map(|paragraph| paragraph.normal.clone())
    }

    /// The paragraph in which a byte of the normalised text stands.
    pub(crate) fn paragraph_of_normal(&self, offset: usize) -> u32 {
        to_number(self.paragraphs.partition_point(|paragraph| paragraph.normal.start <= offset))
    }

    fn at(&self, number: u32) -> Option<&Paragraph> {
        self.paragraphs.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

impl From<String> for Text {
    fn from(original: String) -> Self {
        Self::new(original)
    }
}

fn close(
    block: Range<usize>,
    original: &str,
    joining: Option<Joining>,
    normal: &mut Normalised,
) -> Paragraph {
    let before = normal.original_len();
    if before > 0 {
        normal.push_paragraph_break(before, block.start - before);
    }
    let start = normal.as_str().len();
    let text = original.get(block.clone()).unwrap_or_default();
    let mut written = 0;
    for gap in joining.into_iter().flat_map(|joining| parted_words(text, joining)) {
        normal.push(&text[written..gap.start], block.start + written);
        normal.skip_to(block.start + gap.end);
        written = gap.end;
    }
    normal.push(&text[written..], block.start + written);
    Paragraph { original: block, normal: start..normal.as_str().len() }
}

/// Counts past the range of `u32` cannot be written in evidence.
fn to_number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, paragraphs: &[&str]) {
        let text = Text::new(text.to_owned());
        let found: Vec<_> =
            (1..=text.paragraph_count()).map(|n| &text.as_str()[text.paragraph(n).unwrap()]).collect();
        assert_eq!(found, paragraphs);
        assert_eq!(text.paragraph(text.paragraph_count() + 1), None);
        assert_eq!(text.paragraph(0), None);
    }

    #[test]
    fn paragraphs_are_blocks_between_blank_lines() {
        check("", &[]);
        check(" \r\n\t\r\n", &[]);
        check("Title", &["Title"]);
        check("Title\n\nOne\ntwo\n \t\n\n  Three  \n", &["Title", "One\ntwo", "Three"]);
        check("\u{feff}\r\nTitle\r\n\r\nOne\r\ntwo\r\n", &["Title", "One\r\ntwo"]);
        check("\u{feff}Title\n\u{a0}\nOne", &["Title", "One"]);
    }

    #[test]
    fn offsets_have_paragraphs_and_lines() {
        let text = Text::new("Title\r\n\r\nOne\r\ntwo\r\n".to_owned());
        assert_eq!(text.line_count(), 4);
        let lines: Vec<_> = (1..=4).map(|n| &text.as_str()[text.line(n).unwrap()]).collect();
        assert_eq!(lines, ["Title", "", "One", "two"]);
        let two = text.as_str().find("two").unwrap();
        assert_eq!((text.paragraph_of(two), text.line_of(two)), (Some(2), 4));
        assert_eq!((text.paragraph_of(6), text.line_of(6)), (None, 1));
        assert_eq!((text.paragraph_of(99), text.line_of(99)), (None, 4));
        assert_eq!(text.line(5), None);
    }

    proptest! {
        #[test]
        fn every_visible_character_has_its_paragraph(original in "[a “…\u{301}\r\n\u{a0}\u{feff}]{0,30}") {
            let text = Text::new(original.clone());
            let body = original.trim_start_matches('\u{feff}');
            for (at, c) in body.char_indices() {
                let at = at + original.len() - body.len();
                let paragraph = text.paragraph_of(at);
                prop_assert!(c.is_whitespace() || paragraph.is_some());
                prop_assert!(text.line(text.line_of(at)).is_some());
                if let Some(number) = paragraph {
                    prop_assert!(text.paragraph(number).unwrap().contains(&at));
                }
            }
        }
    }
}
