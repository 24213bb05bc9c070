//! Runs the rules. Knows scopes, not rules.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use tallybook_diagnostics::{Finding, Findings, Place, RecordKey, Severity, Summary, TextCounts, WaivedBy};
use tallybook_reader::{Archive, Archived, Reading};
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block};
use tallybook_schema::record::{Record, SeveritySetting, Waiver};
use tallybook_schema::value::Day;
use tallybook_text::{Match, Text};

use crate::{
    At, Baseline, CheckedQuote, CitedAt, Context, EvidenceAt, FieldAt, QuoteResult, RULES, Rule, Scope,
    WaiverAt, quotes, text,
};

/// Records that one task looks at.
const CHUNK: usize = 256;

/// What to run, and as of which day.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The day that counts as today.
    pub today: Day,
    /// Codes or beginnings of codes; when there are any, only these rules run.
    pub select: Vec<String>,
    /// Codes or beginnings of codes of rules that do not run.
    pub ignore: Vec<String>,
    /// What an earlier release published, to hold the dataset against.
    pub baseline: Option<Baseline>,
}

impl Settings {
    /// Every rule, as of a day.
    pub fn new(today: Day) -> Self {
        Self { today, select: Vec::new(), ignore: Vec::new(), baseline: None }
    }

    fn skips(&self, rule: &Rule, texts: &TextCounts) -> Option<&'static str> {
        let code = rule.info.code;
        let matches = |codes: &[String]| {
            codes
                .iter()
                .any(|prefix| code.get(..prefix.len()).is_some_and(|c| c.eq_ignore_ascii_case(prefix)))
        };
        if matches(&self.ignore) {
            Some("ignored on request")
        } else if !self.select.is_empty() && !matches(&self.select) {
            Some("not selected")
        } else if self.baseline.is_none() && matches!(rule.scope, Scope::Baseline(_)) {
            Some("no earlier release to compare with")
        } else if texts.at_hand + texts.unfit == 0
            && matches!(rule.scope, Scope::Cited(_) | Scope::Archived(_))
        {
            Some("no archived text at hand")
        } else {
            None
        }
    }
}

/// What a run of the rules gave.
#[derive(Debug)]
pub struct Outcome {
    /// The findings, waived ones included, in no particular order.
    pub findings: Vec<Finding>,
    /// The quotes whose archived text was at hand.
    pub quotes: Vec<CheckedQuote>,
    /// What was done.
    pub summary: Summary,
}

/// Checks a dataset.
pub fn check(reading: &Reading, settings: &Settings) -> Outcome {
    let manifest = &reading.dataset.manifest;
    let mut plan = Vec::new();
    let mut summary = Summary {
        title: manifest.title.clone(),
        version: manifest.version.clone(),
        files: reading.files.iter().filter(|(_, file)| !file.is_outside()).count(),
        records: RecordType::ALL.map(|t| (t, reading.dataset.count(t))).to_vec(),
        unread_records: reading.unread.len(),
        today: settings.today.to_string(),
        texts: texts(&reading.archive),
        ..Summary::default()
    };
    for rule in RULES {
        let code = rule.info.code;
        let setting = manifest.checks.severity.get(code);
        let skipped = match setting {
            Some(SeveritySetting::Off) => Some("switched off in dataset.yaml"),
            _ => settings.skips(rule, &summary.texts),
        };
        if let Some(why) = skipped {
            summary.rules_skipped.push((code, why.to_owned()));
        } else {
            summary.rules_run.push(code);
            plan.push(Planned { rule, severity: severity(rule, setting.copied()) });
        }
    }

    let context = Context::new(reading, settings.today);
    let mut findings = whole(&context, reading, settings.baseline.as_ref(), &plan);
    let parts: Vec<(Vec<Finding>, Counts, Vec<CheckedQuote>)> =
        chunks(reading).into_par_iter().map(|(t, range)| records(&context, &plan, t, range)).collect();
    let mut quotes = Vec::new();
    for (part, counts, checked) in parts {
        findings.extend(part);
        summary.facts += counts.facts;
        summary.evidence += counts.evidence;
        let verified = checked.iter().filter(|quote| quote.place.is_some()).count();
        summary.quotes.verified += verified;
        summary.quotes.failed += checked.len() - verified;
        summary.quotes.unchecked += counts.quotes - checked.len();
        quotes.extend(checked);
    }
    let matched = waive(&context, &mut findings);
    findings.extend(waivers(&context, &plan, &matched));
    Outcome { findings, quotes, summary }
}

