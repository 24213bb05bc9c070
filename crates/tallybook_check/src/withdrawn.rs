//! Who has taken back all that they affirmed of a record.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use tallybook_analysis::affiliation::principals;
use tallybook_diagnostics::Place;
use tallybook_schema::RecordType;
use tallybook_schema::id::RecordRef;
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Stance;

use crate::gathered::Hasher;
use crate::{At, Context};

/// A statement and the place where another one retracts it.
#[derive(Debug, Clone)]
pub(crate) struct Retraction<'a> {
    pub(crate) statement: At<'a, Statement>,
    pub(crate) by: Place,
}

/// The actors that have affirmed a record and have retracted all that they affirmed of it, with those statements.
pub(crate) type Actors<'a> = HashMap<&'a str, Vec<Retraction<'a>>, Hasher>;

/// Who has withdrawn from a record, and who affirms it in a statement that nothing replaces.
#[derive(Debug, Default)]
pub(crate) struct Withdrawal<'a> {
    pub(crate) actors: Actors<'a>,
    pub(crate) affirming: BTreeSet<&'a str>,
}

/// By transfer and deal, who has withdrawn from it, of those from which somebody has.
#[derive(Debug, Default)]
pub(crate) struct Withdrawn<'a>(HashMap<(RecordType, &'a str), Withdrawal<'a>, Hasher>);

impl<'a> Withdrawn<'a> {
    /// Finds them among all statements.
    pub(crate) fn new(context: &Context<'a>) -> Self {
        let statements: Vec<At<'_, Statement>> = context.all().collect();
        let retracting = statements.par_iter().filter(|statement| !statement.record.retracts.is_empty());
        let mut retracted: HashMap<&str, Place, Hasher> = HashMap::default();
        for statement in retracting.collect::<Vec<_>>() {
            for (i, earlier) in statement.record.retracts.iter().enumerate() {
                let place = || statement.place(format!("/retracts/{i}"));
                retracted.entry(earlier.as_str()).or_insert_with(place);
            }
        }
        if retracted.is_empty() {
            return Self::default();
        }
        let mut withdrawn: HashMap<_, Withdrawal<'a>, Hasher> = HashMap::default();
        let by = |statement: &At<'a, Statement>| {
            let by = retracted.get(statement.record.id.as_str())?;
            Some((*statement, by))
        };
        for (statement, by) in statements.par_iter().filter_map(by).collect::<Vec<_>>() {
            for record in affirmed(statement.record) {
                let actors: BTreeSet<&str> = principals(statement.record).collect();
                for actor in actors {
                    let actors = &mut withdrawn.entry(key(record)).or_default().actors;
                    let retractions = actors.entry(actor).or_default();
                    retractions.push(Retraction { statement, by: by.clone() });
                }
            }
        }
        // Whoever has affirmed the same elsewhere, and stands by that, has not withdrawn.
        let positions = context.positions();
        let standing = statements.par_iter().filter(|statement| by(statement).is_none());
        let affirms_again = |statement: &At<'a, Statement>| {
            let (index, statement) = (statement.index, statement.record);
            let again = affirmed(statement).map(key).filter(|record| withdrawn.contains_key(record));
            let by = |record| principals(statement).map(move |actor| (record, actor, positions.live(index)));
            again.flat_map(by).collect::<Vec<_>>()
        };
        for (record, actor, is_live) in standing.flat_map_iter(affirms_again).collect::<Vec<_>>() {
            let Some(from) = withdrawn.get_mut(&record) else { continue };
            from.actors.remove(actor);
            if is_live {
                from.affirming.insert(actor);
            }
        }
        withdrawn.retain(|_, from| !from.actors.is_empty());
        Self(withdrawn)
    }

    /// The records that somebody has withdrawn from, by type and id, in their order.
    pub(crate) fn records(&self) -> Vec<(RecordType, &'a str)> {
        let mut records: Vec<_> = self.0.keys().copied().collect();
        records.sort_unstable();
        records
    }

    /// Who has withdrawn from a record; `None` if nobody has.
    pub(crate) fn from<'s>(&'s self, record_type: RecordType, id: &'s str) -> Option<&'s Withdrawal<'s>> {
        self.0.get(&(record_type, id))
    }
}

fn key(record: &RecordRef) -> (RecordType, &str) {
    (record.record_type, record.id.as_str())
}

/// The transfers and deals that a statement affirms.
fn affirmed(statement: &Statement) -> impl Iterator<Item = &RecordRef> {
    let affirmed = statement.about.iter().filter(|about| about.stance == Stance::Affirms);
    let has_facts =
        |record: &&RecordRef| matches!(record.record_type, RecordType::Transfer | RecordType::Deal);
    affirmed.map(|about| &about.target).filter(has_facts)
}
