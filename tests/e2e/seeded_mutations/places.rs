//! Where something stands in the YAML files of a dataset: fields, and the lines of a record, an item or a
//! piece of evidence. The files are laid out by `tallybook fmt`, so that lines are all that has to be read.

use std::collections::BTreeMap;
use std::ops::Range;

/// The files of a dataset by their names.
pub(super) type Files = BTreeMap<String, String>;

/// In a file, what stands in a range is to be written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) file: String,
    pub(super) range: Range<usize>,
    pub(super) new: String,
}

/// A run of characters in a file.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Span<'_> {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// A part of it, by its place within.
    pub(super) fn part(self, range: Range<usize>) -> Self {
        Self { start: self.start + range.start, text: &self.text[range], ..self }
    }

    /// The edit that writes something else in its place.
    pub(super) fn write(self, new: impl Into<String>) -> Edit {
        Edit { file: self.file.to_owned(), range: self.range(), new: new.into() }
    }

    /// Its characters that fulfil a condition, each as a span.
    pub(super) fn characters(self, which: impl Fn(char) -> bool) -> Vec<Self> {
        let places = self.text.char_indices().filter(|(_, character)| which(*character));
        places.map(|(at, character)| self.part(at..at + character.len_utf8())).collect()
    }

    /// Its words, apart at what is neither a letter nor a digit nor one of the extra characters.
    pub(super) fn words(self, extra: &str) -> Vec<Self> {
        let mut words = Vec::new();
        let mut start = None;
        for (at, character) in self.text.char_indices().chain([(self.text.len(), ' ')]) {
            match (character.is_alphanumeric() || extra.contains(character), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push(self.part(from..at));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }
}

/// A field that is written on one line.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) key: Span<'a>,
    /// Its value, without quotation marks.
    pub(super) value: Span<'a>,
    /// The line that it begins on, with the line break.
    pub(super) line: Span<'a>,
}

impl Field<'_> {
    /// Whether nothing else stands on its line, so that the line can be taken out.
    pub(super) fn is_whole_line(&self) -> bool {
        let before = &self.line.text[..self.key.start - self.line.start];
        let block = self.value.text.starts_with(['|', '>']) || self.value.text.is_empty();
        before.trim().is_empty() && !block
    }
}

/// The lines of the files that are no comments.
pub(super) fn lines(files: &Files) -> Vec<Span<'_>> {
    let mut lines = Vec::new();
    for (file, text) in files {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim_start().starts_with('#') {
                lines.push(Span { file, text: line, start });
            }
            start += line.len();
        }
    }
    lines
}

/// The fields of one of some names.
pub(super) fn fields<'a>(files: &'a Files, names: &[&str]) -> Vec<Field<'a>> {
    all_fields(files).into_iter().filter(|field| names.contains(&field.key.text)).collect()
}

/// Every field of every record, as far as it stands on one line.
pub(super) fn all_fields(files: &Files) -> Vec<Field<'_>> {
    lines(files).into_iter().flat_map(fields_of).collect()
}

