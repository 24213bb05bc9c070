//! A fragment of text cut into words, digits, spaces and marks, with the language it is read in.

use std::ops::Range;
use std::str::FromStr;

use smol_str::{SmolStr, StrExt};
use tallybook_schema::value::Currency;

use crate::language::{Language, Phrases};
use crate::normal::Normalised;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with apostrophes between them.
    Word,
    /// ASCII digits.
    Digits,
    /// One space.
    Space,
    /// One character of any other kind.
    Mark,
}

/// A piece of the normalised fragment. Neighbours in the list touch each other.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
    /// What it says, in lower case.
    pub(crate) form: SmolStr,
}

/// A normalised fragment and its tokens.
#[derive(Debug)]
pub(crate) struct Fragment {
    pub(crate) language: &'static Language,
    pub(crate) tokens: Vec<Token>,
    normal: Normalised,
}

/// A phrase of a language, found in a fragment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase<'l, T> {
    pub(crate) meaning: &'l T,
    /// The byte where it starts: within the first token where an elided word precedes (`l'août`).
    pub(crate) start: usize,
    /// The token after it.
    pub(crate) next: usize,
}

impl Fragment {
    pub(crate) fn new(language: &str, text: &str) -> Self {
        let normal = Normalised::new(text);
        Self { language: Language::of(language), tokens: tokens(normal.as_str()), normal }
    }

    /// The normalised text.
    pub(crate) fn text(&self) -> &str {
        self.normal.as_str()
    }

    /// The bytes of the original for a range of the normalised text.
    pub(crate) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        self.normal.original_range(range)
    }

    /// The bytes of the normalised text that a run of tokens covers.
    pub(crate) fn range(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text().len(), |token| token.range.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.range.end)
    }

    /// Whether a word or digits stand at `i`, with which a number or a date can begin.
    pub(crate) fn can_begin(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Digits))
    }

    /// The token at `i`, if it is of this kind, in lower case.
    pub(crate) fn form(&self, i: usize, kind: Kind) -> Option<&str> {
        self.tokens.get(i).filter(|token| token.kind == kind).map(|token| token.form.as_str())
    }

    /// The token before `i`, if it is of this kind.
    pub(crate) fn form_before(&self, i: usize, kind: Kind) -> Option<&str> {
        self.form(i.checked_sub(1)?, kind)
    }

    /// The word at `i` as written.
    pub(crate) fn written(&self, i: usize) -> Option<&str> {
        self.text().get(self.tokens.get(i)?.range.clone())
    }

    pub(crate) fn is_mark(&self, i: usize, mark: &str) -> bool {
        self.form(i, Kind::Mark) == Some(mark)
    }

    /// Whether a space or hyphen stands at `i`: what may stand between the words of a phrase.
    pub(crate) fn is_gap(&self, i: usize) -> bool {
        self.form(i, Kind::Space).is_some() || self.is_mark(i, "-")
    }

    /// The longest phrase that starts with the token at `i`.
    pub(crate) fn phrase<'l, T>(&self, i: usize, phrases: &'l Phrases<T>) -> Option<Phrase<'l, T>> {
        let first = self.tokens.get(i).filter(|token| token.kind == Kind::Word)?;
        self.phrase_from(i, &first.form, first.range.start, phrases).or_else(|| {
            // What stands before an apostrophe may be an elided word of its own.
            if !first.form.bytes().any(|byte| byte == b'\'') {
                return None;
            }
            let (elided, rest) = first.form.rsplit_once('\'')?;
            self.phrase_from(i, rest, first.range.start + elided.len() + 1, phrases)
        })
    }

    fn phrase_from<'l, T>(
        &self,
        i: usize,
        first: &str,
        start: usize,
        phrases: &'l Phrases<T>,
    ) -> Option<Phrase<'l, T>> {
        if !phrases.begin_with(first) {
            return None;
        }
        let mut phrase = first.to_owned();
        let mut next = i + 1;
        let mut found = phrases.get(&phrase).map(|meaning| Phrase { meaning, start, next });
        for _ in 1..phrases.longest() {
            let Some(word) = self.form(next + 1, Kind::Word).filter(|_| self.is_gap(next)) else { break };
            phrase.push(' ');
            phrase.push_str(word);
            next += 2;
            if let Some(meaning) = phrases.get(&phrase) {
                found = Some(Phrase { meaning, start, next });
            }
        }
        found
    }

    /// Whether the word at `i` is a known currency code of ISO 4217.
    pub(crate) fn is_currency_code(&self, i: usize) -> bool {
        let code = self.written(i).and_then(|word| Currency::from_str(word).ok());
        code.is_some_and(|code| code.is_known())
    }

    /// Whether the digits at `i` belong to a name (`Il-76`, `T72`) or lack their start (`.50`).
    pub(crate) fn is_label(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        if self.form(before, Kind::Word).is_some() {
            return !self.is_currency_code(before);
        }
        let word_before_hyphen = self.is_mark(before, "-") && self.form_before(before, Kind::Word).is_some();
        let point_alone =
            self.is_mark(before, ".") && (before == 0 || self.form_before(before, Kind::Space).is_some());
        word_before_hyphen || point_alone
    }
}

fn tokens(text: &str) -> Vec<Token> {
    // Words and the spaces between them have some three letters each.
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 3 + 1);
    let char_at = |at: usize| match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..).and_then(|rest| rest.chars().next()),
    };
    let mut end = 0;
    while let Some(c) = char_at(end) {
        let start = end;
        let kind = kind(c);
        end += c.len_utf8();
        while let Some(next) = char_at(end) {
            let continues = match kind {
                Kind::Word => is_letter(next) || (next == '\'' && char_at(end + 1).is_some_and(is_letter)),
                Kind::Digits => next.is_ascii_digit(),
                Kind::Space | Kind::Mark => false,
            };
            if !continues {
                break;
            }
            end += next.len_utf8();
        }
        let form = lower_case(text.get(start..end).unwrap_or_default());
        tokens.push(Token { kind, range: start..end, form });
    }
    tokens
}

fn lower_case(text: &str) -> SmolStr {
    /// Longer words than this are no longer kept in place.
    const SHORT: usize = 23;
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return text.into();
    }
    let mut lower = [0; SHORT];
    match lower.get_mut(..text.len()) {
        Some(lower) if text.is_ascii() => {
            lower.copy_from_slice(text.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).unwrap_or_default().into()
        }
        _ => text.to_lowercase_smolstr(),
    }
}

fn kind(c: char) -> Kind {
    match c {
        ' ' => Kind::Space,
        _ if c.is_ascii_digit() => Kind::Digits,
        _ if is_letter(c) => Kind::Word,
        _ => Kind::Mark,
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}
