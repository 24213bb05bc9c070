//! `tallybook cite`: find a fragment in an archived text, and make evidence of it.

mod answer;
mod judge;

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::Value;
use tallybook_analysis::Index;
use tallybook_check::nearest;
use tallybook_diagnostics::RecordKey;
use tallybook_reader::{Archived, Reading, Revised, Revision, evidence_in_yaml};
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block, BlockKind};
use tallybook_schema::id::SourceId;
use tallybook_schema::record::{Evidence, FieldMap};
use tallybook_schema::value::{Locator, RawValue};
use tallybook_text::{Match, Text, Within};

use crate::Verdict;
use crate::cli::CiteArgs;
use crate::output::{Output, hinted};
use crate::{change, run};
use answer::{found, not_found, several, words};
use judge::judge;

pub(crate) fn run(args: &CiteArgs, output: &Output) -> anyhow::Result<Verdict> {
    let reading = run::read(&args.dataset)?;
    let mut texts = run::revised(&reading, &[]);
    run::attach_archive(&mut texts, &args.dataset, args.archive.as_deref())?;
    let position = run::find_source(&reading, &args.source)?;
    let source = &reading.dataset.sources[position].id;
    let text = archived(&texts, position, source)?;
    if let Some(paragraph) = args.paragraph
        && text.paragraph(paragraph.get()).is_none()
    {
        let count = text.paragraph_count();
        let hint = "paragraphs are blocks of text between blank lines, counted from 1, the title included";
        return Err(hinted(format!("the text of `{source}` has {count} paragraphs, not {paragraph}"), hint));
    }
    let within = args.paragraph.map_or(Within::Text, |paragraph| Within::Paragraph(paragraph.get()));
    for actor in &args.via {
        let known = || reading.dataset.ids(RecordType::Actor);
        if !known().any(|id| id == actor.as_str()) {
            let hint = match nearest(actor.as_str(), known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("describe it first: `tallybook new actor {actor}`"),
            };
            return Err(hinted(format!("no actor has the id `{actor}`, which `--via` names"), hint));
        }
    }
    let places = text.find(&args.fragment, within);
    let [place] = places.as_slice() else {
        let answer = match places.len() {
            0 => not_found(text, source, args, output),
            _ => several(text, source, &places, args, output),
        };
        output.print(&answer)?;
        return Ok(Verdict::Findings);
    };

    let evidence = evidence(text, place, source, args)?;
    let mut answer = found(text, place, source, args.paragraph.is_none(), output);
    let Some(target) = &args.target else {
        check_known(&evidence)?;
        answer.push_str(&format!("\n{}", evidence_in_yaml(std::slice::from_ref(&evidence))));
        if evidence.supports.is_empty() && evidence.reports.is_empty() {
            answer.push_str("    supports: [] # the fields whose values it backs\n");
        }
        output.print(&answer)?;
        return Ok(Verdict::Clean);
    };
    let added = add(&reading, target, &evidence)?;
    let change = added.write(&reading, false)?;
    // What cannot be judged is not written either.
    let (verdict, judgement) = judge(&reading, &added, args, output)?;
    if args.dry_run {
        answer.push_str(&format!("\n{}", change::diff(&args.dataset, &change, output)));
    } else {
        change::write(&args.dataset, &change)?;
        for file in &change {
            let written = format!("\nwritten to {}\n", run::shown(&args.dataset.join(&file.path)));
            answer.push_str(output.unless_quiet(&written));
        }
        if change.is_empty() {
            answer.push_str(&format!("\n{target} has this evidence already\n"));
        }
    }
    answer.push_str(&judgement);
    if let Some(pointer) = &added.beside {
        answer.push_str(&format!(
            "{target} cites the same words already, in another place or by another chain: see {pointer}\n"
        ));
    }
    output.print(&answer)?;
    Ok(verdict)
}

/// The archived text of a source, or what to do to have it.
fn archived<'a>(reading: &'a Reading, position: usize, source: &SourceId) -> anyhow::Result<&'a Text> {
    let add = format!("`tallybook archive add {source} FILE` records the text of a source");
    let (error, hint) = match reading.archive.of(position) {
        Archived::AtHand(text) => return Ok(text),
        Archived::Unnamed if reading.dataset.sources[position].text.is_none() => {
            (format!("no text of `{source}` is archived"), add)
        }
        Archived::Unnamed => (
            format!("the text of `{source}` is not at hand"),
            "name the folder of the archived texts, as `--archive DIR`".to_owned(),
        ),
        Archived::Missing => (
            format!("the text of `{source}` is not in the archive"),
            "put the file there under the name that its record gives".to_owned(),
        ),
        Archived::Different { .. } => (
            format!("the archived text of `{source}` is another one than its record says"),
            format!("look at both; {add}"),
        ),
        Archived::Refused(_) => (
            format!("the text of `{source}` cannot be read"),
            "`tallybook check` with the archive says why".to_owned(),
        ),
    };
    Err(hinted(error, hint))
}

