//! What words and marks mean in a language, read from one data file a language.
//!
//! A file holds numerals, names of months and currencies and the like, with their inflected forms,
//! in lower case and with plain apostrophes. A phrase of several words matches with spaces or
//! hyphens between them. A new language is a new file and its line in [`FILES`].

mod data;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;
use std::sync::{LazyLock, OnceLock};

use hashbrown::DefaultHashBuilder;
use serde::Deserialize;
use tallybook_schema::value::Currency;

/// The file of a language, parsed when it is first asked for.
struct File {
    code: &'static str,
    json: &'static str,
    language: OnceLock<Language>,
}

/// Every language, sorted by code; `und` is for those that have no file.
static FILES: [File; 7] = [
    file("de", include_str!("languages/de.json")),
    file("en", include_str!("languages/en.json")),
    file("es", include_str!("languages/es.json")),
    file("fr", include_str!("languages/fr.json")),
    file("ru", include_str!("languages/ru.json")),
    file("uk", include_str!("languages/uk.json")),
    file("und", include_str!("languages/und.json")),
];

const fn file(code: &'static str, json: &'static str) -> File {
    File { code, json, language: OnceLock::new() }
}

/// The codes of the languages whose words are known (ISO 639-1).
pub fn known_languages() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.code).filter(|code| *code != "und")
}

/// Signs of currencies with the codes they can mean, longest sign first.
pub(crate) static CURRENCY_SIGNS: LazyLock<Vec<(String, Vec<Currency>)>> = LazyLock::new(|| {
    let signs: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("languages/currency_symbols.json")).unwrap_or_default();
    let mut signs: Vec<_> = signs
        .into_iter()
        .map(|(sign, codes)| {
            (sign, codes.iter().filter_map(|code| Currency::from_str(code).ok()).collect::<Vec<_>>())
        })
        .collect();
    signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
    signs
});

/// What a word does in a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NumberWord {
    /// Adds its value: `six`, `сто`.
    Numeral(u64),
    /// Multiplies what stands before it; `alone` tells whether it is a number by itself (`mille`)
    /// or only after one (`two dozen`).
    Multiplier { value: u64, alone: bool },
    /// The indefinite article, where it also means one.
    Article,
    /// So many halves of the multiplier that follows: `half a`, `полтора`.
    Halves(u64),
    /// A half more: `and a half`.
    AndAHalf,
    /// Joins two numerals (`and`) after one of these powers of ten.
    Join(Vec<u64>),
    /// Takes its exactness from the multiplier that follows: `several`.
    Vague,
}

/// How far a word can be taken for a month or season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It means nothing else.
    Name,
    /// An abbreviation: it needs a day, a year or a preposition beside it.
    Abbreviation,
    /// It has another meaning too: it needs the same.
    Ambiguous,
}

/// A season of the northern hemisphere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February.
    Winter,
}

/// The order of day, month and year in a date of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// Words, or phrases of words with one space between them, and what they mean.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    meanings: HashMap<String, T, DefaultHashBuilder>,
    /// The first words of all phrases.
    firsts: HashSet<String, DefaultHashBuilder>,
    /// By the byte that they begin with, a bit for each length of a first word: most words begin no phrase, and this
    /// tells it of most of them.
    lengths: Box<[u32; 256]>,
    /// The most words of a phrase.
    longest: usize,
}

impl<T> Phrases<T> {
    pub(crate) fn get(&self, phrase: &str) -> Option<&T> {
        self.meanings.get(phrase)
    }

    /// Whether some phrase begins with a word.
    pub(crate) fn begin_with(&self, word: &str) -> bool {
        let lengths = word.bytes().next().map_or(0, |first| self.lengths[usize::from(first)]);
        lengths & length_bit(word) != 0 && self.firsts.contains(word)
    }

    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

impl<T> FromIterator<(String, T)> for Phrases<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(pairs: I) -> Self {
        let meanings: HashMap<_, _, _> = pairs.into_iter().collect();
        let longest = meanings.keys().map(|phrase| phrase.split(' ').count()).max().unwrap_or(0);
        let firsts: HashSet<String, _> =
            meanings.keys().filter_map(|phrase| Some(phrase.split(' ').next()?.to_owned())).collect();
        let mut lengths = Box::new([0; 256]);
        for word in &firsts {
            if let Some(first) = word.bytes().next() {
                lengths[usize::from(first)] |= length_bit(word);
            }
        }
        Self { meanings, firsts, lengths, longest }
    }
}

