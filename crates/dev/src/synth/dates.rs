//! Dates of many precisions, each with the words that a quote has for it.

use tallybook_schema::value::MONTHS;

use super::random::Random;

/// A date, and how a source says it; `None` where no quote says it in these words.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    pub(super) edtf: String,
    pub(super) words: Option<String>,
}

/// A day of some months of a year, from 1 to 12, both included.
pub(super) fn day(random: &mut Random, year: usize, months: (usize, usize)) -> Dated {
    let (month, day) = (random.between(months.0, months.1), random.between(1, 28));
    Dated {
        edtf: format!("{year}-{month:02}-{day:02}"),
        words: Some(format!("{day} {} {year}", MONTHS[month - 1])),
    }
}

/// A day or a month.
pub(super) fn day_or_month(random: &mut Random, year: usize, months: (usize, usize)) -> Dated {
    if random.percent(70) {
        return day(random, year, months);
    }
    let month = random.between(months.0, months.1);
    Dated { edtf: format!("{year}-{month:02}"), words: Some(format!("{} {year}", MONTHS[month - 1])) }
}

/// A date of any precision that lies within a year.
pub(super) fn any(random: &mut Random, year: usize) -> Dated {
    let unquoted = |edtf: String| Dated { edtf, words: None };
    let month = random.between(1, 11);
    match random.below(20) {
        0..=9 => day(random, year, (1, 12)),
        10..=12 => day_or_month(random, year, (1, 12)),
        13 => Dated { edtf: year.to_string(), words: Some(year.to_string()) },
        14 => unquoted(format!("{year}-{}", random.between(21, 23))),
        15 => unquoted(format!("{year}-{month:02}~")),
        16 => unquoted(format!("{year}-{month:02}-15?")),
        17 => unquoted(format!("{year}-{month:02}-XX")),
        18 => unquoted(format!("{year}-{month:02}-03/{year}-{:02}-20", month + 1)),
        _ => unquoted(format!("{year}-{month:02}-03/..")),
    }
}