/// The evidence, its quote in the words of the archived text.
fn evidence(text: &Text, place: &Match, source: &SourceId, args: &CiteArgs) -> anyhow::Result<Evidence> {
    let pieces: Vec<String> = place
        .pieces
        .iter()
        .filter_map(|piece| Some(words(text.as_str().get(piece.clone())?).join(" ")))
        .collect();
    let reports = args
        .reports
        .iter()
        .map(|report| match report.split_once('=') {
            Some((field, value)) => Ok((field.trim().to_owned(), RawValue::One(value.trim().to_owned()))),
            None => Err(hinted(
                format!("`--reports {report}` names no value"),
                "write the field and the value, as `--reports total=\"more than 160\"`",
            )),
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let reports = merged(&FieldMap::default(), reports)?;
    Ok(Evidence {
        source: source.clone(),
        paragraph: Some(place.paragraph.to_string().parse::<Locator>()?),
        page: None,
        line: None,
        clip: None,
        quote: Some(pieces.join(" … ").into()),
        supports: args.supports.iter().collect(),
        reports,
        via: args.via.clone().into(),
        note: None,
    })
}

/// Reported values with others: a piece of evidence reports one value of a field.
fn merged(
    known: &FieldMap,
    others: impl IntoIterator<Item = (String, RawValue)>,
) -> anyhow::Result<FieldMap> {
    let mut all: BTreeMap<String, RawValue> =
        known.iter().map(|(field, value)| (field.to_owned(), value.clone())).collect();
    for (field, value) in others {
        if let Some(there) = all.get(&field).filter(|there| **there != value) {
            return Err(hinted(
                format!("`{field}` cannot be reported as `{value}`: the evidence reports `{there}`"),
                "cite a fragment that gives one value, or change what is there by hand",
            ));
        }
        all.insert(field, value);
    }
    Ok(all.into_iter().collect())
}

/// A record with evidence added.
struct Added {
    record: RecordKey,
    /// The record as it was.
    old: Value,
    /// The pointer of the evidence of the block.
    list: String,
    /// The piece of evidence, and its number there.
    evidence: Value,
    number: usize,
    /// The pointer of another piece that quotes the same words of the source.
    beside: Option<String>,
}

impl Added {
    /// The pointer of the piece of evidence.
    fn pointer(&self) -> String {
        format!("{}/{}", self.list, self.number)
    }

    /// The files with the evidence in its place among the others, or as the only one of its block.
    fn write(&self, reading: &Reading, alone: bool) -> anyhow::Result<Vec<Revised>> {
        let mut value = self.old.clone();
        let block = self.list.strip_suffix("/evidence").unwrap_or_default();
        let list = value
            .pointer_mut(block)
            .and_then(Value::as_object_mut)
            .map(|fields| fields.entry("evidence").or_insert_with(|| Value::Array(Vec::new())))
            .and_then(Value::as_array_mut)
            .context("a block that can cite has a list of evidence")?;
        match list.get_mut(self.number) {
            _ if alone => *list = vec![self.evidence.clone()],
            Some(there) => *there = self.evidence.clone(),
            None => list.push(self.evidence.clone()),
        }
        let revision = Revision { changed: [(self.record, value)].into(), ..Revision::default() };
        reading
            .revise(&revision)
            .map_err(|error| hinted(error, "leave `--for` out, and paste the evidence by hand"))
    }
}

/// Adds evidence to a record: to the piece that has the same words already, or as a new one.
fn add(reading: &Reading, target: &str, evidence: &Evidence) -> anyhow::Result<Added> {
    let block = block(reading, target)?;
    check_fields(&block, evidence, target)?;
    let record = RecordKey { record_type: block.record_type, index: block.index };
    let has_words = |there: &Evidence| there.source == evidence.source && there.quote == evidence.quote;
    let same = block.evidence.iter().position(|there| {
        has_words(there) && there.paragraph == evidence.paragraph && there.via == evidence.via
    });
    let beside = block.evidence.iter().position(has_words).filter(|_| same.is_none());
    let mut whole = same.map_or(evidence, |number| &block.evidence[number]).clone();
    for field in evidence.supports.iter() {
        if !whole.supports.contains(field) {
            whole.supports.push(field);
        }
    }
    let reports = evidence.reports.iter().map(|(field, value)| (field.to_owned(), value.clone()));
    whole.reports = merged(&whole.reports, reports)?;
    Ok(Added {
        record,
        old: reading.value(record).context("a record that was read has a value")?,
        list: format!("{}/evidence", block.pointer),
        evidence: serde_json::to_value(whole)?,
        number: same.unwrap_or(block.evidence.len()),
        beside: beside.map(|number| format!("{}/evidence/{number}", block.pointer)),
    })
}

/// The part of a record that a target names: `uav-batch-1`, `transfer:uav-batch-1`, `uav-batch-1#/items/0`.
fn block<'a>(reading: &'a Reading, target: &str) -> anyhow::Result<Block<'a>> {
    let (record, pointer) = target.split_once('#').unwrap_or((target, ""));
    let index = Index::new(&reading.dataset);
    let found = run::find(reading, &index, record)?;
    let [(record_type, id)] = found.as_slice() else {
        let names: Vec<String> = found.iter().map(|(t, id)| format!("`{t}:{id}`")).collect();
        return Err(hinted(
            format!("`{record}` is the id of {} records", found.len()),
            format!("write {}", names.join(" or ")),
        ));
    };
    let position = reading.dataset.ids(*record_type).position(|known| known == id).unwrap_or_default();
    let blocks = block::blocks_of(&reading.dataset, *record_type, position);
    let mut citing: Vec<Block<'a>> =
        blocks.into_iter().filter(|block| can_cite(*record_type, block)).collect();
    if let Some(at) = citing.iter().position(|block| block.pointer == pointer) {
        return Ok(citing.swap_remove(at));
    }
    let places: Vec<String> = citing
        .iter()
        .map(|block| format!("`{id}{}{}`", if block.pointer.is_empty() { "" } else { "#" }, block.pointer))
        .collect();
    let hint = if places.is_empty() {
        format!("no evidence stands on a {record_type}")
    } else {
        format!("evidence can stand on {}", places.join(", "))
    };
    Err(hinted(format!("`{target}` is no place for evidence"), hint))
}

