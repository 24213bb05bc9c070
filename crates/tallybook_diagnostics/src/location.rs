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
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.push(path.into(), text.into(), false)
    }

    /// Adds a file that is no part of the dataset, with its path as seen from where the tool was started.
    ///
    /// # Panics
    /// With more than 2^32 files.
    pub fn add_outside(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.push(path.into(), text.into(), true)
    }

    fn push(&mut self, path: String, text: Arc<str>, outside: bool) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).expect("fewer than 2^32 files"));
        self.0.push(File { path, text, outside, lines: OnceLock::new() });
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

    /// The location of a range of bytes; moved to the nearest character boundaries inside the text.
    pub fn location(&self, file: FileId, range: Range<usize>) -> Option<Location> {
        let (text, lines) = self.get(file).map(|f| (&*f.text, f.line_starts()))?;
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
        let position = |offset: usize| {
            let line = lines.partition_point(|&first| first <= offset).max(1);
            let column = text[lines[line - 1]..offset].chars().count() + 1;
            (line, column)
        };
        let (line, column) = position(start);
        let (end_line, end_column) = position(end);
        Some(Location { file, range: start..end, line, column, end_line, end_column })
    }
}

/// A file: its path as shown, and its text.
#[derive(Debug, Clone)]
pub struct File {
    path: String,
    text: Arc<str>,
    outside: bool,
    lines: OnceLock<Vec<usize>>,
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

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The offsets at which lines start; found when first asked for.
    pub fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(offset, _)| offset + 1)).collect()
        })
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
        let file = files.add("a.yaml", "a: б\nсъд: x");
        let at = |range| files.location(file, range).map(|l| (l.line, l.column, l.end_line, l.end_column));
        assert_eq!(at(3..5), Some((1, 4, 1, 5)));
        assert_eq!(at(4..5), Some((1, 4, 1, 5)), "a range inside a character covers it");
        assert_eq!(at(6..12), Some((2, 1, 2, 4)));
        assert_eq!(at(500..900), Some((2, 7, 2, 7)));
    }
}
