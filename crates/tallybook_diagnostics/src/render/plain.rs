//! A finding as plain text, for formats that have one field for all that it says.

use crate::{Located, Place, Report};

/// The message, then what is said of places that cannot be pointed at, the notes and the help, each on
/// a line of its own.
pub(super) fn lines(report: &Report<'_>, located: &Located) -> String {
    let finding = &located.finding;
    let notes = elsewhere(report, located).into_iter().chain(finding.notes.iter().cloned());
    let notes = notes.map(|note| format!("note: {note}"));
    let fix = finding.fix.iter().map(|fix| &fix.title);
    let fix = fix.filter(|title| !finding.help.iter().any(|help| help.contains(*title)));
    let help = finding.help.iter().chain(fix).map(|help| format!("help: {help}"));
    std::iter::once(finding.message.clone()).chain(notes).chain(help).collect::<Vec<_>>().join("\n")
}

/// Related places without a line, as notes: there is nothing to point at.
pub(super) fn elsewhere(report: &Report<'_>, located: &Located) -> Vec<String> {
    let related = located.finding.related.iter().enumerate();
    related
        .filter(|(i, label)| located.related.get(*i).is_none_or(Option::is_none) && !label.text.is_empty())
        .map(|(_, label)| match label.place {
            Place::File(file) | Place::Span { file, .. } => {
                format!("{}: {}", report.path(file).unwrap_or_default(), label.text)
            }
            _ => label.text.clone(),
        })
        .collect()
}

/// `Q001 items-miss-total`, or the code alone if nothing is known of the rule.
pub(super) fn rule_title(report: &Report<'_>, code: &str) -> String {
    match report.rule(code) {
        Some(rule) => format!("{code} {}", rule.name),
        None => code.to_owned(),
    }
}