/// A bit for the length of a word; all that are very long share one.
fn length_bit(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// A language, ready for use.
#[derive(Debug)]
pub(crate) struct Language {
    /// Marks between groups of three digits.
    pub(crate) grouping: String,
    /// Marks before decimals.
    pub(crate) decimal: String,
    pub(crate) number_words: Phrases<NumberWord>,
    /// The word that joins the parts of a numeral written as one word.
    pub(crate) compound_joint: Option<String>,
    /// What letters glued to digits multiply by; several values where they can mean several things.
    pub(crate) attached_multipliers: HashMap<String, Vec<u64>>,
    pub(crate) ordinal_suffixes: HashSet<String>,
    /// Words between the ends of a range.
    pub(crate) range_words: HashSet<String>,
    pub(crate) months: Phrases<(i8, Trust)>,
    pub(crate) seasons: Phrases<(Season, Trust)>,
    pub(crate) capitalised_months: bool,
    pub(crate) date_orders: Vec<DateOrder>,
    /// Days of the month as words.
    pub(crate) day_words: HashMap<String, i8>,
    /// Words between day, month and year.
    pub(crate) date_links: HashSet<String>,
    /// Phrases after which an abbreviated or ambiguous month is a month.
    pub(crate) before_dates: HashSet<String>,
    /// Words after a year.
    pub(crate) year_words: HashSet<String>,
    pub(crate) currencies: Phrases<Vec<Currency>>,
    /// Words between an amount and its currency.
    pub(crate) currency_links: Phrases<()>,
}

impl Language {
    /// The language of a BCP 47 tag. One that has no file reads digits only, with any separators.
    pub(crate) fn of(tag: &str) -> &'static Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let [.., undetermined] = &FILES;
        let file = FILES.iter().find(|file| file.code == primary).unwrap_or(undetermined);
        file.language.get_or_init(|| {
            let data: serde_json::Result<data::LanguageData> = serde_json::from_str(file.json);
            debug_assert!(data.is_ok(), "{}: {:?}", file.code, data.err());
            data.unwrap_or_default().into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::data::LanguageData;
    use super::*;
    use crate::normal::Normalised;

    fn data(file: &File) -> LanguageData {
        serde_json::from_str(file.json).unwrap_or_else(|error| panic!("{}: {error}", file.code))
    }

    #[test]
    fn every_file_parses_and_no_number_word_means_two_things() {
        assert!(FILES.is_sorted_by_key(|file| file.code));
        assert_eq!(FILES.last().unwrap().code, "und");
        for file in &FILES {
            let mut seen = HashMap::new();
            for (form, word) in data(file).number_words() {
                if let Some(before) = seen.insert(form.clone(), word.clone()) {
                    panic!("{}: `{form}` is {before:?} and {word:?}", file.code);
                }
            }
        }
    }

    #[test]
    fn every_form_is_written_as_it_is_looked_up() {
        let check = |code: &str, form: &str| {
            let form_in_text = Normalised::new(&form.to_lowercase()).as_str().replace('-', " ");
            assert_eq!(form, form_in_text, "{code}");
        };
        for file in &FILES {
            let mut data = data(file);
            data.number_words().iter().for_each(|(form, _)| check(file.code, form));
            data.currencies.values().flatten().for_each(|form| check(file.code, form));
            data.attached_multipliers.values().flatten().for_each(|form| check(file.code, form));
            for forms in data.months.values().chain(data.seasons.values()) {
                let all = [&forms.names, &forms.abbreviations, &forms.ambiguous];
                all.into_iter().flatten().for_each(|form| check(file.code, form));
            }
        }
    }

    #[test]
    fn every_language_has_months_seasons_and_known_currencies() {
        for code in known_languages() {
            let language = Language::of(code);
            let months: HashSet<_> = language.months.meanings.values().map(|(month, _)| *month).collect();
            assert_eq!(months, (1..=12).collect(), "{code}");
            assert_eq!(language.seasons.meanings.values().map(|s| s.0).collect::<HashSet<_>>().len(), 4);
            assert!(!language.date_orders.is_empty() && !language.decimal.is_empty());
            for currency in language.currencies.meanings.values().flatten() {
                assert!(currency.is_known(), "{code}: {currency}");
            }
        }
        assert!(!CURRENCY_SIGNS.is_empty());
        for (sign, currencies) in CURRENCY_SIGNS.iter() {
            assert!(!currencies.is_empty() && currencies.iter().all(Currency::is_known), "{sign}");
        }
    }

    #[test]
    fn a_tag_gives_its_primary_language() {
        assert!(std::ptr::eq(Language::of("en-GB"), Language::of("EN")));
        assert!(std::ptr::eq(Language::of("fa"), Language::of("")));
    }
}
