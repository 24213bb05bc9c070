//! E002: evidence for a field that its block does not have, or a value that the field cannot have.

use tallybook_diagnostics::{Edit, Finding, Findings, Fix, Place};
use tallybook_schema::block::{Block, BlockKind, FieldDef, FieldValue};
use tallybook_schema::record::Evidence;
use tallybook_schema::value::{RawValue, ValueError};
use tallybook_schema::vocabulary::TransferKind;

use crate::meant;
use crate::wording::{nearest, noun, pointer_token, values};
use crate::{BlockAt, Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E002",
    "evidence-for-no-fact",
    "evidence supports or reports something that is no fact of its block",
    include_str!("e002_evidence_for_no_fact.md"),
    Scope::Block(check),
)
.sql(Sql::Query(include_str!("e002_evidence_for_no_fact.sql")));

/// Why evidence cannot name a field.
enum Fault {
    /// Blocks of this kind have no such field; the fact that was probably meant.
    Unknown(Option<&'static str>),
    /// Blocks of this kind have no such field, and the evidence names the one that was probably meant as well.
    Again(&'static str),
    /// It is a fact of another part of the record, which has evidence of its own.
    OfAnother(BlockKind),
    /// It is a fact of parts of which the record has none; the fact of the record that was probably meant.
    OfNone(BlockKind, Option<&'static str>),
    /// It is the list of parts that have evidence of their own.
    ListOf(BlockKind),
    /// The field is no fact.
    NoFact,
    /// The block has no value for the field.
    Absent,
    /// A transfer of its kind cannot have the field.
    OfOtherKind,
}

fn check(context: &Context<'_>, block: &BlockAt<'_>, out: &mut Findings) {
    // Nearly all evidence supports facts of its block and does nothing else.
    let supports_known = |evidence: &Evidence| evidence.supports.are_known() && evidence.reports.is_empty();
    if block.supported.is_within(block.facts) && block.evidence.iter().all(supports_known) {
        return;
    }
    for (number, evidence) in block.evidence.iter().enumerate() {
        look(context, &EvidenceAt { block, evidence, number }, out);
    }
}

/// Looks at a piece of evidence.
fn look(context: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    if !at.evidence.supports.are_within(at.block.facts) {
        for (i, name) in at.evidence.supports.iter().enumerate() {
            let is_there = |meant: &str| at.evidence.supports.contains(meant);
            if let Some(fault) = fault(context, at.block, name, is_there) {
                out.push(finding(at.block, at.place(&format!("/supports/{i}")), "supports", name, &fault));
            }
        }
    }
    for (name, value) in at.evidence.reports.iter() {
        let part = || format!("/reports/{}", pointer_token(name));
        let is_there = |meant: &str| at.evidence.reports.get(meant).is_some();
        if let Some(fault) = fault(context, at.block, name, is_there) {
            out.push(finding(at.block, at.key(&part()), "reports", name, &fault));
        } else if let Some(def) = at.block.kind.def(name)
            && let Err(error) = def.kind.check(value)
        {
            let meant = meant::value(context, def.kind, value, &error);
            out.push(malformed(at.place(&part()), def, value, &error, meant));
        }
    }
}

/// What is wrong with a name; `is_there` tells whether another name stands beside it.
fn fault(
    context: &Context<'_>,
    block: &Block<'_>,
    name: &str,
    is_there: impl Fn(&str) -> bool,
) -> Option<Fault> {
    if block.fields.iter().any(|field| field.def.is_fact() && field.def.name == name) {
        return None;
    }
    match block.kind.def(name) {
        Some(def) if !def.is_fact() => Some(Fault::NoFact),
        Some(_) if block.get(name).is_some() => None,
        Some(_) if is_of_other_kind(block, name) => Some(Fault::OfOtherKind),
        Some(_) => Some(Fault::Absent),
        None => {
            let other = match block.kind {
                BlockKind::Transfer if name == "items" => return Some(Fault::ListOf(BlockKind::Item)),
                BlockKind::Statement if name == "figures" => return Some(Fault::ListOf(BlockKind::Figure)),
                BlockKind::Transfer => Some(BlockKind::Item),
                BlockKind::Item => Some(BlockKind::Transfer),
                BlockKind::Statement => Some(BlockKind::Figure),
                BlockKind::Figure => Some(BlockKind::Statement),
                _ => None,
            };
            Some(match other.filter(|&other| facts(other).any(|fact| fact == name)) {
                Some(_) if name == "quantity" && is_of_kind(block, TransferKind::Funds) => Fault::OfOtherKind,
                Some(other) if has_none(context, block) => match number_of_all(block, name) {
                    Some(meant) if is_there(meant) => Fault::Again(meant),
                    meant => Fault::OfNone(other, meant),
                },
                Some(other) => Fault::OfAnother(other),
                None => match nearest(name, facts(block.kind)) {
                    Some(meant) if is_there(meant) => Fault::Again(meant),
                    meant => Fault::Unknown(meant),
                },
            })
        }
    }
}

/// Whether a record has no items or figures.
fn has_none(context: &Context<'_>, block: &Block<'_>) -> bool {
    let dataset = context.dataset;
    match block.kind {
        BlockKind::Transfer => {
            dataset.transfers.get(block.index).is_some_and(|record| record.items.is_empty())
        }
        BlockKind::Statement => {
            dataset.statements.get(block.index).is_some_and(|record| record.figures.is_empty())
        }
        _ => false,
    }
}

/// The fact of a transfer of materiel that says of all its pieces what a fact of an item says of some.
fn number_of_all(block: &Block<'_>, name: &str) -> Option<&'static str> {
    (name == "quantity" && is_of_kind(block, TransferKind::Materiel)).then_some("total")
}

/// Whether a transfer of another kind could have the field: money has an amount, and things have numbers (M004).
fn is_of_other_kind(block: &Block<'_>, name: &str) -> bool {
    match (block.kind, name) {
        (BlockKind::Transfer, "amount") => !is_of_kind(block, TransferKind::Funds),
        (BlockKind::Transfer, "total") => is_of_kind(block, TransferKind::Funds),
        _ => false,
    }
}

fn is_of_kind(block: &Block<'_>, kind: TransferKind) -> bool {
    matches!(block.get("kind"), Some(FieldValue::Term(term, _)) if term == kind.as_str())
}

fn facts(kind: BlockKind) -> impl Iterator<Item = &'static str> {
    kind.defs().iter().filter(|def| def.is_fact()).map(|def| def.name)
}

fn finding(block: &Block<'_>, place: Place, relation: &str, name: &str, fault: &Fault) -> Finding {
    let noun = noun(block.kind);
    match *fault {
        Fault::Unknown(Some(meant)) => {
            Finding::new(place.clone(), format!("the {noun} has no field `{name}`"))
                .help(format!("did you mean `{meant}`?"))
                .fix(rewrite(place, meant))
        }
        Fault::Again(meant) => Finding::new(place, format!("the {noun} has no field `{name}`"))
            .help(format!("`{meant}` stands under `{relation}` already: take `{name}` out")),
        Fault::Unknown(None) => Finding::new(place, format!("the {noun} has no field `{name}`"))
            .help(format!("evidence of the {noun} can name {}", values(facts(block.kind)))),
        Fault::OfAnother(other) => {
            let other = self::noun(other);
            Finding::new(place, format!("`{name}` is a fact of the {other}, not of the {noun}"))
                .help(format!("write this evidence under `evidence` of the {other} itself"))
        }
        Fault::OfNone(part, meant) => {
            let part = self::noun(part);
            let finding = Finding::new(
                place.clone(),
                format!("`{name}` is a fact of the {part}, not of the {noun}, which has no {part}s"),
            );
            match meant {
                Some(meant) if block.get(meant).is_some() => {
                    finding.help(format!("did you mean `{meant}`?")).fix(rewrite(place, meant))
                }
                Some(meant) => finding.help(format!(
                    "write the number as `{meant}` and name that, or write the {part} with this evidence of its own"
                )),
                None => finding.help(format!("write the {part} with this evidence of its own")),
            }
        }
        Fault::ListOf(part) => {
            let part = self::noun(part);
            Finding::new(
                place,
                format!(
                    "each {part} has evidence of its own, so evidence of the {noun} cannot name `{name}`"
                ),
            )
            .help(format!("write this evidence under `evidence` of the {part} that it backs"))
        }
        Fault::NoFact => {
            Finding::new(place, format!("`{name}` is no fact of the {noun}, so evidence cannot name it"))
                .note("an id, a kind, a title or the editor's own words are not taken from a source")
                .help(format!("take `{name}` out of `{relation}`"))
        }
        Fault::OfOtherKind if name == "amount" => Finding::new(
            place,
            "what was paid is no fact of a transfer of things".to_owned(),
        )
        .note("what is paid for something goes the other way, and is a transfer of its own")
        .help("cite this evidence at the payment, a transfer of kind `funds`, or at the `value` of the deal"),
        Fault::OfOtherKind => {
            Finding::new(place, "the number of things is no fact of a transfer of money".to_owned())
                .note("one transfer is of one kind, so that sums of money and of things stay apart")
                .help("cite this evidence at the transfer of the things, of kind `materiel`")
        }
        Fault::Absent => {
            Finding::new(place, format!("the {noun} has no value for `{name}` that evidence could back"))
                .help(match relation {
                    "supports" => {
                        format!("write what the source says as `{name}`, or take it out of `supports`")
                    }
                    _ => {
                        format!("move the value to the {noun} as its `{name}`, and name it under `supports`")
                    }
                })
        }
    }
}

fn malformed(
    place: Place,
    def: &FieldDef,
    value: &RawValue,
    error: &ValueError,
    meant: Option<String>,
) -> Finding {
    let finding = Finding::new(place.clone(), format!("`{value}` is not a value of `{}`", def.name))
        .note(error.to_string());
    match meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(rewrite(place, &meant)),
        None => finding.help(format!("write it as `{}` itself is written", def.name)),
    }
}

fn rewrite(place: Place, text: &str) -> Fix {
    Fix {
        title: format!("write `{text}`"),
        edits: vec![Edit::Replace { place, text: text.to_owned() }],
        safe: false,
    }
}
