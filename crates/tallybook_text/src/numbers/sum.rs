//! The arithmetic of numerals: how the words of a number add up.

use rust_decimal::Decimal;

/// A number under construction, from its largest part to its smallest: `two million three hundred
/// thousand and six`.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    /// What thousands and larger multipliers have closed.
    total: Decimal,
    /// What stands since then.
    current: Option<Decimal>,
    /// What comes next has to be less than this power of ten: 10 after `twenty`, 100 after `hundred`.
    place: u64,
    /// The last multiplier of a thousand or more.
    scale: Option<u64>,
    /// What the words at the end multiply by.
    factor: Option<Decimal>,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { total: Decimal::ZERO, current: None, place: u64::MAX, scale: None, factor: None }
    }

    pub(super) fn value(&self) -> Option<Decimal> {
        self.total.checked_add(self.current.unwrap_or_default())
    }

    /// What the words at the end of the number multiply those before them by.
    pub(super) fn factor(&self) -> Option<Decimal> {
        self.factor
    }

    pub(super) fn place(&self) -> u64 {
        self.place
    }

    /// Adds a numeral; `None` if it cannot follow.
    #[must_use]
    pub(super) fn numeral(self, value: u64) -> Option<Self> {
        let fits = match self.current {
            None => self.scale.is_none_or(|scale| value < scale),
            Some(_) => value > 0 && value < self.place,
        };
        let current = self.current.unwrap_or_default().checked_add(Decimal::from(value))?;
        fits.then_some(Self { current: Some(current), place: place_of(value), factor: None, ..self })
    }

    /// Begins with so many halves, which a multiplier has to follow.
    pub(super) fn halves(count: u64) -> Option<Self> {
        let current = Decimal::from(count).checked_div(Decimal::TWO)?;
        Some(Self { current: Some(current), place: 1, ..Self::new() })
    }

    /// Adds half of the last multiplier, or half of one; `None` if there is nothing to add it to.
    #[must_use]
    pub(super) fn and_a_half(self) -> Option<Self> {
        match (self.current, self.scale) {
            (Some(current), _) if current < Decimal::ONE_HUNDRED => {
                let half = Decimal::ONE.checked_div(Decimal::TWO)?;
                Some(Self { current: Some(current.checked_add(half)?), place: 1, ..self })
            }
            (None, Some(scale)) => {
                let half = Decimal::from(scale).checked_div(Decimal::TWO)?;
                Some(Self { total: self.total.checked_add(half)?, place: 1, ..self })
            }
            _ => None,
        }
    }

    /// Multiplies what stands before; `None` if nothing can be multiplied and the multiplier is not
    /// a number alone.
    #[must_use]
    pub(super) fn multiplier(self, value: u64, alone: bool) -> Option<Self> {
        let by = Decimal::from(value);
        let factor = Some(self.factor.unwrap_or(Decimal::ONE).checked_mul(by)?);
        let is_scale = value >= 1000;
        match self.current {
            Some(current) if is_scale && self.scale.is_none_or(|scale| value < scale) => {
                let total = self.total.checked_add(current.checked_mul(by)?)?;
                Some(Self { total, current: None, place: value, scale: Some(value), factor })
            }
            // `dos mil quinientos millones`: a larger multiplier takes all that stands before.
            Some(current) if is_scale && self.scale.is_some_and(|scale| value > scale) => {
                let total = self.total.checked_add(current).filter(|total| *total < by)?.checked_mul(by)?;
                Some(Self { total, current: None, place: value, scale: Some(value), factor })
            }
            Some(_) if is_scale => None,
            Some(current) => {
                let current = (current < by).then(|| current.checked_mul(by)).flatten()?;
                Some(Self { current: Some(current), place: place_of(value), factor, ..self })
            }
            // `mil millones`, `thousand billion`.
            None if is_scale && self.scale.is_some_and(|scale| value > scale) => {
                let total = self.total.checked_mul(by)?;
                Some(Self { total, place: value, scale: Some(value), factor, ..self })
            }
            None if alone && self.scale.is_none_or(|scale| value < scale) => {
                let one = Self { current: Some(Decimal::ONE), factor: None, ..self };
                one.multiplier(value, false).map(|sum| Self { factor: None, ..sum })
            }
            None => None,
        }
    }
}

/// The largest power of ten that divides a numeral. Nothing follows `ten` or a number in the teens.
fn place_of(value: u64) -> u64 {
    let mut place = 1;
    while value > place && value != 10 && value.is_multiple_of(place * 10) {
        place *= 10;
    }
    place
}