/// The archived texts that the sources name, by whether they are at hand.
fn texts(archive: &Archive) -> TextCounts {
    let count = |wanted: fn(&Archived) -> bool| archive.texts().iter().filter(|text| wanted(text)).count();
    TextCounts {
        at_hand: archive.at_hand(),
        unfit: count(|text| matches!(text, Archived::Different { .. } | Archived::Refused(_))),
        missing: count(|text| matches!(text, Archived::Missing)),
        missing_folder: archive.missing_folder().map(|folder| folder.display().to_string()),
    }
}

struct Planned {
    rule: &'static Rule,
    severity: Severity,
}

#[derive(Default)]
struct Counts {
    facts: usize,
    evidence: usize,
    quotes: usize,
}

fn severity(rule: &Rule, setting: Option<SeveritySetting>) -> Severity {
    match setting {
        Some(SeveritySetting::Info) => Severity::Info,
        Some(SeveritySetting::Warning) => Severity::Warning,
        Some(SeveritySetting::Error) => Severity::Error,
        Some(SeveritySetting::Off) | None => rule.info.severity,
    }
}

fn chunks(reading: &Reading) -> Vec<(RecordType, Range<usize>)> {
    RecordType::ALL
        .into_iter()
        .flat_map(|t| {
            let count = reading.dataset.count(t);
            (0..count).step_by(CHUNK).map(move |start| (t, start..count.min(start + CHUNK)))
        })
        .collect()
}

/// Runs a rule and stamps its findings. A rule that panics is itself a finding that names the rule.
fn run(planned: &Planned, findings: &mut Findings, look: impl FnOnce(&mut Findings)) {
    let from = findings.len();
    if catch_unwind(AssertUnwindSafe(|| look(findings))).is_err() {
        let code = planned.rule.info.code;
        let finding =
            Finding::new(Place::Dataset, format!("rule {code} broke off, so it did not look at everything"))
                .note("this is a fault of Tallybook, not of the dataset")
                .help("report it, with the dataset if you can");
        findings.push(finding);
        for finding in findings.since(from) {
            finding.code = code;
            finding.severity = Severity::Error;
        }
        return;
    }
    for finding in findings.since(from) {
        finding.code = planned.rule.info.code;
        finding.severity = planned.severity;
    }
}

/// The rules that look at the reading, at the dataset as a whole or at an earlier release.
fn whole(
    context: &Context<'_>,
    reading: &Reading,
    baseline: Option<&Baseline>,
    plan: &[Planned],
) -> Vec<Finding> {
    let mut findings = Findings::default();
    for planned in plan {
        match planned.rule.scope {
            Scope::Reading(look) => {
                run(planned, &mut findings, |out| out.extend(reading.problems.iter().filter_map(look)));
            }
            Scope::Dataset(look) => run(planned, &mut findings, |out| look(context, out)),
            Scope::Baseline(look) => {
                if let Some(baseline) = baseline {
                    run(planned, &mut findings, |out| look(context, baseline, out));
                }
            }
            Scope::Text(look) => run(planned, &mut findings, |out| {
                text::visit_manifest(&context.dataset.manifest, &mut |text| look(context, &text, out));
            }),
            _ => {}
        }
    }
    findings.into_vec()
}

/// The rules that look at records or parts of them, for a run of records of one type.
fn records(
    context: &Context<'_>,
    plan: &[Planned],
    record_type: RecordType,
    range: Range<usize>,
) -> (Vec<Finding>, Counts, Vec<CheckedQuote>) {
    let mut findings = Findings::default();
    let blocks: Vec<Block<'_>> =
        range.clone().flat_map(|index| block::blocks_of(context.dataset, record_type, index)).collect();
    let cited = cited(context, &blocks);
    for planned in plan {
        run(planned, &mut findings, |out| match planned.rule.scope {
            Scope::Source(look) => each(context, record_type, &range, out, look),
            Scope::Actor(look) => each(context, record_type, &range, out, look),
            Scope::Equipment(look) => each(context, record_type, &range, out, look),
            Scope::Deal(look) => each(context, record_type, &range, out, look),
            Scope::Transfer(look) => each(context, record_type, &range, out, look),
            Scope::Statement(look) => each(context, record_type, &range, out, look),
            Scope::Block(look) => blocks.iter().for_each(|block| look(context, block, out)),
            Scope::Field(look) => {
                for block in &blocks {
                    for &field in &block.fields {
                        look(context, &FieldAt { block, field }, out);
                    }
                }
            }
            Scope::Evidence(look) => {
                for block in &blocks {
                    for (number, evidence) in block.evidence.iter().enumerate() {
                        look(context, &EvidenceAt { block, evidence, number }, out);
                    }
                }
            }
            Scope::Cited(look) => cited.iter().for_each(|cited| look(context, &cited.at(context), out)),
            Scope::Archived(look) => {
                if record_type == RecordType::Source {
                    for index in range.clone() {
                        let record = &context.dataset.sources[index];
                        look(context, At { record, index }, context.archive.of(index), out);
                    }
                }
            }
            Scope::Text(look) => {
                for block in &blocks {
                    text::visit(context, block, &mut |text| look(context, &text, out));
                }
            }
            Scope::Reading(_) | Scope::Dataset(_) | Scope::Baseline(_) | Scope::Waiver(_) => {}
        });
    }
    let evidence = || blocks.iter().flat_map(|block| block.evidence);
    let counts = Counts {
        facts: blocks.iter().flat_map(|block| &block.fields).filter(|field| field.def.is_fact()).count(),
        evidence: evidence().count(),
        quotes: evidence().filter(|e| quotes::quoted(e).is_some()).count(),
    };
    (findings.into_vec(), counts, cited.iter().filter_map(Cited::checked).collect())
}

