//! `tallybook show`: everything known of a record.

use std::fmt::Write as _;

use tallybook_analysis::facts::{self, Cited, Fact, FactStatus, Reported};
use tallybook_analysis::positions::{Positions, stance_on};
use tallybook_analysis::reported::{self, Outcome};
use tallybook_analysis::{Index, batch, references};
use tallybook_diagnostics::Place;
use tallybook_diagnostics::render::visible_line;
use tallybook_reader::Reading;
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block, BlockKind, FieldValue};
use tallybook_schema::record::{Evidence, Statement, Transfer};
use tallybook_schema::value::{Country, Day};

use crate::Verdict;
use crate::cli::ShowArgs;
use crate::output::{self, Output, Style};
use crate::run;

/// The column at which values stand.
const VALUE: usize = 14;

pub(crate) fn run(args: &ShowArgs, output: &Output) -> anyhow::Result<Verdict> {
    let reading = run::read(&args.dataset)?;
    let all = Index::new(&reading.dataset);
    let records = run::find(&reading, &all, &args.id)?;
    let known = run::known(&reading.dataset, args.as_of);
    let index = Index::new(&known);
    let view = View {
        reading: &reading,
        positions: Positions::new(&index, args.as_of),
        index,
        as_of: args.as_of,
        folder: run::shown(&args.dataset),
        output,
    };
    let mut text = String::new();
    for (i, (record_type, id)) in records.into_iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        match view.index.position(record_type, &id) {
            Some(known) => {
                let read_at = all.position(record_type, &id).unwrap_or(known);
                view.record(&mut text, record_type, known, read_at)?;
            }
            None => writeln!(text, "{record_type} {id}: nothing was known of it{}", view.when())?,
        }
    }
    text.push_str(&run::unread(&reading, "say more of it", output));
    output.print(&text)?;
    Ok(run::verdict_of(&reading))
}

struct View<'a> {
    reading: &'a Reading,
    index: Index<'a>,
    positions: Positions<'a>,
    as_of: Option<Day>,
    folder: String,
    output: &'a Output,
}

