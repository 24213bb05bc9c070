//! S001: a file is not UTF-8, or not well-formed YAML or JSON.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Problem, ProblemKind};

use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S001",
    "malformed-file",
    "a file is not UTF-8, or not well-formed YAML or JSON",
    include_str!("s001_malformed_file.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let place = problem.place.clone();
    Some(match &problem.kind {
        ProblemKind::NotUtf8 { utf16: true, .. } => Finding::new(place, "the file is UTF-16, not UTF-8")
            .note("nothing in it is read until it is converted")
            .help("save it as UTF-8, or convert it with `iconv -f UTF-16 -t UTF-8`"),
        ProblemKind::NotUtf8 { byte, of_line: true, .. } => {
            Finding::new(place, format!("the byte 0x{byte:02X} is not UTF-8 here"))
                .note("the line may be in an older encoding, such as Windows-1252; nothing on it is read until it is converted")
                .help("save it as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` converts a file of which no line is UTF-8 yet")
        }
        ProblemKind::NotUtf8 { byte, .. } => {
            Finding::new(place, format!("the byte 0x{byte:02X} is not UTF-8 here"))
                .note("the file may be in an older encoding, such as Windows-1252; nothing in it is read until it is converted")
                .help("save it as UTF-8, or convert it with `iconv -f WINDOWS-1252 -t UTF-8`")
        }
        ProblemKind::Syntax { format, message, help } => {
            Finding::new(place, format!("this is not well-formed {format}: {message}"))
                .note("nothing in the file, or on this line of JSON Lines, is read until it is repaired")
                .help(*help)
        }
        _ => return None,
    })
}
