//! Runs the rules. Knows scopes, not rules.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use tallybook_diagnostics::{Finding, Findings, Meter, MissingFile, Phase, Severity, Summary, TextCounts};
use tallybook_reader::{Archive, Archived, Lines, Part, Problem, ProblemKind, Reading, Stream, StreamError};
use tallybook_schema::record::SeveritySetting;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType};

use crate::context::unopened;
use crate::gathered::{Gathered, Hasher, Used};
use crate::pass::{Counts, Flood, Look, Plan, Planned, Run, cut_short, look_at, made_before};
use crate::waiving::{Gaps, unjudged, waive, waivers_at};
use crate::{Baseline, CheckedQuote, Context, RULES, Rule, Scope, TextAt, WaiverAt, Wanted, text};

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
    /// Which findings are made where a rule has more than anybody reads.
    pub listed: Listed,
    /// What an earlier release published, to hold the dataset against.
    pub baseline: Option<Baseline>,
    /// What is told how far the check has come.
    pub meter: &'static Meter,
}

impl Settings {
    /// Every rule, as of a day.
    pub fn new(today: Day) -> Self {
        let meter = Meter::none();
        Self { today, select: Vec::new(), ignore: Vec::new(), listed: Listed::Most, baseline: None, meter }
    }

    fn skips(&self, rule: &Rule, texts: &TextCounts) -> Option<Skip> {
        let code = rule.info.code;
        if is_among(code, &self.ignore) {
            Some(Skip::Wanted("ignored on request"))
        } else if !self.select.is_empty() && !is_among(code, &self.select) {
            Some(Skip::Wanted("not selected"))
        } else if self.baseline.is_none() && matches!(rule.scope, Scope::Baseline(_)) {
            Some(Skip::Lacking("no earlier release to compare with"))
        } else if texts.at_hand + texts.unfit == 0 && rule.needs_texts() {
            Some(Skip::Lacking("no archived text at hand"))
        } else {
            None
        }
    }
}

/// Whether a rule is one of those that are selected, if any are, and none of those to be ignored; both by codes or
/// their beginnings.
pub fn is_chosen(code: &str, select: &[String], ignore: &[String]) -> bool {
    (select.is_empty() || is_among(code, select)) && !is_among(code, ignore)
}

fn is_among(code: &str, codes: &[String]) -> bool {
    codes.iter().any(|named| code.get(..named.len()).is_some_and(|code| code.eq_ignore_ascii_case(named)))
}

/// Which findings are made where a rule has more than a thousand. What a rule finds that a waiver names is made always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Every one.
    Every,
    /// Every error and warning; of infos the first, which stands for all.
    Most,
    /// So many of the first errors and warnings; of infos the first. Of fewer than a thousand infos not many more are made
    /// than so many of each type of record.
    First(usize),
}

fn flood(severity: Severity, listed: Listed, is_waived: bool) -> Flood {
    match (listed, severity) {
        _ if is_waived => Flood::Keep,
        (Listed::Every, _) | (Listed::Most, Severity::Error | Severity::Warning) => Flood::Keep,
        (Listed::First(count), Severity::Info) => Flood::SumUp { shown: Some(count) },
        (Listed::Most, Severity::Info) => Flood::SumUp { shown: None },
        (Listed::First(count), _) => Flood::First(count),
    }
}

/// Why a rule that broke off did not see everything.
const BROKEN: &str = "the rule broke off";

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
    let lines = Lines::default();
    let mut run = Checking::new(reading, &lines, settings);
    let mut context = Context::new(reading, settings.today, Used::none(&reading.dataset));
    run.look_at_all(&context);
    context.take(run.gathered());
    run.finish(&context)
}