/// Whether evidence has a field of its own on a block.
fn can_cite(record_type: RecordType, block: &Block<'_>) -> bool {
    record_type != RecordType::Source && block.can_cite()
}

/// Makes sure that evidence for a record that is not known names facts that some record can have.
fn check_known(evidence: &Evidence) -> anyhow::Result<()> {
    let known = || BlockKind::ALL.iter().flat_map(|kind| facts(*kind));
    for field in named(evidence) {
        if !known().any(|fact| fact == field) {
            let hint = match nearest(field, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`tallybook new TYPE ID` prints the fields of a type".to_owned(),
            };
            return Err(hinted(format!("no record has a fact `{field}`"), hint));
        }
    }
    Ok(())
}

/// The fields that evidence names.
fn named(evidence: &Evidence) -> impl Iterator<Item = &str> {
    evidence.supports.iter().chain(evidence.reports.iter().map(|(field, _)| field))
}

/// The facts that blocks of a kind can have.
fn facts(kind: BlockKind) -> impl Iterator<Item = &'static str> {
    kind.defs().iter().filter(|def| def.is_fact()).map(|def| def.name)
}

/// Makes sure that evidence names fields of its block that are facts.
fn check_fields(block: &Block<'_>, evidence: &Evidence, target: &str) -> anyhow::Result<()> {
    let has: Vec<&str> = facts(block.kind).filter(|field| block.get(field).is_some()).collect();
    let named: Vec<&str> = named(evidence).collect();
    if named.is_empty() {
        return Err(hinted(
            "nothing says which values the fragment backs",
            format!("name them, as `--supports {}`", has.join(",")),
        ));
    }
    for field in named {
        if !has.contains(&field) {
            let near = nearest(field, has.iter().copied()).map(|near| format!("did you mean `{near}`? "));
            return Err(hinted(
                format!("`{target}` has no fact `{field}`"),
                format!("{}its facts are {}", near.unwrap_or_default(), has.join(", ")),
            ));
        }
    }
    Ok(())
}
