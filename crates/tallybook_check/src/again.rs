//! Checking a dataset again after little of it has changed: rules of one record look again only at the records that
//! changed, and at those for which a look would now see something else.
//!
//! What a look sees beside its record, it asks the index for, and what it asks is taken down ([`Questions`]). So what
//! came of a look still holds if its record is the one that it was, as the reader knows ([`Reading::versions`]), and
//! if every record that it asked for, by an id, is the one that it was, or still not there. A look that asked for
//! anything else is repeated each time. Rules that look across records run each time, over what was gathered of all.

use std::cell::LazyCell;
use std::sync::Arc;

use hashbrown::HashMap;
use rayon::prelude::*;
use tallybook_analysis::{Asked, Questions};
use tallybook_diagnostics::{Finding, Phase, Severity};
use tallybook_reader::{Archived, Lines, Reading};
use tallybook_schema::RecordType;
use tallybook_schema::value::Day;

use crate::gathered::{Gathered, Hasher, Used};
use crate::pass::{Counts, Look, Plan, look_at};
use crate::renumbered::Renumbered;
use crate::runner::{Checking, Outcome, Settings, check};
use crate::{CheckedQuote, Context};

/// Records that one task looks at, at least.
const AT_ONCE: usize = 32;

/// With more records gone than this, they may all come back, as those of a file that is broken for a moment.
const MANY: usize = 16;

/// Something for each record, by type and number.
type OfRecords<T> = [Vec<T>; RecordType::ALL.len()];

/// Checks a dataset again and again, and looks at records again only where something else can come of it.
#[derive(Debug, Default)]
pub struct Rechecker {
    /// Makes the hashes that are compared between runs.
    hasher: Hasher,
    last: Option<Last>,
    /// The last run before many records were gone.
    before: Option<Last>,
}

/// What came of the last run.
#[derive(Debug, Clone)]
struct Last {
    made_with: MadeWith,
    records: OfRecords<Arc<Seen>>,
    /// The ids that several records have, each with the version of the first.
    doubles: HashMap<u64, u64>,
    /// What became of the archived text of each source.
    texts: Vec<Archived>,
}

/// What every look depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MadeWith {
    today: Day,
    rules: Vec<(&'static str, Severity)>,
    manifest: String,
    /// Whether the dataset has several sources; it is another matter if all rests on one.
    several_sources: bool,
    /// The paths of the files, if there are places in other files than those of the records.
    files: Vec<String>,
    /// The names that contain names of others.
    longer: Vec<String>,
}

/// What came of looking at one record.
#[derive(Debug, Clone)]
struct Seen {
    version: u64,
    /// The hash of its type and id.
    id: u64,
    questions: Questions,
    /// The records that it refers to.
    used: Vec<(RecordType, usize)>,
    found: Vec<Finding>,
    broken: Vec<&'static str>,
    counts: Counts,
    quotes: Vec<CheckedQuote>,
    gathered: Gathered,
}

impl Rechecker {
    /// Checks a dataset, with the same outcome as [`check`]. What is kept of the last run serves where the reading
    /// comes from the same [`tallybook_reader::Rereader`].
    pub fn check(&mut self, reading: &Reading, settings: &Settings) -> Outcome {
        let dataset = &reading.dataset;
        if RecordType::ALL.iter().any(|&t| reading.versions(t).len() != dataset.count(t)) {
            (self.last, self.before) = (None, None);
            return check(reading, settings);
        }
        let lines = Lines::default();
        let mut run = Checking::new(reading, &lines, settings);
        let mut context = Context::new(reading, settings.today, Used::none(dataset));
        context.hasher = self.hasher.clone();
        let made_with = MadeWith::of(reading, settings, &run.plan, &context);
        let (last, before) = (self.last.take(), self.before.take());
        let known = |last: &Last| last.made_with == made_with;
        let (last, before) = (last.filter(known), before.filter(known));
        let kept = match Nearest::of(last, before, reading) {
            Some(Nearest { run: last, renumbered, before }) => {
                self.before = before;
                last.still_true(&renumbered, reading, &context)
            }
            None => RecordType::ALL.map(|t| dataset.numbers(t).map(|_| None).collect()),
        };
        let records = look_where_needed(kept, reading, &context, &run);
        let all = || records.iter().flatten();
        for seen in all() {
            seen.used.iter().for_each(|&(record_type, number)| context.used.note(record_type, number));
            run.add_again(&seen.broken, seen.counts, &seen.quotes, &seen.gathered);
        }
        run.look_at_statements(&context, &all().flat_map(|seen| &seen.found).collect::<Vec<_>>());
        context.take(run.gathered());
        let doubles = doubles(reading, &context);
        let outcome = run.finish(&context);
        self.last = Some(Last { made_with, records, doubles, texts: reading.archive.texts().to_vec() });
        outcome
    }
}

