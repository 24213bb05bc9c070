//! Normalised text: the form in which a quote is compared with its source.
//!
//! Unicode NFC; a run of white space is one space; typographic quotation marks, dashes and ellipses
//! have their plain forms, and so have ligatures, presentation forms and letters of full width;
//! characters that nobody sees do not count; case counts. Offsets of the normalised text lead back to
//! the original, so that what was found can be shown where it stands.

use std::borrow::Cow;
use std::iter::once;
use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in normalised form, with the way back to the original.
#[derive(Debug, Clone, Default)]
pub struct Normalised {
    text: String,
    steps: Vec<Step>,
    original_len: usize,
}

/// A place from which on normalised and original offsets correspond in a new way. Only changes are
/// kept: plain prose has a handful of them.
#[derive(Debug, Clone, Copy)]
struct Step {
    normal: usize,
    original: usize,
    /// Whether offsets run in parallel from here; otherwise what follows stands, as a whole, for
    /// the original up to the next step.
    parallel: bool,
}

impl Normalised {
    /// Normalises a text.
    pub fn new(original: &str) -> Self {
        let mut normalised = Self::default();
        normalised.push(original, 0);
        normalised
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the original for which a range of bytes of the normalised text stands. What
    /// cannot be divided (an ellipsis, a run of white space) is taken whole.
    pub fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.steps.partition_point(|step| step.normal <= range.start);
        let start = match start.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some(step) if step.parallel => step.original + (range.start - step.normal),
            Some(step) => step.original,
            None => 0,
        };
        if range.is_empty() {
            return start..start;
        }
        let next = self.steps.partition_point(|step| step.normal < range.end);
        let end = match next.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some(step) if step.parallel => step.original + (range.end - step.normal),
            _ => self.steps.get(next).map_or(self.original_len, |step| step.original),
        };
        start..end
    }

    /// The offset of the normalised text that stands for a byte of the original; past what stands
    /// for it, if the byte is inside something that cannot be divided.
    pub(crate) fn normal_offset(&self, original: usize) -> usize {
        let next = self.steps.partition_point(|step| step.original <= original);
        match next.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some(step) if step.parallel => (step.normal + (original - step.original)).min(self.text.len()),
            Some(step) if step.original == original => step.normal,
            _ => self.steps.get(next).map_or(self.text.len(), |step| step.normal),
        }
    }

    /// How much of the original has been normalised.
    pub(crate) fn original_len(&self) -> usize {
        self.original_len
    }

    /// Appends a piece of the original that starts at `at`.
    pub(crate) fn push(&mut self, piece: &str, at: usize) {
        let mut rest = piece;
        while !rest.is_empty() {
            let plain = plain_run(rest.as_bytes());
            let unit = if plain > 0 { plain } else { unit_len(rest) };
            let (unit, tail) = rest.split_at(unit);
            let original = at + piece.len() - rest.len();
            let normal = if plain > 0 { unit.into() } else { normal_form(unit) };
            self.append(&normal, original, normal == unit || (normal.len() == 1 && unit.len() == 1));
            rest = tail;
        }
        self.original_len = at + piece.len();
    }

    /// Appends nothing, for what the original has up to `end`.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.append("", self.original_len, false);
        self.original_len = end;
    }

    /// Appends a line feed, which no normalised quote contains, for `len` bytes of the original
    /// between two paragraphs.
    pub(crate) fn push_paragraph_break(&mut self, at: usize, len: usize) {
        self.append("\n", at, false);
        self.original_len = at + len;
    }

    fn append(&mut self, normal: &str, original: usize, parallel: bool) {
        let continues = self.steps.last().is_some_and(|last| {
            last.parallel && parallel && original - last.original == self.text.len() - last.normal
        });
        if !continues {
            self.steps.push(Step { normal: self.text.len(), original, parallel });
        }
        self.text.push_str(normal);
    }
}

/// A text that is its own normal form for being nothing but words and marks of ASCII with one space between them, as
/// most quotes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain<'t>(&'t str);

impl<'t> Plain<'t> {
    /// A text, if it is plain.
    pub fn of(text: &'t str) -> Option<Self> {
        is_plain(text).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(self) -> &'t str {
        self.0
    }
}

/// Whether a text is [`Plain`].
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without a way out of the loop, many bytes are looked at in one step"
)]
pub(crate) fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let [first, rest @ ..] = text.as_bytes() else { return true };
    let pairs = text.as_bytes().iter().zip(rest);
    pairs.fold(plain(*first), |all, (byte, next)| all & plain(*next) & ((*byte != b' ') | (*next != b' ')))
}

