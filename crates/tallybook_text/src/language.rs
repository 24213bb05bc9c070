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

use crate::dates::Bound;

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

/// The signs of currencies.
pub(crate) static CURRENCY_SIGNS: LazyLock<Signs> = LazyLock::new(Signs::default);

/// Signs of currencies with the codes they can mean.
#[derive(Debug)]
pub(crate) struct Signs {
    /// The longest first.
    signs: Vec<(String, Vec<Currency>)>,
    /// The bytes that they begin and end with: next to most numbers stands none of them.
    ends: Box<[(bool, bool); 256]>,
}

impl Signs {
    /// The first of the signs with which a text begins and that `fits`.
    pub(crate) fn at_start_of(&self, text: &str, fits: impl Fn(&str) -> bool) -> Option<&[Currency]> {
        let first = *text.as_bytes().first()?;
        let (begins, _) = self.ends[usize::from(first)];
        begins.then(|| self.find(|sign| text.starts_with(sign) && fits(sign))).flatten()
    }

    /// The first of the signs with which a text ends and that `fits`.
    pub(crate) fn at_end_of(&self, text: &str, fits: impl Fn(&str) -> bool) -> Option<&[Currency]> {
        let last = *text.as_bytes().last()?;
        let (_, ends) = self.ends[usize::from(last)];
        ends.then(|| self.find(|sign| text.ends_with(sign) && fits(sign))).flatten()
    }

    fn find(&self, is_it: impl Fn(&str) -> bool) -> Option<&[Currency]> {
        self.signs.iter().find(|(sign, _)| is_it(sign)).map(|(_, currencies)| currencies.as_slice())
    }
}

impl Default for Signs {
    fn default() -> Self {
        let signs: BTreeMap<String, Vec<String>> =
            serde_json::from_str(include_str!("languages/currency_symbols.json")).unwrap_or_default();
        let mut signs: Vec<_> = signs
            .into_iter()
            .map(|(sign, codes)| {
                (sign, codes.iter().filter_map(|code| Currency::from_str(code).ok()).collect::<Vec<_>>())
            })
            .collect();
        signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
        let mut ends = Box::new([(false, false); 256]);
        for (sign, _) in &signs {
            if let (Some(first), Some(last)) = (sign.as_bytes().first(), sign.as_bytes().last()) {
                ends[usize::from(*first)].0 = true;
                ends[usize::from(*last)].1 = true;
            }
        }
        Self { signs, ends }
    }
}

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

/// A part of the year that has a name: a season of the northern hemisphere, a quarter, a half.
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
    /// January to March.
    Q1,
    /// April to June.
    Q2,
    /// July to September.
    Q3,
    /// October to December.
    Q4,
    /// January to June.
    H1,
    /// July to December.
    H2,
}

impl Season {
    /// Whether its name means other spans too where no year stands beside it.
    pub(crate) fn needs_year(self) -> bool {
        !matches!(self, Self::Spring | Self::Summer | Self::Autumn | Self::Winter)
    }
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

/// The tables of phrases that a language has, and digits, which are as good as a table of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Digits,
    NumberWords,
    Months,
    Seasons,
    Currencies,
    CurrencyLinks,
    /// All words that mean something in numbers or dates, wherever in a phrase.
    NumbersAndDates,
    /// Words that may stand before a date and say something of it.
    BeforeDates,
}

/// Some of the tables of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tables(u8);

impl Tables {
    pub(crate) const fn of(tables: &[Table]) -> Self {
        let mut all = Self(0);
        let mut i = 0;
        while i < tables.len() {
            all.0 |= 1 << tables[i] as u8;
            i += 1;
        }
        all
    }

    #[must_use]
    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn contain_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl From<Table> for Tables {
    fn from(table: Table) -> Self {
        Self::of(&[table])
    }
}

/// In which tables phrases may begin with a word, told from three of its bytes and its length: most words of a text
/// begin no phrase at all, and this tells it of nearly all of them.
#[derive(Debug)]
pub(crate) struct Beginnings(Box<[Tables; Self::PLACES]>);

impl Beginnings {
    const PLACES: usize = 1 << 12;