impl MadeWith {
    fn of(reading: &Reading, settings: &Settings, plan: &Plan, context: &Context<'_>) -> Self {
        let files = reading.files.iter().map(|(_, file)| file.path().to_owned());
        let has_other_places = reading.archive.at_hand() > 0;
        Self {
            today: settings.today,
            rules: plan.rules.iter().map(|planned| (planned.rule.info.code, planned.severity)).collect(),
            manifest: format!("{:?}", reading.dataset.manifest),
            several_sources: reading.dataset.sources.len() > 1,
            files: if has_other_places { files.collect() } else { Vec::new() },
            longer: context.longer().to_texts(),
        }
    }
}

/// The run that has most in common with a reading.
struct Nearest {
    run: Last,
    /// The numbers that its records have now.
    renumbered: Renumbered,
    /// An earlier one, to keep for when many records that are gone are there again.
    before: Option<Last>,
}

impl Nearest {
    /// The one of the last run and an earlier one.
    fn of(last: Option<Last>, before: Option<Last>, reading: &Reading) -> Option<Self> {
        let numbered = |run: Last| (renumbered(&run.records, reading), run);
        let (last, before) = if last.is_some() { (last, before) } else { (before, None) };
        let (renumbered, run) = last.map(numbered)?;
        match before.map(numbered) {
            Some((of_before, before)) if of_before.count() > renumbered.count() => {
                Some(Self { run: before, renumbered: of_before, before: None })
            }
            _ if renumbered.gone() > MANY => Some(Self { before: Some(run.clone()), run, renumbered }),
            before => Some(Self { run, renumbered, before: before.map(|(_, run)| run) }),
        }
    }
}

impl Last {
    /// What still holds, by the number that each record has now.
    fn still_true(
        self,
        renumbered: &Renumbered,
        reading: &Reading,
        context: &Context<'_>,
    ) -> OfRecords<Option<Arc<Seen>>> {
        let changed = self.changed(renumbered, reading, context);
        let is_idle = renumbered.is_idle();
        let mut kept: OfRecords<Option<Arc<Seen>>> =
            RecordType::ALL.map(|t| reading.dataset.numbers(t).map(|_| None).collect());
        for (record_type, of_type) in RecordType::ALL.into_iter().zip(self.records) {
            for (old, mut seen) in of_type.into_iter().enumerate() {
                let mut number = old;
                let is_true = renumbered.change(record_type, &mut number).is_some()
                    && seen.holds(&changed)
                    && (is_idle || Arc::make_mut(&mut seen).renumber(renumbered).is_some());
                if is_true {
                    kept[record_type as usize][number] = Some(seen);
                }
            }
        }
        kept
    }

    /// The ids, as hashes in ascending order, by which another record may be found now, another text, or none.
    fn changed(&self, renumbered: &Renumbered, reading: &Reading, context: &Context<'_>) -> Vec<u64> {
        // Of records that share an id, another may have become the first without any that is new or gone.
        let doubles = doubles(reading, context).into_iter();
        let mut changed: Vec<u64> = doubles
            .filter(|(id, first)| self.doubles.get(id).is_some_and(|former| former != first))
            .map(|(id, _)| id)
            .collect();
        for record_type in RecordType::ALL {
            let mut is_new = vec![true; reading.dataset.count(record_type)];
            for (old, seen) in self.records[record_type as usize].iter().enumerate() {
                let mut number = old;
                let is_same = renumbered.change(record_type, &mut number).is_some();
                if is_same {
                    is_new[number] = false;
                }
                let text = |texts: &[Archived], source: usize| texts.get(source).cloned().unwrap_or_default();
                let has_other_text = record_type == RecordType::Source
                    && is_same
                    && !text(&self.texts, old).is_same(reading.archive.of(number));
                if !is_same || has_other_text {
                    changed.push(seen.id);
                }
            }
            let new = reading.dataset.ids(record_type).zip(is_new).filter(|(_, is_new)| *is_new);
            changed.extend(new.map(|(id, _)| Asked::hash(&context.hasher, record_type, id)));
        }
        changed.sort_unstable();
        changed
    }
}

