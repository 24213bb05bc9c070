//! Archived texts whose source slips in the name of the file.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use tallybook_check::nearest;
use tallybook_diagnostics::TextCounts;
use tallybook_reader::Reading;

/// Says of archived texts that are not there which files can be meant, if others are there.
pub(crate) fn find_meant(reading: &Reading, texts: &mut TextCounts) {
    if texts.missing_files.is_empty() {
        return;
    }
    let Some(folder) = folder(reading) else { return };
    let sources = reading.dataset.sources.iter();
    let named: HashSet<&str> =
        sources.filter_map(|source| Some(source.text.as_ref()?.file.as_str())).collect();
    for missing in &mut texts.missing_files {
        let (start, name) = missing.file.split_at(missing.file.rfind('/').map_or(0, |slash| slash + 1));
        let mut beside = names(&folder.join(start));
        beside.retain(|other| !named.contains(format!("{start}{other}").as_str()));
        missing.meant = meant(name, &beside).map(str::to_owned);
    }
}

/// The folder in which the texts at hand lie.
fn folder(reading: &Reading) -> Option<PathBuf> {
    reading.dataset.sources.numbered().find_map(|(index, source)| {
        let path = reading.files.get(reading.archive.file(index)?)?.path();
        Some(PathBuf::from(path.strip_suffix(source.text.as_ref()?.file.as_str())?))
    })
}

/// The names of the files in a folder, in their order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// The name that can be meant: the same with another ending, or one nearly the same. Numbers tell texts apart.
fn meant<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    let is_same = |other: &&String| stem(other).eq_ignore_ascii_case(stem(name));
    let alike = || names.iter().filter(|other| digits(other).eq(digits(name)));
    let same = names.iter().find(is_same).map(String::as_str);
    same.or_else(|| nearest(name, alike().map(String::as_str)))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_meant_whose_name_is_nearly_the_same() {
        let names =
            ["Gazette.txt", "beacon-report.txt", "report-2022-11-08.txt", "vigie.html"].map(str::to_owned);
        for (name, expected) in [
            ("beacon-reprt.txt", Some("beacon-report.txt")),
            ("beacon_report.txt", Some("beacon-report.txt")),
            ("gazette.txt", Some("Gazette.txt")),
            ("vigie.txt", Some("vigie.html")),
            ("beacon-report", Some("beacon-report.txt")),
            ("reprt-2022-11-08.txt", Some("report-2022-11-08.txt")),
            ("report-2022-11-09.txt", None),
            ("tribune.txt", None),
        ] {
            assert_eq!(meant(name, &names), expected, "{name}");
        }
    }
}