    fn new() -> Self {
        Self(Box::new([Tables::default(); Self::PLACES]))
    }

    pub(crate) fn add(&mut self, word: &str, table: Table) {
        if let Some(tables) = self.0.get_mut(Self::place(word)) {
            *tables = tables.and(table.into());
        }
    }

    /// The tables in which a phrase may begin with the word, whatever the case of its ASCII letters; in all others
    /// none does.
    pub(crate) fn tables(&self, word: &str) -> Tables {
        self.0.get(Self::place(word)).copied().unwrap_or_default()
    }

    fn place(word: &str) -> usize {
        let [first, .., last] = word.as_bytes() else { return word.len() };
        let middle = word.as_bytes().get(word.len() / 2).copied().unwrap_or_default();
        let small = |byte: u8| usize::from(byte.to_ascii_lowercase());
        let mixed = small(*first) * 5 + small(middle) * 83 + small(*last) * 691 + word.len() * 2_017;
        mixed % Self::PLACES
    }
}

/// Words, or phrases of words with one space between them, and what they mean.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    table: Table,
    /// The first words of all phrases.
    firsts: HashMap<String, First<T>, DefaultHashBuilder>,
    /// Phrases of several words.
    longer: HashMap<String, T, DefaultHashBuilder>,
}

/// The first word of phrases.
#[derive(Debug)]
pub(crate) struct First<T> {
    /// What it means alone.
    pub(crate) alone: Option<T>,
    /// The most words of a phrase that it begins.
    pub(crate) longest: usize,
}

impl<T> Phrases<T> {
    fn new(table: Table, meanings: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut phrases = Self { table, firsts: HashMap::default(), longer: HashMap::default() };
        for (phrase, meaning) in meanings {
            let (first, count) = (phrase.split(' ').next().unwrap_or_default(), phrase.split(' ').count());
            let first = phrases.firsts.entry(first.to_owned()).or_insert(First { alone: None, longest: 1 });
            if count == 1 {
                first.alone = Some(meaning);
            } else {
                first.longest = first.longest.max(count);
                phrases.longer.insert(phrase, meaning);
            }
        }
        phrases
    }

    pub(crate) fn table(&self) -> Table {
        self.table
    }

    /// What begins with a word.
    pub(crate) fn first(&self, word: &str) -> Option<&First<T>> {
        self.firsts.get(word)
    }

    /// What a phrase of several words means.
    pub(crate) fn longer(&self, phrase: &str) -> Option<&T> {
        self.longer.get(phrase)
    }

    /// Every word of every phrase.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.firsts.keys().map(String::as_str).chain(self.longer.keys().flat_map(|phrase| phrase.split(' ')))
    }

    fn add_to(&self, beginnings: &mut Beginnings) {
        self.firsts.keys().for_each(|word| beginnings.add(word, self.table));
    }

    #[cfg(test)]
    fn meanings(&self) -> impl Iterator<Item = &T> {
        self.firsts.values().filter_map(|first| first.alone.as_ref()).chain(self.longer.values())
    }
}

/// Words that all mean the same.
pub(crate) type Words = HashSet<String, DefaultHashBuilder>;