/// A piece of evidence whose archived text is at hand.
struct Cited<'a> {
    at: EvidenceAt<'a>,
    source: usize,
    text: &'a Text,
    quote: Option<QuoteResult>,
}

/// The evidence of blocks whose archived text is at hand, with what came of looking for the quotes.
fn cited<'a>(context: &'a Context<'_>, blocks: &'a [Block<'a>]) -> Vec<Cited<'a>> {
    let evidence = blocks.iter().flat_map(|block| {
        let numbered = block.evidence.iter().enumerate();
        numbered.map(move |(number, evidence)| EvidenceAt { block, evidence, number })
    });
    evidence
        .filter_map(|at| {
            let (source, text) = quotes::text_of(context, at.evidence)?;
            Some(Cited { at, source, text, quote: quotes::look_up(text, at.evidence) })
        })
        .collect()
}

impl Cited<'_> {
    fn at(&self, context: &Context<'_>) -> CitedAt<'_> {
        let file = context.archive.file(self.source);
        CitedAt { at: self.at, text: self.text, file, quote: self.quote.as_ref() }
    }

    fn checked(&self) -> Option<CheckedQuote> {
        let EvidenceAt { block, number, .. } = self.at;
        Some(CheckedQuote {
            record: RecordKey { record_type: block.record_type, index: block.index },
            block: block.pointer.clone(),
            number,
            source: self.source,
            place: self.quote.as_ref()?.places.first().map(Match::range),
        })
    }
}

fn each<T: Record>(
    context: &Context<'_>,
    record_type: RecordType,
    range: &Range<usize>,
    out: &mut Findings,
    look: fn(&Context<'_>, At<'_, T>, &mut Findings),
) {
    if T::TYPE == record_type {
        for index in range.clone() {
            look(context, At { record: &T::of(context.dataset)[index], index }, out);
        }
    }
}

/// Marks the findings that a waiver accepts. Gives the number of findings that each accepts.
fn waive(context: &Context<'_>, findings: &mut [Finding]) -> Vec<usize> {
    let waivers = &context.dataset.manifest.waivers;
    let mut matched = vec![0; waivers.len()];
    for finding in findings {
        let accepting = waivers.iter().enumerate().find(|(_, waiver)| accepts(context, waiver, finding));
        if let Some((index, waiver)) = accepting {
            matched[index] += 1;
            let reason = waiver.reason.clone().unwrap_or_default();
            finding.waived = Some(WaivedBy { index, reason });
        }
    }
    matched
}

/// Whether a waiver accepts a finding: same code, same record, same value or one inside it, and not
/// past its date. A waiver without a reason accepts nothing.
fn accepts(context: &Context<'_>, waiver: &Waiver, finding: &Finding) -> bool {
    let place = &finding.primary.place;
    let record = place
        .record()
        .and_then(|key| Some((key.record_type, context.dataset.id(key.record_type, key.index)?)));
    let same_record = waiver.record.as_ref().is_none_or(|r| record == Some((r.record_type, r.id.as_str())));
    let same_path = waiver.path.as_ref().is_none_or(|path| {
        let pointer = place.pointer().unwrap_or_default();
        pointer.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    waiver.code.eq_ignore_ascii_case(finding.code)
        && waiver.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
        && waiver.until.is_none_or(|until| context.today <= until)
        && same_record
        && same_path
}

/// The rules that look at waivers.
fn waivers(context: &Context<'_>, plan: &[Planned], matched: &[usize]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for planned in plan {
        let Scope::Waiver(look) = planned.rule.scope else { continue };
        run(planned, &mut findings, |out| {
            for (index, (waiver, &matched)) in
                context.dataset.manifest.waivers.iter().zip(matched).enumerate()
            {
                let rule_ran = plan.iter().any(|p| p.rule.info.code.eq_ignore_ascii_case(&waiver.code));
                look(context, &WaiverAt { waiver, index, matched, rule_ran }, out);
            }
        });
    }
    findings.into_vec()
}
