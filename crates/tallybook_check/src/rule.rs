//! What a rule is.

use std::cell::OnceCell;
use std::ops::Deref;

use tallybook_diagnostics::{FileId, Finding, Findings, Place, RuleInfo, Severity};
use tallybook_reader::{Archived, Problem};
use tallybook_schema::block::{Block, Field, FieldKind, FieldSet};
use tallybook_schema::record::{
    Actor, Deal, Equipment, Evidence, Manifest, Source, Statement, Transfer, Waiver,
};
use tallybook_text::normal::Plain;
use tallybook_text::{Said, Text};

use crate::quotes::quoted;
use crate::{At, Baseline, Context, QuoteResult, ValueAt};

/// A rule: what is known of it, and how it looks.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Code, name, severity, summary and page.
    pub info: RuleInfo,
    /// What it looks at, and the function that looks.
    pub scope: Scope,
    /// What the exported tables can say of it; where it does not say so itself, that follows from the scope.
    sql: Option<Sql>,
}

/// What the exported tables can say of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sql {
    /// This query finds what the rule finds: `record_type`, `record_id`, `path` and `message` of each
    /// finding. It runs as it is in every engine that `checks.sql` names; so what is recursive has `union all`
    /// only, and ends by itself.
    Query(&'static str),
    /// No query can, and this is why: words that follow the name of the rule.
    Not(&'static str),
}

impl Rule {
    /// Says what the exported tables can say of it.
    #[must_use]
    pub(crate) const fn sql(mut self, sql: Sql) -> Self {
        self.sql = Some(sql);
        self
    }

    /// What the exported tables can say of it.
    pub fn in_sql(&self) -> Sql {
        let by_scope = match self.scope {
            Scope::Reading(_) | Scope::Written { .. } | Scope::Worded { .. } => {
                "looks at what could not be read, which is in no table"
            }
            Scope::Baseline(_) => "compares with the exports of an earlier release",
            _ if self.needs_texts() => "looks into the archived texts, which are not exported",
            Scope::Text(_) => "looks at every letter of every text, `dataset.yaml` included",
            Scope::Waiver(_) => "looks at the waivers of `dataset.yaml`",
            _ => "has no query",
        };
        self.sql.unwrap_or(Sql::Not(by_scope))
    }

    /// Whether it says itself what the tables can say of it, or its scope does.
    pub fn is_sql_settled(&self) -> bool {
        use Scope::{Baseline, Reading, Text, Waiver, Worded, Written};
        let by_scope = matches!(
            self.scope,
            Reading(_) | Written { .. } | Worded { .. } | Baseline(_) | Text(_) | Waiver(_)
        );
        self.sql.is_some() || by_scope || self.needs_texts()
    }

    /// Whether it looks at what could not be read.
    pub(crate) fn is_about_reading(&self) -> bool {
        matches!(self.scope, Scope::Reading(_) | Scope::Written { .. } | Scope::Worded { .. })
    }

    /// Whether it looks at archived texts.
    pub(crate) fn needs_texts(&self) -> bool {
        matches!(self.scope, Scope::Cited(_) | Scope::Archived(_) | Scope::Located { .. })
    }

    /// A rule of severity error.
    pub(crate) const fn error(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        page: &'static str,
        scope: Scope,
    ) -> Self {
        Self { info: RuleInfo { code, name, severity: Severity::Error, summary, page }, scope, sql: None }
    }

    /// A rule of severity warning.
    pub(crate) const fn warning(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        page: &'static str,
        scope: Scope,
    ) -> Self {
        Self { info: RuleInfo { code, name, severity: Severity::Warning, summary, page }, scope, sql: None }
    }

    /// A rule of severity info.
    pub(crate) const fn info(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        page: &'static str,
        scope: Scope,
    ) -> Self {
        Self { info: RuleInfo { code, name, severity: Severity::Info, summary, page }, scope, sql: None }
    }
}

/// What a rule looks at: it is called once for each.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// Every problem of reading; the rule takes those of its kind.
    Reading(fn(&Context<'_>, &Problem) -> Option<Finding>),
    /// Every problem of reading as `Reading` says, and every actor as `Actor` does.
    Written {
        /// Looks at a problem.
        problem: fn(&Context<'_>, &Problem) -> Option<Finding>,
        /// Looks at an actor.
        actor: fn(&Context<'_>, At<'_, Actor>, &mut Findings),
    },
    /// Every problem of reading as `Reading` says, and every text as `Text` does.
    Worded {
        /// Looks at a problem.
        problem: fn(&Context<'_>, &Problem) -> Option<Finding>,
        /// Looks at a text.
        text: fn(&Context<'_>, &TextAt<'_>, &mut Findings),
    },
    /// Every source.
    Source(fn(&Context<'_>, At<'_, Source>, &mut Findings)),
    /// Every actor.
    Actor(fn(&Context<'_>, At<'_, Actor>, &mut Findings)),
    /// Every type of equipment.
    Equipment(fn(&Context<'_>, At<'_, Equipment>, &mut Findings)),
    /// Every deal.
    Deal(fn(&Context<'_>, At<'_, Deal>, &mut Findings)),
    /// Every transfer.
    Transfer(fn(&Context<'_>, At<'_, Transfer>, &mut Findings)),
    /// Every statement.
    Statement(fn(&Context<'_>, At<'_, Statement>, &mut Findings)),
    /// Every block: a record, an item, a figure, a role, a target.
    Block(fn(&Context<'_>, &BlockAt<'_>, &mut Findings)),
    /// Every block as `Block` says, and the description of the dataset.
    Listed {
        /// Looks at a block.
        block: fn(&Context<'_>, &BlockAt<'_>, &mut Findings),
        /// Looks at the description.
        description: fn(&Manifest, &mut Findings),
    },
    /// Every record, with its blocks: itself, then its parts.
    Record(fn(&Context<'_>, &[Block<'_>], &mut Findings)),
    /// Every field that a block has, of the kinds that the rule looks at.
    Field {
        /// Those kinds.
        of: FieldKinds,
        /// Looks.
        look: fn(&Context<'_>, &FieldAt<'_>, &mut Findings),
    },
    /// Every amount of money, country, deprecated term, and quantity with its ends reversed: adopted, reported or claimed.
    Value(fn(&Context<'_>, &ValueAt<'_>, &mut Findings)),
    /// Every piece of evidence.
    Evidence(fn(&Context<'_>, &EvidenceAt<'_>, &mut Findings)),
    /// Every piece of evidence whose source's archived text is at hand; not run where none is.
    Cited(fn(&Context<'_>, &CitedAt<'_>, &mut Findings)),
    /// Every source with what became of its archived text; not run where there is no text.
    Archived(fn(&Context<'_>, At<'_, Source>, &Archived, &mut Findings)),
    /// Every piece of evidence as `Cited` says, and every source as `Archived` does.
    Located {
        /// Looks at a piece of evidence.
        cited: fn(&Context<'_>, &CitedAt<'_>, &mut Findings),
        /// Looks at a source.
        source: fn(&Context<'_>, At<'_, Source>, &Archived, &mut Findings),
    },
    /// Every text that a person wrote: fields, quotes, notes, reported and claimed values, and those
    /// of `dataset.yaml`; of records only those that are not plain, see [`crate::text`].
    Text(fn(&Context<'_>, &TextAt<'_>, &mut Findings)),
    /// All statements, once, while single records are looked at. Of a large dataset no transfers are at hand.
    Statements(fn(&Context<'_>, &mut Findings)),
    /// The dataset, once all records have been looked at. Of a large one no transfers are at hand.
    Dataset(fn(&Context<'_>, &mut Findings)),
    /// The dataset, once, with some transfers at hand: at least those that are wanted.
    Across {
        /// Which transfers have to be at hand.
        wanted: Wanted,
        /// Looks.
        look: fn(&Context<'_>, &mut Findings),
    },
    /// What an earlier release published; not run where that is not at hand.
    Baseline(fn(&Context<'_>, &Baseline, &mut Findings)),
    /// Every waiver, after all other rules have run.
    Waiver(fn(&Context<'_>, &WaiverAt<'_>, &mut Findings)),
}

/// The transfers of a large dataset that a rule wants to see when all records have been looked at.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// Those with some numbers, by what was gathered of all; without their evidence.
    Gathered(fn(&Context<'_>) -> Vec<usize>),
    /// Those of which it says so, given the blocks of each in whatever part it stands; with their evidence.
    Single(fn(&Context<'_>, &[Block<'_>]) -> bool),
}

/// Some of the kinds of fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldKinds(u8);

impl FieldKinds {
    /// Texts without a grammar.
    pub(crate) const TEXT: Self = Self(1);
    /// Ids of records of one type.
    pub(crate) const REFERENCE: Self = Self(1 << 1);
    /// Dates.
    pub(crate) const DATE: Self = Self(1 << 2);
    /// Whole days.
    pub(crate) const DAY: Self = Self(1 << 3);
    /// Quantities.
    pub(crate) const QUANTITY: Self = Self(1 << 4);
    /// Amounts of money.
    pub(crate) const MONEY: Self = Self(1 << 5);

    /// These and others.
    pub(crate) const fn or(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// One kind; none of those above if it is another.
    pub(crate) fn of(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::TEXT,
            FieldKind::Reference(_) | FieldKind::References(_) => Self::REFERENCE,
            FieldKind::Date => Self::DATE,
            FieldKind::Day => Self::DAY,
            FieldKind::Quantity => Self::QUANTITY,
            FieldKind::Money => Self::MONEY,
            _ => Self(0),
        }
    }

    /// Whether some kind is among both.
    pub(crate) fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

/// A block, with what several rules ask of it.
#[derive(Debug, Clone, Copy)]
pub struct BlockAt<'a> {
    block: &'a Block<'a>,
    /// The fields that some of its evidence supports.
    pub(crate) supported: FieldSet,
    /// Its evidence.
    pub(crate) pieces: &'a [Piece<'a>],
}

impl<'a> BlockAt<'a> {
    /// A block with its evidence.
    pub(crate) fn new(block: &'a Block<'a>, pieces: &'a [Piece<'a>]) -> Self {
        let supported = pieces.iter().map(|piece| piece.supports);
        Self { block, supported: supported.fold(FieldSet::default(), FieldSet::or), pieces }
    }

    /// Its fields that rules look at by their kind, each with that.
    pub(crate) fn fields_by_kind(&self) -> impl Iterator<Item = (FieldKinds, FieldAt<'_>)> {
        let by_kind = self.block.fields.iter().map(|field| (FieldKinds::of(field.def.kind), field));
        let by_kind = by_kind.filter(|(kind, _)| *kind != FieldKinds::default());
        by_kind.map(|(kind, field)| (kind, FieldAt { block: self, field }))
    }
}

impl<'a> Deref for BlockAt<'a> {
    type Target = Block<'a>;

    fn deref(&self) -> &Block<'a> {
        self.block
    }
}

/// A field with its block.
#[derive(Debug, Clone, Copy)]
pub struct FieldAt<'a> {
    /// The block.
    pub block: &'a BlockAt<'a>,
    /// The field.
    pub field: &'a Field<'a>,
}

/// A piece of evidence, with what several rules ask of it.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    /// The evidence.
    pub(crate) evidence: &'a Evidence,
    /// The fields that it supports.
    pub(crate) supports: FieldSet,
    /// The source that it cites, if there is such a one.
    pub(crate) source: Option<At<'a, Source>>,
    /// Its quote, unless that is empty.
    pub(crate) quote: Option<&'a str>,
    /// The same, if it is plain.
    pub(crate) plain: Option<Plain<'a>>,
    /// What the quote says, once that has been asked for.
    pub(crate) said: OnceCell<Said>,
}

impl<'a> Piece<'a> {
    /// A piece of evidence, given the one before it, which mostly cites the same source.
    pub(crate) fn new(context: &Context<'a>, evidence: &'a Evidence, before: Option<&Self>) -> Self {
        let source = match before.filter(|before| before.evidence.source == evidence.source) {
            Some(before) => before.source,
            None => context.find(evidence.source.as_str()),
        };
        let quote = quoted(evidence);
        let plain = quote.and_then(Plain::of);
        Self { evidence, supports: evidence.supports.known(), source, quote, plain, said: OnceCell::new() }
    }
}

impl FieldAt<'_> {
    /// The place of the field's value.
    pub fn place(&self) -> Place {
        field_place(self.block, self.field.def.name)
    }
}

/// The place of the value that a block has for a field.
pub(crate) fn field_place(block: &Block<'_>, field: &str) -> Place {
    Place::value(block.record_type, block.index, block.field_pointer(field))
}

/// A piece of evidence with the block that it stands on.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceAt<'a> {
    /// The block.
    pub block: &'a Block<'a>,
    /// The evidence.
    pub evidence: &'a Evidence,
    /// Its position on the block, from 0.
    pub number: usize,
}

impl EvidenceAt<'_> {
    /// The place of a part of the evidence: `""` for all of it, `"/quote"`, `"/supports/0"`.
    pub fn place(&self, part: &str) -> Place {
        Place::value(self.block.record_type, self.block.index, self.pointer(part))
    }

    /// The place of the name of a part of the evidence: `"/reports/total"`.
    pub fn key(&self, part: &str) -> Place {
        Place::key(self.block.record_type, self.block.index, self.pointer(part))
    }

    fn pointer(&self, part: &str) -> String {
        format!("{}/evidence/{}{part}", self.block.pointer, self.number)
    }
}

/// A piece of evidence with the archived text of its source.
#[derive(Debug, Clone, Copy)]
pub struct CitedAt<'a> {
    /// The evidence.
    pub at: EvidenceAt<'a>,
    /// The text.
    pub text: &'a Text,
    /// The file of the text, if it is one of the run.
    pub file: Option<FileId>,
    /// What came of looking for the quote in the text; `None` if there is no quote.
    pub quote: Option<&'a QuoteResult>,
}

/// A text that a person wrote.
#[derive(Debug, Clone)]
pub struct TextAt<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it stands.
    pub place: Place,
    /// Whether it is free text; otherwise it has a grammar of its own.
    pub free: bool,
    /// Whether it is a quote, whose letters are the source's and must not be changed.
    pub quote: bool,
    /// Whether it has to say something; otherwise it may as well be empty, as a note.
    pub needed: bool,
}

impl TextAt<'_> {
    /// Whether it has to say something, and has nothing but space.
    pub(crate) fn lacks_words(&self) -> bool {
        self.needed && self.text.trim().is_empty()
    }

    /// Whether it is prose, which may run over several lines: a note, a summary, a description, a
    /// reason. Everything else is one line.
    pub fn is_prose(&self) -> bool {
        let field = self.place.pointer().and_then(|pointer| pointer.rsplit('/').next());
        self.free && matches!(field, Some("note" | "summary" | "description" | "reason"))
    }
}

/// A waiver with what came of it.
#[derive(Debug, Clone, Copy)]
pub struct WaiverAt<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// Its position in `dataset.yaml`, from 0.
    pub index: usize,
    /// How many findings it accepts.
    pub matched: usize,
    /// Whether the rule it names ran, and saw all that it looks at.
    pub judged: bool,
}

impl WaiverAt<'_> {
    /// The place of a part of the waiver, as `"/code"`.
    pub fn place(&self, part: &str) -> Place {
        Place::Manifest(format!("/waivers/{}{part}", self.index))
    }
}