/// The number of bytes from the start that stand for themselves, whatever comes after them.
fn plain_run(bytes: &[u8]) -> usize {
    let graphic = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_graphic);
    let mut run = 0;
    while graphic(run) || (bytes.get(run) == Some(&b' ') && graphic(run + 1)) {
        run += 1;
    }
    // A mark that comes next may combine with the last character.
    if bytes.get(run).is_some_and(|byte| !byte.is_ascii()) { run.saturating_sub(1) } else { run }
}

/// The length of the first run of white space, or of the first character with all that may combine
/// with it. What nobody sees belongs to it within, and after it is a unit of its own.
fn unit_len(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let goes_on = |c: char| if first.is_whitespace() { c.is_whitespace() } else { !starts_unit(c) };
    let mut has_invisible = false;
    let ends = |&(_, c): &(usize, char)| {
        let is_invisible = is_invisible(c);
        has_invisible |= is_invisible;
        !is_invisible && !goes_on(c)
    };
    let end = chars.find(ends).map_or(text.len(), |(at, _)| at);
    if !has_invisible {
        return end;
    }
    match text[..end].trim_end_matches(is_invisible).len() {
        0 => end,
        seen => seen,
    }
}

/// Whether nothing before the character can combine with it.
fn starts_unit(c: char) -> bool {
    c.is_whitespace() || c < '\u{300}' || (canonical_combining_class(c) == 0 && is_composed(c))
}

/// Whether nobody sees a character: soft hyphens, spaces and joiners of no width, marks of direction, selectors of
/// variants, tags. Unicode calls them ignorable.
fn is_invisible(c: char) -> bool {
    match u32::from(c) >> 8 {
        0x00 => c == '\u{ad}',
        0x03 => c == '\u{34f}',
        0x06 => c == '\u{61c}',
        0x18 => matches!(c, '\u{180b}'..='\u{180f}'),
        0x20 => matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'),
        0xfe => matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}'),
        0xe00..=0xe0f => true,
        _ => false,
    }
}

/// Whether a character is the form of others in print: a ligature, a form of presentation, a letter of full width. Those
/// that print a mark upon a space have no other form.
fn is_printed_form(c: char) -> bool {
    matches!(
        c,
        'Ĳ' | 'ĳ' | '\u{fb00}'..='\u{fc5d}' | '\u{fc64}'..='\u{fdff}' | '\u{fe80}'..='\u{fefc}' | '！'..='～'
    )
}

fn is_composed(c: char) -> bool {
    c < '\u{300}' || is_nfc_quick(once(c)) == IsNormalized::Yes
}

fn normal_form(unit: &str) -> Cow<'_, str> {
    let mut chars = unit.chars();
    match (chars.next(), chars.next()) {
        (Some(first), _) if first.is_whitespace() => " ".into(),
        (Some(only), None) if is_invisible(only) => "".into(),
        (Some(only), None) if is_composed(only) && !is_printed_form(only) => {
            plain_form(only).map_or(unit.into(), Cow::Borrowed)
        }
        _ => {
            let mut seen = String::with_capacity(unit.len());
            for c in unit.chars().filter(|&c| !is_invisible(c)) {
                if is_printed_form(c) {
                    seen.extend(once(c).nfkc());
                } else {
                    seen.push(c);
                }
            }
            let mut normal = String::with_capacity(seen.len());
            for c in seen.nfc() {
                match plain_form(c) {
                    Some(plain) => normal.push_str(plain),
                    None => normal.push(c),
                }
            }
            normal.into()
        }
    }
}

