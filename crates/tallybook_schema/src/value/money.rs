//! Amounts of money with their currency.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::{Currency, Qualifier, ValueError, quantity_fault, string_value, wordy};

/// An amount of money: a decimal number ≥ 0 with at most 18 digits before and 4 after the point,
/// an ISO 4217 currency code, and a qualifier.
///
/// Grammar: `EUR 140000000`, `about USD 2.5`, `more than EUR 5`, `EUR 1000000 to 2000000`,
/// `unknown`. Never a binary floating-point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    qualifier: Qualifier,
    currency: Option<Currency>,
    first: Decimal,
    second: Decimal,
}

impl Money {
    /// The amount of which nothing is known.
    pub const UNKNOWN: Self =
        Self { qualifier: Qualifier::Unknown, currency: None, first: Decimal::ZERO, second: Decimal::ZERO };

    /// The most decimals that any ISO 4217 currency has.
    pub const MAX_DECIMALS: u32 = 4;

    /// How the amount was qualified.
    pub fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    /// The currency; `None` only for an unknown amount.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The least amount that the text states. For `more than` the bound itself is excluded.
    pub fn low(&self) -> Option<Decimal> {
        match self.qualifier {
            Qualifier::Exact | Qualifier::AtLeast | Qualifier::MoreThan | Qualifier::Between => {
                Some(self.first)
            }
            Qualifier::UpTo | Qualifier::About | Qualifier::Few | Qualifier::Unknown => None,
        }
    }

    /// The one amount that the text gives; `None` for bounds and ranges.
    pub fn best(&self) -> Option<Decimal> {
        matches!(self.qualifier, Qualifier::Exact | Qualifier::About).then_some(self.first)
    }

    /// The greatest amount that the text states.
    pub fn high(&self) -> Option<Decimal> {
        match self.qualifier {
            Qualifier::Exact | Qualifier::UpTo => Some(self.first),
            Qualifier::Between => Some(self.second),
            _ => None,
        }
    }

    /// The number or numbers written in the text, in its order; none for `unknown`.
    pub fn numbers(&self) -> impl Iterator<Item = Decimal> + Clone {
        let (first, second) = match self.qualifier {
            Qualifier::Few | Qualifier::Unknown => (None, None),
            Qualifier::Between => (Some(self.first), Some(self.second)),
            _ => (Some(self.first), None),
        };
        first.into_iter().chain(second)
    }

    /// The most decimals that a number of the text was written with.
    pub fn decimals(&self) -> u32 {
        self.first.scale().max(self.second.scale())
    }

    /// The same amount without zeros at the end of its decimals.
    #[must_use]
    pub fn normalized(&self) -> Self {
        Self { first: self.first.normalize(), second: self.second.normalize(), ..*self }
    }

    /// Whether both say the same: `EUR 5` and `EUR 5.00`, `EUR 5` and `EUR 5 to 5`.
    pub fn means_same_as(&self, other: &Self) -> bool {
        let ends = |money: &Self| (money.currency, money.low(), money.high());
        self == other || self.low().is_some() && self.high().is_some() && ends(self) == ends(other)
    }

    /// Whether a range has its ends the wrong way round.
    pub fn is_reversed(&self) -> bool {
        self.qualifier == Qualifier::Between && self.first > self.second
    }
}

const GRAMMAR: &str = "money is a currency code and a number, as `EUR 140000000` or `about USD 2.5`";

impl FromStr for Money {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::read(text).map_err(|error| {
            let power = wordy::power(&text.to_lowercase());
            let error = power.map_or(error, |word| {
                ValueError::new(format!("a number is written out in digits, without `{word}`"))
            });
            match meant(text) {
                Some(meant) => error.with_suggestion(meant),
                None => error,
            }
        })
    }
}

