//! What spreadsheets make of values that look like numbers or days.

use tallybook_schema::value::{Day, month_number};

/// The days of a spreadsheet are counted from this one, which is before 1970-01-01 by so many.
const SERIAL_OF_1970: i64 = 25_569;

/// Texts that programs take for a missing value, and leave out.
const MISSING: [&str; 8] = ["#N/A", "<NA>", "N/A", "NA", "NAN", "NONE", "NULL", "N.A."];

/// Whether a value is what a spreadsheet or another program may have made of another one: nothing of what it takes for
/// a missing value, a number without its leading or last zeros or in other digits, a day as a number or as people of some
/// country write it, a range or a name as a day, letters that its encoding has not, an error.
pub(crate) fn is_rewritten(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim(), after.trim());
    if before.is_empty() || before == after {
        return false;
    }
    if after.is_empty() {
        return MISSING.iter().any(|missing| before.eq_ignore_ascii_case(missing));
    }
    is_error(after)
        || was_misread(before, after)
        || letters_were_lost(before, after)
        || number_was_rewritten(before, after)
        || truth_was_rewritten(before, after)
        || day_was_rewritten(before, after)
        || became_a_day(before, after)
        || name_became_a_day(before, after)
}

/// `#NAME?`, `#N/A`, `#DIV/0!`: what a spreadsheet writes for a formula that has no value.
pub(crate) fn is_error(text: &str) -> bool {
    let Some(name) = text.strip_prefix('#') else { return false };
    let word = name.strip_suffix(['?', '!']);
    let is_word = |word: &str| {
        word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '/')
    };
    matches!(name, "N/A" | "NV") || word.is_some_and(is_word)
}

/// `Été` → `?t?`: letters that an encoding has not, one sign for each or one for each of their bytes.
fn letters_were_lost(before: &str, after: &str) -> bool {
    let is_mark = |c: char| matches!(c, '?' | '\u{fffd}');
    // Another letter may have come in the stead of a Latin one, as `E` of `É`.
    let fits = |marks: fn(char) -> usize| {
        let mut after = after.chars().peekable();
        let mut lost = false;
        for letter in before.chars() {
            let Some(next) = after.next() else { return false };
            if letter == next {
                continue;
            }
            let is_latin = letter < '\u{250}' && next.is_ascii_alphanumeric();
            if letter.is_ascii() || !is_mark(next) && !is_latin {
                return false;
            }
            if is_mark(next) {
                lost = true;
                for _ in 1..marks(letter) {
                    if after.next_if(|&c| is_mark(c)).is_none() {
                        return false;
                    }
                }
            }
        }
        lost && after.next().is_none()
    };
    !before.is_ascii() && after.contains(is_mark) && (fits(|_| 1) || fits(char::len_utf8))
}

/// `True` → `TRUE`.
fn truth_was_rewritten(before: &str, after: &str) -> bool {
    before.eq_ignore_ascii_case(after)
        && ["true", "false"].iter().any(|truth| truth.eq_ignore_ascii_case(after))
}

/// `€140m` → `â‚¬140m`: UTF-8 that was taken for Windows-1252.
fn was_misread(before: &str, after: &str) -> bool {
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(after);
    !before.is_ascii() && !lossy && *bytes == *before.as_bytes()
}

/// `007` → `7`, `1.10` → `1.1`, `5%` → `0.05`, `57E6` → `5.70E+07` or `57000000`, `1234567890123456789` → `1.23457E+18`.
fn number_was_rewritten(before: &str, after: &str) -> bool {
    let number = |text: &str| {
        let plain = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
        text.replace(',', ".").parse::<f64>().ok().filter(|number| plain && number.is_finite())
    };
    if let Some(hundredths) = before.strip_suffix('%').and_then(number) {
        let share = after.strip_suffix('%').and_then(number).or_else(|| Some(number(after)? * 100.0));
        return share.is_some_and(|share| (hundredths - share).abs() < 1e-9);
    }
    let (Some(a), Some(b)) = (number(before), number(after)) else { return false };
    let scientific = |text: &str| text.contains(['e', 'E']);
    let ends_in_zero = before.contains('.') && before.ends_with('0');
    let odd = scientific(before)
        || before.starts_with('0') && before.len() > 1
        || ends_in_zero
        || before.len() > 15;
    // Scientific notation keeps as few as three digits.
    odd && a.to_bits() == b.to_bits() || scientific(after) && (a - b).abs() <= a.abs() * 0.005
}

