//! Files, and positions in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A file of a run, by its position in [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// The files of a run, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Files(Vec<File>);

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    /// With more than 2^32 files.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<String>>) -> FileId {
        self.push(path.into(), text.into(), false)
    }

    /// Adds a file that is no part of the dataset, with its path as seen from where the tool was started.
    ///
    /// # Panics
    /// With more than 2^32 files.
    pub fn add_outside(&mut self, path: impl Into<String>, text: impl Into<Arc<String>>) -> FileId {
        self.push(path.into(), text.into(), true)
    }

    /// Adds a file whose text is not kept. Of such a file only the lines are known that [`Files::keep`] is given.
    ///
    /// # Panics
    /// With more than 2^32 files.
    pub fn add_large(&mut self, path: impl Into<String>) -> FileId {
        self.push_file(File {
            path: path.into(),
            body: Body::Lines(Vec::new()),
            outside: false,
            unwritten: false,
        })
    }

    /// Keeps lines of a file whose text is not kept: those that something is to be shown in.
    pub fn keep(&mut self, file: FileId, lines: impl IntoIterator<Item = Line>) {
        if let Some(File { body: Body::Lines(kept), .. }) = self.0.get_mut(file.0 as usize) {
            kept.extend(lines);
            kept.sort_by_key(|line| line.start);
            kept.dedup_by_key(|line| line.start);
        }
    }

    /// Says of a file that it is written nowhere: what it would hold is read from tables, a record a line.
    pub fn set_unwritten(&mut self, file: FileId) {
        if let Some(file) = self.0.get_mut(file.0 as usize) {
            file.unwritten = true;
        }
    }

    fn push(&mut self, path: String, text: Arc<String>, outside: bool) -> FileId {
        let body = Body::Whole { text, line_ends: OnceLock::new() };
        self.push_file(File { path, body, outside, unwritten: false })
    }

    fn push_file(&mut self, file: File) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).expect("fewer than 2^32 files"));
        self.0.push(file);
        id
    }

    /// A file, if the id is one of this run's.
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.0.get(id.0 as usize)
    }

    /// Every file with its id.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..).map(FileId).zip(&self.0)
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The location of a range of bytes; moved to the nearest character boundaries inside the text. `None` in a
    /// line that is not kept.
    pub fn location(&self, file: FileId, range: Range<usize>) -> Option<Location> {
        let text = self.get(file)?;
        let range = text.clamp(&range)?;
        let position = |offset: usize| {
            let line = text.line_of(offset);
            let start = text.line(line)?.start;
            Some((line + 1, text.get(start..offset)?.chars().count() + 1))
        };
        let (line, column) = position(range.start)?;
        let (end_line, end_column) = position(range.end)?;
        Some(Location { file, range, line, column, end_line, end_column })
    }

    /// The byte at which a location starts, from 0: in its file, or in its line if the file is written nowhere, as nobody
    /// could count what stands before it.
    pub fn offset(&self, location: &Location) -> Option<usize> {
        let file = self.get(location.file)?;
        let from = if file.unwritten { file.line(location.line - 1)?.start } else { 0 };
        location.range.start.checked_sub(from)
    }
}

/// A file: its path as shown, and its text or some lines of it.
#[derive(Debug, Clone)]
pub struct File {
    path: String,
    body: Body,
    outside: bool,
    unwritten: bool,
}

#[derive(Debug, Clone)]
enum Body {
    Whole {
        text: Arc<String>,
        /// The line ends before each block of so many bytes, and before the end; counted when first asked for.
        line_ends: OnceLock<Vec<usize>>,
    },
    /// In their order.
    Lines(Vec<Line>),
}

/// Bytes of which the line ends are counted together: the starts of all lines would take as much memory as the text of
/// short lines.
const BLOCK: usize = 4096;

