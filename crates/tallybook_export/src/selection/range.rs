//! Comparing what is known of a number or a day with a value.
//!
//! What a text says of a number or of a day is a **range**: `2022-08` is every day of that month, `at least 160`
//! every number from 160, `up to 54` every number from 0 to 54, `160` one number. A comparison *holds* if it does for
//! whatever the range has in it, *fails* if it does for nothing in it, and else *cannot be told*. So
//! `delivered>=2022-08` holds for 2022-08-20 and for 2022-09, fails for 2022-07, and cannot be told for 2022, as that
//! may be May.
//!
//! The value can be a range as well, as a month is: `=2022-08` means within that month, `>2022-08` after its last
//! day, `>=2022-08` not before its first.
//!
//! Marks of approximation and doubt – `about`, `~`, `?` – are passed over: the value counts as the one it gives, as
//! it does in the columns of the tables. Columns of their own choose by these marks.

use std::fmt;

/// How a column is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// Every operator, those first that begin with another one.
    pub(super) const ALL: [Self; 6] =
        [Self::NotEqual, Self::LessOrEqual, Self::GreaterOrEqual, Self::Equal, Self::Less, Self::Greater];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for an order, which not every kind of value has.
    pub(super) const fn is_ordering(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is known of a number, or of a day as its number: it lies between two bounds, where these are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: Option<i128>,
    pub(super) high: Option<i128>,
    /// Whether the low bound itself is excluded (`more than`).
    pub(super) above_low: bool,
}

impl Range {
    pub(super) fn exactly(number: i128) -> Self {
        Self { low: Some(number), high: Some(number), above_low: false }
    }

    /// Whether a comparison with a value from `first` to `last` holds; `None` if that cannot be told.
    pub(super) fn compare(self, operator: Operator, first: i128, last: i128) -> Option<bool> {
        let from = |bound: i128| self.low.is_some_and(|low| low >= bound);
        let above = |bound: i128| self.low.is_some_and(|low| low > bound || (low == bound && self.above_low));
        let to = |bound: i128| self.high.is_some_and(|high| high <= bound);
        let below = |bound: i128| self.high.is_some_and(|high| high < bound);
        let (holds, fails) = match operator {
            Operator::Equal => (from(first) && to(last), below(first) || above(last)),
            Operator::NotEqual => (below(first) || above(last), from(first) && to(last)),
            Operator::Less => (below(first), from(first)),
            Operator::LessOrEqual => (to(last), above(last)),
            Operator::Greater => (above(last), to(last)),
            Operator::GreaterOrEqual => (from(first), below(first)),
        };
        match (holds, fails) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What holds for every number of the range, and for none of it, is found by asking each.
    #[test]
    fn a_verdict_is_that_of_every_number_in_the_range() {
        let numbers = 0..12_i128;
        for low in 3..9 {
            for high in low..9 {
                for (first, last) in [(3, 3), (5, 5), (5, 7), (8, 8), (2, 10), (1, 2)] {
                    for operator in Operator::ALL {
                        let holds = |n: i128| match operator {
                            Operator::Equal => (first..=last).contains(&n),
                            Operator::NotEqual => !(first..=last).contains(&n),
                            Operator::Less => n < first,
                            Operator::LessOrEqual => n <= last,
                            Operator::Greater => n > last,
                            Operator::GreaterOrEqual => n >= first,
                        };
                        let inside: Vec<_> =
                            numbers.clone().filter(|n| (low..=high).contains(n)).map(holds).collect();
                        let expected = match (inside.contains(&true), inside.contains(&false)) {
                            (true, false) => Some(true),
                            (false, true) => Some(false),
                            _ => None,
                        };
                        let range = Range { low: Some(low), high: Some(high), above_low: false };
                        let verdict = range.compare(operator, first, last);
                        assert_eq!(verdict, expected, "{low}..={high} {operator} {first}..={last}");
                    }
                }
            }
        }
    }

    #[test]
    fn open_bounds_leave_it_open() {
        let at_least = Range { low: Some(5), high: None, above_low: false };
        assert_eq!(at_least.compare(Operator::GreaterOrEqual, 5, 5), Some(true));
        assert_eq!(at_least.compare(Operator::Greater, 5, 5), None);
        assert_eq!(at_least.compare(Operator::Less, 5, 5), Some(false));
        assert_eq!(at_least.compare(Operator::Equal, 4, 4), Some(false));
        let more_than = Range { above_low: true, ..at_least };
        assert_eq!(more_than.compare(Operator::Greater, 5, 5), Some(true));
        assert_eq!(more_than.compare(Operator::LessOrEqual, 5, 5), Some(false));
        assert_eq!(more_than.compare(Operator::NotEqual, 5, 5), Some(true));
        let unknown = Range { low: None, high: None, above_low: false };
        assert!(Operator::ALL.iter().all(|operator| unknown.compare(*operator, 5, 5).is_none()));
    }
}