fn fields_of(line: Span<'_>) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let mut depth = 0;
    let mut quoted = false;
    let mut last = ' ';
    for (at, character) in line.text.char_indices() {
        match character {
            '"' if last != '\\' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            _ => {}
        }
        last = character;
        let before = line.text[..at].trim_end();
        let first = before.trim_start_matches([' ', '-']).is_empty() && !before.ends_with("--");
        let later = depth > 0 && before.ends_with(['{', ',']);
        if quoted || !character.is_ascii_lowercase() || !(first || later) {
            continue;
        }
        let rest = &line.text[at..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let Some(behind) = rest[length..].strip_prefix(':').filter(|b| b.starts_with([' ', '\n'])) else {
            continue;
        };
        let start = at + length + 1 + usize::from(behind.starts_with(' '));
        let key = line.part(at..at + length);
        found.push(Field { key, value: value(line, start, depth > 0), line });
    }
    found
}

/// A value, from where it starts to where it ends on its line.
fn value(line: Span<'_>, start: usize, flow: bool) -> Span<'_> {
    let text = &line.text[start..];
    if let Some(inner) = text.strip_prefix('"') {
        let mut before = ' ';
        for (at, character) in inner.char_indices() {
            if character == '"' && before != '\\' {
                return line.part(start + 1..start + 1 + at);
            }
            before = character;
        }
    }
    if text.starts_with('[') {
        let end = text.rfind(']').map_or(text.len(), |at| at + 1);
        return line.part(start..start + end);
    }
    let end = if flow { text.find([',', '}']) } else { text.find(" #") };
    let end = end.unwrap_or(text.len());
    line.part(start..start + text[..end].trim_end().len())
}

/// The lines of everything that begins with a line like this, to the next line that is not indented further.
pub(super) fn blocks<'a>(files: &'a Files, beginning: &str) -> Vec<Span<'a>> {
    let mut blocks = Vec::new();
    for line in lines(files) {
        let text = &files[line.file];
        let indentation = line.text.len() - line.text.trim_start().len();
        if line.text.trim_start().starts_with(beginning) {
            let mut end = line.range().end;
            for next in text[end..].split_inclusive('\n') {
                let indented = next.len() - next.trim_start().len();
                if next.trim().is_empty() || indented <= indentation {
                    break;
                }
                end += next.len();
            }
            blocks.push(Span { text: &text[line.start..end], ..line });
        }
    }
    blocks
}

/// The fields of some names whose lines lie in a block.
pub(super) fn fields_in<'a>(files: &'a Files, block: Span<'a>, names: &[&str]) -> Vec<Field<'a>> {
    let inside = |field: &Field<'_>| field.key.file == block.file && block.range().contains(&field.key.start);
    fields(files, names).into_iter().filter(inside).collect()
}

/// The ids of the records of a type, by the name of its file.
pub(super) fn ids<'a>(files: &'a Files, file: &str) -> Vec<&'a str> {
    let ids = fields(files, &["id"]).into_iter().filter(|field| field.key.file == file);
    ids.map(|field| field.value.text).collect()
}

/// The fields of some names, apart by whether evidence with a quote supports them in the record, item or
/// figure that they stand in. What stands in evidence or is claimed in a statement is supported by none.
pub(super) fn by_quote<'a>(files: &'a Files, names: &[&str]) -> (Vec<Field<'a>>, Vec<Field<'a>>) {
    let starts = ["- id: ", "- equipment: ", "- description: ", "- measure: "];
    let owners: Vec<Span<'_>> = starts.iter().flat_map(|start| blocks(files, start)).collect();
    let owner = |at: Span<'_>| {
        let around = owners.iter().filter(|owner| owner.file == at.file && owner.range().contains(&at.start));
        around.min_by_key(|owner| owner.text.len()).map(|owner| owner.start)
    };
    let evidence = blocks(files, "- source: ");
    let quoted: Vec<(Span<'_>, Option<usize>)> = evidence
        .iter()
        .filter(|piece| piece.text.contains("quote: "))
        .map(|piece| (*piece, owner(*piece)))
        .collect();
    fields(files, names).into_iter().partition(|field| {
        let aside =
            |piece: &Span<'_>| piece.file == field.key.file && piece.range().contains(&field.key.start);
        let supports = |piece: &Span<'_>| {
            piece.text.lines().any(|line| {
                let list = line.trim().strip_prefix("supports: [");
                list.is_some_and(|list| list.split([',', ' ', ']']).any(|name| name == field.key.text))
            })
        };
        let own = owner(field.key);
        let claimed = field.line.text.contains("claims:");
        !claimed
            && !evidence.iter().any(aside)
            && quoted.iter().any(|(piece, of)| piece.file == field.key.file && *of == own && supports(piece))
    })
}