/// The line ends in some bytes.
fn count(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// A line of a file whose text is not kept.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number, from 0.
    pub number: usize,
    /// The byte of the file at which it starts.
    pub start: usize,
    /// The line without its end.
    pub text: Box<str>,
}

impl File {
    /// The path as shown to people: relative, with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is no part of the dataset, so that its path is not one within the dataset.
    pub fn is_outside(&self) -> bool {
        self.outside
    }

    /// Whether its text is not kept, so that only some of its lines are known.
    pub fn is_large(&self) -> bool {
        matches!(self.body, Body::Lines(_))
    }

    /// The whole text; empty if that is not kept.
    pub fn text(&self) -> &str {
        match &self.body {
            Body::Whole { text, .. } => text,
            Body::Lines(_) => "",
        }
    }

    /// The text of a range of bytes, if it is kept and does not split a character.
    pub fn get(&self, range: Range<usize>) -> Option<&str> {
        match &self.body {
            Body::Whole { text, .. } => text.get(range),
            Body::Lines(lines) => {
                let line = Self::at(lines, range.start)?;
                line.text.get(range.start - line.start..range.end.checked_sub(line.start)?)
            }
        }
    }

    /// The line, from 0, on which a byte stands.
    pub fn line_of(&self, offset: usize) -> usize {
        match &self.body {
            Body::Whole { text, .. } => {
                let offset = offset.min(text.len());
                let block = offset / BLOCK;
                self.line_ends()[block] + count(&text.as_bytes()[block * BLOCK..offset])
            }
            Body::Lines(lines) => Self::at(lines, offset).map_or(0, |line| line.number),
        }
    }

    /// The bytes of a line, from 0, without its end; `None` if there is no such line, or if it is not kept.
    pub fn line(&self, number: usize) -> Option<Range<usize>> {
        match &self.body {
            Body::Whole { text, .. } => {
                let start = self.start(text, number)?;
                let line = text[start..].split('\n').next()?;
                Some(start..start + line.strip_suffix('\r').unwrap_or(line).len())
            }
            Body::Lines(lines) => {
                let line = &lines[lines.binary_search_by_key(&number, |line| line.number).ok()?];
                Some(line.start..line.start + line.text.len())
            }
        }
    }

    /// The number of the last line, from 0, that is kept.
    pub fn last_line(&self) -> usize {
        match &self.body {
            Body::Whole { .. } => self.line_ends().last().copied().unwrap_or_default(),
            Body::Lines(lines) => lines.last().map_or(0, |line| line.number),
        }
    }

    /// A range moved to character boundaries inside the text, or inside the kept line in which it starts.
    pub fn clamp(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (first, text) = match &self.body {
            Body::Whole { text, .. } => (0, text.as_str()),
            Body::Lines(lines) => Self::at(lines, range.start).map(|line| (line.start, &*line.text))?,
        };
        let start = text.floor_char_boundary((range.start - first).min(text.len()));
        let end = text.ceil_char_boundary(range.end.saturating_sub(first).clamp(start, text.len()));
        Some(first + start..first + end)
    }

    /// Counts the line ends of the text, if nobody has asked for a line yet.
    pub fn count_lines(&self) {
        self.line_ends();
    }

    /// The byte at which a line of the text starts.
    fn start(&self, text: &str, number: usize) -> Option<usize> {
        let Some(before) = number.checked_sub(1) else { return Some(0) };
        let line_ends = self.line_ends();
        // The last block before which there are not more line ends than before this one.
        let block = line_ends.partition_point(|&count| count <= before) - 1;
        let from = block * BLOCK;
        let mut ends = memchr::memchr_iter(b'\n', text.as_bytes().get(from..)?);
        ends.nth(before - line_ends[block]).map(|end| from + end + 1)
    }

    fn line_ends(&self) -> &[usize] {
        match &self.body {
            Body::Whole { text, line_ends } => line_ends.get_or_init(|| {
                let blocks = text.as_bytes().chunks(BLOCK).map(count);
                let sums = blocks.scan(0, |sum, count| {
                    *sum += count;
                    Some(*sum)
                });
                std::iter::once(0).chain(sums).collect()
            }),
            Body::Lines(_) => &[],
        }
    }

