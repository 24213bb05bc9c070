//! What a rule can ask about the dataset it looks at.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use tallybook_analysis::positions::Positions;
use tallybook_analysis::{Asked, Index};
use tallybook_diagnostics::Place;
use tallybook_reader::{Archive, Hostility, Lines, Problem, ProblemKind, Reading, Unread};
use tallybook_schema::record::Record;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType, id};

use crate::claimed::Claimed;
use crate::gathered::{Gathered, Hasher, Used};
use crate::longer::Longer;
use crate::meant::KnownAs;
use crate::quotes::cited_paragraphs;
use crate::withdrawn::Withdrawn;

/// What a rule can ask about the dataset it looks at. Typed values only: no text offsets, no files.
#[derive(Debug)]
pub struct Context<'a> {
    /// The dataset. A rule of one record takes that record from it, and asks the index for every other.
    pub dataset: &'a Dataset,
    /// Its records by id. What it is asked for tells whether a record has to be looked at again.
    pub index: Index<'a>,
    /// The records that others refer to; complete once all records have been looked at.
    pub(crate) used: Arc<Used>,
    /// Makes the hashes that are compared within the run.
    pub(crate) hasher: Hasher,
    /// The archived texts that are at hand.
    pub archive: &'a Archive,
    /// Whether there are any.
    pub(crate) has_texts: bool,
    /// The day that counts as today.
    pub today: Day,
    complete: bool,
    /// How many records of an id could not be read.
    unread: BTreeMap<(RecordType, Cow<'a, str>), usize>,
    unnamed: HashSet<RecordType>,
    /// The types of the records in texts that could not be parsed.
    guessed: HashSet<RecordType>,
    positions: Lazy<'a, Positions<'a>>,
    withdrawn: Lazy<'a, Withdrawn<'a>>,
    claimed: Lazy<'a, Claimed<'a>>,
    known_as: Lazy<'a, KnownAs<'a>>,
    longer: Lazy<'a, Longer<'a>>,
    /// Whether its records are a part of those of the dataset.
    pub(crate) is_part: bool,
    pub(crate) gathered: Gathered,
    cited_paragraphs: Arc<OnceLock<BTreeMap<usize, BTreeSet<u32>>>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(reading: &'a Reading, today: Day, used: Arc<Used>) -> Self {
        let unopened = reading.problems.iter().filter_map(|problem| unopened(reading, problem));
        let mut context = Self {
            dataset: &reading.dataset,
            index: Index::new(&reading.dataset),
            archive: &reading.archive,
            has_texts: reading.archive.at_hand() > 0,
            today,
            used,
            hasher: Hasher::default(),
            complete: reading.problems.is_empty(),
            unread: BTreeMap::new(),
            unnamed: unopened.collect(),
            guessed: HashSet::new(),
            positions: Lazy::default(),
            withdrawn: Lazy::default(),
            claimed: Lazy::default(),
            known_as: Lazy::default(),
            longer: Lazy::default(),
            is_part: false,
            gathered: Gathered::default(),
            cited_paragraphs: Arc::default(),
        };
        context.add_unread(&reading.unread);
        context
    }

    /// The same with the transfers of lines, which are not at hand.
    pub(crate) fn with_transfers<'p>(&'p self, lines: &'p Lines) -> Context<'p> {
        let index = self.index.with_transfers(lines.ids());
        let mut context = self.with(self.dataset, index, self.used.clone());
        context.complete &= lines.problems.is_empty();
        context.add_unread(&lines.unread);
        context
    }

    fn add_unread(&mut self, unread: &'a [Unread]) {
        for Unread { record_type, id, is_guessed } in unread {
            if *is_guessed {
                self.guessed.insert(*record_type);
            }
            match id.as_deref().and_then(meant) {
                Some(id) => *self.unread.entry((*record_type, id)).or_default() += 1,
                None => drop(self.unnamed.insert(*record_type)),
            }
        }
    }

    /// The positions of the actors, with every statement counted; worked out when first asked for.
    pub fn positions(&self) -> &Positions<'a> {
        self.index.asked_for_anything();
        self.positions.get(|| Positions::new(&self.index, None))
    }

    /// Who has taken back all that they affirmed; worked out when first asked for.
    pub(crate) fn withdrawn(&self) -> &Withdrawn<'a> {
        self.index.asked_for_anything();
        self.withdrawn.get(|| Withdrawn::new(self))
    }

    /// What statements claim of records; worked out when first asked for.
    pub(crate) fn claimed(&self) -> &Claimed<'a> {
        self.index.asked_for_anything();
        self.claimed.get(|| Claimed::new(self))
    }

    /// The records that have names, by each of these; worked out when first asked for.
    pub(crate) fn known_as(&self) -> &KnownAs<'a> {
        self.index.asked_for_anything();
        self.known_as.get(|| KnownAs::new(self))
    }

    /// The names that contain names of others; worked out when first asked for. They are so few that a look need not be
    /// repeated for having asked: where they change, all are ([`crate::again`]).
    pub(crate) fn longer(&self) -> &Longer<'a> {
        self.longer.get(|| Longer::new(self))
    }

    /// The paragraphs of archived texts that evidence cites, by the position of the source; found when
    /// first asked for.
    pub(crate) fn cited_paragraphs(&self) -> &BTreeMap<usize, BTreeSet<u32>> {
        self.index.asked_for_anything();
        self.cited_paragraphs.get_or_init(|| cited_paragraphs(self))
    }

    /// The same for a part of the dataset: its records are those of the part, everything else is that of the whole.
    pub(crate) fn of_part<'p>(&'p self, part: &'p Dataset) -> Context<'p> {
        Context { is_part: true, ..self.with(part, self.index.of_part(part), self.used.clone()) }
    }

    /// The same, with what is asked for taken down, and the records that are referred to.
    pub(crate) fn asked_by(&self, asked: Arc<Asked>, used: Arc<Used>) -> Context<'_> {
        self.with(self.dataset, self.index.asked_by(asked), used)
    }

    fn with<'p>(&'p self, dataset: &'p Dataset, index: Index<'p>, used: Arc<Used>) -> Context<'p> {
        Context {
            dataset,
            index,
            used,
            hasher: self.hasher.clone(),
            archive: self.archive,
            has_texts: self.has_texts,
            today: self.today,
            complete: self.complete,
            unread: self.unread.clone(),
            unnamed: self.unnamed.clone(),
            guessed: self.guessed.clone(),
            positions: Lazy::Of(Whole(Box::new(move || self.positions()))),
            withdrawn: Lazy::Of(Whole(Box::new(move || self.withdrawn()))),
            claimed: Lazy::Of(Whole(Box::new(move || self.claimed()))),
            known_as: Lazy::Of(Whole(Box::new(move || self.known_as()))),
            longer: Lazy::Of(Whole(Box::new(move || self.longer()))),
            is_part: self.is_part,
            gathered: Gathered::default(),
            cited_paragraphs: self.cited_paragraphs.clone(),
        }
    }

    /// Takes what was gathered of all records, for the rules that look across them.
    pub(crate) fn take(&mut self, gathered: Gathered) {
        self.gathered = gathered;
    }

    /// What was gathered of all records; nothing before they have been looked at.
    pub(crate) fn gathered(&self) -> &Gathered {
        &self.gathered
    }

    /// Whether everything could be read. Where it could not, what is missing may say anything.
    pub fn complete(&self) -> bool {
        self.index.asked_for_anything();
        self.complete
    }

    /// Whether a record with this id stands in the files, even if it could not be read.
    pub fn exists(&self, record_type: RecordType, id: &str) -> bool {
        self.index.asked_for_anything();
        self.index.contains(record_type, id) || self.unread.contains_key(&(record_type, Cow::Borrowed(id)))
    }

    /// Whether another record has the id that one which could not be read should have.
    pub(crate) fn is_taken(&self, record_type: RecordType, id: &str) -> bool {
        self.index.asked_for_anything();
        let unread = self.unread.get(&(record_type, Cow::Borrowed(id)));
        self.index.contains(record_type, id) || unread.is_some_and(|&count| count > 1)
    }

    /// The ids that stand in the files, those of records that could not be read last.
    pub fn ids(&self, record_type: RecordType) -> impl Iterator<Item = &str> {
        let unread = self.unread.keys().filter(move |(t, _)| *t == record_type).map(|(_, id)| id.as_ref());
        self.index.ids(record_type).chain(unread)
    }

    /// Whether a record with this id may stand in the files: it does, or some record of its type could
    /// not even be read as far as its id, or a file of its type was not opened.
    pub fn may_exist(&self, record_type: RecordType, id: &str) -> bool {
        self.exists(record_type, id) || self.unnamed.contains(&record_type)
    }

    /// Whether the ids of all records of a type are known; `None` stands for all types. Where they are not, what looks like
    /// a slip for one id may be another, so that no reference is repaired.
    pub(crate) fn knows_ids(&self, wanted: Option<RecordType>) -> bool {
        let lacks = |types: &HashSet<RecordType>| {
            wanted.map_or(!types.is_empty(), |record_type| types.contains(&record_type))
        };
        self.index.asked_for_anything();
        !lacks(&self.unnamed) && !lacks(&self.guessed)
    }

    /// The records of a type, each with its position.
    pub fn all<T: Record + 'a>(&self) -> impl Iterator<Item = At<'a, T>> + use<'a, T> {
        T::of(self.index.dataset()).numbered().map(|(index, record)| At { record, index })
    }

    /// A record by its id, with its position.
    pub fn find<T: Record>(&self, id: &str) -> Option<At<'a, T>> {
        let index = self.index.position(T::TYPE, id)?;
        Some(At { record: T::of(self.dataset).get(index)?, index })
    }
}

