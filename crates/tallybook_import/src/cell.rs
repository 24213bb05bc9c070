//! A cell as every format has it: nothing, a text, or a list of texts.
//!
//! Numbers, days and truths are the text that CSV has for them (`140000000`, `2.5`, `2022-08-20`, `true`),
//! so that cells of any two formats can be compared, and so that a value which is none of its column
//! (`57E6`) is kept as it was found.

use std::fmt;

use tallybook_export::Kind;

/// The value of a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Null,
    /// A text, or the text of a number, a day or a truth.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

impl Cell {
    /// A cell of a text format: nothing where it is empty, a list where the column is one.
    pub fn of_text(kind: Kind, text: &str) -> Self {
        match kind {
            Kind::TextList => Self::List(split_list(text)),
            _ if text.is_empty() => Self::Null,
            Kind::Bool => Self::Text(truth(text)),
            Kind::Int | Kind::Decimal => Self::Text(without_fraction(text).unwrap_or(text).to_owned()),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(entries) => entries.is_empty(),
        }
    }
}

/// A truth: in capitals as spreadsheets write it, or as the number that it is in SQLite.
fn truth(text: &str) -> String {
    match without_fraction(text).unwrap_or(text) {
        "1" => "true".to_owned(),
        "0" => "false".to_owned(),
        other => other.to_lowercase(),
    }
}

/// `160` of `160.0`: so programs write whole numbers of a column that has empty cells too.
pub(crate) fn without_fraction(text: &str) -> Option<&str> {
    let whole = text.strip_suffix(".0")?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then_some(whole)
}

/// As CSV has it.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::List(entries) => {
                let entries: Vec<String> = entries.iter().map(|entry| escaped(entry)).collect();
                f.write_str(&entries.join("; "))
            }
        }
    }
}

/// An entry of a list as CSV has it.
fn escaped(entry: &str) -> String {
    entry.replace('\\', "\\\\").replace(';', "\\;").replace("; ", ";\\ ")
}

/// The entries of a list in CSV: apart at `;`, which within an entry is `\;`, as a space after it is `\ ` and `\` is `\\`.
fn split_list(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut entries = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let last = entries.len() - 1;
        match character {
            '\\' if matches!(characters.peek(), Some('\\' | ';' | ' ')) => {
                entries[last].extend(characters.next());
            }
            ';' => {
                // The space after it belongs to what separates.
                characters.next_if_eq(&' ');
                entries.push(String::new());
            }
            other => entries[last].push(other),
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_truths_are_read_as_other_programs_write_them() {
        for (kind, text, expected) in [
            (Kind::Int, "160.0", "160"),
            (Kind::Int, "-1.0", "-1"),
            (Kind::Int, "160.5", "160.5"),
            (Kind::Int, ".0", ".0"),
            (Kind::Decimal, "2.5", "2.5"),
            (Kind::Decimal, "140000000.0", "140000000"),
            (Kind::Text, "160.0", "160.0"),
            (Kind::Text, "1", "1"),
            (Kind::Bool, "TRUE", "true"),
            (Kind::Bool, "1", "true"),
            (Kind::Bool, "0.0", "false"),
            (Kind::Bool, "2", "2"),
        ] {
            assert_eq!(Cell::of_text(kind, text), Cell::Text(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn lists_come_back() {
        for entries in [
            vec![],
            vec!["a"],
            vec!["a", "b"],
            vec!["a; b", "c\\", ";", "\\;", " d"],
            vec!["a\\\\;", "é; ", "a;  b", "\\ ", ";\\ "],
        ] {
            let entries: Vec<String> = entries.into_iter().map(str::to_owned).collect();
            let text = Cell::List(entries.clone()).to_string();
            // Whoever knows nothing of what is escaped finds as many entries.
            assert_eq!(text.split("; ").count(), entries.len().max(1), "{text}");
            assert_eq!(Cell::of_text(Kind::TextList, &text), Cell::List(entries), "{text}");
        }
    }
}
