//! Numbers in words.

use std::borrow::Cow;

use super::sum::Sum;
use super::{Form, Found};
use crate::fragment::{Fragment, Kind, Phrase};
use crate::language::{Language, NumberWord, Table};

/// Longer words are not taken apart.
const LONGEST_COMPOUND: usize = 100;

/// The number that starts with the token at `i`, if one does, and the token after what was read.
pub(super) fn read(fragment: &Fragment<'_>, i: usize) -> (Option<Found>, usize) {
    let Some((word, phrase)) = word_at(fragment, i) else { return (None, i + 1) };
    let start = match *word {
        NumberWord::Numeral(value) => Sum::new().numeral(value),
        NumberWord::Multiplier { value, alone } => Sum::new().multiplier(value, alone),
        NumberWord::Halves(count) => Sum::halves(count),
        NumberWord::Article => Sum::new().numeral(1),
        NumberWord::Vague => return (None, after_multipliers(fragment, phrase.next)),
        NumberWord::AndAHalf | NumberWord::Join(_) => None,
    };
    let Some(start) = start else { return (None, phrase.next) };
    let (sum, next) = extend(fragment, start, phrase.next);
    let one_word = next == phrase.next;
    let form = if one_word && *word == NumberWord::Article { Form::Article } else { Form::Words };
    if one_word && matches!(*word, NumberWord::Halves(_)) {
        return (None, next);
    }
    let found = sum.value().map(|value| Found {
        tokens: i..next,
        range: phrase.start..fragment.range(i..next).end,
        readings: vec![value],
        form,
        in_date: false,
        may_be_year: false,
        multiplier: sum.factor(),
        range_to_next: false,
    });
    (found, next)
}

/// The multiplier that may follow digits, `gap` tokens from `i`, with the token after it.
pub(super) fn multiplier_at(fragment: &Fragment<'_>, i: usize) -> Option<(u64, usize)> {
    let phrase = fragment.phrase(i, &fragment.language.number_words)?;
    match phrase.meaning {
        NumberWord::Multiplier { value, .. } => Some((*value, phrase.next)),
        _ => None,
    }
}

/// Whether `and a half` stands at `i`, and the token after it.
pub(super) fn half_at(fragment: &Fragment<'_>, i: usize) -> Option<usize> {
    let phrase = fragment.phrase(i, &fragment.language.number_words)?;
    (*phrase.meaning == NumberWord::AndAHalf).then_some(phrase.next)
}

/// Takes in the words that go on with a number.
fn extend(fragment: &Fragment<'_>, start: Sum, mut next: usize) -> (Sum, usize) {
    let mut sum = start;
    while fragment.is_gap(next)
        && let Some((word, phrase)) = word_at(fragment, next + 1)
    {
        let (longer, end) = match &*word {
            NumberWord::Join(after) if after.contains(&sum.place()) => {
                let joined = fragment.is_gap(phrase.next).then_some(phrase.next + 1);
                match joined.and_then(|at| word_at(fragment, at)) {
                    Some((word, phrase)) => (add(sum.clone(), &word), phrase.next),
                    None => (None, phrase.next),
                }
            }
            word => (add(sum.clone(), word), phrase.next),
        };
        let Some(longer) = longer else { break };
        (sum, next) = (longer, end);
    }
    (sum, next)
}

fn add(sum: Sum, word: &NumberWord) -> Option<Sum> {
    match word {
        NumberWord::Numeral(value) => sum.numeral(*value),
        NumberWord::Multiplier { value, alone } => sum.multiplier(*value, *alone),
        NumberWord::Article => sum.numeral(1),
        NumberWord::AndAHalf => sum.and_a_half(),
        NumberWord::Halves(_) | NumberWord::Join(_) | NumberWord::Vague => None,
    }
}

/// The number word at `i`: a phrase of the language, or a numeral written as one word.
fn word_at(
    fragment: &Fragment<'_>,
    i: usize,
) -> Option<(Cow<'static, NumberWord>, Phrase<'static, NumberWord>)> {
    const COMPOUND: &NumberWord = &NumberWord::Numeral(0);
    let language = fragment.language;
    if let Some(phrase) = fragment.phrase(i, &language.number_words) {
        return Some((Cow::Borrowed(phrase.meaning), phrase));
    }
    let joint = language.compound_joint.as_deref()?;
    let start = fragment.tokens.get(i)?.range.start;
    let value = compound(language, joint, fragment.form(i, Kind::Word)?)?;
    let phrase = Phrase { meaning: COMPOUND, start, next: i + 1 };
    Some((Cow::Owned(NumberWord::Numeral(value)), phrase))
}

/// The token after the multipliers that follow a vague word.
fn after_multipliers(fragment: &Fragment<'_>, mut next: usize) -> usize {
    while fragment.is_gap(next)
        && let Some((_, end)) = multiplier_at(fragment, next + 1)
    {
        next = end;
    }
    next
}

/// The value of a numeral written as one word (`dreiundzwanzigtausend`) with this joint between its parts.
fn compound(language: &Language, joint: &str, word: &str) -> Option<u64> {
    if word.len() > LONGEST_COMPOUND {
        return None;
    }
    let parts = parts(language, joint, word)?;
    let mut sum = Sum::new();
    let mut rest = parts.as_slice();
    while !rest.is_empty() {
        match rest {
            // `dreiundzwanzig`: the unit comes before the ten.
            [unit, NumberWord::Join(_), NumberWord::Numeral(ten), tail @ ..]
                if ten.is_multiple_of(10) && unit_value(unit).is_some() =>
            {
                sum = sum.numeral(ten + unit_value(unit)?)?;
                rest = tail;
            }
            [NumberWord::Join(_), tail @ ..] if !tail.is_empty() => rest = tail,
            [word, tail @ ..] => {
                sum = add(sum, word)?;
                rest = tail;
            }
            [] => {}
        }
    }
    sum.value()?.try_into().ok()
}

fn unit_value(word: &NumberWord) -> Option<u64> {
    match word {
        NumberWord::Article => Some(1),
        NumberWord::Numeral(value) => Some(*value).filter(|value| *value < 10),
        _ => None,
    }
}

/// A word cut into number words, the longest first part winning.
fn parts(language: &Language, joint: &str, word: &str) -> Option<Vec<NumberWord>> {
    let part = |text: &str| {
        if text == joint {
            return Some(NumberWord::Join(Vec::new()));
        }
        if !language.beginnings.tables(text).contain_any(Table::NumberWords.into()) {
            return None;
        }
        let word = language.number_words.first(text)?.alone.as_ref()?;
        let adds =
            matches!(word, NumberWord::Numeral(_) | NumberWord::Multiplier { .. } | NumberWord::Article);
        adds.then(|| word.clone())
    };
    // For each position, from the end: the first part from there, if all of the rest can be cut.
    let mut cuts: Vec<Option<(usize, NumberWord)>> = vec![None; word.len() + 1];
    for start in (0..word.len()).rev() {
        let whole_rest = |end: &usize| *end == word.len() || cuts.get(*end).is_some_and(Option::is_some);
        let cut = (start + 1..=word.len())
            .rev()
            .filter(whole_rest)
            .find_map(|end| Some((end, part(word.get(start..end)?)?)));
        if let Some(place) = cuts.get_mut(start) {
            *place = cut;
        }
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < word.len() {
        let (end, part) = cuts.get(at)?.clone()?;
        parts.push(part);
        at = end;
    }
    Some(parts)
}