/// `2022-11-08` → `44873`, `11/8/2022`, `08.11.2022`, `8-Nov-22`.
fn day_was_rewritten(before: &str, after: &str) -> bool {
    let Ok(day) = before.parse::<Day>() else { return false };
    let serial = i64::from(day.days_since_epoch()) + SERIAL_OF_1970;
    let iso = after.parse::<Day>().is_ok();
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

/// `MAR-9` → `9-Mar`, `SEPT2` → `2-Sep`, `May 2022` → `May-22`: a name that begins as a month does, and a number.
fn name_became_a_day(before: &str, after: &str) -> bool {
    let letters = before.len() - before.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (word, rest) = before.split_at(letters);
    let number = rest.strip_prefix(['-', ' ', '/', '.']).unwrap_or(rest);
    let Some(month) = month_number(word).filter(|_| matches!(number.len(), 1 | 2 | 4)) else { return false };
    let Ok(number) = number.parse::<u32>() else { return false };
    let is_number =
        |part: &str| part.parse() == Ok(number) || number > 99 && part.parse() == Ok(number % 100);
    let parts: Vec<&str> = after.split('-').collect();
    let of_month = |part: &&str| part.len() == 3 && month_number(part) == Some(month);
    let as_name = (2..=3).contains(&parts.len())
        && parts.iter().filter(|part| of_month(part)).count() == 1
        && parts.iter().filter(|part| !of_month(part)).all(|part| part.parse::<u32>().is_ok())
        && parts.iter().any(|part| is_number(part));
    let is_iso = after.parse::<Day>().is_ok() && parts.get(1).is_some_and(|part| part.parse() == Ok(month));
    as_name || is_iso || after.parse::<i64>().is_ok_and(|serial| (20_000..80_000).contains(&serial))
}

/// Whether a text is a day as a spreadsheet writes it: three numbers, or a month by name beside a number.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split([' ', '-', '/', '.']).filter(|part| !part.is_empty()).collect();
    let is_month = |part: &&str| month_number(part).is_some();
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
            ("NA", ""),
            ("n/a", ""),
            ("null", ""),
            ("MAR-9", "9-Mar"),
            ("MAR-9", "2026-03-09"),
            ("SEPT2", "2-Sep"),
            ("Dec-10", "10-Dec"),
            ("May 2022", "May-22"),
            ("MARCH1", "44621"),
            ("Été", "Et?"),
            ("Été", "?t?"),
            ("Été", "??t??"),
            ("Été", "\u{fffd}t\u{fffd}"),
            ("Zhurāḥ", "Zhura?"),
            ("Тегеран", "???????"),
            ("=X", "#NAME?"),
            ("10", "#N/A"),
            ("10", "#VALUE!"),
            ("10", "#REF!"),
            ("10", "#DIV/0!"),
            ("1.10", "1.1"),
            ("3.0", "3"),
            ("5%", "0.05"),
            ("50%", "0.5"),
            ("5%", "5.00%"),
            ("True", "TRUE"),
            ("false", "FALSE"),
            ("57E6 ", "57000000"),
            ("10", "#NV"),
            ("1234567890123456789", "1234567890123456768"),
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
            ("160", ""),
            ("Namibia", ""),
            ("MAR-9", "MAR-10"),
            ("MAR-9", "9-Apr"),
            ("Marder 2", "2-Mar"),
            ("May 2022", "May 2023"),
            ("Dec-10", "Dec-11"),
            ("Été", "Ete"),
            ("Été", "Eté?"),
            ("who", "who?"),
            ("Тегеран", "Tehran?"),
            ("10", "#1"),
            ("10", "#10!"),
            ("1.10", "1.2"),
            ("160", "160.0"),
            ("5%", "6%"),
            ("5%", "5"),
            ("True", "False"),
            ("", "#NAME?"),
            ("Été", "?xé"),
            ("Été", "?té!"),
            ("Été?", "Ete?"),
            ("57E6", "5.80E+07"),
            ("0", "0.0"),
            ("1-", "1-Feb"),
            ("1-2", "Feb"),
            ("1-3", "1 Mar deal"),
            ("MAR-123", "Mar-123"),
            ("MAR-9", "9"),
            ("2022-11-08", "8/11/20221"),
        ] {
            assert!(!is_rewritten(before, after), "{before} {after}");
        }
    }
}