impl View<'_> {
    /// Shows the record at a position among those that are known, which was read at another one.
    fn record(
        &self,
        text: &mut String,
        record_type: RecordType,
        position: usize,
        read_at: usize,
    ) -> std::fmt::Result {
        let dataset = self.index.dataset();
        let blocks = block::blocks_of(dataset, record_type, position);
        let Some(record) = blocks.first() else { return Ok(()) };
        let head = self.output.style(Style::Bold, &format!("{record_type} {}", record.id));
        writeln!(text, "{head}  {}", self.dim(&self.place(record_type, read_at)))?;
        for block in &blocks {
            self.block(text, block)?;
        }
        if let (RecordType::Transfer, Some(transfer)) = (record_type, dataset.transfers.get(position)) {
            batch(text, transfer)?;
            self.reported(text, transfer)?;
        }
        if matches!(record_type, RecordType::Transfer | RecordType::Deal) {
            self.dispute(text, record_type, record.id)?;
        }
        self.referring(text, record_type, record.id)
    }

    fn place(&self, record_type: RecordType, position: usize) -> String {
        let place = Place::value(record_type, position, "");
        let location = self.reading.locate(&[&place]).pop().flatten();
        let file = location.as_ref().and_then(|l| self.reading.files.get(l.file));
        match (location, file) {
            (Some(location), Some(file)) => {
                visible_line(&format!("{}/{}:{}", self.folder, file.path(), location.line))
            }
            _ => String::new(),
        }
    }

    fn block(&self, text: &mut String, block: &Block<'_>) -> std::fmt::Result {
        if block.kind == BlockKind::Place || block.fields.is_empty() {
            return Ok(());
        }
        writeln!(text)?;
        let indent = if block.pointer.is_empty() {
            "  "
        } else {
            writeln!(text, "  {}", self.output.style(Style::Bold, &title(&block.pointer)))?;
            "    "
        };
        let facts = facts::facts_of(&self.index, block);
        for field in block.fields.iter().filter(|field| field.def.name != "id") {
            let fact = facts.iter().find(|fact| fact.field.name == field.def.name);
            let value = self.value(field.value);
            let status = fact.map(|fact| self.status(fact)).unwrap_or_default();
            let value = output::wrap(&value, self.output.width, indent.len() + VALUE);
            writeln!(text, "{indent}{:<VALUE$}{value}{status}", field.def.name)?;
            if let Some(fact) = fact {
                self.evidence(text, fact, indent)?;
            }
        }
        if block.kind == BlockKind::Target
            && let Some(target) = block::target(self.index.dataset(), block)
        {
            for (field, value) in target.claims.iter() {
                let claim = visible_line(&format!("{field}: {value}"));
                writeln!(text, "{indent}{:<VALUE$}{claim}", "claims")?;
            }
        }
        Ok(())
    }

    /// A value with the name of the record that it refers to.
    fn value(&self, value: FieldValue<'_>) -> String {
        let named = |record_type, id: &str| match self.index.label(record_type, id) {
            Some(label) if label != id => format!("{id} {}", self.dim(&format!("({})", visible_line(label)))),
            _ => id.to_owned(),
        };
        match value {
            FieldValue::Reference(record_type, id) => named(record_type, id),
            FieldValue::References(references) => {
                let ids: Vec<String> =
                    references.ids().map(|id| named(references.record_type(), id)).collect();
                ids.join(", ")
            }
            FieldValue::AnyReference(reference) => reference.to_string(),
            FieldValue::Place(place) => match place.country.as_ref().and_then(Country::name) {
                Some(country) => format!("{}, {country}", visible_line(&place.name)),
                None => visible_line(&place.name),
            },
            FieldValue::Country(country) => match country.name() {
                Some(name) => format!("{country} {}", self.dim(&format!("({name})"))),
                None => country.to_string(),
            },
            other => visible_line(&other.to_string()),
        }
    }

    fn status(&self, fact: &Fact<'_>) -> String {
        let style = match fact.status {
            FactStatus::Unsourced => return String::new(),
            FactStatus::Conflicting => Style::Yellow,
            FactStatus::Corroborated => Style::Green,
            FactStatus::SingleSource => Style::Dim,
        };
        format!("  {}", self.output.style(style, &format!("[{}]", fact.status)))
    }

    fn evidence(&self, text: &mut String, fact: &Fact<'_>, indent: &str) -> std::fmt::Result {
        for Cited { evidence, .. } in &fact.supports {
            writeln!(text, "{indent}{:VALUE$}{} {}", "", self.dim("backed by"), self.citation(evidence))?;
        }
        for Reported { cited, value, .. } in &fact.reports {
            let says = self.output.style(Style::Yellow, &visible_line(&format!("but {value}")));
            writeln!(
                text,
                "{indent}{:VALUE$}{says} {} {}",
                "",
                self.dim("in"),
                self.citation(cited.evidence)
            )?;
        }
        Ok(())
    }

    fn citation(&self, evidence: &Evidence) -> String {
        let mut citation = evidence.source.to_string();
        if let Some(paragraph) = evidence.paragraph {
            let _ = write!(citation, " ¶{paragraph}");
        }
        if let Some(page) = evidence.page {
            let _ = write!(citation, " p. {page}");
        }
        if let Some(line) = evidence.line {
            let _ = write!(citation, " line {line}");
        }
        if let Some(clip) = &evidence.clip {
            let _ = write!(citation, " at {clip}");
        }
        if let Some(quote) = &evidence.quote {
            let _ = write!(citation, " “{}”", visible_line(quote));
        }
        if !evidence.via.is_empty() {
            let via: Vec<String> = evidence.via.iter().map(|actor| self.name(actor.as_str())).collect();
            let _ = write!(citation, " {}", self.dim(&format!("via {}", via.join(", "))));
        }
        citation
    }

    /// The arithmetic of those who count a batch otherwise, and which parts make which total.
    fn reported(&self, text: &mut String, transfer: &Transfer) -> std::fmt::Result {
        let sums = reported::sums(&self.index, transfer);
        if !sums.is_empty() {
            writeln!(text, "\n  {}", self.output.style(Style::Bold, "batch as reported"))?;
        }
        for sum in sums {
            let parts: Vec<String> = sum.parts.iter().map(ToString::to_string).collect();
            let parts = match parts.as_slice() {
                [part] => part.clone(),
                parts => format!("{} = {}", parts.join(" + "), sum.sum),
            };
            let outcome = match sum.outcome {
                Outcome::ComesOut => "the sum comes out".to_owned(),
                Outcome::MayComeOut => "the sum may be all of it".to_owned(),
                Outcome::Short(rest) => format!("{rest} not itemised"),
                Outcome::Exceeds => "more than the total".to_owned(),
            };
            let id = self.dim(sum.statement.id.as_str());
            let speaker = self.name(sum.statement.speaker.as_str());
            writeln!(text, "    {speaker}: {parts} of {}: {outcome}  {id}", sum.total)?;
        }
        let combinations = reported::combinations(&self.index, transfer);
        if !combinations.is_empty() {
            writeln!(text, "\n  {}", self.output.style(Style::Bold, "parts that make a total"))?;
        }
        for combination in combinations {
            let parts: Vec<String> = combination
                .parts
                .iter()
                .map(|part| visible_line(&format!("{} {}", part.quantity, part.name)).trim_end().to_owned())
                .collect();
            let givers: Vec<String> = combination.givers.iter().map(ToString::to_string).collect();
            writeln!(text, "    {} = {}, {}", parts.join(" + "), combination.total, givers.join(", "))?;
        }
        Ok(())
    }

    fn dispute(&self, text: &mut String, record_type: RecordType, id: &str) -> std::fmt::Result {
        let dispute = self.positions.dispute(record_type, id);
        let heading = self.output.style(Style::Bold, &format!("positions{}: {dispute}", self.when()));
        writeln!(text, "\n  {heading}")?;
        let held = self.positions.of(record_type, id);
        let names = held.iter().map(|held| self.name(held.actor).chars().count()).max().unwrap_or(0);
        let statements = &self.index.dataset().statements;
        let date_of = |statement: &Statement| {
            statement.date.as_ref().map_or_else(|| "undated".to_owned(), ToString::to_string)
        };
        let dated = held.iter().filter_map(|held| statements.get(held.statement));
        let width = dated.map(|statement| date_of(statement).len()).max().unwrap_or(0).max(VALUE);
        for held in held {
            let Some(statement) = statements.get(held.statement) else { continue };
            let date = date_of(statement);
            let gap = " ".repeat(names - self.name(held.actor).chars().count());
            let style = if held.position.affirms() { Style::Green } else { Style::Red };
            let position = self.output.style(style, &format!("{:<16}", held.position.as_str()));
            let claims =
                stance_on(statement, record_type, id).into_iter().flat_map(|(_, about)| about.claims.iter());
            let claims: Vec<String> =
                claims.map(|(field, value)| visible_line(&format!("{field} {value}"))).collect();
            let claims =
                if claims.is_empty() { String::new() } else { format!("  with {}", claims.join(", ")) };
            let id = self.dim(statement.id.as_str());
            writeln!(text, "    {}{gap}  {position} {date:<width$}  {id}{claims}", self.name(held.actor))?;
        }
        Ok(())
    }

    /// The records that refer to this one.
    fn referring(&self, text: &mut String, record_type: RecordType, id: &str) -> std::fmt::Result {
        let references = references::references_to(&self.index, record_type, id);
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for reference in references.iter().filter(|r| !(r.record_type == record_type && r.id == id)) {
            let from = format!("{}:{}", reference.record_type, reference.id);
            let field = path(&reference.pointer);
            match lines.last_mut() {
                Some((last, fields)) if *last == from => {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
                _ => lines.push((from, vec![field])),
            }
        }
        let head = match lines.len() {
            0 => "nothing refers to it".to_owned(),
            1 => "referred to by 1 record".to_owned(),
            count => format!("referred to by {count} records"),
        };
        writeln!(text, "\n  {}", self.output.style(Style::Bold, &head))?;
        for (from, fields) in lines {
            writeln!(text, "    {from}  {}", self.dim(&fields.join(", ")))?;
        }
        Ok(())
    }

    /// The name of an actor, or its id if there is no such actor.
    fn name(&self, actor: &str) -> String {
        visible_line(self.index.label(RecordType::Actor, actor).unwrap_or(actor))
    }

    fn when(&self) -> String {
        self.as_of.map_or_else(String::new, |day| format!(" as of {day}"))
    }

    fn dim(&self, text: &str) -> String {
        self.output.style(Style::Dim, text)
    }
}

