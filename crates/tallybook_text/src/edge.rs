//! Edges of words and numbers: where a quote or a name may begin and end.

use unicode_normalization::char::canonical_combining_class;
use unicode_script::{Script, UnicodeScript};

/// Whether no word or number of a normalised text goes on across `at`.
///
/// `100` does not stand in `1000`, nor `14` in `14,000`; `Geran` does stand in `Geran-2`. In
/// scripts that put no space between words every character has an edge on either side.
pub(crate) fn is_edge(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let (mut before, mut after) = (before.chars().rev(), after.chars());
    let (Some(left), Some(right)) = (before.next(), after.next()) else { return true };
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mark = |c: char| matches!(c, '.' | ',' | '\'');
    let inside_number = (digit(Some(left)) && mark(right) && digit(after.next()))
        || (mark(left) && digit(Some(right)) && digit(before.next()));
    // A mark after a space has nothing to combine with.
    let combines = !left.is_whitespace() && canonical_combining_class(right) != 0;
    let inside_word = combines || (is_spaced(left) && is_spaced(right));
    !inside_number && !inside_word
}

/// Whether the character is a letter or digit of a script that puts spaces between words.
fn is_spaced(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

/// Whether the character belongs to a script that puts no spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    let unspaced = |script| {
        matches!(
            script,
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Bopomofo
                | Script::Yi
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
                | Script::Tibetan
                | Script::Javanese
                | Script::Balinese
                | Script::Tai_Le
                | Script::New_Tai_Lue
                | Script::Tai_Tham
                | Script::Tai_Viet
        )
    };
    !c.is_ascii() && unspaced(c.script())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text_with_bars: &str, edge: bool) {
        let at = text_with_bars.find('|').unwrap();
        assert_eq!(is_edge(&text_with_bars.replace('|', ""), at), edge, "{text_with_bars}");
    }

    #[test]
    fn words_and_numbers_are_whole() {
        check("|word", true);
        check("word|", true);
        check("one| two", true);
        check("Geran|-2", true);
        check("Iran|'s", true);
        check("of 100|.", true);
        check("100|0", false);
        check("14|,000", false);
        check("14,|000", false);
        check("1.|5 million", false);
        check("Shahed-136|s", false);
        check("Росси|я", false);
        check("x|\u{302}", false);
        check("x |\u{302}", true);
    }

    #[test]
    fn scripts_without_spaces_have_edges_everywhere() {
        check("交付|無人機", true);
        check("100|架", true);
        check("โด|รน", true);
        check("10|0架", false);
    }
}
