//! The miniature dataset.

use std::collections::BTreeMap;

use tallybook_export::{Options, contents, export};
use tallybook_reader::Reading;
use tallybook_schema::Dataset;

/// The dataset under `miniature/`.
pub(crate) fn dataset() -> Dataset {
    let files = [
        ("dataset.yaml", include_str!("miniature/dataset.yaml")),
        ("sources.yaml", include_str!("miniature/sources.yaml")),
        ("actors.yaml", include_str!("miniature/actors.yaml")),
        ("equipment.yaml", include_str!("miniature/equipment.yaml")),
        ("deals.yaml", include_str!("miniature/deals.yaml")),
        ("transfers.yaml", include_str!("miniature/transfers.yaml")),
        ("statements.yaml", include_str!("miniature/statements.yaml")),
    ];
    let reading = Reading::from_memory(files);
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    reading.dataset
}

/// The files of an export, by path.
pub(crate) fn files(dataset: &Dataset, options: &Options<'_>) -> BTreeMap<String, Vec<u8>> {
    let files = contents(&export(dataset, options)).unwrap();
    files.into_iter().map(|(made, bytes)| (made.path, bytes)).collect()
}
