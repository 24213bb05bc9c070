//! One look at records: the rules that look at one record, or at parts of one, and what is gathered for the others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use tallybook_diagnostics::{Finding, Findings, Place, RecordKey, Severity};
use tallybook_reader::Archived;
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block};
use tallybook_schema::record::{Record, Source};
use tallybook_text::{Match, Text};

use crate::gathered::Gathered;
use crate::quotes::{look_up, text_of};
use crate::rule::Piece;
use crate::{
    At, BlockAt, CheckedQuote, CitedAt, Context, EvidenceAt, QuoteResult, Rule, Scope, TextAt, ValueAt,
    Wanted, text, values,
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
    pub(crate) severity: Severity,
    flood: Flood,
    /// The findings of the rule so far, unless all are kept.
    found: AtomicUsize,
    /// By the type of records, up to which of them there are as many findings as are shown.
    enough: [AtomicUsize; RecordType::ALL.len()],
}

/// What becomes of the findings of a rule that has more than [`MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flood {
    /// All are kept.
    Keep,
    /// So many of the first are kept, and the others counted.
    First(usize),
    /// The first stands for all.
    SumUp {
        /// Where not even of fewer all are shown: how many.
        shown: Option<usize>,
    },
}

/// More findings of a rule than this are a flood.
const MOST: usize = 1000;

/// Records that all rules look at, one after the other, before the next: so few that the processor keeps them at hand.
const AT_ONCE: usize = 32;

impl Plan {
    /// The same rules, of which every finding is kept.
    pub(crate) fn keeping_all(&self) -> Self {
        let keeping = |planned: &Planned| Planned::new(planned.rule, planned.severity, Flood::Keep);
        Self { rules: self.rules.iter().map(keeping).collect() }
    }
}

impl Planned {
    pub(crate) fn new(rule: &'static Rule, severity: Severity, flood: Flood) -> Self {
        let enough = RecordType::ALL.map(|_| AtomicUsize::new(usize::MAX));
        Self { rule, severity, flood, found: AtomicUsize::new(0), enough }
    }

    /// How many findings are kept if there is a flood of them.
    fn first(&self) -> Option<usize> {
        match self.flood {
            Flood::Keep => None,
            Flood::First(count) => Some(count),
            Flood::SumUp { .. } => Some(1),
        }
    }

    /// Whether records need no more be shown to have findings, as there are enough in those before them.
    fn has_enough_before(&self, records: Option<Numbered<'_>>) -> bool {
        let Some((record_type, [first, ..])) = records else { return false };
        *first > self.enough[record_type as usize].load(Ordering::Relaxed)
    }

    /// Takes down that so many findings of records up to these are kept.
    fn note_kept(&self, kept: usize, records: Option<Numbered<'_>>) {
        if let (Flood::SumUp { shown: Some(shown) }, Some((record_type, [.., last]))) = (self.flood, records)
            && kept >= shown
        {
            self.enough[record_type as usize].fetch_min(*last, Ordering::Relaxed);
        }
    }

    /// Whether some findings may have been counted and not kept.
    fn may_lack_some(&self) -> bool {
        let has_enough = |enough: &AtomicUsize| enough.load(Ordering::Relaxed) != usize::MAX;
        self.wanted().is_some() || self.enough.iter().any(has_enough)
    }

    /// How many more findings are wanted of some records, if there are so many by now that the others only count.
    fn wanted(&self) -> Option<usize> {
        self.first().filter(|_| self.found.load(Ordering::Relaxed) > MOST)
    }

    /// How many more findings it takes for a flood, or are wanted of some records in any case.
    fn until_flood(&self) -> Option<usize> {
        let found = self.found.load(Ordering::Relaxed);
        self.first().map(|first| (MOST + 1).saturating_sub(found).max(first))
    }
}

/// Records of one type by their numbers, in ascending order.
type Numbered<'n> = (RecordType, &'n [usize]);

/// Findings of a rule that were made before, or the first of them if there is a flood.
pub(crate) fn made_before(planned: &Planned, mut findings: Vec<&Finding>) -> Vec<Finding> {
    if planned.flood != Flood::Keep {
        planned.found.fetch_add(findings.len(), Ordering::Relaxed);
    }
    if let Some(wanted) = planned.wanted().filter(|wanted| *wanted < findings.len()) {
        findings.select_nth_unstable_by(wanted, |a, b| {
            (&a.primary.place, &a.message).cmp(&(&b.primary.place, &b.message))
        });
        findings.truncate(wanted);
    }
    findings.into_iter().cloned().collect()
}