    /// The kept line in which a byte stands; its end is one of them.
    fn at(lines: &[Line], offset: usize) -> Option<&Line> {
        let line = lines.partition_point(|line| line.start <= offset).checked_sub(1)?;
        lines.get(line).filter(|line| offset <= line.start + line.text.len())
    }
}

/// A range of text in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub range: Range<usize>,
    /// The line on which it starts, from 1.
    pub line: usize,
    /// The column at which it starts, from 1, in characters (Unicode scalar values).
    pub column: usize,
    /// The line on which it ends, from 1.
    pub end_line: usize,
    /// The column after its last character, from 1.
    pub end_column: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_never_split_one() {
        let mut files = Files::default();
        let file = files.add("a.yaml", "a: б\nсъд: x".to_owned());
        let at = |range| files.location(file, range).map(|l| (l.line, l.column, l.end_line, l.end_column));
        assert_eq!(at(3..5), Some((1, 4, 1, 5)));
        assert_eq!(at(4..5), Some((1, 4, 1, 5)), "a range inside a character covers it");
        assert_eq!(at(6..12), Some((2, 1, 2, 4)));
        assert_eq!(at(500..900), Some((2, 7, 2, 7)));
    }

    #[test]
    fn lines_are_found_in_texts_of_any_length() {
        for (line, repeats) in
            [("abc\n", 1100), ("", 0), ("\n", BLOCK + 1), ("abcdefg\n", BLOCK / 8), ("long ", 3000)]
        {
            for end in ["", "x", "\r\n"] {
                let text = line.repeat(repeats) + end;
                let mut files = Files::default();
                let id = files.add("a", text.clone());
                let file = files.get(id).unwrap();
                let mut start = 0;
                for (number, line) in text.split('\n').enumerate() {
                    let content = line.strip_suffix('\r').unwrap_or(line).len();
                    assert_eq!(file.line(number), Some(start..start + content));
                    assert_eq!([file.line_of(start), file.line_of(start + line.len())], [number; 2]);
                    start += line.len() + 1;
                }
                let count = text.split('\n').count();
                assert_eq!((file.last_line(), file.line(count)), (count - 1, None));
                assert_eq!(file.line_of(text.len() + 7), count - 1);
            }
        }
    }

    #[test]
    fn a_kept_line_stands_where_it_stands_in_the_whole() {
        let text = "a: б\r\nсъд: x\nend";
        let mut files = Files::default();
        let whole = files.add("whole", text.to_owned());
        let large = files.add_large("large");
        let line = |number: usize| {
            let range = files.get(whole)?.line(number)?;
            Some(Line { number, start: range.start, text: text.get(range)?.into() })
        };
        files.keep(large, [line(2), line(0)].into_iter().flatten());
        for offset in [0, 3, 4, 17, 18] {
            let at = |file| {
                let location = files.location(file, offset..offset + 1)?;
                Some((location.line, location.column, location.end_column, location.range))
            };
            assert_eq!(at(large), at(whole), "{offset}");
        }
        assert_eq!(files.location(large, 8..9), None, "not kept");
    }

    #[test]
    fn bytes_of_a_file_that_is_written_nowhere_are_counted_in_their_line() {
        let mut files = Files::default();
        let text = "{\"й\": 1}\n{\"b\": 2}\n";
        let [written, unwritten] = ["a.jsonl", "b.jsonl"].map(|path| files.add(path, text.to_owned()));
        files.set_unwritten(unwritten);
        for (at, in_line) in [(7, 7), (17, 7)] {
            let offset = |file| files.offset(&files.location(file, at..at + 1)?);
            assert_eq!((offset(written), offset(unwritten)), (Some(at), Some(in_line)));
        }
    }
}