/// A language, ready for use.
#[derive(Debug)]
pub(crate) struct Language {
    /// Marks between groups of three digits.
    pub(crate) grouping: String,
    /// Marks before decimals.
    pub(crate) decimal: String,
    /// In which of the tables below phrases may begin with a word.
    pub(crate) beginnings: Beginnings,
    /// The words that mean something in numbers or dates, alone or in a phrase.
    pub(crate) in_numbers_and_dates: Words,
    pub(crate) number_words: Phrases<NumberWord>,
    /// The word that joins the parts of a numeral written as one word.
    pub(crate) compound_joint: Option<String>,
    /// What letters glued to digits multiply by; several values where they can mean several things.
    pub(crate) attached_multipliers: HashMap<String, Vec<u64>, DefaultHashBuilder>,
    pub(crate) ordinal_suffixes: Words,
    /// Endings of ten years by the first of them.
    pub(crate) decade_endings: Words,
    /// Units in which calibres and the like are given.
    pub(crate) calibres: Words,
    /// Words between a collective noun and what it is made of.
    pub(crate) partitives: Words,
    /// Words between the ends of a range.
    pub(crate) range_words: Words,
    pub(crate) months: Phrases<(i8, Trust)>,
    pub(crate) seasons: Phrases<(Season, Trust)>,
    pub(crate) capitalised_months: bool,
    pub(crate) date_orders: Vec<DateOrder>,
    /// Days of the month as words.
    pub(crate) day_words: HashMap<String, i8, DefaultHashBuilder>,
    /// Words between day, month and year.
    pub(crate) date_links: Words,
    /// Phrases after which an abbreviated or ambiguous month is a month.
    pub(crate) before_dates: Words,
    /// Phrases after which four digits are a year.
    pub(crate) before_years: Words,
    /// Words that make a date a bound.
    pub(crate) bounds: HashMap<String, Bound, DefaultHashBuilder>,
    /// Words that may stand between such a word and the date.
    pub(crate) inside_bounds: Words,
    /// Words that turn such a word into its opposite.
    pub(crate) negations: Words,
    /// Words after a year.
    pub(crate) year_words: Words,
    pub(crate) currencies: Phrases<Vec<Currency>>,
    /// Words between an amount and its currency.
    pub(crate) currency_links: Phrases<()>,
}

impl Language {
    /// The language of a BCP 47 tag. One that has no file reads digits only, with any separators.
    pub(crate) fn of(tag: &str) -> &'static Self {
        let [.., undetermined] = &FILES;
        let file = match tag.as_bytes() {
            [first, second] | [first, second, b'-' | b'_', ..] => {
                let code = [first.to_ascii_lowercase(), second.to_ascii_lowercase()];
                FILES.iter().find(|file| file.code.as_bytes() == code).unwrap_or(undetermined)
            }
            _ => undetermined,
        };
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
        assert!(known_languages().all(|code| code.len() == 2));
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
            let months: HashSet<_> = language.months.meanings().map(|(month, _)| *month).collect();
            assert_eq!(months, (1..=12).collect(), "{code}");
            assert_eq!(language.seasons.meanings().map(|s| s.0).collect::<HashSet<_>>().len(), 10);
            assert!(!language.date_orders.is_empty() && !language.decimal.is_empty());
            for currency in language.currencies.meanings().flatten() {
                assert!(currency.is_known(), "{code}: {currency}");
            }
        }
        assert!(!CURRENCY_SIGNS.signs.is_empty());
        for (sign, currencies) in &CURRENCY_SIGNS.signs {
            assert_eq!(
                CURRENCY_SIGNS.at_start_of(&format!("{sign} 5"), |_| true),
                Some(currencies.as_slice())
            );
            assert_eq!(CURRENCY_SIGNS.at_end_of(&format!("5 {sign}"), |_| true), Some(currencies.as_slice()));
            assert!(!currencies.is_empty() && currencies.iter().all(Currency::is_known), "{sign}");
        }
    }

    #[test]
    fn no_beginning_of_a_phrase_is_passed_over() {
        fn check<T>(language: &Language, phrases: &Phrases<T>) {
            for word in phrases.firsts.keys() {
                assert!(language.beginnings.tables(word).contain_any(phrases.table().into()), "{word}");
            }
        }
        for file in &FILES {
            let language = Language::of(file.code);
            check(language, &language.number_words);
            check(language, &language.months);
            check(language, &language.seasons);
            check(language, &language.currencies);
            check(language, &language.currency_links);
            let told =
                ["republic", "pieces", "handed", "drones"].map(|word| language.beginnings.tables(word));
            assert!(told.contains(&Tables::default()), "{}: nothing is told of most words", file.code);
        }
    }

    #[test]
    fn a_tag_gives_its_primary_language() {
        assert!(std::ptr::eq(Language::of("en-GB"), Language::of("EN")));
        assert!(std::ptr::eq(Language::of("uk_UA"), Language::of("uk")));
        for unknown in ["", "und", "eng", "e", "en.GB"] {
            assert!(std::ptr::eq(Language::of("fa"), Language::of(unknown)), "{unknown}");
        }
    }
}
