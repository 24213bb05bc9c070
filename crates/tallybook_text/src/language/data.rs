//! The file of a language: values, each with the forms that mean it.

use std::collections::{BTreeMap, HashMap};
use std::mem::take;
use std::str::FromStr;

use hashbrown::DefaultHashBuilder;
use serde::Deserialize;
use tallybook_schema::value::Currency;

use crate::dates::Bound;

use super::{Beginnings, DateOrder, Language, NumberWord, Phrases, Season, Table, Trust, Words};

/// The file of a language as written. Forms are in lower case, apostrophes plain; the words of a
/// phrase have one space between them. Everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LanguageData {
    /// Marks between groups of three digits; a space stands for every kind of space.
    grouping: String,
    /// Marks before decimals.
    decimal: String,
    /// Words that add their value: `"6": ["six"]`.
    pub(super) numerals: BTreeMap<u64, Vec<String>>,
    /// Words that multiply what stands before them, or are that number alone: `mille`.
    multipliers: BTreeMap<u64, Vec<String>>,
    /// Words that only multiply; alone they say nothing exact: `hundreds`, `млн`.
    counted_multipliers: BTreeMap<u64, Vec<String>>,
    /// Letters glued to digits: `bn`. Letters under several values can mean each; 1 is for those
    /// that also abbreviate a unit.
    pub(super) attached_multipliers: BTreeMap<u64, Vec<String>>,
    /// The indefinite article, in all its forms.
    articles: Vec<String>,
    /// So many halves of the multiplier that follows: `"3": ["anderthalb"]`.
    halves: BTreeMap<u64, Vec<String>>,
    /// Phrases that add a half.
    and_a_half: Vec<String>,
    /// Words that join two numerals, with the powers of ten after which they do.
    joins: BTreeMap<String, Vec<u64>>,
    /// The word that joins the parts of a numeral written as one word, where there are such.
    compound_joint: Option<String>,
    /// Words that make the multiplier after them vague: `several`.
    vague: Vec<String>,
    /// Endings of ordinals in digits: `th`, `-й`.
    ordinal_suffixes: Words,
    /// Endings of ten years by the first of them: `1990s`, `1990-х`.
    decade_endings: Words,
    /// Units by which arms are told apart, and nothing is counted: `mm` in `90 155 mm howitzers`.
    calibres: Words,
    /// Words between a collective noun and what it is made of: `a batch of 6`.
    partitives: Words,
    /// Words between the ends of a range.
    range_words: Words,
    /// Months, 1 to 12.
    pub(super) months: BTreeMap<i8, Forms>,
    pub(super) seasons: BTreeMap<Season, Forms>,
    /// Whether months are written with a capital.
    capitalised_months: bool,
    /// Orders of day, month and year in digits. `mdy` also lets a day follow the month's name.
    date_orders: Vec<DateOrder>,
    /// Days of the month that are written as words.
    day_words: BTreeMap<i8, Vec<String>>,
    /// Words between day, month and year.
    date_links: Words,
    /// Phrases that make the word after them a month or season.
    before_dates: Words,
    /// Phrases that make four digits after them a year.
    before_years: Words,
    /// Words before a date at which something happened, or later.
    earliest: Vec<String>,
    /// Words before a date at which something happened, or earlier.
    latest: Vec<String>,
    /// Words that may stand between those and the date: `end` and `of` in `by the end of`.
    inside_bounds: Words,
    /// Words that turn those into their opposite: `not before`.
    negations: Words,
    /// Words after a year.
    year_words: Words,
    /// Names of currencies by their ISO 4217 code; a name may stand under several.
    pub(super) currencies: BTreeMap<String, Vec<String>>,
    /// Words between an amount and the name of its currency.
    currency_links: Vec<String>,
}

/// The forms of a month or season, by how far they can be trusted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Forms {
    /// Forms that mean nothing else.
    pub(super) names: Vec<String>,
    /// Forms that need a day, a year or a preposition beside them; a full stop may follow.
    pub(super) abbreviations: Vec<String>,
    /// Forms that have another meaning too, and need the same.
    pub(super) ambiguous: Vec<String>,
}

/// Pairs of a form and its meaning, from meanings and their forms.
fn by_form<K, T>(
    forms: BTreeMap<K, Vec<String>>,
    meaning: impl Fn(&K) -> T,
) -> impl Iterator<Item = (String, T)> {
    forms
        .into_iter()
        .flat_map(move |(key, forms)| forms.into_iter().map(|form| (form, meaning(&key))).collect::<Vec<_>>())
}

fn trusted<K: Copy>(table: Table, forms: BTreeMap<K, Forms>) -> Phrases<(K, Trust)> {
    let entries = |key: K, forms: Vec<String>, trust| forms.into_iter().map(move |form| (form, (key, trust)));
    let all = forms.into_iter().flat_map(|(key, forms)| {
        entries(key, forms.names, Trust::Name)
            .chain(entries(key, forms.abbreviations, Trust::Abbreviation))
            .chain(entries(key, forms.ambiguous, Trust::Ambiguous))
    });
    Phrases::new(table, all)
}

