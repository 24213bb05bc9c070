//! S002: a field that does not exist where it stands.

use tallybook_diagnostics::{Finding, Fix};
use tallybook_reader::{Problem, ProblemKind};

use crate::wording::{nearest, only_nearest, shown, values};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S002",
    "unknown-field",
    "a field that does not exist where it stands",
    include_str!("s002_unknown_field.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    if let ProblemKind::NamedList { name } = &problem.kind {
        return Some(
            Finding::new(problem.place.clone(), format!("the name {} stands above a list of records", shown(name)))
                .note("a file is a list of records, of the type that its name says; under a name of their own, none is read")
                .help(format!("take {} out, so that the file begins with the list; put records of another type into a file of their own", shown(name))),
        );
    }
    let ProblemKind::UnknownField { field, known, present, alone } = &problem.kind else { return None };
    let place = problem.place.clone();
    let finding = Finding::new(place.clone(), format!("there is no field {} here", shown(field)))
        .note("nobody would ever read what it says, so the record is not read until this is settled");
    let finding = match field.chars().find(|c| c.is_whitespace() && !c.is_ascii()) {
        Some(space) => {
            let code = format!("U+{:04X}", u32::from(space));
            let with_code = field.replace(space, &format!("<{code}>"));
            finding.note(format!(
                "it holds {code}, which looks like a space and is a letter of the name: {}",
                shown(&with_code)
            ))
        }
        None => finding,
    };
    let is_present = |name: &&str| present.contains(name);
    Some(match meant(field, known) {
        Some((name, _)) if is_present(&name) => finding.help(format!(
            "`{name}` stands here already: correct it if this is what was meant, and take {} out",
            shown(field)
        )),
        Some((name, Some(value))) => {
            let whole = format!("{name}: {value}");
            let finding = finding
                .note("a name and its value are parted by `:` and a space; without the space all of it is the name")
                .help(format!("write {} if that is what is meant", shown(&whole)));
            if *alone && value.starts_with(can_begin_a_value) {
                finding.fix(Fix::source(format!("write {}", shown(&whole)), place, whole))
            } else {
                finding
            }
        }
        Some((name, None)) => {
            let finding = finding.help(format!("write `{name}` if that is what is meant"));
            match only_nearest(field, known.iter().copied()) {
                Some(name) if !holds_more(field, name) => {
                    finding.fix(Fix::replace(format!("write `{name}`"), place, name))
                }
                _ => finding,
            }
        }
        None if known.contains(&"note") => finding
            .help(format!("the fields here are {}; what fits no other can go into `note`", values(*known))),
        None => finding.help(format!("the fields here are {}", values(*known))),
    })
}

/// The field that a name stands for which does not exist, and the value that it holds if the space behind its `:` is
/// missing.
pub(super) fn meant<'k, 'f>(field: &'f str, known: &[&'k str]) -> Option<(&'k str, Option<&'f str>)> {
    let (name, value) = match field.split_once([':', '：']) {
        Some((name, value)) => (name, Some(value.trim())),
        None => (field, None),
    };
    Some((nearest(name.trim(), known.iter().copied())?, value))
}

/// Whether a name holds other words besides the one that is meant, which would be lost with it.
fn holds_more(field: &str, name: &str) -> bool {
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    words(field) > words(name)
}

/// Whether a value of YAML without quotes can begin so.
fn can_begin_a_value(c: char) -> bool {
    c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repair_takes_no_words_away() {
        for (field, name) in
            [("recepient", "recipient"), ("on behalf of", "on_behalf_of"), ("total\u{a0}", "total")]
        {
            assert!(!holds_more(field, name), "{field}");
        }
        for (field, name) in [("name Port North", "name"), ("name=Port", "name"), ("total (about)", "total")]
        {
            assert!(holds_more(field, name), "{field}");
        }
    }

    #[test]
    fn a_value_without_its_space_is_kept() {
        let known = ["name", "country"];
        assert_eq!(meant("name:Port North", &known), Some(("name", Some("Port North"))));
        assert_eq!(meant("nane：\u{a0}Port", &known), Some(("name", Some("Port"))));
        assert_eq!(meant("nane", &known), Some(("name", None)));
        assert_eq!(meant("weather:fine", &known), None);
    }
}