/// What kept something from being read, each with what the rules say of it and their codes.
pub fn findings_of_problems(
    reading: &Reading,
    today: Day,
) -> impl Iterator<Item = (&Problem, Vec<(&'static str, Finding)>)> {
    let context = Context::new(reading, today, Used::none(&reading.dataset));
    reading.problems.iter().map(move |problem| {
        let said = RULES.iter().filter_map(|rule| match rule.scope {
            Scope::Reading(look)
            | Scope::Written { problem: look, .. }
            | Scope::Worded { problem: look, .. } => Some((rule.info.code, look(&context, problem)?)),
            _ => None,
        });
        (problem, said.collect())
    })
}

/// Checks a dataset whose transfers are read part by part: first they, then the other records, which may refer to
/// any of them, and then what takes several records, with those transfers read again that this needs.
///
/// # Errors
/// When the transfers cannot be read, or not part by part; [`StreamError::Unfit`] also where rules have to look at
/// everything at once: with archived texts at hand, and where all rests on one source.
pub fn check_in_parts(
    reading: &Reading,
    stream: &Stream,
    settings: &Settings,
) -> Result<(Outcome, Lines), StreamError> {
    if reading.archive.at_hand() > 0 || reading.dataset.sources.len() < 2 {
        return Err(StreamError::Unfit);
    }
    let rest = Context::new(reading, settings.today, Used::none(&reading.dataset));
    let plan = Checking::new(reading, &Lines::default(), settings).plan;
    let takes_single = |scope| matches!(scope, Scope::Across { wanted: Wanted::Single(_), .. });
    if plan.rules.iter().any(|planned| takes_single(planned.rule.scope)) {
        // Before threads would have to wait for them.
        rest.withdrawn();
        rest.claimed();
    }
    let mut all = Look::default();
    settings.meter.begin_within(Phase::Checking, stream.extent());
    let look = |part: &Part| {
        let dataset = Dataset { transfers: part.transfers.clone(), ..reading.dataset.clone() };
        let numbers: Vec<usize> = dataset.numbers(RecordType::Transfer).collect();
        let look = look_at(&rest.of_part(&dataset), &plan, RecordType::Transfer, &numbers);
        settings.meter.add(numbers.len() as u64);
        settings.meter.pass(part.extent);
        look
    };
    let lines = stream.each(look, |look| all.append(look))?;
    let outcome = {
        let mut run = Checking { plan, ..Checking::new(reading, &lines, settings) };
        let mut context = rest.with_transfers(&lines);
        run.look_at_all(&context);
        run.add(all);
        context.take(run.gathered());
        let (wanted, with_evidence) = run.wanted(&context);
        let evidence = |number: usize| with_evidence.contains(&number);
        let transfers = stream.transfers_with(&lines, &wanted, evidence).map_err(StreamError::Read)?;
        let dataset = Dataset { transfers, ..reading.dataset.clone() };
        let gathered = std::mem::take(&mut context.gathered);
        let mut part = context.of_part(&dataset);
        part.take(gathered);
        run.finish(&part)
    };
    Ok((outcome, lines))
}

/// What becomes of a description of the dataset that cannot be read.
const NOTHING_TAKEN: &str =
    "until this is mended, nothing of the file counts: no waiver, no setting of `checks`, not the title";

/// A run of the rules that is under way.
pub(crate) struct Checking<'a> {
    reading: &'a Reading,
    lines: &'a Lines,
    pub(crate) settings: &'a Settings,
    pub(crate) plan: Plan,
    gaps: Gaps,
    found: Vec<Finding>,
    quotes: Vec<CheckedQuote>,
    gathered: Gathered,
    summary: Summary,
}

impl<'a> Checking<'a> {
    /// Plans which rules run.
    pub(crate) fn new(reading: &'a Reading, lines: &'a Lines, settings: &'a Settings) -> Self {
        let manifest = &reading.dataset.manifest;
        let count = |t| reading.dataset.count(t) + if t == RecordType::Transfer { lines.count } else { 0 };
        let mut summary = Summary {
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            files: reading.files.iter().filter(|(_, file)| !file.is_outside()).count(),
            records: RecordType::ALL.map(|t| (t, count(t))).to_vec(),
            unread_records: reading.unread.len() + lines.unread.len(),
            today: settings.today.to_string(),
            texts: texts(&reading.archive, &reading.dataset),
            ..Summary::default()
        };
        // Of a file that was not even opened, nobody can count the records.
        let lacks_records = summary.unread_records > 0
            || reading.problems.iter().any(|problem| unopened(reading, problem).is_some());
        let (mut plan, mut gaps) = (Plan::default(), Gaps::new());
        for rule in RULES {
            let code = rule.info.code;
            let setting = manifest.checks.severity.get(code);
            let skipped = match setting {
                Some(SeveritySetting::Off) => Some(Skip::Wanted("switched off in dataset.yaml")),
                _ => settings.skips(rule, &summary.texts),
            };
            // What keeps records from being read is said whatever was chosen: without them the run fails.
            let says_what_is_unread = lacks_records && rule.is_about_reading();
            if let Some(skip) = skipped.filter(|_| !says_what_is_unread) {
                let (Skip::Wanted(why) | Skip::Lacking(why)) = skip;
                summary.rules_skipped.push((code, why.to_owned()));
                if let Skip::Lacking(why) = skip {
                    gaps.insert(code, why);
                }
            } else {
                summary.rules_run.push(code);
                let severity = severity(rule, setting.copied());
                let is_waived = manifest.waivers.iter().any(|waiver| waiver.code.eq_ignore_ascii_case(code));
                plan.rules.push(Planned::new(rule, severity, flood(severity, settings.listed, is_waived)));
                gaps.extend(partly(lacks_records, rule, &summary.texts).map(|why| (code, why)));
            }
        }
        let (found, quotes, gathered) = (Vec::new(), Vec::new(), Gathered::default());
        Self { reading, lines, settings, plan, gaps, found, quotes, gathered, summary }
    }

