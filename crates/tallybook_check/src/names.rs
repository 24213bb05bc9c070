//! The names by which actors and equipment are known, and when two are the same.

use std::collections::{BTreeMap, HashMap};

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::record::{Actor, Equipment, Record};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::{At, Context};

/// A name of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a> {
    /// The name, without space at its ends.
    pub(crate) text: &'a str,
    /// The position of the record among those of its type.
    index: usize,
    /// Its position among the aliases; `None` for the name or designation itself.
    alias: Option<usize>,
}

/// Records that have names.
pub(crate) trait Named: Record {
    /// The field of the first name.
    const FIELD: &'static str;
    /// The first name, and the others.
    fn names(&self) -> (&str, &[String]);
}

impl Named for Actor {
    const FIELD: &'static str = "name";
    fn names(&self) -> (&str, &[String]) {
        (&self.name, &self.aliases)
    }
}

impl Named for Equipment {
    const FIELD: &'static str = "designation";
    fn names(&self) -> (&str, &[String]) {
        (&self.designation, &self.aliases)
    }
}

/// Two records, the later one first, with the pairs of names that they share.
type Shared<'a> = BTreeMap<(usize, usize), Vec<(Name<'a>, Name<'a>)>>;

/// Records that have an identical name. Of several that share one, each is paired with the first.
pub(crate) fn identical<'a, T: Named + 'a>(context: &Context<'a>) -> Shared<'a> {
    let mut first = HashMap::new();
    let mut shared = Shared::new();
    for name in names::<T>(context) {
        let known = *first.entry(name.text).or_insert(name);
        pair(&mut shared, known, name);
    }
    shared
}

/// Records that have names which are not identical, but equal once case and accents are folded.
pub(crate) fn equal_when_folded<'a, T: Named + 'a>(context: &Context<'a>) -> Shared<'a> {
    let mut first: HashMap<String, Name<'a>> = HashMap::new();
    let mut first_exact: HashMap<&str, Name<'a>> = HashMap::new();
    let mut shared = Shared::new();
    for name in names::<T>(context) {
        let exact = *first_exact.entry(name.text).or_insert(name);
        let known = *first.entry(fold(name.text)).or_insert(name);
        if exact.index == name.index && known.text != name.text {
            pair(&mut shared, known, name);
        }
    }
    shared
}

fn pair<'a>(shared: &mut Shared<'a>, known: Name<'a>, name: Name<'a>) {
    if known.index != name.index {
        shared.entry((name.index, known.index)).or_default().push((name, known));
    }
}

fn names<'a, T: Named + 'a>(context: &Context<'a>) -> impl Iterator<Item = Name<'a>> {
    context.all::<T>().flat_map(|At { record, index }| {
        let (name, aliases) = record.names();
        let aliases = aliases.iter().enumerate().map(|(i, alias)| (Some(i), alias.as_str()));
        std::iter::once((None, name))
            .chain(aliases)
            .map(move |(alias, text)| Name { text: text.trim(), index, alias })
            .filter(|name| !name.text.is_empty())
    })
}

/// Writes one finding for every two records; `message` says what the first pair of names has in common.
pub(crate) fn report<T: Named>(
    shared: &Shared<'_>,
    out: &mut Findings,
    message: impl Fn(&Name<'_>, &Name<'_>) -> String,
    finish: impl Fn(Finding) -> Finding,
) {
    for pairs in shared.values() {
        let Some(((name, known), others)) = pairs.split_first() else { continue };
        let mut finding = Finding::new(place::<T>(name), message(name, known))
            .related(place::<T>(known), "the name of the other record");
        for (name, known) in others {
            finding = finding
                .related(place::<T>(name), "shared as well")
                .related(place::<T>(known), "the name of the other record");
        }
        out.push(finish(finding));
    }
}

fn place<T: Named>(name: &Name<'_>) -> Place {
    let pointer = name.alias.map_or_else(|| format!("/{}", T::FIELD), |i| format!("/aliases/{i}"));
    Place::value(T::TYPE, name.index, pointer)
}

/// The least canonical combining class of marks that stand above or below a letter as accents do.
/// Marks of lower classes make other letters (the vowel signs of Hindi, the voiced kana of Japanese).
const ACCENTS: u8 = 200;

/// A name with case and accents folded: `Türk` and `TURK` give the same. Letters of scripts other than
/// Latin keep their identity: two Chinese names that sound alike are two names.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut before = '\0';
    let mut is_accent = |c: char| {
        let base = std::mem::replace(&mut before, c);
        canonical_combining_class(c) >= ACCENTS && !makes_another_letter(base, c)
    };
    for letter in name.nfkd().filter(|&c| !is_accent(c)) {
        match deunicode::deunicode_char(letter) {
            Some(ascii) if is_latin_or_punctuation(letter) => folded.push_str(&ascii.to_lowercase()),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a mark makes another letter of a Cyrillic one, as `й` of `и` and `ї` of `і`; `ё` is written `е` as well.
fn makes_another_letter(base: char, mark: char) -> bool {
    match mark {
        '\u{306}' => matches!(base, '\u{400}'..='\u{4ff}'),
        '\u{308}' => matches!(base, 'і' | 'І'),
        _ => false,
    }
}

/// Latin letters with the signs among them, and general punctuation (dashes, quotation marks).
fn is_latin_or_punctuation(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_typography_fold_and_letters_stay() {
        for (one, other) in [
            ("Volker Türk", "VOLKER TURK"),
            ("Łódź", "lodz"),
            ("Straße", "STRASSE"),
            ("Shahed–136", "shahed-136"),
            ("Ира\u{301}н", "иран"),
            ("Ａｂｃ  d", "abc d"),
            ("Королёв", "королев"),
            ("Reşăt", "resat"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in
            [("Iran", "Иран"), ("张伟", "章伟"), ("Heron 1", "Heron 2"), ("Май", "МАИ"), ("їжа", "іжа")]
        {
            assert_ne!(fold(one), fold(other));
        }
    }
}
