//! What spreadsheets make of values that look like numbers or days.

/// The days of a spreadsheet are counted from this one, which is before 1970-01-01 by so many.
const SERIAL_OF_1970: i64 = 25_569;

/// The months as spreadsheets shorten them in English.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a value is what a spreadsheet may have made of another one: a number without its leading zeros or
/// in other digits, a day as a number or as people of some country write it, a range as a day, letters read in the
/// wrong encoding.
pub(crate) fn is_rewritten(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim(), after.trim());
    if before.is_empty() || after.is_empty() || before == after {
        return false;
    }
    was_misread(before, after)
        || number_was_rewritten(before, after)
        || day_was_rewritten(before, after)
        || became_a_day(before, after)
}

/// `€140m` → `â‚¬140m`: UTF-8 that was taken for Windows-1252.
fn was_misread(before: &str, after: &str) -> bool {
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(after);
    !before.is_ascii() && !lossy && *bytes == *before.as_bytes()
}

/// `007` → `7`, `57E6` → `5.70E+07` or `57000000`, `1234567890123456789` → `1.23457E+18`.
fn number_was_rewritten(before: &str, after: &str) -> bool {
    let number = |text: &str| {
        let plain = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
        text.replace(',', ".").parse::<f64>().ok().filter(|number| plain && number.is_finite())
    };
    let (Some(a), Some(b)) = (number(before), number(after)) else { return false };
    let scientific = |text: &str| text.contains(['e', 'E']);
    let odd = scientific(before) || before.starts_with('0') && before.len() > 1 || before.len() > 15;
    // Scientific notation keeps as few as three digits.
    odd && a.to_bits() == b.to_bits() || scientific(after) && (a - b).abs() <= a.abs() * 0.005
}

/// `2022-11-08` → `44873`, `11/8/2022`, `08.11.2022`, `8-Nov-22`.
fn day_was_rewritten(before: &str, after: &str) -> bool {
    let Ok(day) = before.parse::<tallybook_schema::value::Day>() else { return false };
    let serial = i64::from(day.days_since_epoch()) + SERIAL_OF_1970;
    let iso = after.parse::<tallybook_schema::value::Day>().is_ok();
    after.parse::<i64>() == Ok(serial) || is_day(after) && !iso
}

/// `1-2` → `1-Feb` or `2-Jan`, `3/4` → `4-Mar`.
fn became_a_day(before: &str, after: &str) -> bool {
    let short = before.len() <= 7
        && before.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c))
        && before.contains(['-', '/', '.'])
        && before.split(['-', '/', '.']).all(|part| !part.is_empty() && part.len() <= 4);
    short && (is_day(after) || after.parse::<i64>().is_ok_and(|serial| (20_000..80_000).contains(&serial)))
}

/// Whether a text is a day as a spreadsheet writes it: three numbers, or a month by name beside a number.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split([' ', '-', '/', '.']).filter(|part| !part.is_empty()).collect();
    let is_month =
        |part: &&str| MONTHS.contains(&part.to_lowercase().get(..3).unwrap_or_default()) && part.len() <= 9;
    let is_number = |part: &&str| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
    let (months, numbers) = (
        parts.iter().filter(|part| is_month(part)).count(),
        parts.iter().filter(|part| is_number(part)).count(),
    );
    months + numbers == parts.len() && (months == 1 && numbers >= 1 || months == 0 && numbers == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_do_is_recognised() {
        for (before, after) in [
            ("57E6", "5.70E+07"),
            ("€140m – cash", "â‚¬140m â€“ cash"),
            ("57E6", "57000000"),
            ("57E6", "5,70E+07"),
            ("007", "7"),
            ("1-3", "1-Mar"),
            ("1-3", "03-Jan"),
            ("2-4", "2022-04-02"),
            ("3/4", "Mar 4"),
            ("2022-11-08", "44873"),
            ("2022-11-08", "11/8/2022"),
            ("2022-11-08", "08.11.2022"),
            ("2022-11-08", "8-Nov-22"),
            ("1234567890123456789", "1.23457E+18"),
        ] {
            assert!(is_rewritten(before, after), "{before} {after}");
        }
        for (before, after) in [
            ("160", "166"),
            ("Türk", "Turk"),
            ("160", "160.5"),
            ("2022-11-08", "2022-11"),
            ("2022-11-08", "2022-11-09"),
            ("2022-11-08", "2022-11-08/2022-11-09"),
            ("Mohajer-6", "Mohajer-7"),
            ("1-3", "1-4"),
            ("2-4", "2"),
            ("more than 160", "160"),
            ("100", "0100"),
            ("", "1-Mar"),
        ] {
            assert!(!is_rewritten(before, after), "{before} {after}");
        }
    }
}
