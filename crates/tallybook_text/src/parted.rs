//! Words parted at the ends of lines: `second-` and, on the next line, `hand`.

use std::ops::Range;

/// How the halves of parted words are joined. No text tells whether a hyphen is the word's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joining {
    /// The hyphen stays: `second-hand`.
    Hyphen,
    /// It goes between letters of which the second is small: `secondhand`.
    Nothing,
}

impl Joining {
    pub(crate) const ALL: [Self; 2] = [Self::Hyphen, Self::Nothing];
}

/// Whether a word of a text may be parted.
pub(crate) fn has_parted_words(text: &str) -> bool {
    parted_words(text, Joining::Hyphen).next().is_some()
}

/// The bytes of a text that are left out for its parted words to be joined.
pub(crate) fn parted_words(text: &str, joining: Joining) -> impl Iterator<Item = Range<usize>> {
    memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(move |line_end| {
        let before = text[..line_end].trim_end_matches([' ', '\r']);
        let after = text[line_end..].trim_start_matches([' ', '\t', '\n']);
        let next = after.chars().next()?;
        let is_blank = text[line_end + 1..text.len() - after.len()].contains('\n');
        let (half, hyphen) = before.char_indices().next_back()?;
        let last = before[..half].chars().next_back()?;
        let joins = match joining {
            _ if is_blank || !matches!(hyphen, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}') => false,
            Joining::Hyphen => last.is_alphanumeric() && next.is_alphanumeric(),
            Joining::Nothing => last.is_alphabetic() && next.is_lowercase(),
        };
        let keeps_hyphen = joining == Joining::Hyphen && hyphen != '\u{ad}';
        let start = if keeps_hyphen { before.len() } else { half };
        joins.then_some(start..text.len() - after.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, hyphen: &str, nothing: &str) {
        for (joining, expected) in [(Joining::Hyphen, hyphen), (Joining::Nothing, nothing)] {
            let mut joined = text.to_owned();
            let gaps: Vec<_> = parted_words(text, joining).collect();
            for gap in gaps.into_iter().rev() {
                joined.replace_range(gap, "");
            }
            assert_eq!(joined, expected, "{joining:?}");
        }
    }

    #[test]
    fn words_are_joined() {
        check("second-\nhand", "second-hand", "secondhand");
        check("second\u{2010} \r\n  hand", "second\u{2010}hand", "secondhand");
        check("sec\u{ad}\nond", "second", "second");
        check("Petrel-\n4 of North-\nSouth", "Petrel-4 of North-South", "Petrel-\n4 of North-\nSouth");
    }

    #[test]
    fn a_dash_parts_no_word() {
        for text in ["in May -\nor June", "in May—\nor June", "of 10 -\n", "-\nx", "\n", "second-hand\nx"] {
            check(text, text, text);
        }
    }
}
