//! Countries by their ISO 3166-1 code.

use std::fmt;
use std::str::FromStr;

use super::{ValueError, string_value};

/// A country by its ISO 3166-1 alpha-2 code. Two capital letters parse; whether they are assigned
/// is asked with [`Country::is_assigned`], so that a rule can point at the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters.
    pub fn alpha2(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The alpha-3 code, if the code is assigned.
    pub fn alpha3(&self) -> Option<&'static str> {
        rust_iso3166::from_alpha2(self.alpha2()).map(|c| c.alpha3)
    }

    /// The English short name of the standard, if the code is assigned.
    pub fn name(&self) -> Option<&'static str> {
        rust_iso3166::from_alpha2(self.alpha2()).map(|c| c.name)
    }

    /// Whether the code is assigned in ISO 3166-1.
    pub fn is_assigned(&self) -> bool {
        self.name().is_some()
    }

    /// The names of the countries that had the code until it was withdrawn (ISO 3166-3), as `SU`. A
    /// withdrawn code can have been assigned anew since.
    pub fn former_names(&self) -> impl Iterator<Item = &'static str> {
        let former = rust_iso3166::iso3166_3::ALL.iter().filter(|c| c.former.alpha2 == self.alpha2());
        former.map(|c| c.name)
    }

    /// Every assigned code with its English short name, in the order of the codes.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        let mut codes: Vec<_> = rust_iso3166::ALL.iter().map(|c| (c.alpha2, c.name)).collect();
        codes.sort_unstable();
        codes.into_iter()
    }
}

impl FromStr for Country {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if let Ok(letters) = <[u8; 2]>::try_from(text.as_bytes()) {
            if letters.iter().all(u8::is_ascii_uppercase) {
                return Ok(Self(letters));
            }
            let upper = text.to_ascii_uppercase();
            if rust_iso3166::from_alpha2(&upper).is_some() {
                return Err(ValueError::new("a country code is two capital letters").with_suggestion(upper));
            }
        }
        let error = ValueError::new("a country is an ISO 3166-1 alpha-2 code: two capital letters, as `IR`");
        let by_alpha3 = rust_iso3166::from_alpha3(&text.to_ascii_uppercase());
        let by_name = || rust_iso3166::ALL.iter().find(|c| c.name.eq_ignore_ascii_case(text)).copied();
        Err(match by_alpha3.or_else(by_name) {
            Some(country) => error.with_suggestion(country.alpha2),
            None => error,
        })
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha2())
    }
}

string_value!(Country, "a country code (as `IR`)", {
    "type": "string",
    "title": "Country",
    "description": "ISO 3166-1 alpha-2 code: two capital letters.",
    "pattern": "^[A-Z]{2}$",
    "examples": ["IR", "UA"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_names_and_near_misses() {
        let iran: Country = "IR".parse().unwrap();
        assert_eq!(iran.alpha3(), Some("IRN"));
        assert!(!"ZX".parse::<Country>().unwrap().is_assigned());
        let former = |code: &str| code.parse::<Country>().unwrap().former_names().count();
        assert_eq!((former("SU"), former("CS"), former("IR")), (1, 2, 0));
        assert_eq!("ir".parse::<Country>().unwrap_err().suggestion(), Some("IR"));
        assert_eq!("UKR".parse::<Country>().unwrap_err().suggestion(), Some("UA"));
        assert_eq!("ukraine".parse::<Country>().unwrap_err().suggestion(), Some("UA"));
        assert_eq!("Atlantis".parse::<Country>().unwrap_err().suggestion(), None);
    }
}
