//! Numbers in digits: separators, glued letters, multipliers in words.

use rust_decimal::Decimal;

use super::words::{half_at, multiplier_at};
use super::{Form, Found};
use crate::fragment::{Fragment, Kind};
use crate::money;

/// The number whose digits start at `i`, if they are one, and the token after what was read.
pub(super) fn read(
    fragment: &Fragment<'_>,
    i: usize,
    in_date: impl Fn(usize) -> bool,
) -> (Option<Found>, usize) {
    let groups = Groups::at(fragment, i, in_date);
    let end = groups.last + 1;
    let mut readings = groups.readings(&fragment.language.grouping, &fragment.language.decimal);
    if readings.is_empty() {
        // Not how the language writes numbers; the text may follow another one.
        readings = groups.readings(",. '", ",.");
    }
    if readings.is_empty() || fragment.is_label(i) || is_ordinal(fragment, end) {
        return (None, end);
    }
    let mut multiplier = None;
    let mut next = end;
    match glued(fragment, end) {
        Glued::Nothing => {}
        Glued::Multiplier(factors, end) => {
            let products = |factor: &u64| {
                let factor = Decimal::from(*factor);
                readings.iter().filter_map(move |reading| reading.checked_mul(factor))
            };
            readings = factors.iter().flat_map(products).collect();
            multiplier = factors.first().filter(|factor| **factor > 1).map(|factor| Decimal::from(*factor));
            next = end;
        }
        Glued::Unit(end) => next = end,
        Glued::Name(next) => return (None, next),
    }
    if let Some((factors, end)) = multiplier_before_sign(fragment, next) {
        readings = readings.iter().filter_map(|reading| reading.checked_mul(factors)).collect();
        multiplier = Some(factors);
        next = end;
    } else if let Some((more, end)) = spaced_multiplier(fragment, next) {
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
        may_be_year: false,
        multiplier,
        range_to_next: false,
    });
    (found, next)
}

/// Groups of digits, with one separator between each and the next.
struct Groups<'f> {
    fragment: &'f Fragment<'f>,
    first: usize,
    last: usize,
}

impl<'f> Groups<'f> {
    /// The groups from `i`. A space separates only groups of three, and no count from a calibre: `90 155mm howitzers`.
    fn at(fragment: &'f Fragment<'f>, i: usize, in_date: impl Fn(usize) -> bool) -> Self {
        let mut groups = Self { fragment, first: i, last: i };
        while let Some(separator) = groups.separator(groups.last + 1)
            && let Some(digits) = fragment.form(groups.last + 2, Kind::Digits)
            && in_date(groups.last) == in_date(groups.last + 2)
        {
            let groups_of_three = digits.len() == 3
                && groups.group(i).len() <= 3
                && groups.separators().all(|separator| separator == ' ');
            if separator == ' ' && (!groups_of_three || groups.is_calibre_after(digits)) {
                break;
            }
            groups.last += 2;
        }
        groups
    }

    /// Whether the digits that come next, after a space that may end a word, are those of a calibre.
    fn is_calibre_after(&self, digits: &str) -> bool {
        let fragment = self.fragment;
        let unit = self.last + 3;
        let unit = if fragment.is_gap(unit) { unit + 1 } else { unit };
        fragment.form(unit, Kind::Word).is_some_and(|word| fragment.language.calibres.contains(word))
            && !digits.starts_with('0')
            && fragment.breaks_at(self.last + 1)
    }

    fn group(&self, i: usize) -> &'f str {
        self.fragment.form(i, Kind::Digits).unwrap_or_default()
    }

    fn separator(&self, i: usize) -> Option<char> {
        let space = || (self.fragment.kind(i) == Some(Kind::Space)).then_some(' ');
        self.fragment.mark(i).or_else(space).filter(|mark| matches!(mark, ',' | '.' | '\'' | ' '))
    }

    fn groups(&self) -> impl Iterator<Item = &'f str> {
        (self.first..=self.last).step_by(2).map(|i| self.group(i))
    }

    fn separators(&self) -> impl Iterator<Item = char> {
        (self.first + 1..self.last).step_by(2).filter_map(|i| self.separator(i))
    }

    /// What they mean, with these marks allowed between groups of three and before decimals.
    fn readings(&self, grouping: &str, decimal: &str) -> Vec<Decimal> {
        if self.first == self.last
            && let Ok(number) = self.group(self.first).parse::<u64>()
        {
            return vec![number.into()];
        }
        let mut readings = Vec::new();
        let mut read = |text: &str| {
            let value = Decimal::from_str_exact(text).ok().filter(|value| !readings.contains(value));
            // Nothing is nothing, with any decimals.
            readings.extend(value.map(|value| if value.is_zero() { Decimal::ZERO } else { value }));
        };
        if self.is_grouped(grouping) {
            read(&self.groups().collect::<String>());
        }
        if let Some(whole) = self.last.checked_sub(2).filter(|last| *last >= self.first)
            && let whole = (Self { last: whole, ..*self })
            && let Some(mark) = self.separator(whole.last + 1)
            && decimal.contains(mark)
            && !whole.separators().any(|other| other == mark)
            && whole.is_grouped(grouping)
        {
            let fraction = ["."].into_iter().chain([self.group(self.last)]);
            read(&whole.groups().chain(fraction).collect::<String>());
        }
        readings
    }

    /// Whether they are one group, or groups of three with one kind of mark between them.
    fn is_grouped(&self, grouping: &str) -> bool {
        let Some(separator) = self.separators().next() else { return true };
        let three = |(i, group): (usize, &str)| match i {
            0 => (1..=3).contains(&group.len()) && !group.starts_with('0'),
            _ => group.len() == 3,
        };
        grouping.contains(separator)
            && self.separators().all(|other| other == separator)
            && self.groups().enumerate().all(three)
    }
}

/// Whether a hyphen and the ending of an ordinal follow: `20-й`.
fn is_ordinal(fragment: &Fragment<'_>, end: usize) -> bool {
    fragment.is_mark(end, '-')
        && fragment
            .form(end + 1, Kind::Word)
            .is_some_and(|word| fragment.language.ordinal_suffixes.contains(word))
}

/// Letters glued to digits.
enum Glued {
    Nothing,
    /// What they multiply by, in every sense, and the token after them.
    Multiplier(Vec<u64>, usize),
    /// A unit or what is counted: `km`, `drones`.
    Unit(usize),
    /// An ordinal or a designation: no number.
    Name(usize),
}

fn glued(fragment: &Fragment<'_>, end: usize) -> Glued {
    let Some(word) = fragment.form(end, Kind::Word) else { return Glued::Nothing };
    let next = end + 1;
    let goes_on = fragment.kind(next) == Some(Kind::Digits);
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
    } else if lower_case() {
        Glued::Unit(next)
    } else {
        Glued::Name(next)
    }
}

/// The abbreviated multiplier that stands between digits and the sign of a currency, and the token after it: `150 M€`.
fn multiplier_before_sign(fragment: &Fragment<'_>, end: usize) -> Option<(Decimal, usize)> {
    let word = fragment.form(end, Kind::Space).and_then(|_| fragment.form(end + 1, Kind::Word))?;
    let factors = fragment.language.attached_multipliers.get(word)?;
    let factor = factors.iter().find(|factor| **factor > 1)?;
    let next = end + 2;
    let is_sign = fragment.kind(next) == Some(Kind::Mark) && money::is_currency_at(fragment, next);
    is_sign.then_some((Decimal::from(*factor), next))
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

fn spaced_multiplier(fragment: &Fragment<'_>, end: usize) -> Option<(Multiplier, usize)> {
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
