//! Runs the rules. Knows scopes, not rules.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use tallybook_diagnostics::{
    Finding, Findings, Meter, Phase, Place, RecordKey, Severity, Summary, TextCounts,
};
use tallybook_reader::{Archive, Archived, Reading};
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block};
use tallybook_schema::record::{Record, SeveritySetting};
use tallybook_schema::value::Day;
use tallybook_text::{Match, Text};

use crate::waiving::{Gaps, unjudged, waive, waivers_at};
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
    /// What is told how far the check has come.
    pub meter: &'static Meter,
}

impl Settings {
    /// Every rule, as of a day.
    pub fn new(today: Day) -> Self {
        Self { today, select: Vec::new(), ignore: Vec::new(), baseline: None, meter: Meter::none() }
    }

    fn skips(&self, rule: &Rule, texts: &TextCounts) -> Option<Skip> {
        let code = rule.info.code;
        let matches = |codes: &[String]| {
            codes
                .iter()
                .any(|prefix| code.get(..prefix.len()).is_some_and(|c| c.eq_ignore_ascii_case(prefix)))
        };
        if matches(&self.ignore) {
            Some(Skip::Wanted("ignored on request"))
        } else if !self.select.is_empty() && !matches(&self.select) {
            Some(Skip::Wanted("not selected"))
        } else if self.baseline.is_none() && matches!(rule.scope, Scope::Baseline(_)) {
            Some(Skip::Lacking("no earlier release to compare with"))
        } else if texts.at_hand + texts.unfit == 0 && needs_texts(rule) {
            Some(Skip::Lacking("no archived text at hand"))
        } else {
            None
        }
    }
}