impl Money {
    fn read(text: &str) -> Result<Self, ValueError> {
        if text == "unknown" {
            return Ok(Self::UNKNOWN);
        }
        let (qualifier, rest) = Qualifier::split_prefix(text);
        let (code, number) = rest.split_once(' ').ok_or_else(|| ValueError::new(GRAMMAR))?;
        let currency = Currency::from_str(code)?;
        if let (Qualifier::Exact, Some((low, high))) = (qualifier, number.split_once(" to ")) {
            let (first, second) = (decimal(low)?, decimal(high)?);
            return Ok(Self { qualifier: Qualifier::Between, currency: Some(currency), first, second });
        }
        let first = decimal(number)?;
        Ok(Self { qualifier, currency: Some(currency), first, second: first })
    }
}

/// Signs and names of currencies, in small letters, and their codes. `$` alone is the sign of many.
const SIGNS: [(&str, &str); 5] =
    [("us$", "usd "), ("€", "eur "), ("£", "gbp "), ("euros", "eur "), ("euro", "eur ")];

/// The amount that was probably meant: the code in small letters, after the number or without a space, a sign or a name
/// for it, thousands in groups, `million`.
fn meant(text: &str) -> Option<String> {
    if text.len() > 100 {
        return None;
    }
    let text = wordy::plain(text);
    let (qualifier, rest) = quantity_fault::split_qualifier(&text).unwrap_or(("", &text));
    let signed = SIGNS.iter().find(|(sign, _)| rest.contains(sign));
    let rest = signed.map_or_else(|| rest.to_owned(), |(sign, code)| rest.replacen(sign, code, 1));
    let rest = code_apart(&rest);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let (code, number) = match words.as_slice() {
        [code, number @ ..] if is_code(code) => (code, number),
        [number @ .., code] if is_code(code) => (code, number),
        _ => return None,
    };
    let number = number.join(" ");
    let number = wordy::written_out(&number).unwrap_or(number);
    // A single point is a decimal point, but no number has several of them.
    let number = if number.matches('.').count() > 1 { number.replace('.', ",") } else { number };
    let groups: Vec<&str> = number.split([',', ' ', '\'', '_']).collect();
    let grouped = groups.iter().skip(1).all(|g| g.len() >= 3 && g.split('.').next().map(str::len) == Some(3));
    let number = if grouped && groups[0].len() <= 3 { groups.concat() } else { number };
    let guess = format!("{qualifier}{} {number}", code.to_ascii_uppercase());
    Money::read(&guess).is_ok().then_some(guess)
}

/// The text with a space after the three letters with which it begins, if a number follows them at once.
fn code_apart(text: &str) -> String {
    match text.split_at_checked(3) {
        Some((code, number))
            if code.bytes().all(|b| b.is_ascii_alphabetic())
                && number.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{code} {number}")
        }
        _ => text.to_owned(),
    }
}

fn decimal(text: &str) -> Result<Decimal, ValueError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || (text.contains('.') && !digits(fraction)) {
        return Err(ValueError::new(format!(
            "{GRAMMAR}: digits with at most one decimal point, no separators"
        )));
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(ValueError::new("a number does not start with 0"));
    }
    if whole.len() > 18 {
        return Err(ValueError::new("an amount has at most 18 digits before the decimal point"));
    }
    if fraction.len() > Money::MAX_DECIMALS as usize {
        return Err(ValueError::new(format!("an amount has at most {} decimals", Money::MAX_DECIMALS)));
    }
    Decimal::from_str_exact(text).map_err(|_| ValueError::new(GRAMMAR))
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(currency) = self.currency else { return f.write_str("unknown") };
        match self.qualifier {
            Qualifier::Between => write!(f, "{currency} {} to {}", self.first, self.second),
            qualifier => write!(f, "{}{currency} {}", qualifier.prefix(), self.first),
        }
    }
}

