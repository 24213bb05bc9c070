//! T004: a speaker affirms and denies the same record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::id::RecordRef;
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Stance;

use crate::gathered::Hasher;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "T004",
    "unresolved-contradiction",
    "a speaker affirms and denies the same record, and neither statement replaces the other",
    include_str!("t004_unresolved_contradiction.md"),
    Scope::Statements(check),
)
.sql(Sql::Query(include_str!("t004_unresolved_contradiction.sql")));

/// What to do where one actor holds both.
const OWN: &str = "write `supersedes` or `retracts` on the later one, or correct the stance";

/// What to do where a speaker says both on behalf of others, each of whom holds what is said for it.
const FOR_OTHERS: &str = "correct the speaker, the stance or on whose behalf it is said; if all is right, a waiver can say so: \
     `supersedes` would take what it said for one actor from that actor";

/// A stance that a statement takes to a record.
#[derive(Clone, Copy)]
struct Taken<'a> {
    statement: &'a Statement,
    index: usize,
    target: usize,
}

impl<'a> Taken<'a> {
    /// The targets to which a statement takes a stance.
    fn all(statement: At<'a, Statement>, stance: Stance) -> impl Iterator<Item = Self> {
        let At { record, index } = statement;
        let about = record.about.iter().enumerate().filter(move |(_, about)| about.stance == stance);
        about.map(move |(target, _)| Self { statement: record, index, target })
    }

    fn place(&self) -> Place {
        Place::value(RecordType::Statement, self.index, format!("/about/{}/stance", self.target))
    }

    /// The record that it is taken to.
    fn of(&self) -> &'a RecordRef {
        &self.statement.about[self.target].target
    }

    fn speaker(&self) -> &'a str {
        self.statement.speaker.as_str()
    }

    /// The actor whose position the stance is.
    fn voice(&self) -> &'a str {
        self.statement.on_behalf_of.as_ref().unwrap_or(&self.statement.speaker).as_str()
    }
}

/// What is said of a record: where somebody affirms it, and where somebody denies it.
#[derive(Default)]
struct Said<'a> {
    affirms: Vec<Taken<'a>>,
    denies: Vec<Taken<'a>>,
}

impl<'a> Said<'a> {
    /// Whether an actor is behind an affirmation and a denial, as the speaker or as the one for whom it speaks.
    fn has_both_of_one(&self) -> bool {
        let is_of_one = |denial: &Taken<'_>, affirmation: &Taken<'_>| {
            denial.voice() == affirmation.voice() || denial.speaker() == affirmation.speaker()
        };
        self.denies.iter().any(|denial| self.affirms.iter().any(|affirmation| is_of_one(denial, affirmation)))
    }

    /// What each actor who denies it says, by a way to tell whose stance one is.
    fn by(&self, actor: fn(&Taken<'a>) -> &'a str) -> BTreeMap<&'a str, Self> {
        let mut by_actor: BTreeMap<&str, Self> = BTreeMap::new();
        for denial in &self.denies {
            by_actor.entry(actor(denial)).or_default().denies.push(*denial);
        }
        for affirmation in &self.affirms {
            if let Some(said) = by_actor.get_mut(actor(affirmation)) {
                said.affirms.push(*affirmation);
            }
        }
        by_actor
    }
}

/// Looked at are live statements alone: what is superseded or retracted is no longer held.
fn check(context: &Context<'_>, out: &mut Findings) {
    let positions = context.positions();
    let live = || context.all::<Statement>().filter(|statement| positions.live(statement.index));
    let taken = |stance| live().flat_map(move |statement| Taken::all(statement, stance));
    // Denials are few, and affirmations matter of what is denied.
    let mut by_record: HashMap<&RecordRef, Said<'_>, Hasher> = HashMap::default();
    for denial in taken(Stance::Denies) {
        by_record.entry(denial.of()).or_default().denies.push(denial);
    }
    for affirmation in taken(Stance::Affirms) {
        if let Some(said) = by_record.get_mut(affirmation.of()) {
            said.affirms.push(affirmation);
        }
    }
    for (record, said) in by_record.iter().filter(|(_, said)| said.has_both_of_one()) {
        let by_voice = said.by(Taken::voice);
        out.extend(by_voice.iter().filter_map(|(actor, said)| contradiction(record, actor, said, OWN)));
        // One who speaks for several has contradicted itself even where none of them has.
        let by_speaker = said.by(Taken::speaker);
        let for_others = by_speaker.iter().filter(|(_, said)| {
            let affirming: BTreeSet<&str> = said.affirms.iter().map(Taken::voice).collect();
            !said.denies.iter().any(|denial| affirming.contains(denial.voice()))
        });
        out.extend(for_others.filter_map(|(actor, said)| contradiction(record, actor, said, FOR_OTHERS)));
    }
}

fn contradiction(target: &RecordRef, actor: &str, said: &Said<'_>, help: &str) -> Option<Finding> {
    let (denial, denials) = said.denies.split_first()?;
    let (affirmation, affirmations) = said.affirms.split_first()?;
    let label = |taken: &Taken<'_>, verb: &str| match &taken.statement.date {
        Some(date) => format!("`{}` {verb} it ({date})", taken.statement.id),
        None => format!("`{}` {verb} it", taken.statement.id),
    };
    let mut finding = Finding::new(denial.place(), format!("`{actor}` both affirms and denies `{target}`"))
        .label(label(denial, "denies"))
        .related(affirmation.place(), label(affirmation, "affirms"));
    for other in denials {
        finding = finding.related(other.place(), label(other, "denies"));
    }
    for other in affirmations {
        finding = finding.related(other.place(), label(other, "affirms"));
    }
    Some(
        finding
            .note("none of these statements supersedes or retracts the other, so that both stand")
            .help(help),
    )
}