/// The arithmetic of a batch.
fn batch(text: &mut String, transfer: &Transfer) -> std::fmt::Result {
    let (Some(total), Some(itemised)) = (transfer.total, batch::itemised(transfer)) else {
        return Ok(());
    };
    let parts: Vec<String> = transfer.items.iter().map(|item| item.quantity.to_string()).collect();
    let rest = match batch::remainder(transfer) {
        Some(rest) if rest.exact() == Some(0) => "all of it is itemised".to_owned(),
        Some(rest) => format!("{rest} not itemised"),
        None => "more than the total".to_owned(),
    };
    let sum =
        if parts.len() > 1 { format!("{} = {itemised}", parts.join(" + ")) } else { itemised.to_string() };
    writeln!(text, "\n  {:<VALUE$}{sum} of {total}: {rest}", "batch")
}

/// The heading of a part of a record: `/items/0` is the first of the items.
fn title(pointer: &str) -> String {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next().and_then(|number| number.parse::<usize>().ok())) {
        (Some(field), Some(number)) => format!("{field} {}", number + 1),
        (Some(field), None) => field.to_owned(),
        _ => String::new(),
    }
}

/// The field that a pointer leads to, without the numbers on the way.
fn path(pointer: &str) -> String {
    let steps: Vec<&str> =
        pointer.split('/').filter(|step| !step.is_empty() && step.parse::<usize>().is_err()).collect();
    steps.join(".")
}