/// Leaves the first findings of each rule that has a flood of them. The last of those says for how many more it stands.
pub(crate) fn cut_short(plan: &Plan, findings: &mut Vec<Finding>) {
    for planned in &plan.rules {
        if !planned.may_lack_some() {
            continue;
        }
        let code = planned.rule.info.code;
        let (mut of_rule, others): (Vec<Finding>, Vec<Finding>) =
            findings.drain(..).partition(|finding| finding.code == code);
        *findings = others;
        of_rule.sort_by_cached_key(|finding| (finding.primary.place.clone(), finding.message.clone()));
        let sums_up = planned.wanted().filter(|_| matches!(planned.flood, Flood::SumUp { .. }));
        if let Some(wanted) = sums_up {
            of_rule.truncate(wanted);
        }
        let (found, kept) = (planned.found.load(Ordering::Relaxed), of_rule.len());
        if let Some(last) = of_rule.last_mut() {
            last.count += found.saturating_sub(kept);
            if sums_up.is_some() {
                let note = format!(
                    "this is the first of {found} findings of {code}, for all of which it stands; `--all` lists each"
                );
                last.notes.push(note);
            }
        }
        findings.append(&mut of_rule);
    }
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default)]
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

impl Look {
    /// Adds what came of looking at other records.
    pub(crate) fn append(&mut self, other: Self) {
        self.run.findings.extend(other.run.findings.into_vec());
        self.run.broken.extend(other.run.broken);
        self.counts.facts += other.counts.facts;
        self.counts.evidence += other.counts.evidence;
        self.counts.quotes += other.counts.quotes;
        self.quotes.extend(other.quotes);
        self.gathered.append(other.gathered);
    }
}

/// What rules have found, and which of them broke off.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) findings: Findings,
    broken: Vec<&'static str>,
    /// How many findings are kept of a rule that may have a flood of them.
    kept: Vec<(&'static str, usize)>,
}

impl Run {
    /// Runs a rule and stamps its findings. A rule that panics is itself a finding that names the rule.
    pub(crate) fn of(&mut self, planned: &Planned, look: impl FnOnce(&mut Findings)) {
        self.of_records(planned, None, look);
    }

    /// The same for a rule that looks at some records, each for itself.
    fn of_records(
        &mut self,
        planned: &Planned,
        records: Option<Numbered<'_>>,
        look: impl FnOnce(&mut Findings),
    ) {
        let code = planned.rule.info.code;
        let from = self.findings.len();
        let has_enough = planned.has_enough_before(records);
        let wanted = |run: &Self| if has_enough { Some(0) } else { run.wanted(planned) };
        self.findings.begin(wanted(self).or_else(|| planned.until_flood()));
        let is_broken = catch_unwind(AssertUnwindSafe(|| look(&mut self.findings))).is_err();
        if planned.flood != Flood::Keep {
            let found = self.findings.len() - from + self.findings.counted();
            if found > 0 {
                planned.found.fetch_add(found, Ordering::Relaxed);
                if let Some(wanted) = wanted(self) {
                    self.findings.keep_first_since(from, wanted);
                }
                let kept = self.keep(code, self.findings.len() - from);
                planned.note_kept(kept, records);
            }
        }
        // Once is enough; the rule looks at the next records all the same.
        if is_broken && !self.broken.contains(&code) {
            let message = format!("rule {code} broke off, so it did not look at everything");
            let finding = Finding::new(Place::Dataset, message)
                .note("this is a fault of Tallybook, not of the dataset")
                .help("report it, with the dataset if you can");
            self.findings.push(finding);
            planned.found.fetch_add(1, Ordering::Relaxed);
            self.broken.push(code);
        }
        let severity = if is_broken { Severity::Error } else { planned.severity };
        for finding in self.findings.since(from) {
            finding.code = code;
            finding.severity = severity;
        }
    }

    /// How many more findings are wanted of a rule, where records are looked at in their order.
    fn wanted(&self, planned: &Planned) -> Option<usize> {
        let kept = |wanted: usize| {
            let of_rule = self.kept.iter().find(|(code, _)| *code == planned.rule.info.code);
            of_rule.map_or(wanted, |(_, kept)| wanted.saturating_sub(*kept))
        };
        planned.wanted().map(kept)
    }