    /// Looks at all records that are at hand.
    fn look_at_all(&mut self, context: &Context<'_>) {
        let meter = self.settings.meter;
        let look = |(t, numbers): (RecordType, Vec<usize>)| {
            let look = look_at(context, &self.plan, t, &numbers);
            meter.add(numbers.len() as u64);
            look
        };
        meter.begin(Phase::Checking, Some(context.dataset.len() as u64));
        // Whoever is done first takes over what is left, chunk by chunk.
        let records =
            || chunks(context.dataset).into_par_iter().with_max_len(1).map(look).collect::<Vec<_>>();
        let (looks, runs) = rayon::join(records, || self.statements(context));
        for look in looks {
            self.add(look);
        }
        for run in runs {
            self.add_run(run);
        }
    }

    /// Looks at all statements together, and adds findings that rules of single records made before.
    pub(crate) fn look_at_statements(&mut self, context: &Context<'_>, found: &[&Finding]) {
        let (runs, found) = rayon::join(|| self.statements(context), || self.made_before(found));
        self.found.extend(found);
        for run in runs {
            self.add_run(run);
        }
    }

    /// Adds what came of looking at some records.
    pub(crate) fn add(&mut self, look: Look) {
        self.add_run(look.run);
        self.gathered.append(look.gathered);
        self.count(look.counts, &look.quotes);
        self.quotes.extend(look.quotes);
    }

