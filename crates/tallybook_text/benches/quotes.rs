//! Quotes against archived texts: `cargo bench -p tallybook_text`.

use divan::{Bencher, black_box};
use tallybook_text::dates::dates;
use tallybook_text::money::money;
use tallybook_text::names::names;
use tallybook_text::normal::Normalised;
use tallybook_text::numbers::numbers;
use tallybook_text::{Said, Text, Within};

fn main() {
    divan::main();
}

const WORDS: [&str; 24] = [
    "the",
    "delivery",
    "of",
    "drones",
    "was",
    "agreed",
    "in",
    "November",
    "and",
    "confirmed",
    "by",
    "officials",
    "who",
    "said",
    "that",
    "160",
    "vehicles",
    "had",
    "reached",
    "“Geran‑2”",
    "units",
    "near",
    "a",
    "port",
];

/// Prose-like text of about so many bytes in paragraphs of sixty words, another one for each seed.
fn prose(bytes: usize, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    let mut count = 0;
    while text.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 40) as usize % WORDS.len()]);
        if state >> 60 == 0 {
            text.push_str(&(state >> 33).to_string());
        }
        count += 1;
        text.push_str(if count % 60 == 0 { ".\n\n" } else { " " });
    }
    text
}

/// Ten quotes of eight words, from all over a text.
fn quotes(text: &str) -> Vec<String> {
    let paragraphs: Vec<_> = text.split("\n\n").filter(|paragraph| paragraph.len() > 200).collect();
    (0..10)
        .map(|i| {
            let words: Vec<_> = paragraphs[i * paragraphs.len() / 10].split(' ').collect();
            words[i..i + 8].join(" ")
        })
        .collect()
}

#[divan::bench(args = [5_000, 1_000_000])]
fn reading_a_text(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = prose(bytes, 7);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| Text::new(black_box(&text).clone()));
}

#[divan::bench]
fn normalising_cyrillic(bencher: Bencher<'_, '_>) {
    let text = "поставка дронов была согласована в ноябре и подтверждена. ".repeat(50);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| Normalised::new(black_box(&text)));
}

/// 10,000 sources of 5 kB with ten quotes each, read and found.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn a_dataset_of_10_000_sources(bencher: Bencher<'_, '_>) {
    let archive: Vec<_> = (0..10_000)
        .map(|seed| {
            let text = prose(5_000, seed);
            let quotes = quotes(&text);
            (text, quotes)
        })
        .collect();
    bencher.bench(|| {
        let mut found = 0;
        for (text, quotes) in &archive {
            let text = Text::new(text.clone());
            found += quotes.iter().filter(|quote| !text.find(quote, Within::Text).is_empty()).count();
        }
        assert_eq!(found, 100_000);
    });
}

/// 100 quotes of which one word is misspelt, in a text of 1 MB: from its words to the suggestions.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn suggestions_in_a_long_text(bencher: Bencher<'_, '_>) {
    let source = prose(1_000_000, 7);
    let quotes: Vec<_> =
        (0..10).flat_map(|_| quotes(&source)).map(|quote| quote.replacen(' ', " zx", 1)).collect();
    bencher.bench(|| {
        let text = Text::new(source.clone());
        quotes.iter().filter(|quote| text.nearest(quote).is_some()).count()
    });
}

#[divan::bench]
fn numbers_and_dates_of_a_fragment() -> usize {
    let fragment = black_box("on August 20, 2022 delivered €140 million and one hundred and sixty drones");
    numbers("en", fragment).len() + dates("en", fragment).len()
}

/// Quotes as evidence has them: short, and mostly plain.
const QUOTES: [&str; 5] = [
    "Republic of North to Republic of South, ordered 28 April 2016, handed over 2017, more than 384 pieces in all",
    "at least 77 Molopu-157",
    "188 Kaviru-141",
    "some spare parts, lot 12",
    "The minister told “Sky News” on August 20 that €140 million had been paid",
];

#[divan::bench(args = QUOTES)]
fn what_a_quote_says(quote: &str) -> Said {
    Said::new("en", quote)
}

#[divan::bench(args = QUOTES)]
fn the_money_of_a_quote(quote: &str) -> usize {
    money("en", quote).len()
}

#[divan::bench(args = QUOTES)]
fn the_names_of_a_quote(quote: &str) -> bool {
    names(quote, ["Republic of the South", "South", "Kaviru 141"])
}
