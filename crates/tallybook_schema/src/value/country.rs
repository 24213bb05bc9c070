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

    /// The country that has the code instead of which this one is written, if there is one: `GB` for `UK`.
    pub fn written_for(&self) -> Option<Self> {
        let other = OTHER_CODES.iter().find(|(other, _)| *other == self.alpha2());
        other.and_then(|(_, code)| code.parse().ok())
    }

    /// The country that the one is now which had the code until it was withdrawn, if that is a single one.
    pub fn successor(&self) -> Option<Self> {
        let mut former = rust_iso3166::iso3166_3::ALL.iter().filter(|c| c.former.alpha2 == self.alpha2());
        let (Some(former), None) = (former.next(), former.next()) else { return None };
        let [now] = former.new_countries else { return None };
        now.alpha2.parse().ok().filter(Self::is_assigned)
    }

    /// Every assigned code with its English short name, in the order of the codes.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        let mut codes: Vec<_> = rust_iso3166::ALL.iter().map(|c| (c.alpha2, c.name)).collect();
        codes.sort_unstable();
        codes.into_iter()
    }
}

/// Codes that are in use beside those of the standard, and the code of the country in it.
const OTHER_CODES: [(&str, &str); 2] = [("EL", "GR"), ("UK", "GB")];

/// English names of countries that the standard calls otherwise, in small letters.
const OTHER_NAMES: [(&str, &str); 24] = [
    ("britain", "GB"),
    ("brunei", "BN"),
    ("burma", "MM"),
    ("cape verde", "CV"),
    ("czech republic", "CZ"),
    ("democratic republic of congo", "CD"),
    ("democratic republic of the congo", "CD"),
    ("east timor", "TL"),
    ("great britain", "GB"),
    ("islamic republic of iran", "IR"),
    ("ivory coast", "CI"),
    ("laos", "LA"),
    ("north korea", "KP"),
    ("republic of korea", "KR"),
    ("republic of moldova", "MD"),
    ("russia", "RU"),
    ("south korea", "KR"),
    ("swaziland", "SZ"),
    ("syria", "SY"),
    ("turkey", "TR"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("vatican", "VA"),
    ("vietnam", "VN"),
];

/// The code of a country by a name of it in English: that of the standard, its first words, or one in use.
fn by_name(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
    let is_first =
        |full: &str| full.split_once(" (").is_some_and(|(first, _)| first.eq_ignore_ascii_case(name));
    if let Some(country) = rust_iso3166::ALL.iter().find(|c| c.name.eq_ignore_ascii_case(name)) {
        return Some(country.alpha2);
    }
    let lower = name.to_ascii_lowercase();
    if let Some((_, code)) = OTHER_NAMES.iter().find(|(other, _)| *other == lower) {
        return Some(code);
    }
    // Of several, as of the two Koreas, none is meant for certain.
    let mut first = rust_iso3166::ALL.iter().filter(|c| is_first(c.name));
    first.next().filter(|_| first.next().is_none()).map(|country| country.alpha2)
}

impl FromStr for Country {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if let Ok(letters) = <[u8; 2]>::try_from(text.as_bytes()) {
            if letters.iter().all(u8::is_ascii_uppercase) {
                return Ok(Self(letters));
            }
            let country = Self(letters.map(|letter| letter.to_ascii_uppercase()));
            let meant = country.written_for().unwrap_or(country);
            if meant.is_assigned() {
                let error = ValueError::new("a country code is two capital letters");
                return Err(error.with_suggestion(meant.to_string()));
            }
        }
        let error = ValueError::new("a country is an ISO 3166-1 alpha-2 code: two capital letters, as `IR`");
        let by_alpha3 = rust_iso3166::from_alpha3(&text.to_ascii_uppercase());
        let meant = by_alpha3.map(|country| country.alpha2).or_else(|| by_name(text));
        Err(match meant {
            Some(code) => error.with_suggestion(code),
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
    fn a_code_that_is_none_may_stand_for_another() {
        let country = |code: &str| code.parse::<Country>().unwrap();
        let written_for = |code: &str| country(code).written_for().map(|c| c.to_string());
        assert_eq!(written_for("UK").as_deref(), Some("GB"));
        assert_eq!((written_for("GB"), written_for("UA"), written_for("XK")), (None, None, None));
        let successor = |code: &str| country(code).successor().map(|c| c.to_string());
        assert_eq!(successor("BU").as_deref(), Some("MM"));
        assert_eq!(
            (successor("SU"), successor("YU"), successor("CS"), successor("IR")),
            (None, None, None, None)
        );
        for (other, code) in OTHER_CODES.iter().chain(&OTHER_NAMES) {
            assert!(country(code).is_assigned(), "{other}");
        }
    }

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
        for (text, code) in [
            ("Iran", "IR"),
            ("the Netherlands", "NL"),
            ("Russia", "RU"),
            ("south korea", "KR"),
            ("Congo", "CG"),
            ("uk", "GB"),
            ("el", "GR"),
        ] {
            assert_eq!(text.parse::<Country>().unwrap_err().suggestion(), Some(code), "{text}");
        }
        for text in ["Korea", "Virgin Islands", "Yugoslavia", "zx", ""] {
            assert_eq!(text.parse::<Country>().unwrap_err().suggestion(), None, "{text}");
        }
        assert_eq!("Atlantis".parse::<Country>().unwrap_err().suggestion(), None);
    }
}
