//! Letters that look like those from A to Z.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript as _};
use unicode_security::confusable_detection::skeleton;

/// The Latin letter that a letter looks like (UTS #39).
pub fn lookalike(c: char) -> Option<char> {
    let mut buffer = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut buffer));
    match (prototype.next()?, prototype.next()) {
        // The capital `I` has the small `l` as its prototype.
        ('l', None) if c.is_uppercase() => Some('I'),
        (letter, None) if letter.is_ascii_alphabetic() => Some(letter),
        _ => None,
    }
}

/// A text whose letters are from A to Z: without accents, and with the letter that another looks like in its place.
/// What is no letter stays. `None` if a letter looks like none.
pub(crate) fn plain(text: &str) -> Option<String> {
    let letters = text.nfd().filter(|&c| !is_combining_mark(c));
    letters.map(|c| if c.is_ascii() || !c.is_alphabetic() { Some(c) } else { lookalike(c) }).collect()
}

/// A character with its number and its script, so that it can be told from what it looks like.
pub(crate) fn named(c: char) -> String {
    let number = u32::from(c);
    match c.script() {
        Script::Common | Script::Inherited => format!("`{}` (U+{number:04X})", c.escape_debug()),
        script => format!("`{c}` (U+{number:04X}, {})", script.full_name()),
    }
}