    /// Adds what came of looking at some records before, but for the findings.
    pub(crate) fn add_again(
        &mut self,
        broken: &[&'static str],
        counts: Counts,
        quotes: &[CheckedQuote],
        gathered: &Gathered,
    ) {
        self.gaps.extend(broken.iter().map(|&code| (code, BROKEN)));
        self.gathered.extend_from(gathered);
        self.count(counts, quotes);
        self.quotes.extend_from_slice(quotes);
    }

    fn count(&mut self, counts: Counts, quotes: &[CheckedQuote]) {
        let summary = &mut self.summary;
        summary.facts += counts.facts;
        summary.evidence += counts.evidence;
        let verified = quotes.iter().filter(|quote| quote.place.is_some()).count();
        summary.quotes.verified += verified;
        summary.quotes.failed += quotes.len() - verified;
        summary.quotes.unchecked += counts.quotes - quotes.len();
    }

    /// Those that stay of findings that rules of single records made before.
    fn made_before(&self, findings: &[&Finding]) -> Vec<Finding> {
        let mut of_rules: HashMap<&str, Vec<&Finding>, Hasher> = HashMap::default();
        for finding in findings {
            of_rules.entry(finding.code).or_default().push(finding);
        }
        let rules = self.plan.rules.iter();
        rules
            .flat_map(|planned| {
                let of_rule = of_rules.remove(planned.rule.info.code).unwrap_or_default();
                made_before(planned, of_rule)
            })
            .collect()
    }

    fn add_run(&mut self, run: Run) {
        let (found, broken) = run.into_parts();
        self.found.extend(found);
        self.gaps.extend(broken.into_iter().map(|code| (code, BROKEN)));
    }

    /// What was gathered of all records, in their order.
    pub(crate) fn gathered(&mut self) -> Gathered {
        let mut gathered = std::mem::take(&mut self.gathered);
        gathered.sort();
        gathered
    }

    /// The transfers that rules want to see again, and those of them that they want to see with their evidence.
    fn wanted(&self, context: &Context<'_>) -> (Vec<usize>, HashSet<usize>) {
        let of_rule = |planned: &Planned| match planned.rule.scope {
            Scope::Across { wanted: Wanted::Gathered(wanted), .. } => Some(wanted(context)),
            _ => None,
        };
        let of_rules: Vec<Vec<usize>> =
            self.plan.rules.par_iter().with_max_len(1).filter_map(of_rule).collect();
        let with_evidence = &context.gathered().wanted;
        let mut wanted: Vec<usize> = of_rules.iter().flatten().chain(with_evidence).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        (wanted, with_evidence.iter().copied().collect())
    }

    /// Runs the rules that take more than one record, and closes.
    pub(crate) fn finish(mut self, context: &Context<'_>) -> Outcome {
        for run in self.whole(context) {
            self.add_run(run);
        }
        cut_short(&self.plan, &mut self.found);
        let matched = waive(context, &mut self.found);
        let waivers = waivers_at(context, &matched, &self.summary.rules_run, &self.gaps);
        self.summary.waivers_unjudged = unjudged(context, &waivers, &self.gaps);
        self.found.extend(look_at_waivers(context, &self.plan.rules, &waivers));
        Outcome { findings: self.found, quotes: self.quotes, summary: self.summary }
    }

    /// The rules that look at all statements together.
    fn statements(&self, context: &Context<'_>) -> Vec<Run> {
        let run = |planned: &Planned| {
            let Scope::Statements(look) = planned.rule.scope else { return None };
            let mut run = Run::default();
            run.of(planned, |out| look(context, out));
            Some(run)
        };
        self.plan.rules.par_iter().with_max_len(1).filter_map(run).collect()
    }

    /// The rules that look at the reading, at the dataset as a whole or at an earlier release.
    fn whole(&self, context: &Context<'_>) -> Vec<Run> {
        let problems = || self.reading.problems.iter().chain(&self.lines.problems);
        let lacks_manifest = |problem: &Problem| {
            problem.kind == ProblemKind::NoManifest || self.reading.voids_manifest(problem)
        };
        let takes_manifest = !problems().any(lacks_manifest);
        let look_at_problems = |look: fn(&Context<'_>, &Problem) -> Option<Finding>, out: &mut Findings| {
            let find = |problem| {
                let finding = look(context, problem)?;
                let voids_manifest = self.reading.voids_manifest(problem);
                Some(if voids_manifest { finding.note(NOTHING_TAKEN) } else { finding })
            };
            out.extend(problems().chain(&self.reading.remarks).filter_map(find));
        };
        let look_at_manifest = |look: fn(&Context<'_>, &TextAt<'_>, &mut Findings), out: &mut Findings| {
            if takes_manifest {
                text::visit_manifest(&context.dataset.manifest, &mut |text| look(context, &text, out));
            }
        };
        let run = |planned: &Planned| {
            let mut run = Run::default();
            match planned.rule.scope {
                Scope::Reading(look) | Scope::Written { problem: look, .. } => {
                    run.of(planned, |out| look_at_problems(look, out));
                }
                Scope::Worded { problem, text } => run.of(planned, |out| {
                    look_at_problems(problem, out);
                    look_at_manifest(text, out);
                }),
                Scope::Dataset(look) | Scope::Across { look, .. } => {
                    run.of(planned, |out| look(context, out));
                }
                Scope::Baseline(look) => {
                    if let Some(baseline) = &self.settings.baseline {
                        run.of(planned, |out| look(context, baseline, out));
                    }
                }
                Scope::Text(look) => run.of(planned, |out| look_at_manifest(look, out)),
                Scope::Listed { description: look, .. } => {
                    run.of(planned, |out| look(&context.dataset.manifest, out));
                }
                _ => {}
            }
            run
        };
        self.plan.rules.par_iter().with_max_len(1).map(run).collect()
    }
}

/// The archived texts that the sources name, by whether they are at hand.
fn texts(archive: &Archive, dataset: &Dataset) -> TextCounts {
    let count = |wanted: fn(&Archived) -> bool| archive.texts().iter().filter(|text| wanted(text)).count();
    let is_missing = |index: usize| matches!(archive.of(index), Archived::Missing);
    let missing = dataset.sources.numbered().filter(|(index, _)| is_missing(*index));
    let files = missing.filter_map(|(_, source)| {
        Some(MissingFile { file: source.text.as_ref()?.file.clone(), meant: None })
    });
    TextCounts {
        at_hand: archive.at_hand(),
        unfit: count(|text| matches!(text, Archived::Different { .. } | Archived::Refused(_))),
        missing: count(|text| matches!(text, Archived::Missing)),
        missing_folder: archive.missing_folder().map(|folder| folder.display().to_string()),
        missing_files: files.take(TextCounts::LISTED).collect(),
    }
}

/// Why a rule that runs does not see all that it looks at; `None` if it does.
fn partly(lacks_records: bool, rule: &Rule, texts: &TextCounts) -> Option<&'static str> {
    if lacks_records {
        Some("not every record read")
    } else if texts.missing + texts.unfit > 0 && rule.needs_texts() {
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
