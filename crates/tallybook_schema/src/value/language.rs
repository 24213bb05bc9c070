//! Languages, as codes.

use std::fmt;
use std::str::FromStr;

use super::{ValueError, string_value};

/// A language tag (BCP 47), as `en` or `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag (`pt` of `pt-BR`).
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

/// Codes of languages, with what is written in place of them, in small letters: their codes of three letters (ISO
/// 639-2) and their names, in English and their own. Of other languages, a name is still no tag, but which code was
/// meant is not said, and a code of three letters is taken.
const OTHER_NAMES: [(&str, &[&str]); 26] = [
    ("ar", &["ara", "arabic", "العربية"]),
    ("be", &["bel", "belarusian", "беларуская"]),
    ("cs", &["cze", "ces", "czech", "čeština"]),
    ("da", &["dan", "danish", "dansk"]),
    ("de", &["ger", "deu", "german", "deutsch"]),
    ("el", &["gre", "ell", "greek", "ελληνικά"]),
    ("en", &["eng", "english"]),
    ("es", &["spa", "spanish", "español", "castellano"]),
    ("fa", &["per", "fas", "persian", "farsi", "فارسی"]),
    ("fr", &["fre", "fra", "french", "français"]),
    ("he", &["heb", "hebrew", "עברית"]),
    ("hi", &["hin", "hindi"]),
    ("hy", &["arm", "hye", "armenian"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "japanese", "日本語"]),
    ("ka", &["geo", "kat", "georgian"]),
    ("ko", &["kor", "korean", "한국어"]),
    ("nl", &["dut", "nld", "dutch", "nederlands"]),
    ("pl", &["pol", "polish", "polski"]),
    ("pt", &["por", "portuguese", "português"]),
    ("ro", &["rum", "ron", "romanian", "română"]),
    ("ru", &["rus", "russian", "русский"]),
    ("sv", &["swe", "swedish", "svenska"]),
    ("tr", &["tur", "turkish", "türkçe"]),
    ("uk", &["ukr", "ukrainian", "українська"]),
    ("zh", &["chi", "zho", "chinese", "中文"]),
];

/// Codes of countries that are no codes of languages, with the language that is meant by them.
const OF_COUNTRIES: [(&str, &[&str]); 16] = [
    ("cs", &["cz"]),
    ("da", &["dk"]),
    ("de", &["at"]),
    ("el", &["gr"]),
    ("en", &["gb", "us"]),
    ("es", &["mx", "sp"]),
    ("fa", &["ir"]),
    ("he", &["il"]),
    ("ja", &["jp"]),
    ("kk", &["kz"]),
    ("ko", &["kp"]),
    ("sq", &["al"]),
    ("sr", &["rs"]),
    ("uk", &["ua"]),
    ("vi", &["vn"]),
    ("zh", &["cn"]),
];

/// Codes of groups of languages (ISO 639-5), which stand for a language as well.
const GROUPS: &str = "aav afa alg alv apa aqa aql art ath auf aus awd azc bad bai bat ber bih bnt btk cai cau cba ccn \
    ccs cdc cdd cel cmc cpe cpf cpp crp csu cus day dmn dra egx esx euq fiu fox gem gme gmq gmw grk hmx hok hyx iir \
    ijo inc ine ira iro itc jpx kar kdo khi kro map mkh mno mun myn nah nai ngf nic nub omq omv oto paa phi plf poz \
    pqe pqw pra qwe roa sai sal sdv sem sgn sio sit sla smi son sqj ssa syd tai tbq trk tup tut tuw urj wak wen xgn \
    xnd ypk zhx zle zls zlw znd";

/// The codes of languages in ISO 639-1 and in ISO 639-3, one after another in their order.
const OF_TWO_LETTERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/languages_of_two_letters"));
const OF_THREE_LETTERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/languages_of_three_letters"));

/// Codes of two letters that others have replaced; a tag may still have them.
const REPLACED: [&str; 6] = ["bh", "in", "iw", "ji", "mo", "sh"];

impl FromStr for Language {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Err(reason) = look(text) else { return Ok(Self(text.to_owned())) };
        let error = ValueError::new(format!("a language is a BCP 47 tag, as `en`: {reason}"));
        Err(match meant(text) {
            Some(tag) => error.with_suggestion(tag),
            None => error,
        })
    }
}

