//! What the rules say of evidence that was cited.

use tallybook_diagnostics::render::{text, visible_line};
use tallybook_diagnostics::{Located, Place, RecordKey, Severity};
use tallybook_reader::Reading;

use super::Added;
use crate::Verdict;
use crate::cli::{CheckOptions, CiteArgs};
use crate::output::{Output, Style};
use crate::run::{self, Checked};

/// The rules that hold a value against the words of its quotes.
const SAYING: [&str; 3] = ["E006", "E007", "E008"];

/// What the rules say of the evidence that is added, and how it ends.
///
/// Those that hold a value against its quotes are content if another piece has it; what is cited is also judged alone.
pub(super) fn judge(
    reading: &Reading,
    added: &Added,
    args: &CiteArgs,
    output: &Output,
) -> anyhow::Result<(Verdict, String)> {
    let mut answer = String::new();
    let among_others = check(reading, added, false, args)?;
    let mut report = among_others.report();
    report.findings.to_mut().retain(|found| is_about(found, added.record, &added.pointer()));
    // The others may have comments that only a person can take out.
    let alone = check(reading, added, true, args);
    let mut judged: Vec<Located> =
        alone.as_ref().map_or_else(|_| Vec::new(), |alone| alone.findings().to_vec());
    judged.retain(|found| {
        is_about(found, added.record, &format!("{}/0", added.list))
            && SAYING.contains(&found.finding.code)
            && report.findings.iter().all(|other| other.finding.code != found.finding.code)
    });
    if report.findings.is_empty() && judged.is_empty() {
        answer.push_str(match alone {
            Ok(_) => "no rule finds fault with it\n",
            Err(_) => "no rule finds fault with it beside the other evidence; by itself it was not judged\n",
        });
    }
    if !report.findings.is_empty() {
        let options = text::TextOptions {
            colour: output.colour,
            unicode: output.unicode,
            width: output.width,
            limit: None,
        };
        answer.push_str(&format!("\n{}", text::render(&report, &options)));
    }
    for Located { finding, .. } in &judged {
        let label = output.style(Style::Yellow, &format!("by itself[{}]", finding.code));
        answer.push_str(&format!("{label}: {}\n", visible_line(&finding.message)));
    }
    Ok((if report.fails(false) { Verdict::Findings } else { Verdict::Clean }, answer))
}

fn check(reading: &Reading, added: &Added, alone: bool, args: &CiteArgs) -> anyhow::Result<Checked> {
    let mut after = run::revised(reading, &added.write(reading, alone)?);
    run::attach_archive(&mut after, &args.dataset, args.archive.as_deref())?;
    run::check_reading(after, &args.dataset, &CheckOptions::default())
}

/// Whether a finding is a fault of a piece of evidence.
fn is_about(found: &Located, record: RecordKey, evidence: &str) -> bool {
    let finding = &found.finding;
    let inside = |pointer: &str| {
        pointer.strip_prefix(evidence).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut labels = std::iter::once(&finding.primary).chain(&finding.related);
    finding.severity != Severity::Info
        && finding.waived.is_none()
        && labels.any(|label| {
            matches!(&label.place, Place::Record { key, pointer, .. } if *key == record && inside(pointer))
        })
}
