//! Numbers that are written in words, in whole or in part.

/// English words for numbers, from 0 on.
const TO_TWENTY: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Words for a power of ten after a number, with its zeros. What a billion is depends on the language.
const POWERS: [(&str, usize); 2] = [("thousand", 3), ("million", 6)];

/// The number for which a word stands, in small letters, up to twenty.
pub(super) fn number(word: &str) -> Option<usize> {
    TO_TWENTY.iter().position(|known| *known == word)
}

/// The word for a power of ten that stands in a text of small letters.
pub(super) fn power(text: &str) -> Option<&'static str> {
    let is_there = |word: &&str| text.split(|c: char| !c.is_alphabetic()).any(|part| part == *word);
    POWERS.map(|(word, _)| word).into_iter().chain(["billion", "trillion"]).find(is_there)
}

/// The digits of a number with a word for a power of ten after it: `1.5 million`.
pub(super) fn written_out(text: &str) -> Option<String> {
    let (number, zeros) = POWERS.iter().find_map(|(word, zeros)| Some((text.strip_suffix(word)?, *zeros)))?;
    let (whole, fraction) = number.trim_end().split_once('.').unwrap_or((number.trim_end(), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // Of three digits after it, the point may mark thousands.
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 2 || number.contains(". ")
    {
        return None;
    }
    let digits = format!("{whole}{fraction:0<zeros$}");
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { digits.to_owned() })
}

/// A text in small letters with single spaces.
pub(super) fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_written_out_where_the_point_is_one() {
        for (text, digits) in [
            ("1.5 million", "1500000"),
            ("140 million", "140000000"),
            ("2 thousand", "2000"),
            ("0.25 million", "250000"),
            ("3million", "3000000"),
        ] {
            assert_eq!(written_out(text).as_deref(), Some(digits), "{text}");
        }
        for text in ["1,5 million", "1.500 million", "million", ".5 million", "2 billion", "1. million", "5"]
        {
            assert_eq!(written_out(text), None, "{text}");
        }
        assert_eq!((power("5 billion eur"), power("millions")), (Some("billion"), None));
    }
}
