//! Arithmetic on what is known of an amount of money.

use rust_decimal::Decimal;
use tallybook_schema::value::{Currency, Money, Qualifier};

/// The amounts of one currency from `low` to `high`, without an upper end where `high` is `None`.
/// Which currency it is, the caller knows: amounts of two are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyInterval {
    /// The least amount, 0 or more.
    pub low: Decimal,
    /// Whether the least amount itself is left out (`more than EUR 5`).
    pub low_excluded: bool,
    /// The greatest amount; `None` where there is no bound.
    pub high: Option<Decimal>,
}

impl MoneyInterval {
    /// Just 0: the sum of nothing.
    pub const ZERO: Self = Self { low: Decimal::ZERO, low_excluded: false, high: Some(Decimal::ZERO) };

    /// Everything that an amount can mean. `about EUR 5` can mean any amount, as nobody says how near;
    /// the ends of a reversed range are put in their order.
    pub fn of(money: &Money) -> Self {
        let low = money.low().unwrap_or(Decimal::ZERO);
        let low_excluded = money.qualifier() == Qualifier::MoreThan;
        match money.high() {
            Some(high) => Self { low: low.min(high), low_excluded, high: Some(low.max(high)) },
            None => Self { low, low_excluded, high: None },
        }
    }

    /// Every sum of an amount of each. An upper end too large to count is no bound.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            low_excluded: self.low_excluded || other.low_excluded,
            high: self.high.zip(other.high).and_then(|(a, b)| a.checked_add(b)),
        }
    }

    /// Whether every amount of this one is more than every amount of the other.
    pub fn certainly_above(self, other: Self) -> bool {
        other.high.is_some_and(|high| self.low > high || (self.low_excluded && self.low == high))
    }

    /// The amounts in words: `EUR 5`, `EUR 5 to 7`, `at least EUR 5`, `any amount in EUR`.
    pub fn in_words(self, currency: Currency) -> String {
        let Self { low, low_excluded, high } = self;
        match high {
            Some(high) if low == high => format!("{currency} {low}"),
            Some(high) if low.is_zero() => format!("up to {currency} {high}"),
            Some(high) => format!("{currency} {low} to {high}"),
            None if low_excluded => format!("more than {currency} {low}"),
            None if low.is_zero() => format!("any amount in {currency}"),
            None => format!("at least {currency} {low}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(parts: &[&str], sum: &str) {
        let parts = parts.iter().map(|text| MoneyInterval::of(&text.parse().unwrap()));
        let total = parts.fold(MoneyInterval::ZERO, MoneyInterval::plus);
        assert_eq!(total.in_words("EUR".parse().unwrap()), sum);
    }

    #[test]
    fn sums_keep_their_doubt() {
        check(&["EUR 1.50", "EUR 2"], "EUR 3.50");
        check(&["EUR 1", "EUR 2 to 3"], "EUR 3 to 4");
        check(&["EUR 3 to 2"], "EUR 2 to 3");
        check(&["EUR 1", "more than EUR 2"], "more than EUR 3");
        check(&["more than EUR 2", "EUR 1"], "more than EUR 3");
        check(&["EUR 1", "at least EUR 2"], "at least EUR 3");
        check(&["EUR 1", "about EUR 2"], "at least EUR 1");
        check(&["up to EUR 2"], "up to EUR 2");
        check(&["unknown"], "any amount in EUR");
    }

    #[test]
    fn more_than_an_amount_is_above_it() {
        for (one, other, expected) in [
            ("EUR 3", "EUR 2", true),
            ("EUR 2", "EUR 2", false),
            ("at least EUR 2", "EUR 2", false),
            ("more than EUR 2", "EUR 2", true),
            ("more than EUR 2", "EUR 1 to 3", false),
            ("EUR 2", "at least EUR 1", false),
        ] {
            let of = |text: &str| MoneyInterval::of(&text.parse().unwrap());
            assert_eq!(of(one).certainly_above(of(other)), expected, "{one}, {other}");
        }
    }
}
