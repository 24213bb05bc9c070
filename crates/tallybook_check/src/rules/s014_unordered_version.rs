//! S014: the version of the dataset does not say which of two releases is the newer one.

use tallybook_diagnostics::{Finding, Findings, Fix, Place};

use crate::shape::is_placeholder;
use crate::wording::shown;
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S014",
    "unordered-version",
    "the version of the dataset does not say which of two releases is the newer one",
    include_str!("s014_unordered_version.md"),
    Scope::Dataset(check),
)
.sql(Sql::Not("looks at the description in `dataset.yaml`"));

fn check(context: &Context<'_>, out: &mut Findings) {
    let version = context.dataset.manifest.version.as_deref().unwrap_or_default().trim();
    if version.is_empty() || is_placeholder(version) || has_order(version) {
        return;
    }
    let place = Place::Manifest("/version".to_owned());
    let finding = Finding::new(place.clone(), format!("{} is no version that has an order", shown(version)))
        .note("readers and tools cannot tell by it which of two releases is the newer one");
    out.push(match meant(version) {
        Some(meant) => finding
            .help(format!("did you mean `{meant}`?"))
            .fix(Fix::replace(format!("write `{meant}`"), place, meant)),
        None => finding.help(
            "write numbers that rise with every release, as `1.2.0` (Semantic Versioning), or a date, as `2026-01-31`",
        ),
    });
}

/// Whether a version begins with a number and goes on in the letters and signs of a version: `1.2.0`, `1.10`,
/// `2026-01-31`, `2.0.0-rc.1+build`.
fn has_order(version: &str) -> bool {
    version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))
}

/// The version without the word before its number, and with hyphens for spaces.
fn meant(version: &str) -> Option<String> {
    let number = version.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number = number.trim_start_matches(['.', '-', '_', ' ', ':']);
    let meant = number.split_whitespace().collect::<Vec<_>>().join("-");
    has_order(&meant).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_other_words() {
        for version in [
            "1",
            "1.0",
            "1.10",
            "0.1.0",
            "1.0.0-rc.1",
            "1.0.0+build.5",
            "1.0rc1",
            "2026",
            "2026.01",
            "2026-01-31",
            "20260131",
        ] {
            assert!(has_order(version), "{version}");
        }
        for (version, expected) in [
            ("v1", Some("1")),
            ("V1.2.0", Some("1.2.0")),
            ("version 1.2", Some("1.2")),
            ("release-3", Some("3")),
            ("Ver. 2.0", Some("2.0")),
            ("1.0 beta", Some("1.0-beta")),
            ("latest", None),
            ("draft", None),
            ("final", None),
            ("beta", None),
            ("1,5", None),
            ("January 2026!", None),
            ("²", None),
        ] {
            assert!(!has_order(version), "{version}");
            assert_eq!(meant(version).as_deref(), expected, "{version}");
        }
    }
}
