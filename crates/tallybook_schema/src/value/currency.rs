//! Currencies by their ISO 4217 code, with the periods of those withdrawn or introduced lately.

use std::fmt;
use std::str::FromStr;

use super::{Day, ValueError};

/// A currency by its ISO 4217 code. Three capital letters parse; whether they are assigned is asked
/// with [`Currency::is_known`], so that a rule can point at the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn entry(self) -> Option<iso_currency::Currency> {
        iso_currency::Currency::from_code(self.code())
    }

    /// Whether the code is in ISO 4217, among the current ones or the historic ones known here.
    pub fn is_known(&self) -> bool {
        self.entry().is_some() || self.period().is_some()
    }

    /// The number of decimals of the minor unit (0 to 4); `None` if the standard gives none.
    pub fn decimals(&self) -> Option<u32> {
        match self.entry() {
            Some(currency) => currency.exponent().map(u32::from),
            None => self.period().map(|period| period.decimals),
        }
    }

    /// When the currency was in use, where that is known here.
    pub fn period(&self) -> Option<CurrencyPeriod> {
        PERIODS.iter().find(|row| row.0.as_bytes() == self.0).map(|&(_, from, until, decimals)| {
            CurrencyPeriod { from: from.and_then(day), until: until.and_then(day), decimals }
        })
    }

    /// Every code known here, in order.
    pub fn all() -> Vec<&'static str> {
        let mut codes: Vec<_> = PERIODS.iter().map(|row| row.0).collect();
        // The crate has no list of its own; 26³ look-ups cost less than a second table.
        let letters = || b'A'..=b'Z';
        for a in letters() {
            for b in letters() {
                for c in letters() {
                    let code = [a, b, c];
                    if let Some(currency) =
                        std::str::from_utf8(&code).ok().and_then(iso_currency::Currency::from_code)
                    {
                        codes.push(currency.code());
                    }
                }
            }
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

impl FromStr for Currency {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(ValueError::new("a currency is an ISO 4217 code: three capital letters, as `EUR`")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// When a currency was legal tender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyPeriod {
    /// The first day, where it matters.
    pub from: Option<Day>,
    /// The last day, for a withdrawn currency.
    pub until: Option<Day>,
    /// Decimals of the minor unit.
    pub decimals: u32,
}

fn day((year, month, day): (i16, i8, i8)) -> Option<Day> {
    Day::new(year, month, day)
}

type Ymd = (i16, i8, i8);

/// Code, first day, last day, decimals. Sources: ISO 4217 list three (historic codes) and the
/// changeover dates published by the European Central Bank and the national central banks. Where the
/// two differ, or the day is not known, the last day is the later one, or that of the month in which the
/// code was withdrawn: nobody should be told too early that a currency was out of use.
const PERIODS: &[(&str, Option<Ymd>, Option<Ymd>, u32)] = &[
    ("ADP", None, Some((2003, 7, 31)), 0),
    ("AFA", None, Some((2003, 1, 31)), 2),
    ("ALK", None, Some((1989, 12, 31)), 2),
    ("ANG", None, Some((2025, 6, 30)), 2),
    ("AOK", None, Some((1991, 3, 31)), 2),
    ("AON", None, Some((2000, 2, 29)), 2),
    ("AOR", None, Some((2000, 2, 29)), 2),
    ("ARA", Some((1985, 6, 15)), Some((1992, 1, 31)), 2),
    ("ARP", Some((1983, 6, 1)), Some((1985, 7, 31)), 2),
    ("ATS", None, Some((2002, 2, 28)), 2),
    ("AZM", None, Some((2006, 12, 31)), 2),
    ("BAD", None, Some((1998, 7, 31)), 2),
    ("BEC", None, Some((1990, 3, 31)), 2),
    ("BEF", None, Some((2002, 2, 28)), 0),
    ("BEL", None, Some((1990, 3, 31)), 2),
    ("BGL", None, Some((2003, 11, 30)), 2),
    ("BGN", Some((1999, 7, 5)), Some((2026, 1, 31)), 2),
    ("BOP", None, Some((1987, 2, 28)), 2),
    ("BRB", None, Some((1986, 3, 31)), 2),
    ("BRC", None, Some((1989, 2, 28)), 2),
    ("BRE", None, Some((1993, 7, 31)), 2),
    ("BRN", None, Some((1990, 3, 31)), 2),
    ("BRR", None, Some((1994, 7, 31)), 2),
    ("BUK", None, Some((1990, 2, 28)), 2),
    ("BYB", None, Some((2001, 1, 31)), 2),
    ("BYR", Some((2000, 1, 1)), Some((2016, 12, 31)), 0),
    ("CHC", None, Some((2004, 11, 30)), 2),
    ("CSD", Some((2003, 7, 3)), Some((2006, 10, 25)), 2),
    ("CSK", None, Some((1993, 3, 31)), 2),
    ("CUC", None, Some((2021, 6, 30)), 2),
    ("CYP", None, Some((2008, 1, 31)), 2),
    ("DDM", None, Some((1990, 9, 30)), 2),
    ("DEM", Some((1948, 6, 20)), Some((2002, 2, 28)), 2),
    ("ECS", None, Some((2000, 9, 30)), 2),
    ("ECV", None, Some((2000, 9, 30)), 2),
    ("EEK", Some((1992, 6, 20)), Some((2011, 1, 14)), 2),
    ("ESB", None, Some((1994, 12, 31)), 0),
    ("ESP", None, Some((2002, 2, 28)), 0),
    ("EUR", Some((1999, 1, 1)), None, 2),
    ("FIM", None, Some((2002, 2, 28)), 2),
    ("FRF", Some((1960, 1, 1)), Some((2002, 2, 17)), 2),
    ("GEK", None, Some((1995, 10, 31)), 2),
    ("GHC", None, Some((2007, 12, 31)), 2),
    ("GNS", None, Some((1986, 2, 28)), 2),
    ("GRD", None, Some((2002, 2, 28)), 0),
    ("GWP", None, Some((1997, 7, 31)), 2),
    ("HRD", None, Some((1995, 1, 31)), 2),
    ("HRK", Some((1994, 5, 30)), Some((2023, 1, 14)), 2),
    ("IEP", None, Some((2002, 2, 9)), 2),
    ("ILP", None, Some((1981, 12, 31)), 3),
    ("ILR", Some((1980, 2, 24)), Some((1990, 12, 31)), 2),
    ("ITL", None, Some((2002, 2, 28)), 0),
    ("LTL", Some((1993, 6, 25)), Some((2015, 1, 15)), 2),
    ("LTT", None, Some((1993, 7, 31)), 2),
    ("LUC", None, Some((1990, 3, 31)), 2),
    ("LUF", None, Some((2002, 2, 28)), 0),
    ("LUL", None, Some((1990, 3, 31)), 2),
    ("LVL", Some((1993, 3, 5)), Some((2014, 1, 14)), 2),
    ("LVR", None, Some((1994, 12, 31)), 2),
    ("MGF", None, Some((2004, 12, 31)), 2),
    ("MLF", None, Some((1984, 11, 30)), 2),
    ("MRO", Some((1973, 6, 29)), Some((2017, 12, 31)), 2),
    ("MTL", None, Some((2008, 1, 31)), 2),
    ("MTP", None, Some((1983, 6, 30)), 3),
    ("MXP", None, Some((1993, 1, 31)), 2),
    ("MZM", None, Some((2006, 12, 31)), 2),
    ("NIC", None, Some((1991, 4, 30)), 2),
    ("NLG", None, Some((2002, 1, 28)), 2),
    ("PEI", None, Some((1991, 7, 31)), 2),
    ("PES", None, Some((1986, 2, 28)), 2),
    ("PLZ", None, Some((1997, 1, 31)), 2),
    ("PTE", None, Some((2002, 2, 28)), 0),
    ("RHD", Some((1970, 2, 17)), Some((1981, 12, 31)), 2),
    ("ROL", None, Some((2006, 12, 31)), 2),
    ("RUB", Some((1998, 1, 1)), None, 2),
    ("RUR", None, Some((1998, 12, 31)), 2),
    ("SDD", Some((1992, 6, 8)), Some((2007, 6, 30)), 2),
    ("SDP", None, Some((1998, 6, 30)), 3),
    ("SIT", Some((1991, 10, 8)), Some((2007, 1, 14)), 2),
    ("SKK", Some((1993, 2, 8)), Some((2009, 1, 16)), 2),
    ("SRG", None, Some((2003, 12, 31)), 2),
    ("STD", Some((1977, 9, 8)), Some((2017, 12, 31)), 2),
    ("SUR", None, Some((1993, 7, 26)), 2),
    ("TJR", None, Some((2001, 4, 30)), 2),
    ("TMM", None, Some((2009, 12, 31)), 2),
    ("TPE", None, Some((2002, 11, 30)), 2),
    ("TRL", None, Some((2005, 12, 31)), 0),
    ("UAH", Some((1996, 9, 2)), None, 2),
    ("UAK", None, Some((1996, 9, 30)), 2),
    ("UGS", None, Some((1987, 5, 31)), 2),
    ("USS", None, Some((2014, 3, 31)), 2),
    ("UYN", None, Some((1989, 12, 31)), 2),
    ("UYP", None, Some((1993, 3, 31)), 2),
    ("VEB", None, Some((2007, 12, 31)), 2),
    ("VEF", Some((2008, 1, 1)), Some((2018, 8, 20)), 2),
    ("XEU", Some((1979, 3, 13)), Some((1999, 1, 31)), 2),
    ("XFO", None, Some((2006, 10, 31)), 2),
    ("XFU", None, Some((2013, 11, 30)), 2),
    ("YDD", None, Some((1996, 6, 11)), 3),
    ("YUD", None, Some((1990, 1, 31)), 2),
    ("YUM", Some((1994, 1, 24)), Some((2003, 7, 2)), 2),
    ("YUN", None, Some((1995, 11, 30)), 2),
    ("ZAL", None, Some((1995, 3, 31)), 2),
    ("ZMK", Some((1968, 1, 16)), Some((2012, 12, 31)), 2),
    ("ZRN", None, Some((1999, 6, 30)), 2),
    ("ZRZ", None, Some((1994, 2, 28)), 2),
    ("ZWD", Some((1980, 4, 18)), Some((2009, 4, 12)), 2),
    ("ZWL", None, Some((2024, 8, 31)), 2),
    ("ZWN", None, Some((2008, 7, 31)), 2),
    ("ZWR", None, Some((2009, 6, 30)), 2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_historic_and_unknown_codes() {
        let get = |code: &str| code.parse::<Currency>().unwrap();
        assert_eq!(get("EUR").decimals(), Some(2));
        assert_eq!(get("JPY").decimals(), Some(0));
        for historic in ["DEM", "XEU", "PLZ", "BGL", "AFA", "DDM", "CSK", "YUD", "ANG"] {
            assert!(get(historic).is_known(), "{historic}");
        }
        assert!(!get("ZZZ").is_known());
        assert!(get("DEM").period().unwrap().until < Day::new(2022, 1, 1));
        assert!("eur".parse::<Currency>().is_err());
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        let all = Currency::all();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(all.contains(&"EUR") && all.contains(&"DEM") && all.contains(&"IRR"));
        assert!(PERIODS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for &(code, from, until, _) in PERIODS {
            let days = [from, until].map(|end| end.map(|end| day(end).unwrap()));
            assert!(days[0].zip(days[1]).is_none_or(|(from, until)| from < until), "{code}");
        }
    }
}
