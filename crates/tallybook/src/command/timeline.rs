//! `tallybook timeline`: who said what on which day, and how the disputes changed.

use serde_json::{Value, json};
use tallybook_analysis::Index;
use tallybook_analysis::positions::{Dispute, counts_from};
use tallybook_analysis::timeline::{self, Event};
use tallybook_diagnostics::render::{escape_json, visible_line};
use tallybook_schema::RecordType;
use tallybook_schema::id::{ActorId, StatementId};
use tallybook_schema::record::{Statement, Target};
use tallybook_schema::value::Day;
use tallybook_schema::vocabulary::Stance;

use crate::Verdict;
use crate::cli::{Format, TimelineArgs};
use crate::output::{self, Output, Style};
use crate::run;

/// The column at which the statement stands.
const DATE: usize = 16;

pub(crate) fn run(args: &TimelineArgs, output: &Output) -> anyhow::Result<Verdict> {
    let reading = run::read(&args.dataset)?;
    let dataset = run::known(&reading.dataset, args.as_of);
    let index = Index::new(&dataset);
    let subjects = match &args.id {
        Some(id) => run::find(&reading, &Index::new(&reading.dataset), id)?,
        None => [RecordType::Deal, RecordType::Transfer]
            .into_iter()
            .flat_map(|t| dataset.ids(t).map(move |id| (t, id.to_owned())))
            .collect(),
    };
    let timelines: Vec<Timeline<'_>> =
        subjects.into_iter().map(|(record_type, id)| Timeline::of(&index, record_type, id)).collect();
    let text = match args.format {
        Format::Text => {
            let parts: Vec<String> = timelines.iter().map(|t| t.text(&index, output)).collect();
            parts.join("\n") + &run::unread(&reading, "say more", output)
        }
        Format::Json => {
            let timelines: Vec<Value> = timelines.iter().map(Timeline::json).collect();
            let (complete, as_of) = (reading.problems.is_empty(), args.as_of.map(|day| day.to_string()));
            escape_json(
                &json!({ "version": 1, "complete": complete, "as_of": as_of, "timelines": timelines }),
            )
        }
    };
    output.print(&text)?;
    Ok(run::verdict_of(&reading))
}

/// What was said of a record; or, for an actor, what it said.
struct Timeline<'a> {
    record_type: RecordType,
    id: String,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    /// The first day on which the statement can have been made.
    day: Option<Day>,
    statement: &'a Statement,
    /// What it says of the record that the timeline is about; `None` if it says nothing of it, but replaces a statement
    /// that does.
    target: Option<&'a Target>,
    /// The dispute about that record at the end of the day.
    dispute: Option<Dispute>,
}

impl<'a> Timeline<'a> {
    fn of(index: &Index<'a>, record_type: RecordType, id: String) -> Self {
        let entries = match record_type {
            RecordType::Transfer | RecordType::Deal => timeline::of_record(index, record_type, &id)
                .into_iter()
                .map(|Event { day, statement, target, dispute }| Entry {
                    day,
                    statement,
                    target,
                    dispute: Some(dispute),
                })
                .collect(),
            _ => {
                let mut statements: Vec<&Statement> = index
                    .dataset()
                    .statements
                    .iter()
                    .filter(|statement| concerns(statement, record_type, &id))
                    .collect();
                statements.sort_by_key(|statement| (counts_from(index, statement), statement.id.as_str()));
                statements
                    .into_iter()
                    .map(|statement| Entry {
                        day: counts_from(index, statement),
                        statement,
                        target: None,
                        dispute: None,
                    })
                    .collect()
            }
        };
        Self { record_type, id, entries }
    }

