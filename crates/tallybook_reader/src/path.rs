//! What a file of a dataset holds and how it is written, by its path.
//!
//! Ignored without a word, because they belong to the people and tools around a dataset: hidden
//! files and folders, backups and lock files of editors (`*~`, `*.swp`, `#…#`), `Thumbs.db`,
//! `desktop.ini`, Markdown, and texts about the dataset (`README`, `LICENSE`, `CHANGELOG`, …, with
//! or without an extension that is not one of data). Every other file must have its place: one that
//! is silently not read is the worst kind of mistake.

use tallybook_schema::RecordType;

use crate::packing::Packing;
use crate::problem::Misplacement;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Manifest,
    Records(RecordType),
}

/// How a file is written, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Json,
    JsonLines,
}

/// What to do with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Read(Content, Format),
    Ignore,
    Misplaced(Misplacement),
}

/// Stems of files that tell people about a dataset, in lower case.
const ABOUT: [&str; 9] = [
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "notice",
    "citation",
    "copying",
    "codeowners",
];

impl Format {
    /// The format with an extension.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The format of a file that is read.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        Self::of_extension(Packing::of(path).1.rsplit_once('.')?.1)
    }
}

/// What to do with the file at a path relative to the dataset.
pub(crate) fn role(path: &str) -> Role {
    let path = Packing::of(path).1;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let format = Format::of_extension(extension);
    if path.split('/').any(is_hidden) || format.is_none() && is_aside(name) {
        return Role::Ignore;
    }
    let table = if folder.is_empty() { stem } else { top(path).unwrap_or_default() };
    let content = match RecordType::from_plural(table) {
        Some(record_type) => Content::Records(record_type),
        None if folder.is_empty() && stem == "dataset" => Content::Manifest,
        None => return Role::Misplaced(Misplacement::Table { name: table.to_owned() }),
    };
    match format {
        Some(Format::JsonLines) if content == Content::Manifest => Role::Misplaced(Misplacement::Extension),
        Some(format) => Role::Read(content, format),
        None => Role::Misplaced(Misplacement::Extension),
    }
}

/// The top folder of a path, if it has one.
pub(crate) fn top(path: &str) -> Option<&str> {
    path.split_once('/').map(|(top, _)| top)
}

/// Whether a file or folder is hidden, or an editor's own.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '#', '~']) || name.ends_with('~')
}

/// Whether a file without an extension of data belongs to people or tools around the dataset.
fn is_aside(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    ABOUT.contains(&stem)
        || matches!(extension, "md" | "swp" | "swo")
        || matches!(lower.as_str(), "thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_place() {
        use Content::{Manifest, Records};
        for (path, content, format) in [
            ("dataset.yaml", Manifest, Format::Yaml),
            ("dataset.json", Manifest, Format::Json),
            ("transfers.yml", Records(RecordType::Transfer), Format::Yaml),
            ("transfers/2022.jsonl", Records(RecordType::Transfer), Format::JsonLines),
            ("actors/a/b/c.json", Records(RecordType::Actor), Format::Json),
            ("actors/dataset.yaml", Records(RecordType::Actor), Format::Yaml),
            ("actors/readme.yaml", Records(RecordType::Actor), Format::Yaml),
        ] {
            assert_eq!(role(path), Role::Read(content, format), "{path}");
        }
        for path in [
            ".git/config",
            ".DS_Store",
            "actors/.x.yaml.swp",
            "actors/x.yaml~",
            "#actors.yaml#",
            "README.md",
            "README",
            "LICENSE-MIT.md",
            "Licence.txt",
            "CITATION.cff",
            "docs/how.md",
            "transfers/Thumbs.db",
        ] {
            assert_eq!(role(path), Role::Ignore, "{path}");
        }
        for (path, why) in [
            ("transfer.yaml", Misplacement::Table { name: "transfer".to_owned() }),
            ("actor/x.yaml", Misplacement::Table { name: "actor".to_owned() }),
            ("transfers.2022.yaml", Misplacement::Table { name: "transfers.2022".to_owned() }),
            ("notes.txt", Misplacement::Table { name: "notes".to_owned() }),
            ("", Misplacement::Table { name: String::new() }),
            ("transfers.yalm", Misplacement::Extension),
            ("transfers/x.YAML", Misplacement::Extension),
            ("transfers/notes.txt", Misplacement::Extension),
            ("actors", Misplacement::Extension),
            ("dataset.jsonl", Misplacement::Extension),
        ] {
            assert_eq!(role(path), Role::Misplaced(why), "{path}");
        }
    }
}