/// Why a rule does not run.
#[derive(Debug, Clone, Copy)]
enum Skip {
    /// Somebody wants it so.
    Wanted(&'static str),
    /// What it looks at is not there.
    Lacking(&'static str),
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
    settings.meter.begin(Phase::Checking, Some(reading.dataset.len() as u64));
    let context = Context::new(reading, settings.today);
    let mut gaps = Gaps::new();
    for rule in RULES {
        let code = rule.info.code;
        let setting = manifest.checks.severity.get(code);
        let skipped = match setting {
            Some(SeveritySetting::Off) => Some(Skip::Wanted("switched off in dataset.yaml")),
            _ => settings.skips(rule, &summary.texts),
        };
        if let Some(skip) = skipped {
            let (Skip::Wanted(why) | Skip::Lacking(why)) = skip;
            summary.rules_skipped.push((code, why.to_owned()));
            if let Skip::Lacking(why) = skip {
                gaps.insert(code, why);
            }
        } else {
            summary.rules_run.push(code);
            plan.push(Planned { rule, severity: severity(rule, setting.copied()) });
            gaps.extend(partly(&context, rule, &summary.texts).map(|why| (code, why)));
        }
    }

    let (mut findings, broken) = whole(&context, reading, settings.baseline.as_ref(), &plan).into_parts();
    gaps.extend(broken);
    let look = |(record_type, range): (RecordType, Range<usize>)| {
        let count = range.len() as u64;
        let part = records(&context, &plan, record_type, range);
        settings.meter.add(count);
        part
    };
    let parts: Vec<(Run, Counts, Vec<CheckedQuote>)> = chunks(reading).into_par_iter().map(look).collect();
    let mut quotes = Vec::new();
    for (run, counts, checked) in parts {
        let (part, broken) = run.into_parts();
        findings.extend(part);
        gaps.extend(broken);
        summary.facts += counts.facts;
        summary.evidence += counts.evidence;
        let verified = checked.iter().filter(|quote| quote.place.is_some()).count();
        summary.quotes.verified += verified;
        summary.quotes.failed += checked.len() - verified;
        summary.quotes.unchecked += counts.quotes - checked.len();
        quotes.extend(checked);
    }
    let matched = waive(&context, &mut findings);
    let waivers = waivers_at(&context, &matched, &summary.rules_run, &gaps);
    summary.waivers_unjudged = unjudged(&context, &waivers, &gaps);
    findings.extend(look_at_waivers(&context, &plan, &waivers));
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

/// Whether a rule looks at archived texts.
fn needs_texts(rule: &Rule) -> bool {
    matches!(rule.scope, Scope::Cited(_) | Scope::Archived(_))
}

/// Why a rule that runs does not see all that it looks at; `None` if it does.
fn partly(context: &Context<'_>, rule: &Rule, texts: &TextCounts) -> Option<&'static str> {
    if context.lacks_records() {
        Some("not every record read")
    } else if texts.missing + texts.unfit > 0 && needs_texts(rule) {
        Some("not every archived text at hand")
    } else {
        None
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

/// What rules have found, and which of them broke off.
#[derive(Default)]
struct Run {
    findings: Findings,
    broken: Vec<&'static str>,
}

impl Run {
    /// Runs a rule and stamps its findings. A rule that panics is itself a finding that names the rule.
    fn of(&mut self, planned: &Planned, look: impl FnOnce(&mut Findings)) {
        let code = planned.rule.info.code;
        let from = self.findings.len();
        let mut severity = planned.severity;
        if catch_unwind(AssertUnwindSafe(|| look(&mut self.findings))).is_err() {
            let message = format!("rule {code} broke off, so it did not look at everything");
            let finding = Finding::new(Place::Dataset, message)
                .note("this is a fault of Tallybook, not of the dataset")
                .help("report it, with the dataset if you can");
            self.findings.push(finding);
            self.broken.push(code);
            severity = Severity::Error;
        }
        for finding in self.findings.since(from) {
            finding.code = code;
            finding.severity = severity;
        }
    }

    /// The findings, and the rules that broke off.
    fn into_parts(self) -> (Vec<Finding>, impl Iterator<Item = (&'static str, &'static str)>) {
        (self.findings.into_vec(), self.broken.into_iter().map(|code| (code, "the rule broke off")))
    }
}

/// The rules that look at the reading, at the dataset as a whole or at an earlier release.
fn whole(context: &Context<'_>, reading: &Reading, baseline: Option<&Baseline>, plan: &[Planned]) -> Run {
    let mut run = Run::default();
    for planned in plan {
        match planned.rule.scope {
            Scope::Reading(look) => {
                run.of(planned, |out| out.extend(reading.problems.iter().filter_map(look)));
            }
            Scope::Dataset(look) => run.of(planned, |out| look(context, out)),
            Scope::Baseline(look) => {
                if let Some(baseline) = baseline {
                    run.of(planned, |out| look(context, baseline, out));
                }
            }
            Scope::Text(look) => run.of(planned, |out| {
                text::visit_manifest(&context.dataset.manifest, &mut |text| look(context, &text, out));
            }),
            _ => {}
        }
    }
    run
}

/// The rules that look at records or parts of them, for a run of records of one type.
fn records(
    context: &Context<'_>,
    plan: &[Planned],
    record_type: RecordType,
    range: Range<usize>,
) -> (Run, Counts, Vec<CheckedQuote>) {
    let mut run = Run::default();
    let blocks: Vec<Block<'_>> =
        range.clone().flat_map(|index| block::blocks_of(context.dataset, record_type, index)).collect();
    let cited = cited(context, &blocks);
    // Several rules look at every text, and the places of all of them are many.
    let mut texts = Vec::new();
    if plan.iter().any(|planned| matches!(planned.rule.scope, Scope::Text(_))) {
        for block in &blocks {
            text::visit(context, block, &mut |text| texts.push(text));
        }
    }
    for planned in plan {
        run.of(planned, |out| match planned.rule.scope {
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
            Scope::Text(look) => texts.iter().for_each(|text| look(context, text, out)),
            Scope::Reading(_) | Scope::Dataset(_) | Scope::Baseline(_) | Scope::Waiver(_) => {}
        });
    }
    let evidence = || blocks.iter().flat_map(|block| block.evidence);
    let counts = Counts {
        facts: blocks.iter().flat_map(|block| &block.fields).filter(|field| field.def.is_fact()).count(),
        evidence: evidence().count(),
        quotes: evidence().filter(|e| quotes::quoted(e).is_some()).count(),
    };
    (run, counts, cited.iter().filter_map(Cited::checked).collect())
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

/// The rules that look at waivers.
fn look_at_waivers(context: &Context<'_>, plan: &[Planned], waivers: &[WaiverAt<'_>]) -> Vec<Finding> {
    let mut run = Run::default();
    for planned in plan {
        if let Scope::Waiver(look) = planned.rule.scope {
            run.of(planned, |out| waivers.iter().for_each(|at| look(context, at, out)));
        }
    }
    run.findings.into_vec()
}
