//! What is computed from a dataset: `cargo bench -p tallybook_analysis`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tallybook_analysis::Index;
use tallybook_analysis::positions::Positions;
use tallybook_analysis::references::references;
use tallybook_reader::Reading;

#[path = "../../../benches/records.rs"]
mod records;

fn main() {
    divan::main();
}

/// Transfers of the dataset.
const TRANSFERS: usize = 20_000;

fn reading() -> Reading {
    let reading = Reading::from_memory(records::files(TRANSFERS));
    assert_eq!((reading.dataset.transfers.len(), reading.problems.len()), (TRANSFERS, 0));
    reading
}

#[divan::bench(sample_count = 10)]
fn index(bencher: Bencher<'_, '_>) {
    let reading = reading();
    bencher.counter(ItemsCount::new(TRANSFERS)).bench(|| Index::new(black_box(&reading.dataset)));
}

#[divan::bench(sample_count = 10)]
fn positions_of_actors(bencher: Bencher<'_, '_>) {
    let reading = reading();
    let index = Index::new(&reading.dataset);
    bencher
        .counter(ItemsCount::new(reading.dataset.statements.len()))
        .bench(|| Positions::new(black_box(&index), None));
}

#[divan::bench(sample_count = 10)]
fn every_reference(bencher: Bencher<'_, '_>) {
    let reading = reading();
    let index = Index::new(&reading.dataset);
    bencher
        .counter(ItemsCount::new(references(&index).count()))
        .bench(|| references(black_box(&index)).count());
}