/// The id of a record, or the one that is plainly meant by it.
fn meant(id: &str) -> Option<Cow<'_, str>> {
    match id::validate(id) {
        Ok(()) => Some(Cow::Borrowed(id)),
        Err(error) => error.suggestion().map(|meant| Cow::Owned(meant.to_owned())),
    }
}

/// Something that is worked out at most once, whichever part of the dataset it is asked for.
#[derive(Debug)]
enum Lazy<'a, T> {
    Own(Box<OnceLock<T>>),
    Of(Whole<'a, T>),
}

impl<T> Default for Lazy<'_, T> {
    fn default() -> Self {
        Self::Own(Box::default())
    }
}

impl<T> Lazy<'_, T> {
    fn get(&self, work_out: impl FnOnce() -> T) -> &T {
        match self {
            Self::Own(own) => own.get_or_init(work_out),
            Self::Of(Whole(ask)) => ask(),
        }
    }
}

/// Asks the whole dataset for it.
struct Whole<'a, T>(Box<dyn Fn() -> &'a T + Send + Sync + 'a>);

impl<T> fmt::Debug for Whole<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole").finish_non_exhaustive()
    }
}

/// The type of the records in a file that was not even opened, or not unpacked, or not read to its end, so that nothing
/// is known of them.
pub(crate) fn unopened(reading: &Reading, problem: &Problem) -> Option<RecordType> {
    let ((Place::File(file), ProblemKind::Hostile(_) | ProblemKind::Syntax { .. })
    | (Place::Span { file, .. }, ProblemKind::Hostile(Hostility::Problems { .. }))) =
        (&problem.place, &problem.kind)
    else {
        return None;
    };
    let table = reading.files.get(*file)?.path().split(['/', '.']).next()?;
    RecordType::from_plural(table)
}

/// A record with its position among those of its type.
#[derive(Debug)]
pub struct At<'a, T> {
    /// The record.
    pub record: &'a T,
    /// Its position, from 0.
    pub index: usize,
}

impl<T> Clone for At<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<'_, T> {}

impl<T: Record> At<'_, T> {
    /// The place of a value of the record: `""` for the record, `"/items/0/quantity"`.
    pub fn place(&self, pointer: impl Into<String>) -> Place {
        Place::value(T::TYPE, self.index, pointer)
    }

    /// The place of the name of a field of the record.
    pub fn key(&self, pointer: impl Into<String>) -> Place {
        Place::key(T::TYPE, self.index, pointer)
    }
}

impl<T> Deref for At<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.record
    }
}
