//! The rules, a group at a time, over one dataset in memory: `cargo bench -p tallybook_check`.
//!
//! A run of a group has what every run has, such as the index. That is measured by itself, as no rules.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tallybook_check::{Settings, check};
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

#[path = "../../../benches/records.rs"]
mod records;

fn main() {
    divan::main();
}

/// Transfers of the dataset.
const TRANSFERS: usize = 20_000;

/// Runs the rules whose codes begin so.
fn run(bencher: Bencher<'_, '_>, change: impl FnOnce(&mut Settings)) {
    let reading = Reading::from_memory(records::files(TRANSFERS));
    assert_eq!((reading.dataset.transfers.len(), reading.problems.len()), (TRANSFERS, 0));
    let Some(today) = Day::new(2026, 1, 1) else { return };
    let mut settings = Settings::new(today);
    change(&mut settings);
    bencher.counter(ItemsCount::new(TRANSFERS)).bench(|| check(black_box(&reading), &settings));
}

#[divan::bench(sample_count = 5, args = ["A", "D", "E", "M", "Q", "R", "S", "T", "W", "X"])]
fn group(bencher: Bencher<'_, '_>, letter: &str) {
    run(bencher, |settings| settings.select = vec![letter.to_owned()]);
}

#[divan::bench(sample_count = 5)]
fn every_rule(bencher: Bencher<'_, '_>) {
    run(bencher, |_| {});
}

#[divan::bench(sample_count = 5)]
fn no_rule(bencher: Bencher<'_, '_>) {
    let letters = ["A", "D", "E", "M", "Q", "R", "S", "T", "W", "X"];
    run(bencher, |settings| settings.ignore = letters.map(str::to_owned).to_vec());
}