/// The new number of each record that was looked at before.
fn renumbered(records: &OfRecords<Arc<Seen>>, reading: &Reading) -> Renumbered {
    Renumbered::new(RecordType::ALL.map(|record_type| {
        let versions = reading.versions(record_type);
        let numbers = LazyCell::new(|| {
            let numbered = versions.iter().enumerate().map(|(number, &version)| (version, number));
            numbered.collect::<HashMap<u64, usize>>()
        });
        let of_type = records[record_type as usize].iter().enumerate();
        // Most are where they were.
        let new = of_type.map(|(old, seen)| match versions.get(old) {
            Some(&version) if version == seen.version => Some(old),
            _ => numbers.get(&seen.version).copied(),
        });
        new.collect()
    }))
}

/// The ids that several records have, as hashes, each with the version of the first.
fn doubles(reading: &Reading, context: &Context<'_>) -> HashMap<u64, u64> {
    let of_type = |t| {
        let again = context.index.duplicates(t).iter();
        again.filter_map(move |&(_, first)| {
            let id = Asked::hash(&context.hasher, t, context.index.id(t, first)?);
            Some((id, *reading.versions(t).get(first)?))
        })
    };
    RecordType::ALL.into_iter().flat_map(of_type).collect()
}

/// Looks at the records of which nothing is kept, and gives what is known of all.
fn look_where_needed(
    kept: OfRecords<Option<Arc<Seen>>>,
    reading: &Reading,
    context: &Context<'_>,
    run: &Checking<'_>,
) -> OfRecords<Arc<Seen>> {
    let plan = run.plan.keeping_all();
    let missing: Vec<(RecordType, usize)> = RecordType::ALL
        .into_iter()
        .flat_map(|t| {
            let of_type = kept[t as usize].iter().enumerate();
            of_type.filter(|(_, seen)| seen.is_none()).map(move |(number, _)| (t, number))
        })
        .collect();
    let meter = run.settings.meter;
    meter.begin(Phase::Checking, Some(missing.len() as u64));
    let looks: Vec<Seen> = missing
        .par_chunks(AT_ONCE)
        .flat_map_iter(|records| {
            let looks = looks(records, reading, context, &plan);
            meter.add(records.len() as u64);
            looks
        })
        .collect();
    let mut looks = looks.into_iter();
    kept.map(|of_type| {
        of_type.into_iter().filter_map(|seen| seen.or_else(|| looks.next().map(Arc::new))).collect()
    })
}

/// Looks at records one by one.
fn looks(
    records: &[(RecordType, usize)],
    reading: &Reading,
    context: &Context<'_>,
    plan: &Plan,
) -> Vec<Seen> {
    let asked = Arc::new(Asked::with_hasher(context.hasher.clone()));
    let used = Arc::new(Used::Listed(std::sync::Mutex::default()));
    let context = context.asked_by(asked.clone(), used.clone());
    let look = |&(record_type, number): &(RecordType, usize)| {
        let Look { run, counts, quotes, gathered } = look_at(&context, plan, record_type, &[number]);
        let (found, broken) = run.into_parts();
        let id = context.dataset.id(record_type, number).unwrap_or_default();
        Seen {
            version: reading.versions(record_type)[number],
            id: Asked::hash(&context.hasher, record_type, id),
            questions: asked.take(),
            used: used.take(),
            found,
            broken,
            counts,
            quotes,
            gathered,
        }
    };
    records.iter().map(look).collect()
}

impl Seen {
    /// Whether another look would see the same, given the ids by which something else is found now, in ascending order.
    fn holds(&self, changed: &[u64]) -> bool {
        let Questions { records, anything } = &self.questions;
        let is_changed = |id: &u64| changed.binary_search(id).is_ok();
        !anything && !is_changed(&self.id) && !records.iter().any(is_changed)
    }

    /// Numbers the records anew. `None` if one of them is gone.
    fn renumber(&mut self, renumbered: &Renumbered) -> Option<()> {
        self.used.iter_mut().try_for_each(|(record_type, number)| renumbered.change(*record_type, number))?;
        self.found.iter_mut().try_for_each(|finding| renumbered.change_finding(finding))?;
        self.quotes.iter_mut().try_for_each(|quote| renumbered.change_quote(quote))?;
        self.gathered.renumber(renumbered)
    }
}
