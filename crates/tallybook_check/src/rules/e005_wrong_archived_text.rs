//! E005: a file that is not the archived text which its source names.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_reader::{Archived, Refusal};
use tallybook_schema::record::Source;

use crate::wording::shown;
use crate::{At, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E005",
    "wrong-archived-text",
    "the archived text is not the one that its source names",
    include_str!("e005_wrong_archived_text.md"),
    Scope::Archived(check),
);

fn check(_: &Context<'_>, source: At<'_, Source>, archived: &Archived, out: &mut Findings) {
    let Some(named) = &source.record.text else { return };
    let file = shown(&named.file);
    let finding = match archived {
        Archived::Different { sha256 } => Finding::new(
            source.place("/text/sha256"),
            format!("the text {file} has another SHA-256 than `{}` gives", source.id),
        )
        .label("the digest of the text that was cited")
        .note(format!("the file has `{sha256}`"))
        .help(
            "put the text that was cited back; if this is a better copy of it, compare every quote and then \
             write its digest",
        ),
        Archived::Refused(refusal) => {
            Finding::new(source.place("/text/file"), format!("the text {file} {}", why(*refusal)))
                .help("put the text as a file of plain UTF-8 below the archive folder")
        }
        Archived::Unnamed | Archived::Missing | Archived::AtHand(_) => return,
    };
    out.push(finding.note("its quotes were not compared with it"));
}

fn why(refusal: Refusal) -> String {
    match refusal {
        Refusal::Outside => "lies outside the archive folder, where nothing is read".to_owned(),
        Refusal::Link => "is reached by a symbolic link, which is not followed".to_owned(),
        Refusal::NotAFile => "is not a regular file".to_owned(),
        Refusal::TooLarge { limit } => format!("is larger than the {limit} bytes that are read"),
        Refusal::NotUtf8 => "is not UTF-8".to_owned(),
    }
}