string_value!(Money, "an amount of money (as `EUR 140000000`)", {
    "type": "string",
    "title": "Money",
    "description": "An amount of money: qualifier, ISO 4217 code, decimal number without separators; or `unknown`.",
    "pattern": "^(unknown|((more than|at least|up to|about) )?[A-Z]{3} (0|[1-9][0-9]*)(\\.[0-9]+)?|[A-Z]{3} (0|[1-9][0-9]*)(\\.[0-9]+)? to (0|[1-9][0-9]*)(\\.[0-9]+)?)$",
    "examples": ["EUR 140000000", "about USD 2.5", "EUR 1000000 to 2000000", "unknown"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, low: Option<&str>, best: Option<&str>, high: Option<&str>) {
        let money: Money = text.parse().unwrap();
        let show = |d: Option<Decimal>| d.map(|d| d.to_string());
        assert_eq!(
            (show(money.low()).as_deref(), show(money.best()).as_deref(), show(money.high()).as_deref()),
            (low, best, high),
            "{text}"
        );
        assert_eq!(money.to_string(), text);
    }

    #[test]
    fn amounts_keep_their_digits_and_their_doubt() {
        check("EUR 140000000", Some("140000000"), Some("140000000"), Some("140000000"));
        check("about USD 2.50", None, Some("2.50"), None);
        check("EUR 1000000 to 2000000", Some("1000000"), None, Some("2000000"));
        check("more than EUR 5", Some("5"), None, None);
        check("up to EUR 5", None, None, Some("5"));
        check("unknown", None, None, None);
    }

    #[test]
    fn one_amount_can_be_written_in_two_ways() {
        let same = |one: &str, other: &str| {
            one.parse::<Money>().unwrap().means_same_as(&other.parse::<Money>().unwrap())
        };
        assert!(same("EUR 140000000", "EUR 140000000.00") && same("EUR 5", "EUR 5.0 to 5"));
        assert!(same("more than EUR 5", "more than EUR 5.00") && same("about EUR 5.50", "about EUR 5.5"));
        assert!(!same("EUR 5", "USD 5") && !same("more than EUR 5", "at least EUR 5"));
        assert!(!same("EUR 5", "about EUR 5") && !same("EUR 5", "unknown"));
    }

    #[test]
    fn what_is_not_money_is_refused() {
        for bad in [
            "140m",
            "EUR",
            "EUR 1,000",
            "EUR 1.",
            "EUR .5",
            "€140",
            "eur 5",
            "EUR -5",
            "EUR 007",
            "EUR 1.23456",
            "EUR 1e6",
            "EUR 1000000000000000000",
        ] {
            assert!(bad.parse::<Money>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_was_meant_is_said_where_it_is_clear() {
        let meant = |text: &str| text.parse::<Money>().unwrap_err().suggestion().map(str::to_owned);
        assert_eq!(meant("140000000 EUR").as_deref(), Some("EUR 140000000"));
        assert_eq!(meant("eur 5").as_deref(), Some("EUR 5"));
        assert_eq!(meant("€140").as_deref(), Some("EUR 140"));
        assert_eq!(meant("EUR 1,000,000").as_deref(), Some("EUR 1000000"));
        assert_eq!(meant("about EUR 1,000.50").as_deref(), Some("about EUR 1000.50"));
        assert_eq!(meant("EUR 1.200.000").as_deref(), Some("EUR 1200000"));
        assert_eq!(meant("EUR 1.5 million").as_deref(), Some("EUR 1500000"));
        assert_eq!(meant("more than €140 million").as_deref(), Some("more than EUR 140000000"));
        assert_eq!(meant("1.5 million EUR").as_deref(), Some("EUR 1500000"));
        assert_eq!(meant("EUR1000").as_deref(), Some("EUR 1000"));
        assert_eq!(meant("euro 1000").as_deref(), Some("EUR 1000"));
        assert_eq!(meant("US$ 5").as_deref(), Some("USD 5"));
        assert_eq!(meant("over US$5").as_deref(), Some("more than USD 5"));
        let error = "EUR 2 billion".parse::<Money>().unwrap_err();
        assert!(error.to_string().contains("without `billion`") && error.suggestion().is_none());
        assert_eq!(meant("EUR 1.200.000 to 1.500.000").as_deref(), None);
        for text in [
            "$140",
            "EUR 1,5",
            "EUR 140m",
            "140",
            "EUR 1e6",
            "EUR 007",
            "EUR 1.20.000",
            "EUR 1.200.00",
            "less than EUR 5",
            "EUR 1,5 million",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
