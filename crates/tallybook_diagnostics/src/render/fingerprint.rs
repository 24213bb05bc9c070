//! A name for each finding that stays the same from run to run, so that a service can tell a new
//! finding from one that has only moved.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{Located, Report};

/// A name of 32 hexadecimal digits for each finding, in their order; no two are the same.
///
/// It is made of the rule's code, the record, the pointer and the value as it is written: neither of the
/// line nor of the message. Findings that share all of these are numbered.
pub(super) fn fingerprints(report: &Report<'_>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    report
        .findings
        .iter()
        .map(|located| {
            let identity = identity(report, located);
            let number = seen.entry(identity.clone()).or_default();
            let name = digest(&format!("{identity}\0{number}"));
            *number += 1;
            name
        })
        .collect()
}

fn identity(report: &Report<'_>, located: &Located) -> String {
    let place = &located.finding.primary.place;
    let subject = match (&located.record, &located.primary) {
        (Some((record_type, id)), _) => format!("{record_type}:{id}"),
        (None, Some(location)) => report.files.get(location.file).map_or("", |file| file.path()).to_owned(),
        (None, None) => report.path_of(located).unwrap_or_default(),
    };
    let value = located.primary.as_ref().and_then(|location| {
        let location = report.files.location(location.file, location.range.clone())?;
        report.files.get(location.file)?.get(location.range)
    });
    [located.finding.code, &subject, place.pointer().unwrap_or_default(), value.unwrap_or_default()]
        .join("\0")
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
