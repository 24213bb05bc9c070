//! Tables of a dataset, one at a time, and their writers: `cargo bench -p tallybook_export`.

use std::collections::BTreeSet;
use std::io;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use tallybook_export::{Context, Format, Options, TABLES, export};
use tallybook_reader::Reading;

#[path = "../../../benches/records.rs"]
mod records;

fn main() {
    divan::main();
}

/// Transfers of the dataset.
const TRANSFERS: usize = 5_000;

fn reading() -> Reading {
    let reading = Reading::from_memory(records::files(TRANSFERS));
    assert_eq!((reading.dataset.transfers.len(), reading.problems.len()), (TRANSFERS, 0));
    reading
}

/// Builds a table; the counter counts rows.
#[divan::bench(sample_count = 5, args = TABLES.iter().map(|table| table.name))]
fn table(bencher: Bencher<'_, '_>, name: &str) {
    let reading = reading();
    let context = Context::new(&reading.dataset, None, None);
    let Some(table) = TABLES.iter().find(|table| table.name == name) else { return };
    let rows = table.data(&context).rows();
    bencher.counter(ItemsCount::new(rows)).bench(|| table.data(black_box(&context)));
}

/// Writes every table of an export that is made already; the counter counts the bytes written.
#[divan::bench(sample_count = 5, args = Format::ALL.map(Format::as_str))]
fn writer(bencher: Bencher<'_, '_>, name: &str) {
    let reading = reading();
    let formats: BTreeSet<_> = Format::ALL.into_iter().filter(|format| format.as_str() == name).collect();
    let files = export(&reading.dataset, &Options { formats, ..Options::default() });
    let own = || files.iter().filter(|file| !file.describes());
    let bytes = own().filter_map(|file| file.bytes().ok()).map(|bytes| bytes.len()).sum::<usize>();
    assert!(bytes > 0);
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| own().try_for_each(|file| file.write(&[], &mut io::sink())));
}
