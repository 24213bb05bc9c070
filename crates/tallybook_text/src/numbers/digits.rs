//! Numbers in digits: separators, glued letters, multipliers in words.

use rust_decimal::Decimal;

use super::words::{half_at, multiplier_at};
use super::{Form, Found};
use crate::fragment::{Fragment, Kind};

/// The longest abbreviation of a unit that may be glued to digits: `km`, `мм`, `kWh`.
const LONGEST_UNIT: usize = 3;

/// The number whose digits start at `i`, if they are one, and the token after what was read.
pub(super) fn read(fragment: &Fragment, i: usize, in_date: impl Fn(usize) -> bool) -> (Option<Found>, usize) {
    let (groups, separators, end) = groups(fragment, i, in_date);
    let mut readings =
        readings(&groups, &separators, &fragment.language.grouping, &fragment.language.decimal);
    if readings.is_empty() {
        // Not how the language writes numbers; the text may follow another one.
        readings = self::readings(&groups, &separators, ",. '", ",.");
    }
    if readings.is_empty() || fragment.is_label(i) || is_ordinal(fragment, end) {
        return (None, end);
    }
    let (factors, mut next) = match glued(fragment, end) {
        Glued::Nothing => (vec![1], end),
        Glued::Multiplier(factors, next) => (factors, next),
        Glued::Unit(next) => (vec![1], next),
        Glued::Name(next) => return (None, next),
    };
    let mut readings: Vec<_> = factors
        .iter()
        .flat_map(|factor| readings.iter().map(|reading| reading.checked_mul(Decimal::from(*factor))))
        .flatten()
        .collect();
    let mut multiplier = factors.first().filter(|factor| **factor > 1).map(|factor| Decimal::from(*factor));
    if let Some((more, end)) = spaced_multiplier(fragment, next) {
        readings = more.apply(&readings);
        multiplier = Some(multiplier.unwrap_or(Decimal::ONE).saturating_mul(more.factor));
        next = end;
    }
    let found = (!readings.is_empty()).then(|| Found {
        tokens: i..next,
        range: fragment.range(i..next),
        readings,
        form: Form::Digits,
        in_date: false,
        multiplier,
        range_to_next: false,
    });
    (found, next)
}

/// The groups of digits from `i`, the separators between them, and the token after them. A space
/// separates only groups of three.
fn groups(fragment: &Fragment, i: usize, in_date: impl Fn(usize) -> bool) -> (Vec<&str>, Vec<char>, usize) {
    let mut groups: Vec<&str> = fragment.form(i, Kind::Digits).into_iter().collect();
    let mut separators = Vec::new();
    let mut last = i;
    while let Some(digits) = fragment.form(last + 2, Kind::Digits)
        && let Some(separator @ (',' | '.' | '\'' | ' ')) =
            fragment.tokens.get(last + 1).and_then(|token| token.form.chars().next())
        && in_date(last) == in_date(last + 2)
    {
        let groups_of_three = digits.len() == 3
            && groups.first().is_some_and(|group| group.len() <= 3)
            && separators.iter().all(|separator| *separator == ' ');
        if separator == ' ' && !groups_of_three {
            break;
        }
        groups.push(digits);
        separators.push(separator);
        last += 2;
    }
    (groups, separators, last + 1)
}

/// What groups of digits mean, with these marks allowed between groups of three and before decimals.
fn readings(groups: &[&str], separators: &[char], grouping: &str, decimal: &str) -> Vec<Decimal> {
    if let ([digits], []) = (groups, separators)
        && let Ok(number) = digits.parse::<u64>()
    {
        return vec![number.into()];
    }
    let mut readings = Vec::new();
    let mut read = |text: String| {
        readings.extend(Decimal::from_str_exact(&text).ok().filter(|value| !readings.contains(value)));
    };
    if is_grouped(groups, separators, grouping) {
        read(groups.concat());
    }
    if let ([whole @ .., fraction], [marks @ .., mark]) = (groups, separators)
        && decimal.contains(*mark)
        && !marks.contains(mark)
        && is_grouped(whole, marks, grouping)
    {
        read(format!("{}.{fraction}", whole.concat()));
    }
    readings
}

/// Whether digits are one group, or groups of three with one kind of mark between them.
fn is_grouped(groups: &[&str], separators: &[char], grouping: &str) -> bool {
    let Some(separator) = separators.first() else { return groups.len() == 1 };
    let three = |(i, group): (usize, &&str)| match i {
        0 => (1..=3).contains(&group.len()) && !group.starts_with('0'),
        _ => group.len() == 3,
    };
    grouping.contains(*separator)
        && separators.iter().all(|other| other == separator)
        && groups.iter().enumerate().all(three)
}

/// Whether a hyphen and the ending of an ordinal follow: `20-й`.
fn is_ordinal(fragment: &Fragment, end: usize) -> bool {
    fragment.is_mark(end, "-")
        && fragment
            .form(end + 1, Kind::Word)
            .is_some_and(|word| fragment.language.ordinal_suffixes.contains(word))
}

/// Letters glued to digits.
enum Glued {
    Nothing,
    /// What they multiply by, in every sense, and the token after them.
    Multiplier(Vec<u64>, usize),
    /// The abbreviation of a unit.
    Unit(usize),
    /// An ordinal or a designation: no number.
    Name(usize),
}

fn glued(fragment: &Fragment, end: usize) -> Glued {
    let Some(word) = fragment.form(end, Kind::Word) else { return Glued::Nothing };
    let next = end + 1;
    let goes_on = fragment.form(next, Kind::Digits).is_some();
    let lower_case = || fragment.written(end) == Some(word);
    if goes_on {
        Glued::Name(next)
    } else if fragment.is_currency_code(end) {
        Glued::Nothing
    } else if let Some(factors) = fragment.language.attached_multipliers.get(word) {
        Glued::Multiplier(factors.clone(), next)
    } else if let Some((value, next)) = multiplier_at(fragment, end) {
        Glued::Multiplier(vec![value], next)
    } else if fragment.language.ordinal_suffixes.contains(word) {
        Glued::Name(next)
    } else if word.chars().count() <= LONGEST_UNIT && lower_case() {
        Glued::Unit(next)
    } else {
        Glued::Name(next)
    }
}

/// What words after digits do to them: `million`, `and a half million`, `mil millones`.
struct Multiplier {
    factor: Decimal,
    half: bool,
}

impl Multiplier {
    fn apply(&self, readings: &[Decimal]) -> Vec<Decimal> {
        let half = if self.half { Decimal::new(5, 1) } else { Decimal::ZERO };
        readings.iter().filter_map(|value| value.checked_add(half)?.checked_mul(self.factor)).collect()
    }
}

fn spaced_multiplier(fragment: &Fragment, end: usize) -> Option<(Multiplier, usize)> {
    let word = |end: usize| fragment.is_gap(end).then_some(end + 1);
    let half = word(end).and_then(|at| half_at(fragment, at));
    let (first, mut next) = multiplier_at(fragment, word(half.unwrap_or(end))?)?;
    let mut factor = Decimal::from(first);
    let mut last = first;
    while let Some((value, end)) =
        word(next).and_then(|at| multiplier_at(fragment, at)).filter(|m| m.0 > last)
    {
        factor = factor.checked_mul(Decimal::from(value))?;
        (last, next) = (value, end);
    }
    Some((Multiplier { factor, half: half.is_some() }, next))
}