impl LanguageData {
    pub(super) fn number_words(&mut self) -> Vec<(String, NumberWord)> {
        let fixed = |forms: Vec<String>, word: NumberWord| {
            forms.into_iter().map(move |form| (form, word.clone())).collect::<Vec<_>>()
        };
        let multiplier = |alone| move |value: &u64| NumberWord::Multiplier { value: *value, alone };
        let mut words = Vec::new();
        words.extend(by_form(take(&mut self.numerals), |value| NumberWord::Numeral(*value)));
        words.extend(by_form(take(&mut self.multipliers), multiplier(true)));
        words.extend(by_form(take(&mut self.counted_multipliers), multiplier(false)));
        words.extend(by_form(take(&mut self.halves), |count| NumberWord::Halves(*count)));
        words.extend(fixed(take(&mut self.articles), NumberWord::Article));
        words.extend(fixed(take(&mut self.and_a_half), NumberWord::AndAHalf));
        words.extend(fixed(take(&mut self.vague), NumberWord::Vague));
        words.extend(take(&mut self.joins).into_iter().map(|(word, after)| (word, NumberWord::Join(after))));
        words
    }
}

impl From<LanguageData> for Language {
    fn from(mut data: LanguageData) -> Self {
        let number_words = Phrases::new(Table::NumberWords, data.number_words());
        let mut attached_multipliers: HashMap<String, Vec<u64>, DefaultHashBuilder> = HashMap::default();
        for (form, value) in by_form(data.attached_multipliers, |value| *value) {
            attached_multipliers.entry(form).or_default().insert(0, value);
        }
        let mut currencies: BTreeMap<String, Vec<Currency>> = BTreeMap::new();
        for (form, currency) in by_form(data.currencies, |code| Currency::from_str(code).ok()) {
            currencies.entry(form).or_default().extend(currency);
        }
        let months = trusted(Table::Months, data.months);
        let seasons = trusted(Table::Seasons, data.seasons);
        let currencies = Phrases::new(Table::Currencies, currencies);
        let links = data.currency_links.into_iter().map(|link| (link, ()));
        let currency_links = Phrases::new(Table::CurrencyLinks, links);
        let mut beginnings = Beginnings::new();
        number_words.add_to(&mut beginnings);
        months.add_to(&mut beginnings);
        seasons.add_to(&mut beginnings);
        currencies.add_to(&mut beginnings);
        currency_links.add_to(&mut beginnings);
        let day_words: HashMap<String, i8, DefaultHashBuilder> =
            by_form(data.day_words, |day| *day).collect();
        let phrases = number_words.words().chain(months.words()).chain(seasons.words());
        let endings = [&data.ordinal_suffixes, &data.decade_endings];
        let lists = endings.into_iter().chain([&data.range_words, &data.date_links, &data.year_words]);
        let words = lists.flatten().chain(attached_multipliers.keys()).chain(day_words.keys());
        let bounds = [(Bound::Earliest, data.earliest), (Bound::Latest, data.latest)];
        let bounds =
            bounds.into_iter().flat_map(|(bound, words)| words.into_iter().map(move |word| (word, bound)));
        let bounds: HashMap<String, Bound, DefaultHashBuilder> = bounds.collect();
        let phrases_before_dates = data.before_dates.iter().chain(&data.before_years);
        let last_words = phrases_before_dates.filter_map(|phrase| phrase.rsplit(' ').next());
        let words_of_bounds = bounds.keys().chain(&data.inside_bounds).map(String::as_str);
        last_words.chain(words_of_bounds).for_each(|word| beginnings.add(word, Table::BeforeDates));
        let in_numbers_and_dates: Words =
            phrases.chain(words.map(String::as_str)).map(str::to_owned).collect();
        for word in &in_numbers_and_dates {
            beginnings.add(word, Table::NumbersAndDates);
        }
        Self {
            grouping: data.grouping,
            decimal: data.decimal,
            beginnings,
            in_numbers_and_dates,
            number_words,
            compound_joint: data.compound_joint,
            attached_multipliers,
            ordinal_suffixes: data.ordinal_suffixes,
            decade_endings: data.decade_endings,
            calibres: data.calibres,
            partitives: data.partitives,
            range_words: data.range_words,
            months,
            seasons,
            capitalised_months: data.capitalised_months,
            date_orders: data.date_orders,
            day_words,
            date_links: data.date_links,
            before_dates: data.before_dates,
            before_years: data.before_years,
            bounds,
            inside_bounds: data.inside_bounds,
            negations: data.negations,
            year_words: data.year_words,
            currencies,
            currency_links,
        }
    }
}