/// Whether a text is a tag. The error says why it is none.
fn look(text: &str) -> Result<(), String> {
    let tag = oxilangtag::LanguageTag::parse(text).map_err(|error| error.to_string())?;
    let primary = tag.primary_language();
    // A private tag, or one from before the grammar, is taken whole.
    if primary.len() > 3 && !primary.contains('-') {
        return Err("no code of a language has more than three letters".to_owned());
    }
    match code(primary) {
        Some(code) => Err(format!("of two codes the shorter is written, `{code}`")),
        None if primary.contains('-') || is_code(&primary.to_ascii_lowercase()) => Ok(()),
        None => Err(format!("`{primary}` is the code of no language (ISO 639)")),
    }
}

/// Whether a code in small letters is one of a language, of a group of languages, or for private use.
fn is_code(code: &str) -> bool {
    let is_private = || code.len() == 3 && ("qaa"..="qtz").contains(&code);
    is_among(OF_TWO_LETTERS.as_chunks::<2>().0, code)
        || is_among(OF_THREE_LETTERS.as_chunks::<3>().0, code)
        || REPLACED.contains(&code)
        || GROUPS.split(' ').any(|group| group == code)
        || is_private()
}

/// Whether codes, which ascend, have one.
fn is_among<const LETTERS: usize>(codes: &[[u8; LETTERS]], code: &str) -> bool {
    code.as_bytes().try_into().is_ok_and(|code: [u8; LETTERS]| codes.binary_search(&code).is_ok())
}

/// The code of a language that is called by another name.
fn code(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let known = OTHER_NAMES.iter().find(|(_, names)| names.contains(&lower.as_str()));
    known.map(|(code, _)| *code)
}

/// The code of the language that the code of a country is written for.
fn of_country(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let known = OF_COUNTRIES.iter().find(|(_, countries)| countries.contains(&lower.as_str()));
    known.map(|(code, _)| *code)
}

/// The tag that was probably meant: another name for the language, or its parts joined by a low line.
fn meant(text: &str) -> Option<String> {
    let text = text.replace('_', "-");
    let (name, rest) = text.split_at(text.find('-').unwrap_or(text.len()));
    let tag = format!("{}{rest}", code(name).or_else(|| of_country(name)).unwrap_or(name));
    look(&tag).is_ok().then_some(tag)
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

string_value!(Language, "a language tag (as `en`)", {
    "type": "string",
    "title": "Language",
    "description": "Language tag (BCP 47).",
    "pattern": "^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*|[IXix](-[A-Za-z0-9]{1,8})+)$",
    "examples": ["en", "uk", "pt-BR"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_as_written() {
        for tag in [
            "en",
            "EN",
            "en-GB",
            "zh-Hant-TW",
            "sr-Latn",
            "und",
            "mul",
            "zxx",
            "tlh",
            "hsb",
            "sla",
            "iw",
            "qaa",
            "QTZ",
            "x-private",
            "i-klingon",
            "pt-BR",
        ] {
            assert_eq!(tag.parse::<Language>().map(|language| language.to_string()), Ok(tag.to_owned()));
        }
        assert_eq!("pt-BR".parse::<Language>().map(|tag| tag.primary().to_owned()), Ok("pt".to_owned()));
    }

    #[test]
    fn names_and_longer_codes_are_no_tags() {
        let meant = |text: &str| text.parse::<Language>().unwrap_err().suggestion().map(str::to_owned);
        for text in ["french", "French", "français", "fre", "fra", "FRA"] {
            assert_eq!(meant(text).as_deref(), Some("fr"), "{text}");
        }
        assert_eq!(meant("english-US").as_deref(), Some("en-US"));
        assert_eq!(meant("en_US").as_deref(), Some("en-US"));
        for text in ["elvish", "English language", "e", ""] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn every_code_is_a_tag_and_no_other_name_is() {
        for (code, names) in OTHER_NAMES {
            assert!(code.parse::<Language>().is_ok(), "{code}");
            assert!(names.iter().all(|name| name.parse::<Language>().is_err()), "{code}");
        }
        for (code, countries) in OF_COUNTRIES {
            assert!(is_code(code) && !countries.iter().any(|country| is_code(country)), "{code}");
        }
    }

    #[test]
    fn the_code_of_a_country_is_none_of_a_language() {
        let check = |text: &str, meant: Option<&str>| {
            let error = text.parse::<Language>().unwrap_err();
            assert!(error.to_string().contains("is the code of no language"), "{text}: {error}");
            assert_eq!(error.suggestion(), meant, "{text}");
        };
        for (text, meant) in [("ua", "uk"), ("CZ", "cs"), ("jp", "ja"), ("gr-GR", "el-GR")] {
            check(text, Some(meant));
        }
        for text in ["xx", "qq", "xqx"] {
            check(text, None);
        }
    }
}