    /// Counts findings that are kept, and gives how many of the rule are by now.
    fn keep(&mut self, rule: &'static str, findings: usize) -> usize {
        let of_rule = self.kept.iter().position(|(code, _)| *code == rule).unwrap_or_else(|| {
            self.kept.push((rule, 0));
            self.kept.len() - 1
        });
        let (_, kept) = &mut self.kept[of_rule];
        *kept += findings;
        *kept
    }

    /// The findings, and the rules that broke off.
    pub(crate) fn into_parts(self) -> (Vec<Finding>, Vec<&'static str>) {
        (self.findings.into_vec(), self.broken)
    }
}

/// Looks at records of one type, by their numbers in ascending order.
pub(crate) fn look_at(
    context: &Context<'_>,
    plan: &Plan,
    record_type: RecordType,
    numbers: &[usize],
) -> Look {
    let mut look = Look::default();
    let mut blocks = Vec::new();
    for numbers in numbers.chunks(AT_ONCE) {
        blocks.clear();
        for &number in numbers {
            block::add_blocks_of(context.dataset, record_type, number, &mut blocks);
        }
        look.gathered.look(context, &blocks);
        look_together(context, plan, record_type, numbers, &blocks, &mut look);
    }
    look
}

/// What several rules look at in a few records, gathered once for all of them.
struct InView<'a> {
    blocks: Vec<BlockAt<'a>>,
    values: Vec<ValueAt<'a>>,
    texts: Vec<TextAt<'a>>,
    cited: Vec<Cited<'a>>,
}

impl<'a> InView<'a> {
    /// What the rules of a plan want of some blocks, given all their evidence.
    fn new(
        context: &'a Context<'_>,
        plan: &Plan,
        blocks: &'a [Block<'a>],
        mut pieces: &'a [Piece<'a>],
    ) -> Self {
        let wants = |is_it: fn(&Scope) -> bool| plan.rules.iter().any(|planned| is_it(&planned.rule.scope));
        let wants_values = wants(|scope| matches!(scope, Scope::Value(_)));
        let wants_texts = wants(|scope| matches!(scope, Scope::Text(_) | Scope::Worded { .. }));
        let mut in_view = Vec::with_capacity(blocks.len());
        // Few values and texts are worth a look.
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        for block in blocks {
            let (of_block, others) = pieces.split_at(block.evidence.len());
            pieces = others;
            in_view.push(BlockAt::new(block, of_block));
            if wants_values {
                values::visit(context, block, |value| values.push(value));
            }
            if wants_texts {
                text::visit(context, block, of_block, &mut |text| texts.push(text));
            }
        }
        Self { blocks: in_view, values, texts, cited: cited(context, blocks) }
    }
}

