//! A fragment of text cut into words, digits, spaces and marks, with the language it is read in.

use std::borrow::Cow;
use std::ops::Range;
use std::str::FromStr;

use tallybook_schema::value::Currency;

use crate::language::{Language, Phrases, Table, Tables};
use crate::normal::{Normalised, is_plain};

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
    /// Its first byte.
    first: u8,
    /// The tables of the language in which a phrase may begin with it.
    tables: Tables,
    pub(crate) range: Range<usize>,
    /// The bytes of what it says, in lower case.
    form: Range<usize>,
}

impl Token {
    /// Whether a phrase of any of the tables may begin with it: if not, none does.
    pub(crate) fn may_begin(&self, tables: Tables) -> bool {
        self.tables.contain_any(tables)
    }
}

/// A normalised fragment and its tokens.
#[derive(Debug)]
pub(crate) struct Fragment<'t> {
    pub(crate) language: &'static Language,
    pub(crate) tokens: Vec<Token>,
    original: &'t str,
    /// The normalised text, where it is another one.
    normal: Option<Normalised>,
    /// The tokens in lower case, one after the other.
    forms: String,
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

impl<'t> Fragment<'t> {
    pub(crate) fn new(language: &str, text: &'t str) -> Self {
        let language = Language::of(language);
        let normal = (!is_plain(text)).then(|| Normalised::new(text));
        let written = normal.as_ref().map_or(text, Normalised::as_str);
        let (tokens, forms) = cut(language, written, normal.is_none() || written.is_ascii());
        Self { language, tokens, original: text, normal, forms }
    }

    /// The normalised text.
    pub(crate) fn text(&self) -> &str {
        self.normal.as_ref().map_or(self.original, Normalised::as_str)
    }

    /// The bytes of the original for a range of the normalised text.
    pub(crate) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        match &self.normal {
            Some(normal) => normal.original_range(range),
            None => range,
        }
    }

    /// Whether a line may break at the white space at `i`, as it is written: `14 000` has none to break at if it is
    /// typeset well.
    pub(crate) fn breaks_at(&self, i: usize) -> bool {
        let written = self.original.get(self.original_range(self.range(i..i + 1)));
        written.is_some_and(|space| !space.contains(['\u{a0}', '\u{2009}', '\u{202f}']))
    }

    /// The bytes of the normalised text that a run of tokens covers.
    pub(crate) fn range(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text().len(), |token| token.range.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.range.end)
    }

    /// What kind of token stands at `i`.
    pub(crate) fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|token| token.kind)
    }

    /// The token at `i`, if it is of this kind, in lower case.
    pub(crate) fn form(&self, i: usize, kind: Kind) -> Option<&str> {
        let token = self.tokens.get(i).filter(|token| token.kind == kind)?;
        self.forms.get(token.form.clone())
    }

    /// The token before `i`, if it is of this kind.
    pub(crate) fn form_before(&self, i: usize, kind: Kind) -> Option<&str> {
        self.form(i.checked_sub(1)?, kind)
    }

    /// The word at `i` as written.
    pub(crate) fn written(&self, i: usize) -> Option<&str> {
        self.text().get(self.tokens.get(i)?.range.clone())
    }

    /// The mark at `i`, if it is one of ASCII.
    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        let token = self.tokens.get(i).filter(|token| token.kind == Kind::Mark && token.first.is_ascii());
        token.map(|token| char::from(token.first))
    }

    pub(crate) fn is_mark(&self, i: usize, mark: char) -> bool {
        self.mark(i) == Some(mark)
    }

    /// Whether a space or hyphen stands at `i`: what may stand between the words of a phrase.
    pub(crate) fn is_gap(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Space) || self.is_mark(i, '-')
    }

    /// The longest phrase that starts with the token at `i`.
    #[inline]
    pub(crate) fn phrase<'l, T>(&self, i: usize, phrases: &'l Phrases<T>) -> Option<Phrase<'l, T>> {
        let first = self.tokens.get(i).filter(|token| token.may_begin(phrases.table().into()))?;
        self.phrase_from(i, first.form.start, first.range.start, phrases).or_else(|| {
            // What stands before an apostrophe may be an elided word of its own.
            let (before, _) = elided(self.forms.get(first.form.clone())?)?;
            let len = before.len() + 1;
            self.phrase_from(i, first.form.start + len, first.range.start + len, phrases)
        })
    }

    /// The longest phrase from the byte `form` of the lower case of the token at `i`.
    fn phrase_from<'l, T>(
        &self,
        i: usize,
        form: usize,
        start: usize,
        phrases: &'l Phrases<T>,
    ) -> Option<Phrase<'l, T>> {
        let first = phrases.first(self.forms.get(form..self.tokens.get(i)?.form.end)?)?;
        let mut next = i + 1;
        let mut found = first.alone.as_ref().map(|meaning| Phrase { meaning, start, next });
        for _ in 1..first.longest {
            let last =
                self.tokens.get(next + 1).filter(|token| token.kind == Kind::Word && self.is_gap(next));
            let Some(words) = last.and_then(|last| self.phrase_in(form..last.form.end)) else { break };
            next += 2;
            if let Some(meaning) = phrases.longer(&words) {
                found = Some(Phrase { meaning, start, next });
            }
        }
        found
    }

    /// The words of a run of tokens in lower case, with a space in place of each hyphen.
    pub(crate) fn phrase_of(&self, tokens: Range<usize>) -> Cow<'_, str> {
        let ends = self.tokens.get(tokens).and_then(|tokens| Some((tokens.first()?, tokens.last()?)));
        ends.and_then(|(first, last)| self.phrase_in(first.form.start..last.form.end)).unwrap_or_default()
    }

    fn phrase_in(&self, forms: Range<usize>) -> Option<Cow<'_, str>> {
        let words = self.forms.get(forms)?;
        Some(if words.contains('-') { words.replace('-', " ").into() } else { words.into() })
    }

    /// Whether the word at `i` is a known currency code of ISO 4217.
    pub(crate) fn is_currency_code(&self, i: usize) -> bool {
        // Anything else makes an error that says so.
        let written = self.written(i).filter(|word| word.len() == 3);
        let code = written.and_then(|word| Currency::from_str(word).ok());
        code.is_some_and(|code| code.is_known())
    }

    /// Whether the word at `i` is the letter that stands for a sign of multiplication: `S-400 x3`.
    fn is_times(&self, i: usize) -> bool {
        let begins = i
            .checked_sub(1)
            .is_none_or(|before| self.kind(before) == Some(Kind::Space) || self.is_mark(before, '('));
        self.written(i) == Some("x") && begins
    }

    /// Whether the word at `i` multiplies digits to which it is glued: `150k-200k`.
    fn is_multiplier(&self, i: usize) -> bool {
        let glued = i.checked_sub(1).filter(|digits| self.kind(*digits) == Some(Kind::Digits));
        glued.is_some_and(|digits| !self.is_label(digits))
            && self
                .form(i, Kind::Word)
                .is_some_and(|word| self.language.attached_multipliers.contains_key(word))
    }

    /// Whether the digits at `i` belong to a name (`Il-76`, `T72`) or lack their start (`.50`).
    pub(crate) fn is_label(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let kind_before = |i: usize| i.checked_sub(1).and_then(|before| self.kind(before));
        match self.mark(before) {
            None => {
                let is_word = self.kind(before) == Some(Kind::Word);
                is_word && !self.is_currency_code(before) && !self.is_times(before)
            }
            Some('-') => kind_before(before) == Some(Kind::Word) && !self.is_multiplier(before - 1),
            Some('.') => matches!(kind_before(before), None | Some(Kind::Space)),
            Some(_) => false,
        }
    }
}

