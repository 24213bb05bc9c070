//! What the rules about the shape of single values share: which of them speaks of a problem, and how
//! what was probably meant is offered.

use tallybook_diagnostics::{Finding, Fix, Place};
use tallybook_reader::{Found, Problem, ProblemKind};
use tallybook_schema::value::{Date, DateErrorKind, ValueError, value_type};

use crate::wording::shown;

/// What a value that cannot be read is. Each has one rule, so that no value is reported twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A word for a missing value (X004).
    Sentinel,
    /// No date (D001).
    Date,
    /// An interval that ends before it starts (D002).
    ReversedInterval,
    /// No term of its vocabulary (S007).
    Term,
    /// Anything else (S004).
    Value,
}

/// Words for a missing value, in lower case.
const SENTINELS: [&str; 22] = [
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "??",
    "???",
    "..",
    "...",
    "…",
    "n/a",
    "n.a.",
    "na",
    "#n/a",
    "null",
    "nil",
    "none",
    "nan",
    "unknown",
    "undefined",
];

/// Words for a value that is still to come, in lower case.
const TO_COME: [&str; 6] = ["tbd", "tba", "tbc", "todo", "fixme", "xxx"];

/// What the value is of which a problem tells; `None` for problems of another kind.
pub(crate) fn fault(problem: &Problem) -> Option<Fault> {
    match &problem.kind {
        // `na` is Namibia in small letters.
        ProblemKind::BadValue { type_name: "Country", error, .. } if error.suggestion().is_some() => {
            Some(Fault::Value)
        }
        ProblemKind::BadValue { text, .. } | ProblemKind::WrongType { found: Found::Text(text), .. }
            if is_sentinel(text) =>
        {
            Some(Fault::Sentinel)
        }
        ProblemKind::UnknownTerm { term, vocabulary, .. } if !vocabulary.is_empty() && is_sentinel(term) => {
            Some(Fault::Sentinel)
        }
        ProblemKind::BadValue { type_name: "Date" | "Day", text, .. } => match text.parse::<Date>() {
            Err(error) if error.kind() == DateErrorKind::Reversed => Some(Fault::ReversedInterval),
            _ => Some(Fault::Date),
        },
        ProblemKind::UnknownTerm { .. } => Some(Fault::Term),
        ProblemKind::BadValue { .. } | ProblemKind::WrongType { .. } => Some(Fault::Value),
        _ => None,
    }
}

fn is_sentinel(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    SENTINELS.contains(&lower.as_str()) || is_to_come(&lower)
}

/// Whether a text stands for a value that is still to come.
pub(crate) fn is_to_come(text: &str) -> bool {
    TO_COME.contains(&text.trim().to_lowercase().as_str())
}

/// Longer texts are more than a placeholder.
const LONGEST_PLACEHOLDER: usize = "FIXME".len();

/// Whether a text that people read stands for one that is still to come: dots and question marks alone, or a word that
/// an editor left. `Todo` is a word of Spanish and its neighbours.
pub(crate) fn is_placeholder(text: &str) -> bool {
    // Nearly every text is longer.
    if text.len() > LONGEST_PLACEHOLDER {
        return false;
    }
    let is_sign = |c: char| matches!(c, '?' | '.' | '…' | '-' | '–' | '—');
    match text {
        "" | "Todo" => false,
        _ => text.eq_ignore_ascii_case("n/a") || is_to_come(text) || text.chars().all(is_sign),
    }
}

/// What a value of a type is called: `a quantity`.
pub(crate) fn label(type_name: &str) -> &'static str {
    value_type(type_name).map_or("what is wanted here", |value_type| value_type.label)
}

/// Says what was probably meant and offers to write it; else how such a value is written.
pub(crate) fn suggest(finding: Finding, place: &Place, type_name: &str, error: &ValueError) -> Finding {
    match (error.suggestion(), value_type(type_name)) {
        (Some(meant), _) => finding
            .help(format!("write {} if that is what is meant", shown(meant)))
            .fix(Fix::replace(format!("write {}", shown(meant)), place.clone(), meant)),
        (None, Some(value_type)) => {
            finding.help(format!("write {} as in `{}`", value_type.label, value_type.example))
        }
        (None, None) => finding.help("write the value as the note says"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(type_name: &'static str, text: &str, expected: Fault) {
        let error = value_type(type_name).and_then(|value_type| value_type.explain(text)).unwrap();
        let kind = ProblemKind::BadValue { type_name, text: text.to_owned(), error, is_own_id: false };
        assert_eq!(fault(&Problem { place: Place::Dataset, kind }), Some(expected), "{type_name} {text}");
    }

    #[test]
    fn each_bad_value_has_one_rule() {
        for text in ["N/A", "-", "--", "?", "..", "null", "none", "unknown", "TBD", "", " ", "NA"] {
            check("Date", text, Fault::Sentinel);
        }
        check("Quantity", "n/a", Fault::Sentinel);
        check("Quantity", "0x10", Fault::Value);
        check("Country", "na", Fault::Value);
        check("Country", "n/a", Fault::Sentinel);
        check("Date", "2022-13", Fault::Date);
        check("Day", "2022-11", Fault::Date);
        check("Date", "2022-11/2022-08", Fault::ReversedInterval);
        check("ActorId", "?", Fault::Sentinel);
        check("ActorId", "North Land", Fault::Value);
    }

    #[test]
    fn a_placeholder_is_all_of_a_text() {
        for text in ["TODO", "todo", "TBD", "tbc", "FIXME", "xxx", "N/A", "n/a", "???", "?", "…", "...", "-"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "Todo", "TODO el", "XXX Corps", "TBD-1", "NA", "None", "Unknown", "A-1", "?!"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn a_term_and_a_list_can_be_a_sentinel_too() {
        let of = |kind| fault(&Problem { place: Place::Dataset, kind });
        let term = |vocabulary, term: &str| ProblemKind::UnknownTerm {
            vocabulary,
            term: term.to_owned(),
            known: &[],
        };
        assert_eq!(of(term("stage", "TBD")), Some(Fault::Sentinel));
        assert_eq!(of(term("stage", "delivred")), Some(Fault::Term));
        assert_eq!(of(term("", "none")), Some(Fault::Term));
        let list = |text: &str| ProblemKind::WrongType {
            found: Found::Text(text.to_owned()),
            expected: "a list".to_owned(),
        };
        assert_eq!(of(list("n/a")), Some(Fault::Sentinel));
        assert_eq!(of(list("north")), Some(Fault::Value));
        assert_eq!(of(ProblemKind::NoManifest), None);
    }
}