    fn text(&self, index: &Index<'_>, output: &Output) -> String {
        let mut text = output.style(Style::Bold, &format!("{} {}", self.record_type, self.id));
        text.push('\n');
        if self.entries.is_empty() {
            text.push_str("  nobody has said anything about it\n");
        }
        let date_of = |entry: &Entry<'_>| {
            entry.statement.date.as_ref().map_or_else(|| "undated".to_owned(), ToString::to_string)
        };
        let longest = self.entries.iter().map(|entry| date_of(entry).len()).max().unwrap_or(0);
        let width = DATE.max(longest + 2);
        let mut before = Dispute::Unstated;
        for (i, entry) in self.entries.iter().enumerate() {
            let date = date_of(entry);
            let who = speakers(index, entry.statement);
            text.push_str(&format!("  {date:<width$}{}\n", self.said_by(&who, entry)));
            let aside = format!("{} ({})", visible_line(&entry.statement.summary), entry.statement.id);
            let aside = output::wrap(&aside, output.width, width + 2);
            text.push_str(&format!("  {:width$}{}\n", "", output.style(Style::Dim, &aside)));
            let Some(dispute) = entry.dispute else { continue };
            let ends_a_day = self.entries.get(i + 1).is_none_or(|next| next.day != entry.day);
            if ends_a_day && dispute != before {
                let style = if dispute == Dispute::Contested { Style::Yellow } else { Style::Green };
                let change = match entry.day {
                    Some(_) => format!("{before} → {dispute}"),
                    None => format!("{dispute}, since when is not known"),
                };
                let change = output.style(style, &change);
                text.push_str(&format!("  {:width$}{change}\n", ""));
                before = dispute;
            }
        }
        text
    }

    /// What is done by the speakers, and how that stands to the record. Of names nobody knows whether one or several are
    /// meant, so that no verb follows them.
    fn said_by(&self, who: &str, entry: &Entry<'_>) -> String {
        let act = entry.statement.act;
        let Some(target) = entry.target else {
            let here = |id: &&StatementId| self.entries.iter().any(|other| other.statement.id == **id);
            let named = |ids: &[StatementId]| {
                let ids: Vec<&str> = ids.iter().filter(here).map(StatementId::as_str).collect();
                (!ids.is_empty() && entry.dispute.is_some()).then(|| ids.join(", "))
            };
            let retracted = named(&entry.statement.retracts).map(|ids| format!("{ids} taken back"));
            let superseded = named(&entry.statement.supersedes).map(|ids| format!("{ids} replaced"));
            let done: Vec<String> = retracted.into_iter().chain(superseded).collect();
            return if done.is_empty() {
                format!("{who} ({act})")
            } else {
                format!("{} by {who} ({act})", done.join(" and "))
            };
        };
        let claims: Vec<String> =
            target.claims.iter().map(|(field, value)| visible_line(&format!("{field} {value}"))).collect();
        match target.stance {
            Stance::Affirms if claims.is_empty() => format!("affirmed by {who} ({act})"),
            Stance::Affirms => format!("affirmed in part by {who} ({act}): {}", claims.join(", ")),
            Stance::Denies => format!("denied by {who} ({act})"),
            Stance::Mentions => format!("mentioned by {who} ({act})"),
        }
    }

    fn json(&self) -> Value {
        let events: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| {
                let statement = entry.statement;
                let claims: Option<serde_json::Map<String, Value>> = entry.target.map(|target| {
                    target
                        .claims
                        .iter()
                        .map(|(field, value)| (field.to_owned(), json!(value.to_string())))
                        .collect()
                });
                json!({
                    "date": statement.date.as_ref().map(ToString::to_string),
                    "statement": statement.id.as_str(),
                    "speaker": statement.speaker.as_str(),
                    "on_behalf_of": statement.on_behalf_of.as_ref().map(ActorId::as_str),
                    "act": statement.act.as_str(),
                    "stance": entry.target.map(|target| target.stance.as_str()),
                    "claims": claims,
                    "supersedes": ids(&statement.supersedes),
                    "retracts": ids(&statement.retracts),
                    "summary": statement.summary,
                    "dispute_status": entry.dispute.map(Dispute::as_str),
                })
            })
            .collect();
        json!({ "record": { "type": self.record_type.name(), "id": self.id }, "events": events })
    }
}

/// Whether a statement is by an actor or on its behalf, is the record itself or replaces it, or is about it.
fn concerns(statement: &Statement, record_type: RecordType, id: &str) -> bool {
    let about = statement.about.iter().any(|t| t.target.record_type == record_type && t.target.id == id);
    about
        || match record_type {
            RecordType::Actor => {
                statement.speaker.as_str() == id
                    || statement.on_behalf_of.as_ref().is_some_and(|actor| actor.as_str() == id)
            }
            RecordType::Statement => {
                statement.id.as_str() == id || statement.replaced().any(|earlier| earlier.as_str() == id)
            }
            RecordType::Source => statement.evidence.iter().any(|evidence| evidence.source.as_str() == id),
            _ => false,
        }
}

/// `Iran`, or `Hossein Amir Abdollahian for Iran`.
fn speakers(index: &Index<'_>, statement: &Statement) -> String {
    let name = |id: &str| visible_line(index.label(RecordType::Actor, id).unwrap_or(id));
    let speaker = name(statement.speaker.as_str());
    match &statement.on_behalf_of {
        Some(actor) => format!("{speaker} for {}", name(actor.as_str())),
        None => speaker,
    }
}

fn ids(statements: &[StatementId]) -> Vec<&str> {
    statements.iter().map(StatementId::as_str).collect()
}