/// Looks at a few records, given their blocks.
fn look_together<'a>(
    context: &Context<'a>,
    plan: &Plan,
    record_type: RecordType,
    numbers: &[usize],
    blocks: &[Block<'a>],
    result: &mut Look,
) {
    let mut pieces = Vec::with_capacity(blocks.iter().map(|block| block.evidence.len()).sum());
    for evidence in blocks.iter().flat_map(|block| block.evidence) {
        pieces.push(Piece::new(context, evidence, pieces.last()));
    }
    let InView { blocks: in_view, values, texts, cited } = InView::new(context, plan, blocks, &pieces);
    let mut fields = Vec::with_capacity(blocks.iter().map(|block| block.fields.len()).sum());
    for block in &in_view {
        fields.extend(block.fields_by_kind());
    }
    for planned in &plan.rules {
        result.run.of_records(planned, Some((record_type, numbers)), |out| match planned.rule.scope {
            Scope::Source(look) => each(context, record_type, numbers, out, look),
            Scope::Actor(look) | Scope::Written { actor: look, .. } => {
                each(context, record_type, numbers, out, look);
            }
            Scope::Equipment(look) => each(context, record_type, numbers, out, look),
            Scope::Deal(look) => each(context, record_type, numbers, out, look),
            Scope::Transfer(look) => each(context, record_type, numbers, out, look),
            Scope::Statement(look) => each(context, record_type, numbers, out, look),
            Scope::Block(look) | Scope::Listed { block: look, .. } => {
                for block in &in_view {
                    look(context, block, out);
                }
            }
            Scope::Record(look) => {
                for record in blocks.chunk_by(|a, b| a.index == b.index) {
                    look(context, record, out);
                }
            }
            Scope::Field { of, look } => {
                let of_these = fields.iter().filter(|(kind, _)| of.meet(*kind));
                of_these.for_each(|(_, field)| look(context, field, out));
            }
            Scope::Value(look) => values.iter().for_each(|value| look(context, value, out)),
            Scope::Evidence(look) => {
                for block in blocks {
                    for (number, evidence) in block.evidence.iter().enumerate() {
                        look(context, &EvidenceAt { block, evidence, number }, out);
                    }
                }
            }
            Scope::Cited(look) => cited.iter().for_each(|cited| look(context, &cited.at(context), out)),
            Scope::Archived(look) => archived(context, record_type, numbers, out, look),
            Scope::Located { cited: look, source } => {
                for cited in &cited {
                    look(context, &cited.at(context), out);
                }
                archived(context, record_type, numbers, out, source);
            }
            Scope::Text(look) | Scope::Worded { text: look, .. } => {
                for text in &texts {
                    look(context, text, out);
                }
            }
            Scope::Across { wanted: Wanted::Single(is_wanted), .. }
                if context.is_part && record_type == RecordType::Transfer =>
            {
                let records = blocks.chunk_by(|a, b| a.index == b.index);
                let wanted = records.filter(|record| is_wanted(context, record));
                result.gathered.wanted.extend(wanted.map(|record| record[0].index));
            }
            Scope::Reading(_)
            | Scope::Statements(_)
            | Scope::Dataset(_)
            | Scope::Across { .. }
            | Scope::Baseline(_)
            | Scope::Waiver(_) => {}
        });
    }
    result.counts.facts += blocks.iter().map(|block| block.facts.len()).sum::<usize>();
    result.counts.evidence += pieces.len();
    result.counts.quotes += pieces.iter().filter(|piece| piece.quote.is_some()).count();
    result.quotes.extend(cited.iter().filter_map(Cited::checked));
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
    if !context.has_texts {
        return Vec::new();
    }
    let evidence = blocks.iter().flat_map(|block| {
        let numbered = block.evidence.iter().enumerate();
        numbered.map(move |(number, evidence)| EvidenceAt { block, evidence, number })
    });
    evidence
        .filter_map(|at| {
            let (source, text) = text_of(context, at.evidence)?;
            Some(Cited { at, source, text, quote: look_up(text, at.evidence) })
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
            block: block.pointer.to_string(),
            number,
            source: self.source,
            place: self.quote.as_ref()?.places.first().map(Match::range),
        })
    }
}

fn archived(
    context: &Context<'_>,
    record_type: RecordType,
    numbers: &[usize],
    out: &mut Findings,
    look: fn(&Context<'_>, At<'_, Source>, &Archived, &mut Findings),
) {
    if record_type == RecordType::Source {
        for (index, record) in context.dataset.sources.those(numbers) {
            look(context, At { record, index }, context.archive.of(index), out);
        }
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
        for (index, record) in T::of(context.dataset).those(numbers) {
            look(context, At { record, index }, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::RULES;

    #[test]
    fn a_rule_that_breaks_off_is_said_to_however_many_findings_it_has() {
        let planned = Planned::new(RULES[0], Severity::Info, Flood::SumUp { shown: Some(1) });
        let mut run = Run::default();
        let find = |index| Finding::new(Place::value(RecordType::Deal, index, "/id"), "found");
        let mut look = |index: usize, look: &dyn Fn(&mut Findings)| {
            run.of_records(&planned, Some((RecordType::Deal, &[index])), look);
        };
        look(0, &|out| out.push(find(0)));
        let only_counts = Cell::new(false);
        look(1, &|out| {
            only_counts.set(out.only_counts());
            out.count();
        });
        look(2, &|out| {
            out.push(find(2));
            std::panic::resume_unwind(Box::new("a fault of the rule"));
        });
        assert!(only_counts.get(), "one is enough");
        let (mut findings, broken) = run.into_parts();
        cut_short(&Plan { rules: vec![planned] }, &mut findings);
        let found: Vec<_> = findings.iter().map(|found| (found.severity, found.count)).collect();
        assert_eq!(broken, [RULES[0].info.code]);
        assert_eq!(found, [(Severity::Error, 1), (Severity::Info, 3)], "{findings:?}");
        assert!(findings[0].message.contains("broke off"));
    }
}
