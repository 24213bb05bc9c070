//! One look at records: the rules that look at one record, or at parts of one, and what is gathered for the others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use tallybook_diagnostics::{Finding, Findings, Place, RecordKey, Severity};
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block};
use tallybook_schema::record::Record;
use tallybook_text::{Match, Text};

use crate::gathered::Gathered;
use crate::{
    At, CheckedQuote, CitedAt, Context, EvidenceAt, FieldAt, QuoteResult, Rule, Scope, quotes, text,
};

/// The rules that run.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) rules: Vec<Planned>,
}

/// A rule that runs.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) rule: &'static Rule,
    severity: Severity,
    /// Whether many findings of the rule are summed up in one.
    sums_up: bool,
    /// The findings of the rule so far, if they may be summed up.
    found: AtomicUsize,
}

/// More findings of a rule than this are summed up in one, if it is one of severity info.
const MOST_LISTED: usize = 1000;

impl Planned {
    pub(crate) fn new(rule: &'static Rule, severity: Severity, sums_up: bool) -> Self {
        Self { rule, severity, sums_up, found: AtomicUsize::new(0) }
    }

    /// Whether the findings so far are so many that all that counts of more is their number, and the first of them.
    fn is_flooded(&self) -> bool {
        self.sums_up && self.found.load(Ordering::Relaxed) > MOST_LISTED
    }
}

/// Leaves one finding of each rule that finds something nearly everywhere: the first of the dataset, which says for
/// how many it stands.
pub(crate) fn sum_up(plan: &Plan, findings: &mut Vec<Finding>) {
    for planned in plan.rules.iter().filter(|planned| planned.is_flooded()) {
        let code = planned.rule.info.code;
        let first = findings.iter().enumerate().filter(|(_, finding)| finding.code == code).min_by(|a, b| {
            a.1.primary.place.cmp(&b.1.primary.place).then_with(|| a.1.message.cmp(&b.1.message))
        });
        let Some((first, _)) = first else { continue };
        let count = planned.found.load(Ordering::Relaxed);
        findings[first].count = count;
        findings[first].notes.push(format!(
            "this is the first of {count} findings of {code}, for all of which it stands; `--all` lists each"
        ));
        let mut position = 0;
        findings.retain(|finding| {
            position += 1;
            finding.code != code || position == first + 1
        });
    }
}

/// What was looked at.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) facts: usize,
    pub(crate) evidence: usize,
    pub(crate) quotes: usize,
}

/// What came of looking at some records.
#[derive(Default)]
pub(crate) struct Look {
    pub(crate) run: Run,
    pub(crate) counts: Counts,
    pub(crate) quotes: Vec<CheckedQuote>,
    pub(crate) gathered: Gathered,
}

/// What rules have found, and which of them broke off.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) findings: Findings,
    broken: Vec<&'static str>,
}

impl Run {
    /// Runs a rule and stamps its findings. A rule that panics is itself a finding that names the rule.
    pub(crate) fn of(&mut self, planned: &Planned, look: impl FnOnce(&mut Findings)) {
        let code = planned.rule.info.code;
        let from = self.findings.len();
        self.findings.begin(planned.is_flooded());
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
        if planned.sums_up {
            let found = self.findings.len() - from + self.findings.counted();
            let before = planned.found.fetch_add(found, Ordering::Relaxed);
            if before + found > MOST_LISTED {
                self.findings.keep_first_since(from);
            }
        }
        for finding in self.findings.since(from) {
            finding.code = code;
            finding.severity = severity;
        }
    }

    /// The findings, and the rules that broke off.
    pub(crate) fn into_parts(self) -> (Vec<Finding>, impl Iterator<Item = (&'static str, &'static str)>) {
        (self.findings.into_vec(), self.broken.into_iter().map(|code| (code, "the rule broke off")))
    }
}

/// Looks at records of one type, by their numbers.
pub(crate) fn look_at(
    context: &Context<'_>,
    plan: &Plan,
    record_type: RecordType,
    numbers: &[usize],
) -> Look {
    let mut run = Run::default();
    let mut gathered = Gathered::default();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for &number in numbers {
        let first = blocks.len();
        block::add_blocks_of(context.dataset, record_type, number, &mut blocks);
        gathered.look(context, &blocks[first..]);
    }
    let cited = cited(context, &blocks);
    // Several rules look at every text, and the places of all of them are many.
    let mut texts = Vec::new();
    if plan.rules.iter().any(|planned| matches!(planned.rule.scope, Scope::Text(_))) {
        for block in &blocks {
            text::visit(context, block, &mut |text| texts.push(text));
        }
    }
    for planned in &plan.rules {
        run.of(planned, |out| match planned.rule.scope {
            Scope::Source(look) => each(context, record_type, numbers, out, look),
            Scope::Actor(look) => each(context, record_type, numbers, out, look),
            Scope::Equipment(look) => each(context, record_type, numbers, out, look),
            Scope::Deal(look) => each(context, record_type, numbers, out, look),
            Scope::Transfer(look) => each(context, record_type, numbers, out, look),
            Scope::Statement(look) => each(context, record_type, numbers, out, look),
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
                    for &index in numbers {
                        let record = &context.dataset.sources[index];
                        look(context, At { record, index }, context.archive.of(index), out);
                    }
                }
            }
            Scope::Text(look) => texts.iter().for_each(|text| look(context, text, out)),
            Scope::Reading(_)
            | Scope::Dataset(_)
            | Scope::Across { .. }
            | Scope::Baseline(_)
            | Scope::Waiver(_) => {}
        });
    }
    let evidence = || blocks.iter().flat_map(|block| block.evidence);
    let counts = Counts {
        facts: blocks.iter().flat_map(|block| &block.fields).filter(|field| field.def.is_fact()).count(),
        evidence: evidence().count(),
        quotes: evidence().filter(|e| quotes::quoted(e).is_some()).count(),
    };
    let quotes = cited.iter().filter_map(Cited::checked).collect();
    Look { run, counts, quotes, gathered }
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
    numbers: &[usize],
    out: &mut Findings,
    look: fn(&Context<'_>, At<'_, T>, &mut Findings),
) {
    if T::TYPE == record_type {
        for &index in numbers {
            look(context, At { record: &T::of(context.dataset)[index], index }, out);
        }
    }
}
