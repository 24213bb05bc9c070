//! Runs the rules. Knows scopes, not rules.

use rayon::prelude::*;
use tallybook_diagnostics::{Finding, Severity, Summary, TextCounts};
use tallybook_reader::{Archive, Archived, Reading};
use tallybook_schema::record::SeveritySetting;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType};

use crate::gathered::Gathered;
use crate::pass::{Look, Planned, Run, look_at};
use crate::waiving::{Gaps, unjudged, waive, waivers_at};
use crate::{Baseline, CheckedQuote, Context, RULES, Rule, Scope, WaiverAt, text};

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
    let mut context = Context::new(reading, settings.today);
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

    let looks: Vec<Look> = chunks(&reading.dataset)
        .into_par_iter()
        .map(|(t, numbers)| look_at(&context, &plan, t, &numbers))
        .collect();
    let (mut findings, mut quotes, mut gathered) = (Vec::new(), Vec::new(), Gathered::default());
    for Look { run, counts, quotes: checked, gathered: more } in looks {
        let (part, broken) = run.into_parts();
        findings.extend(part);
        gaps.extend(broken);
        gathered.append(more);
        summary.facts += counts.facts;
        summary.evidence += counts.evidence;
        let verified = checked.iter().filter(|quote| quote.place.is_some()).count();
        summary.quotes.verified += verified;
        summary.quotes.failed += checked.len() - verified;
        summary.quotes.unchecked += counts.quotes - checked.len();
        quotes.extend(checked);
    }
    gathered.sort();
    context.take(gathered);
    let (part, broken) = whole(&context, reading, settings.baseline.as_ref(), &plan).into_parts();
    findings.extend(part);
    gaps.extend(broken);
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

fn severity(rule: &Rule, setting: Option<SeveritySetting>) -> Severity {
    match setting {
        Some(SeveritySetting::Info) => Severity::Info,
        Some(SeveritySetting::Warning) => Severity::Warning,
        Some(SeveritySetting::Error) => Severity::Error,
        Some(SeveritySetting::Off) | None => rule.info.severity,
    }
}

/// The records of a dataset, so many at a time as one task looks at.
fn chunks(dataset: &Dataset) -> Vec<(RecordType, Vec<usize>)> {
    let of_type = |t| {
        let numbers: Vec<usize> = dataset.numbers(t).collect();
        numbers.chunks(CHUNK).map(|numbers| (t, numbers.to_vec())).collect::<Vec<_>>()
    };
    RecordType::ALL.into_iter().flat_map(of_type).collect()
}

/// The rules that look at the reading, at the dataset as a whole or at an earlier release.
fn whole(context: &Context<'_>, reading: &Reading, baseline: Option<&Baseline>, plan: &[Planned]) -> Run {
    let mut run = Run::default();
    for planned in plan {
        match planned.rule.scope {
            Scope::Reading(look) => {
                run.of(planned, |out| out.extend(reading.problems.iter().filter_map(look)));
            }
            Scope::Dataset(look) | Scope::Across { look, .. } => run.of(planned, |out| look(context, out)),
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
