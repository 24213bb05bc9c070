//! `JUnit`'s XML, as services of continuous integration read it: a suite for each group of rules, a test
//! case for each rule.
//!
//! A case fails if its rule found something that fails the run. What does not fail it (information,
//! waived findings, warnings unless strict) is the output of the case. A rule that did not run is a
//! skipped case, with the reason.

use super::plain::rule_title;
use super::text::{TextOptions, finding};
use super::visible::visible;
use super::words::count;
use crate::{Located, Report};

/// The findings of one group of rules.
struct Suite {
    name: &'static str,
    cases: Vec<Case>,
}

/// The findings of one rule.
struct Case {
    name: String,
    outcome: Outcome,
    output: String,
}

enum Outcome {
    Passed,
    Failed { message: String, text: String },
    Skipped { reason: String },
}

/// A report as `JUnit`'s XML. With `strict` warnings fail, as they fail the run.
pub fn render(report: &Report<'_>, strict: bool) -> String {
    let suites = suites(report, strict);
    let cases: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).collect();
    let mut lines = vec![
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        format!("<testsuites name=\"Tallybook\" {}>", counts(&cases)),
    ];
    for suite in &suites {
        let cases: Vec<&Case> = suite.cases.iter().collect();
        lines.push(format!("  <testsuite name=\"{}\" {}>", attribute(suite.name), counts(&cases)));
        for case in cases {
            let class = attribute(&format!("tallybook.{}", suite.name));
            lines.push(format!("    <testcase name=\"{}\" classname=\"{class}\">", attribute(&case.name)));
            match &case.outcome {
                Outcome::Passed => {}
                Outcome::Failed { message, text } => {
                    let (message, text) = (attribute(message), escape(text));
                    lines.push(format!("      <failure message=\"{message}\">{text}</failure>"));
                }
                Outcome::Skipped { reason } => {
                    lines.push(format!("      <skipped message=\"{}\"/>", attribute(reason)));
                }
            }
            if !case.output.is_empty() {
                lines.push(format!("      <system-out>{}</system-out>", escape(&case.output)));
            }
            lines.push("    </testcase>".to_owned());
        }
        lines.push("  </testsuite>".to_owned());
    }
    lines.extend(["</testsuites>".to_owned(), String::new()]);
    lines.join("\n")
}

/// A case for every rule, and for every code that findings have and no rule has.
fn suites(report: &Report<'_>, strict: bool) -> Vec<Suite> {
    let mut suites: Vec<Suite> = Vec::new();
    let mut add = |group: &'static str, code: &str| {
        let case = case(report, code, strict);
        match suites.iter_mut().find(|suite| suite.name == group) {
            Some(suite) => suite.cases.push(case),
            None => suites.push(Suite { name: group, cases: vec![case] }),
        }
    };
    for rule in &report.rules {
        add(rule.group_title(), rule.code);
    }
    let mut strangers: Vec<&str> = report.findings.iter().map(|located| located.finding.code).collect();
    strangers.retain(|code| report.rule(code).is_none());
    strangers.sort_unstable();
    strangers.dedup();
    for code in strangers {
        add("other", code);
    }
    suites
}

fn case(report: &Report<'_>, code: &str, strict: bool) -> Case {
    let options = TextOptions::default();
    let of_rule = || report.findings.iter().filter(|located| located.finding.code == code);
    let (failing, others): (Vec<&Located>, Vec<&Located>) =
        of_rule().partition(|located| located.finding.fails(strict));
    let text = |findings: &[&Located]| {
        findings.iter().map(|located| finding(report, located, &options)).collect::<Vec<_>>().join("\n")
    };
    let skipped = report.summary.rules_skipped.iter().find(|(skipped, _)| *skipped == code);
    let outcome = match (failing.first(), skipped) {
        (Some(first), _) => Outcome::Failed {
            message: match failing.len() {
                1 => first.finding.message.clone(),
                number => {
                    format!("{}, the first: {}", count(number, "finding", "findings"), first.finding.message)
                }
            },
            text: text(&failing),
        },
        (None, Some((_, reason))) => Outcome::Skipped { reason: reason.clone() },
        (None, None) if others.is_empty() && !report.summary.rules_run.contains(&code) => {
            Outcome::Skipped { reason: "did not run".to_owned() }
        }
        (None, None) => Outcome::Passed,
    };
    Case { name: rule_title(report, code), outcome, output: text(&others) }
}

fn counts(cases: &[&Case]) -> String {
    let failures = cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed { .. })).count();
    let skipped = cases.iter().filter(|case| matches!(case.outcome, Outcome::Skipped { .. })).count();
    format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"", cases.len())
}

/// Text between tags. What XML has no way to hold is written out by [`visible`] before.
fn escape(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text between quotation marks, where a line end would be read as a space.
fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;").replace('\n', "&#10;")
}
