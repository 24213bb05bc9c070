//! Values as records write them: `cargo bench -p tallybook_schema`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tallybook_schema::value::{Currency, Date, Money, Quantity};

fn main() {
    divan::main();
}

const DATES: &[&str] = &[
    "2022-08-20",
    "2022-08",
    "2022",
    "2022-21",
    "2022-08~",
    "2022-08-15?",
    "2022-08-XX",
    "2022-08-20/2022-11-08",
    "2022-02-24/..",
];

const QUANTITIES: &[&str] =
    &["160", "more than 160", "at least 160", "up to 200", "about 100", "100 to 120", "few", "unknown"];

const AMOUNTS: &[&str] =
    &["EUR 140000000", "about USD 5000", "GBP 1000 to 6000", "CHF 99.95", "up to JPY 7000", "unknown"];

/// Parses every text, of which none is malformed.
fn parse<T: std::str::FromStr>(bencher: Bencher<'_, '_>, texts: &[&str]) {
    assert!(texts.iter().all(|text| text.parse::<T>().is_ok()));
    bencher
        .counter(ItemsCount::new(texts.len()))
        .bench(|| texts.iter().filter(|text| black_box(text).parse::<T>().is_ok()).count());
}

#[divan::bench]
fn dates(bencher: Bencher<'_, '_>) {
    parse::<Date>(bencher, DATES);
}

#[divan::bench]
fn quantities(bencher: Bencher<'_, '_>) {
    parse::<Quantity>(bencher, QUANTITIES);
}

#[divan::bench]
fn money(bencher: Bencher<'_, '_>) {
    parse::<Money>(bencher, AMOUNTS);
}

#[divan::bench]
fn known_currencies(bencher: Bencher<'_, '_>) {
    let currencies: Vec<Currency> =
        ["EUR", "USD", "DEM", "XQX"].iter().filter_map(|code| code.parse().ok()).collect();
    bencher
        .counter(ItemsCount::new(currencies.len()))
        .bench(|| black_box(&currencies).iter().filter(|currency| currency.is_known()).count());
}