/// The plain form of a typographic character.
fn plain_form(c: char) -> Option<&'static str> {
    Some(match c {
        // U+02BC is the apostrophe of Ukrainian, which keyboards write in three ways.
        '‘' | '’' | '‚' | '‛' | '\u{2bc}' => "'",
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' => "\"",
        '\u{2010}'..='\u{2015}' | '−' => "-",
        '…' => "...",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(original: &str, normal: &str) {
        assert_eq!(Normalised::new(original).as_str(), normal);
    }

    #[test]
    fn folds_typography_and_keeps_case() {
        check("“Geran‑2” — it’s", "\"Geran-2\" - it's");
        check("„Mio.“ «там» ‹da› ‚x‛", "\"Mio.\" \"там\" \"da\" 'x'");
        check("2020–2022, −5 ― ‒", "2020-2022, -5 - -");
        check("wait… now", "wait... now");
        check("п’ять пʼять", "п'ять п'ять");
    }

    #[test]
    fn white_space_is_one_space() {
        check("14\u{a0}000\u{202f}000", "14 000 000");
        check(" a \t\r\n b\u{3000}", " a b ");
    }

    #[test]
    fn composes() {
        check("Tu\u{308}rk", "Türk");
        check("\u{1112}\u{1161}\u{11ab}", "한");
        check("\u{212b}", "Å");
        check("“\u{301}x", "\"\u{301}x");
    }

    #[test]
    fn what_nobody_sees_does_not_count() {
        check("40 Pet\u{ad}rel\u{200b}-4\u{2060} \u{200e}drones\u{feff}", "40 Petrel-4 drones");
        check("\u{feff}a \u{200b} b\u{200b} \u{ad}c", "a b c");
        check("e\u{ad}\u{301} ✈\u{fe0f}", "é ✈");
        check("می\u{200c}خواهم", "میخواهم");
        check("re\u{ad}sort", "resort");
    }

    #[test]
    fn forms_of_print_are_letters() {
        check("Poﬅ, oﬃce, ﬁve", "Post, office, five");
        check("４０　ドローン（Ａ）", "40 ドローン(A)");
        check("\u{fef5}\u{fe8d}\u{653}", "\u{644}\u{622}\u{622}");
        check("½ Ⅳ ² ª", "½ Ⅳ ² ª");
    }

    #[test]
    fn leads_back_to_the_original() {
        let original = "4\u{ad}0 Pet\u{ad}rel\u{200b} oﬃce";
        let normalised = Normalised::new(original);
        let back = |part: &str| {
            let at = normalised.as_str().find(part).unwrap();
            &original[normalised.original_range(at..at + part.len())]
        };
        assert_eq!(back("Petrel"), "Pet\u{ad}rel");
        assert_eq!((back("rel"), back("Pet"), back("40")), ("rel", "Pet", "4\u{ad}0"));
        assert_eq!((back("office"), back("ff"), back("ce")), ("oﬃce", "ﬃ", "ce"));
        assert_eq!(normalised.normal_offset(original.find("rel").unwrap()), "40 Pet".len());

        let original = "a  “Tu\u{308}rk”… b";
        let normalised = Normalised::new(original);
        assert_eq!(normalised.as_str(), "a \"Türk\"... b");
        let back = |part: &str| {
            let at = normalised.as_str().find(part).unwrap();
            &original[normalised.original_range(at..at + part.len())]
        };
        assert_eq!(back("\"Türk\""), "“Tu\u{308}rk”");
        assert_eq!(back(" \""), "  “");
        assert_eq!(back("ürk"), "u\u{308}rk");
        assert_eq!(back("b"), "b");
        // No part of an ellipsis can be pointed at.
        assert_eq!(back("."), "…");
        assert_eq!(normalised.original_range(0..normalised.as_str().len()), 0..original.len());
    }

    proptest! {
        #[test]
        fn is_idempotent(original in "([a \u{ad}\u{200b}\u{300}-\u{36f}\u{34f}\u{fb00}-\u{feff}\u{ff01}-\u{ffdc}“…]{0,12}|.*)") {
            let once = Normalised::new(&original);
            let twice = Normalised::new(once.as_str());
            prop_assert_eq!(once.as_str(), twice.as_str());
        }

        #[test]
        fn what_is_plain_stands_for_itself(original in "[ab .'] {0,2}[ -~]{0,20}|[ -~\t\u{301}é]{0,4}|.*") {
            let normalised = Normalised::new(&original);
            if is_plain(&original) {
                prop_assert_eq!(normalised.as_str(), &original);
                for start in 0..=original.len() {
                    for end in start..=original.len() {
                        prop_assert_eq!(normalised.original_range(start..end), start..end);
                    }
                }
            } else {
                let one_to_one = original.is_ascii() && normalised.as_str() == original;
                prop_assert!(!one_to_one || original.contains(|c: char| c.is_ascii_control()));
            }
        }

        #[test]
        fn is_composed_text(original in "[a-zA-Z \u{ad}\u{200b}\u{300}-\u{36f}\u{f71}-\u{f81}\u{1100}-\u{11ff}\u{fb00}-\u{fefc}“”…Ａ]{0,20}") {
            let normal = Normalised::new(&original);
            let composed: String = normal.as_str().nfc().collect();
            prop_assert_eq!(normal.as_str(), composed);
        }

        #[test]
        fn every_range_leads_back_to_characters(original in any::<String>(), a in 0_usize..99, b in 0_usize..99) {
            let normalised = Normalised::new(&original);
            let len = normalised.as_str().len();
            let (a, b) = (a.min(len), b.min(len));
            let range = normalised.original_range(a.min(b)..a.max(b));
            prop_assert!(range.start <= range.end && range.end <= original.len());
            if normalised.as_str().is_char_boundary(a) && normalised.as_str().is_char_boundary(b) {
                prop_assert!(original.get(range).is_some());
            }
        }
    }
}
