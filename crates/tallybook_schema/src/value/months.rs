//! The months by their English names.

/// The months of a year.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of a month, from 1 to 12, whose name a word is, in capitals or not, or begins with three letters or more:
/// `mar`, `Sept`, `OCTOBER`.
pub fn month_number(word: &str) -> Option<u16> {
    let begins = |month: &str| {
        let beginning = month.as_bytes().get(..word.len());
        word.len() >= 3 && beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(word.as_bytes()))
    };
    let place = MONTHS.iter().position(|month| begins(month))?;
    u16::try_from(place + 1).ok()
}

/// The name of a month by its number, from 1 to 12.
pub(super) fn month_name(number: usize) -> Option<&'static str> {
    MONTHS.get(number.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_known_by_its_beginning() {
        for (word, number) in [("mar", 3), ("Sept", 9), ("OCTOBER", 10), ("May", 5), ("dec", 12)] {
            assert_eq!(month_number(word), Some(number), "{word}");
        }
        for word in ["", "ma", "marder", "märz", "Mays", "1"] {
            assert_eq!(month_number(word), None, "{word}");
        }
    }
}
