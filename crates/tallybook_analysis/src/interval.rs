//! Arithmetic on what is known of a number.

use std::fmt;

use tallybook_schema::value::Quantity;

/// The whole numbers from `low` to `high`, without an upper end where `high` is `None`. Counts are
/// never negative, so that `low` is 0 where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The least number, 0 or more.
    pub low: i64,
    /// The greatest number; `None` where there is no bound.
    pub high: Option<i64>,
}

impl Interval {
    /// Just 0: the sum of nothing.
    pub const ZERO: Self = Self { low: 0, high: Some(0) };

    /// All numbers: what is said of a number of which nothing is known.
    pub const ANY: Self = Self { low: 0, high: None };

    /// Everything that a quantity can mean. `about 100` can mean any number, as nobody says how near;
    /// the ends of a reversed range are put in their order.
    pub fn of(quantity: &Quantity) -> Self {
        let low = quantity.low().unwrap_or(0);
        match quantity.high() {
            Some(high) => Self { low: low.min(high), high: Some(low.max(high)) },
            None => Self { low, high: None },
        }
    }

    /// Every sum of a number of each. An upper end too large to count is no bound.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.zip(other.high).and_then(|(a, b)| a.checked_add(b)),
        }
    }

    /// Every difference of a number of each that is not negative; `None` if there is none.
    pub fn minus(self, other: Self) -> Option<Self> {
        let low = other.high.map_or(0, |high| self.low.saturating_sub(high).max(0));
        match self.high {
            None => Some(Self { low, high: None }),
            Some(high) => {
                let high = high.saturating_sub(other.low);
                (high >= 0).then_some(Self { low, high: Some(high) })
            }
        }
    }

    /// Whether some number lies in both.
    pub fn intersects(self, other: Self) -> bool {
        self.high.is_none_or(|high| other.low <= high) && other.high.is_none_or(|high| self.low <= high)
    }

    /// Whether every number of this one is less than every number of the other.
    pub fn certainly_below(self, other: Self) -> bool {
        self.high.is_some_and(|high| high < other.low)
    }

    /// The number, if there is just one.
    pub fn exact(self) -> Option<i64> {
        (self.high == Some(self.low)).then_some(self.low)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (low, Some(high)) if low == high => write!(f, "{low}"),
            (0, None) => f.write_str("any number"),
            (low, None) => write!(f, "at least {low}"),
            (0, Some(high)) => write!(f, "up to {high}"),
            (low, Some(high)) => write!(f, "{low} to {high}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_belongs_to_an_interval() {
        let of = |text: &str| Interval::of(&text.parse().unwrap());
        for (one, other, meet) in [
            ("1 to 2", "2 to 3", true),
            ("1 to 2", "3 to 4", false),
            ("at least 2", "2", true),
            ("at least 3", "2", false),
            ("unknown", "2", true),
        ] {
            assert_eq!(
                (of(one).intersects(of(other)), of(other).intersects(of(one))),
                (meet, meet),
                "{one}, {other}"
            );
        }
    }
}