/// What stands before and after the last apostrophe of a word.
fn elided(form: &str) -> Option<(&str, &str)> {
    let at = memchr::memrchr(b'\'', form.as_bytes())?;
    Some((form.get(..at)?, form.get(at + 1..)?))
}

/// The tokens of a text, and what they say in lower case, one after the other.
fn cut(language: &Language, text: &str, is_ascii: bool) -> (Vec<Token>, String) {
    // Words and the spaces between them have some three letters each.
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 3 + 1);
    // In lower case, letters of ASCII stand where they stood.
    let mut forms = if is_ascii { text.to_ascii_lowercase() } else { String::with_capacity(text.len()) };
    let may_elide = memchr::memchr(b'\'', text.as_bytes()).is_some();
    let bytes = text.as_bytes();
    let mut start = 0;
    while let (Some((kind, len)), Some(first)) = (kind_at(text, start, char::is_alphabetic), bytes.get(start))
    {
        let mut end = start + len;
        if matches!(kind, Kind::Word | Kind::Digits) {
            end = after_run(text, end, kind, char::is_alphabetic);
            while may_elide
                && kind == Kind::Word
                && bytes.get(end) == Some(&b'\'')
                && kind_at(text, end + 1, char::is_alphabetic).is_some_and(|next| next.0 == kind)
            {
                end = after_run(text, end + 1, kind, char::is_alphabetic);
            }
        }
        let range = start..end;
        start = end;
        let mut form = range.clone();
        if !is_ascii {
            form.start = forms.len();
            forms.push_str(&text.get(range.clone()).unwrap_or_default().to_lowercase());
            form.end = forms.len();
        }
        let mut tables = if kind == Kind::Digits { Table::Digits.into() } else { Tables::default() };
        if kind == Kind::Word {
            let word = forms.get(form.clone()).unwrap_or_default();
            tables = language.beginnings.tables(word);
            if may_elide && let Some((_, rest)) = elided(word) {
                tables = tables.and(language.beginnings.tables(rest));
            }
        }
        tokens.push(Token { kind, first: *first, tables, range, form });
    }
    (tokens, forms)
}

/// The end of the characters of a kind that stand from a byte on. `is_letter` is asked of characters beyond ASCII.
#[inline]
pub(crate) fn after_run(text: &str, from: usize, kind: Kind, is_letter: fn(char) -> bool) -> usize {
    let mut end = from;
    while let Some(byte) = text.as_bytes().get(end) {
        match KINDS[usize::from(*byte)] {
            Some(next) if next == kind => end += 1,
            Some(_) => break,
            None => match other_kind_at(text, end, is_letter) {
                Some((next, len)) if next == kind => end += len,
                _ => break,
            },
        }
    }
    end
}

/// The kind of the character that begins at a byte, and its length.
#[inline]
pub(crate) fn kind_at(text: &str, at: usize, is_letter: fn(char) -> bool) -> Option<(Kind, usize)> {
    match KINDS[usize::from(*text.as_bytes().get(at)?)] {
        Some(kind) => Some((kind, 1)),
        None => other_kind_at(text, at, is_letter),
    }
}

/// The same for a character beyond ASCII.
fn other_kind_at(text: &str, at: usize, is_letter: fn(char) -> bool) -> Option<(Kind, usize)> {
    let c = text.get(at..)?.chars().next()?;
    Some((if is_letter(c) { Kind::Word } else { Kind::Mark }, c.len_utf8()))
}

/// The kind of each character of ASCII.
const KINDS: [Option<Kind>; 256] = {
    let mut kinds = [None; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        kinds[byte as usize] = Some(match byte {
            b' ' => Kind::Space,
            b'0'..=b'9' => Kind::Digits,
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Word,
            _ => Kind::Mark,
        });
        byte += 1;
    }
    kinds
};
