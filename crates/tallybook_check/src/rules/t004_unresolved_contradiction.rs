//! T004: a speaker affirms and denies the same record.

use std::collections::{BTreeMap, BTreeSet};

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::id::RecordRef;
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Stance;

use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "T004",
    "unresolved-contradiction",
    "a speaker affirms and denies the same record, and neither statement replaces the other",
    include_str!("t004_unresolved_contradiction.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("t004_unresolved_contradiction.sql")));

/// A stance that a statement takes to a record.
#[derive(Clone, Copy)]
struct Taken<'a> {
    statement: &'a Statement,
    index: usize,
    target: usize,
}

impl<'a> Taken<'a> {
    fn place(&self) -> Place {
        Place::value(RecordType::Statement, self.index, format!("/about/{}/stance", self.target))
    }

    /// The actor whose position the stance is.
    fn voice(&self) -> &'a str {
        self.statement.on_behalf_of.as_ref().unwrap_or(&self.statement.speaker).as_str()
    }
}

/// What an actor says of a record: where it affirms it, and where it denies it.
#[derive(Default)]
struct Said<'a> {
    affirms: Vec<Taken<'a>>,
    denies: Vec<Taken<'a>>,
}

/// Looked at are live statements alone: what is superseded or retracted is no longer held.
fn check(context: &Context<'_>, out: &mut Findings) {
    let positions = context.positions();
    let mut by_voice: BTreeMap<(&RecordRef, &str), Said<'_>> = BTreeMap::new();
    let mut by_speaker: BTreeMap<(&RecordRef, &str), Said<'_>> = BTreeMap::new();
    for statement in context.all::<Statement>().filter(|statement| positions.live(statement.index)) {
        for (target, about) in statement.record.about.iter().enumerate() {
            let taken = Taken { statement: statement.record, index: statement.index, target };
            let speaker = statement.record.speaker.as_str();
            for (said, actor) in [(&mut by_voice, taken.voice()), (&mut by_speaker, speaker)] {
                let said = said.entry((&about.target, actor)).or_default();
                match about.stance {
                    Stance::Affirms => said.affirms.push(taken),
                    Stance::Denies => said.denies.push(taken),
                    Stance::Mentions => {}
                }
            }
        }
    }
    out.extend(by_voice.iter().filter_map(|((target, actor), said)| contradiction(target, actor, said)));
    // One who speaks for several has contradicted itself even where none of them has.
    let for_others = by_speaker.iter().filter(|(_, said)| {
        let affirming: BTreeSet<&str> = said.affirms.iter().map(Taken::voice).collect();
        !said.denies.iter().any(|denial| affirming.contains(denial.voice()))
    });
    out.extend(for_others.filter_map(|((target, actor), said)| contradiction(target, actor, said)));
}

fn contradiction(target: &RecordRef, actor: &str, said: &Said<'_>) -> Option<Finding> {
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
            .help("write `supersedes` or `retracts` on the later one, or correct the stance"),
    )
}
