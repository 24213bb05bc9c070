//! Blocks: the parts of a record that have fields, and on some of which evidence stands.
//!
//! This is the one list of which fields there are, what kind of value each has, and which are
//! facts. Rules, analysis and exports walk blocks instead of knowing every record type.

use std::borrow::Cow;
use std::fmt;

use smol_str::SmolStr;

use crate::id::{ActorId, DealId, EquipmentId, RecordRef, SourceId, StatementId, TransferId};
use crate::record::{
    Actor, Anonymous, Deal, Equipment, Evidence, Figure, Item, NotCovered, Place, Role, Source, SourceText,
    Statement, Target, Transfer,
};
use crate::value::{
    Country, Date, Day, Language, Money, Quantity, RawValue, ValueError, WebAddress, WikidataId,
};
use crate::vocabulary::{
    Act, ActorKind, Condition, EquipmentClass, Itemisation, Measure, SourceKind, Stage, Stance, TransferKind,
};
use crate::{Dataset, Record, RecordType, Records};

/// Whether a field is a fact, and whether it has to cite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// A fact that needs evidence.
    MustCite,
    /// A fact that may have evidence.
    MayCite,
    /// Not a fact: an id, a label, the editor's own words.
    NotAFact,
}

/// The kind of value that a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text without a grammar.
    Text,
    /// A list of texts.
    Texts,
    /// A scalar with a grammar of its own that needs no further look (an id, an address, a tag).
    Token,
    /// A term of the vocabulary with this name.
    Term(&'static str),
    /// The id of a record of this type.
    Reference(RecordType),
    /// Ids of records of this type.
    References(RecordType),
    /// A reference to a record of any type.
    AnyReference,
    /// A date.
    Date,
    /// A whole day.
    Day,
    /// A quantity.
    Quantity,
    /// An amount of money.
    Money,
    /// A country code.
    Country,
    /// A place.
    Place,
    /// A mapping or a list of mappings.
    Composite,
}

impl FieldKind {
    /// The text of a value in its canonical form, as [`FieldValue`] prints it.
    ///
    /// # Errors
    /// When the value does not follow the grammar of this kind.
    pub fn canonical(self, raw: &RawValue) -> Result<String, ValueError> {
        match (self, raw) {
            (Self::Date, RawValue::One(text)) => Ok(text.parse::<Date>()?.to_string()),
            (Self::Day, RawValue::One(text)) => Ok(text.parse::<Day>()?.to_string()),
            (Self::Quantity, RawValue::One(text)) => Ok(text.parse::<Quantity>()?.to_string()),
            (Self::Money, RawValue::One(text)) => Ok(text.parse::<Money>()?.to_string()),
            // All others have one form only.
            (_, RawValue::One(text)) => self.check(raw).map(|()| text.clone()),
            (_, RawValue::Many(texts)) => self.check(raw).map(|()| texts.join("; ")),
        }
    }

    /// Whether a value follows the grammar of this kind.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(self, raw: &RawValue) -> Result<(), ValueError> {
        let text = match (self, raw) {
            (Self::Texts, _) => return Ok(()),
            (Self::References(_), RawValue::Many(ids)) => {
                return ids.iter().try_for_each(|id| crate::id::validate(id));
            }
            (_, RawValue::One(text)) => text,
            (_, RawValue::Many(_)) => return Err(ValueError::new("one value is wanted here, not a list")),
        };
        match self {
            Self::Text | Self::Token | Self::Place | Self::Composite | Self::Texts => Ok(()),
            Self::Term(name) => {
                let vocabulary = crate::vocabulary::ALL.iter().find(|vocabulary| vocabulary.name == name);
                if vocabulary.is_some_and(|vocabulary| vocabulary.terms.iter().any(|term| term.code == text))
                {
                    Ok(())
                } else {
                    Err(ValueError::new(format!("`{text}` is not a term of the vocabulary `{name}`")))
                }
            }
            Self::Reference(_) | Self::References(_) => crate::id::validate(text),
            Self::AnyReference => Ok(text.parse::<RecordRef>().map(drop)?),
            Self::Date => Ok(text.parse::<Date>().map(drop)?),
            Self::Day => Ok(text.parse::<Day>().map(drop)?),
            Self::Quantity => Ok(text.parse::<Quantity>().map(drop)?),
            Self::Money => Ok(text.parse::<Money>().map(drop)?),
            Self::Country => Ok(text.parse::<Country>().map(drop)?),
        }
    }
}

/// A field of a kind of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldDef {
    /// The name, as written.
    pub name: &'static str,
    /// The number of the name: fields of the same name have the same.
    pub(crate) number: u8,
    /// The kind of its value.
    pub kind: FieldKind,
    /// Whether it is a fact.
    pub duty: Duty,
    /// Whether it is a single value that can be left out.
    pub is_optional: bool,
}

impl FieldDef {
    /// Whether evidence may name the field.
    pub fn is_fact(&self) -> bool {
        self.duty != Duty::NotAFact
    }
}

/// A set of names that fields have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldSet(u128);

impl FieldSet {
    /// The names with these numbers.
    pub(crate) fn of_numbers(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(numbers.into_iter().fold(0, |set, number| set | 1 << number))
    }

    /// How many names it has.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it has no name.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the name of a field is in the set.
    pub fn has(self, field: &FieldDef) -> bool {
        self.0 & 1 << field.number != 0
    }

    /// Whether every name of the set is in another one.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether a name is in both sets.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The names in this set or another one.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<'d> FromIterator<&'d FieldDef> for FieldSet {
    fn from_iter<I: IntoIterator<Item = &'d FieldDef>>(fields: I) -> Self {
        Self::of_numbers(fields.into_iter().map(|field| field.number))
    }
}

/// The value of a field, borrowed from its record. Printing gives its canonical text.
#[derive(Debug, Clone, Copy)]
pub enum FieldValue<'a> {
    /// Text without a grammar.
    Text(&'a str),
    /// A list of texts.
    Texts(&'a [String]),
    /// A scalar with a grammar that needs no further look.
    Token(&'a str),
    /// A term; with its successor if it is deprecated.
    Term(&'static str, Option<&'static str>),
    /// The id of a record of a type.
    Reference(RecordType, &'a str),
    /// Ids of records of one type.
    References(References<'a>),
    /// A reference to a record of any type.
    AnyReference(&'a RecordRef),
    /// A date.
    Date(&'a Date),
    /// A whole day.
    Day(Day),
    /// A quantity.
    Quantity(&'a Quantity),
    /// An amount of money.
    Money(&'a Money),
    /// A country code.
    Country(&'a Country),
    /// A place.
    Place(&'a Place),
    /// The offices of an actor.
    Roles(&'a [Role]),
    /// The targets of a statement.
    Targets(&'a [Target]),
    /// Why an actor has no name.
    Anonymous(&'a Anonymous),
    /// A mapping that is neither a fact nor a block.
    Composite,
}

/// A list of ids of one type.
#[derive(Debug, Clone, Copy)]
pub enum References<'a> {
    /// Actors.
    Actors(&'a [ActorId]),
    /// Statements.
    Statements(&'a [StatementId]),
}

impl<'a> References<'a> {
    /// The type of the records that are named.
    pub fn record_type(self) -> RecordType {
        match self {
            Self::Actors(_) => RecordType::Actor,
            Self::Statements(_) => RecordType::Statement,
        }
    }

    /// The ids in their order.
    pub fn ids(self) -> impl Iterator<Item = &'a str> + Clone {
        let (actors, statements) = match self {
            Self::Actors(ids) => (ids, &[][..]),
            Self::Statements(ids) => (&[][..], ids),
        };
        actors.iter().map(ActorId::as_str).chain(statements.iter().map(StatementId::as_str))
    }
}

impl fmt::Display for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn join<T: fmt::Display>(f: &mut fmt::Formatter<'_>, parts: impl Iterator<Item = T>) -> fmt::Result {
            for (i, part) in parts.enumerate() {
                if i > 0 {
                    f.write_str("; ")?;
                }
                write!(f, "{part}")?;
            }
            Ok(())
        }
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => join(f, texts.iter()),
            Self::Token(token) => f.write_str(token),
            Self::Term(term, _) => f.write_str(term),
            Self::Reference(_, id) => f.write_str(id),
            Self::References(references) => join(f, references.ids()),
            Self::AnyReference(reference) => reference.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Quantity(quantity) => quantity.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Place(place) => f.write_str(&place.name),
            Self::Roles(roles) => join(
                f,
                roles.iter().map(|role| match &role.organization {
                    Some(organization) => Cow::Owned(format!("{} ({organization})", role.title)),
                    None => Cow::Borrowed(role.title.as_str()),
                }),
            ),
            Self::Targets(targets) => join(f, targets.iter().map(|t| format!("{} {}", t.stance, t.target))),
            Self::Anonymous(anonymous) => f.write_str(anonymous.reason.as_deref().unwrap_or("yes")),
            Self::Composite => Ok(()),
        }
    }
}

/// A field that a block has, with its value.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Which field.
    pub def: &'static FieldDef,
    /// Its value.
    pub value: FieldValue<'a>,
}

/// Which part of which record type a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A source.
    Source,
    /// The archived text of a source.
    SourceText,
    /// Paragraphs of a source that are not covered.
    NotCovered,
    /// An actor.
    Actor,
    /// Why an actor has no name.
    Anonymous,
    /// An office of an actor.
    Role,
    /// A type of equipment.
    Equipment,
    /// A deal.
    Deal,
    /// A transfer.
    Transfer,
    /// The place of a transfer.
    Place,
    /// An item of a transfer.
    Item,
    /// A statement.
    Statement,
    /// A target of a statement.
    Target,
    /// A figure of a statement.
    Figure,
}

/// A part of a record that has fields.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    /// Which part it is.
    pub kind: BlockKind,
    /// The type of the record.
    pub record_type: RecordType,
    /// The position of the record among those of its type.
    pub index: usize,
    /// The id of the record.
    pub id: &'a str,
    /// The JSON Pointer (RFC 6901) of the block within the record; empty for the record itself.
    pub pointer: SmolStr,
    /// The evidence that stands on the block.
    pub evidence: &'a [Evidence],
    /// The fields that the block has, in the order of the model.
    pub fields: Vec<Field<'a>>,
    /// The names of those of them that are facts.
    pub facts: FieldSet,
}

impl<'a> Block<'a> {
    /// The value of a field, if the block has it.
    pub fn get(&self, field: &str) -> Option<FieldValue<'a>> {
        self.fields.iter().find(|f| f.def.name == field).map(|f| f.value)
    }

    /// The JSON Pointer of a field within the record.
    pub fn field_pointer(&self, field: &str) -> String {
        [self.pointer.as_str(), "/", field].concat()
    }

    /// Whether evidence can stand on blocks of this kind.
    pub fn can_cite(&self) -> bool {
        self.kind.can_cite()
    }
}

impl BlockKind {
    /// Whether evidence can stand on blocks of this kind.
    pub fn can_cite(self) -> bool {
        self.defs().iter().any(FieldDef::is_fact)
    }

    /// The definition of a field.
    pub fn def(self, field: &str) -> Option<&'static FieldDef> {
        self.defs().iter().find(|def| def.name == field)
    }

    /// The block kind of the record itself.
    pub fn of(record_type: RecordType) -> Self {
        match record_type {
            RecordType::Source => Self::Source,
            RecordType::Actor => Self::Actor,
            RecordType::Equipment => Self::Equipment,
            RecordType::Deal => Self::Deal,
            RecordType::Transfer => Self::Transfer,
            RecordType::Statement => Self::Statement,
        }
    }
}

/// Every block of a dataset: records in their order, each followed by its parts.
pub fn blocks(dataset: &Dataset) -> impl Iterator<Item = Block<'_>> {
    RecordType::ALL.into_iter().flat_map(move |record_type| {
        dataset.numbers(record_type).flat_map(move |index| blocks_of(dataset, record_type, index))
    })
}

/// The blocks of one record: the record itself, then its parts. Empty if there is no such record.
pub fn blocks_of(dataset: &Dataset, record_type: RecordType, index: usize) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    add_blocks_of(dataset, record_type, index, &mut blocks);
    blocks
}

/// Adds the blocks of one record to others, as [`blocks_of`] gives them.
pub fn add_blocks_of<'a>(
    dataset: &'a Dataset,
    record_type: RecordType,
    index: usize,
    blocks: &mut Vec<Block<'a>>,
) {
    let Some(id) = dataset.id(record_type, index) else { return };
    let mut add = |kind, pointer: SmolStr, evidence, fields: Vec<Field<'a>>| {
        let facts = fields.iter().map(|field| field.def).filter(|def| def.is_fact()).collect();
        blocks.push(Block { kind, record_type, index, id, pointer, evidence, fields, facts });
    };
    let top = SmolStr::default;
    let part = SmolStr::new_static;
    match record_type {
        RecordType::Source => {
            let source = &dataset.sources[index];
            add(BlockKind::Source, top(), &[][..], source.fields());
            if let Some(text) = &source.text {
                add(BlockKind::SourceText, part("/text"), &[], text.fields());
            }
            for (i, part) in source.not_covered.iter().enumerate() {
                add(BlockKind::NotCovered, numbered("/not_covered/", i), &[], part.fields());
            }
        }
        RecordType::Actor => {
            let actor = &dataset.actors[index];
            add(BlockKind::Actor, top(), &actor.evidence, actor.fields());
            for (i, role) in actor.roles.iter().enumerate() {
                add(BlockKind::Role, numbered("/roles/", i), &[], role.fields());
            }
            if let Some(anonymous) = &actor.anonymous {
                add(BlockKind::Anonymous, part("/anonymous"), &[], anonymous.fields());
            }
        }
        RecordType::Equipment => {
            let equipment = &dataset.equipment[index];
            add(BlockKind::Equipment, top(), &equipment.evidence, equipment.fields());
        }
        RecordType::Deal => {
            let deal = &dataset.deals[index];
            add(BlockKind::Deal, top(), &deal.evidence, deal.fields());
        }
        RecordType::Transfer => {
            let transfer = &dataset.transfers[index];
            add(BlockKind::Transfer, top(), &transfer.evidence, transfer.fields());
            if let Some(place) = &transfer.place {
                add(BlockKind::Place, part("/place"), &[], place.fields());
            }
            for (i, item) in transfer.items.iter().enumerate() {
                add(BlockKind::Item, numbered("/items/", i), &item.evidence, item.fields());
            }
        }
        RecordType::Statement => {
            let statement = &dataset.statements[index];
            add(BlockKind::Statement, top(), &statement.evidence, statement.fields());
            for (i, target) in statement.about.iter().enumerate() {
                add(BlockKind::Target, numbered("/about/", i), &[], target.fields());
            }
            for (i, figure) in statement.figures.iter().enumerate() {
                add(BlockKind::Figure, numbered("/figures/", i), &figure.evidence, figure.fields());
            }
        }
    }
}

/// The evidence that stands on the blocks of one record, without making them. None if there is no such record.
pub fn evidence_of(
    dataset: &Dataset,
    record_type: RecordType,
    index: usize,
) -> impl Iterator<Item = &Evidence> {
    let (own, items, figures): (&[Evidence], &[Item], &[Figure]) = match record_type {
        RecordType::Source => (&[], &[], &[]),
        RecordType::Actor => (of(&dataset.actors, index), &[], &[]),
        RecordType::Equipment => (of(&dataset.equipment, index), &[], &[]),
        RecordType::Deal => (of(&dataset.deals, index), &[], &[]),
        RecordType::Transfer => {
            let items = dataset.transfers.get(index).map_or(&[][..], |transfer| &transfer.items);
            (of(&dataset.transfers, index), items, &[])
        }
        RecordType::Statement => {
            let figures = dataset.statements.get(index).map_or(&[][..], |statement| &statement.figures);
            (of(&dataset.statements, index), &[], figures)
        }
    };
    let items = items.iter().flat_map(|item| &item.evidence);
    own.iter().chain(items).chain(figures.iter().flat_map(|figure| &figure.evidence))
}

fn of<T: Record>(records: &Records<T>, index: usize) -> &[Evidence] {
    records.get(index).map_or(&[], Record::evidence)
}

/// The pointer of a part of a list, whose own ends with `/`.
fn numbered(list: &str, number: usize) -> SmolStr {
    SmolStr::from_iter([list, itoa::Buffer::new().format(number)])
}

/// The target of a statement that a block stands for; `None` if it is of another kind than [`BlockKind::Target`].
pub fn target<'a>(dataset: &'a Dataset, block: &Block<'_>) -> Option<&'a Target> {
    if block.kind != BlockKind::Target {
        return None;
    }
    let number: usize = block.pointer.strip_prefix("/about/")?.parse().ok()?;
    dataset.statements.get(block.index)?.about.get(number)
}

/// Gives a field's value as [`FieldValue`].
trait View {
    const KIND: FieldKind;
    const IS_OPTIONAL: bool = false;
    fn view(&self) -> Option<FieldValue<'_>>;
}

trait HasFields {
    fn fields(&self) -> Vec<Field<'_>>;
}

/// The number of a field's name: the place where the name first stands in [`NAMES`].
const fn number(name: &str) -> u8 {
    let mut number = 0_u8;
    while !is_same(NAMES[number as usize], name) {
        number += 1;
    }
    assert!(number < 128, "a set of fields has a bit for each name");
    number
}

/// Whether two texts are the same, where they have to be compared when the program is built.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

macro_rules! blocks {
    ($($kind:ident { $($field:ident: $type:ty = $duty:ident,)+ })+) => {
        /// The names of all fields of all kinds of blocks.
        pub(crate) const NAMES: &[&str] = &[$($(stringify!($field),)+)+];

        impl BlockKind {
            /// Every kind of block.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The fields that blocks of this kind can have, evidence and nested blocks left out.
            pub fn defs(self) -> &'static [FieldDef] {
                match self {
                    $(Self::$kind => const { &[$(FieldDef {
                        name: stringify!($field),
                        number: number(stringify!($field)),
                        kind: <$type as View>::KIND,
                        duty: Duty::$duty,
                        is_optional: <$type as View>::IS_OPTIONAL,
                    },)+] },)+
                }
            }
        }

        $(impl HasFields for $kind {
            fn fields(&self) -> Vec<Field<'_>> {
                let defs = BlockKind::$kind.defs();
                let mut fields = Vec::with_capacity(defs.len());
                if let [$($field,)+] = defs {
                    $(if let Some(value) = <$type as View>::view(&self.$field) {
                        fields.push(Field { def: $field, value });
                    })+
                }
                fields
            }
        })+
    };
}

blocks! {
    Source {
        id: SourceId = NotAFact,
        kind: SourceKind = NotAFact,
        title: String = NotAFact,
        publisher: Option<ActorId> = NotAFact,
        authors: Vec<String> = NotAFact,
        language: Option<Language> = NotAFact,
        published: Option<Date> = NotAFact,
        url: Option<WebAddress> = NotAFact,
        retrieved: Option<Day> = NotAFact,
        archive_url: Option<WebAddress> = NotAFact,
        licence: Option<String> = NotAFact,
        note: Option<String> = NotAFact,
    }
    SourceText {
        file: String = NotAFact,
    }
    NotCovered {
        reason: String = NotAFact,
    }
    Actor {
        id: ActorId = NotAFact,
        kind: ActorKind = NotAFact,
        name: String = MayCite,
        aliases: Vec<String> = MayCite,
        country: Option<Country> = MayCite,
        part_of: Option<ActorId> = MayCite,
        roles: Vec<Role> = MayCite,
        anonymous: Option<Anonymous> = MayCite,
        wikidata: Option<WikidataId> = NotAFact,
        note: Option<String> = NotAFact,
    }
    Anonymous {
        reason: Option<String> = NotAFact,
    }
    Role {
        title: String = NotAFact,
        organization: Option<ActorId> = NotAFact,
        start: Option<Date> = NotAFact,
        end: Option<Date> = NotAFact,
    }
    Equipment {
        id: EquipmentId = NotAFact,
        designation: String = MayCite,
        aliases: Vec<String> = MayCite,
        class: EquipmentClass = MayCite,
        origin: Option<ActorId> = MayCite,
        note: Option<String> = NotAFact,
    }
    Deal {
        id: DealId = NotAFact,
        title: String = NotAFact,
        parties: Vec<ActorId> = MustCite,
        stage: Stage = MustCite,
        agreed: Option<Date> = MustCite,
        value: Option<Money> = MustCite,
        note: Option<String> = NotAFact,
    }
    Transfer {
        id: TransferId = NotAFact,
        kind: TransferKind = NotAFact,
        supplier: ActorId = MustCite,
        recipient: ActorId = MustCite,
        deal: Option<DealId> = MustCite,
        stage: Stage = MustCite,
        ordered: Option<Date> = MustCite,
        delivered: Option<Date> = MustCite,
        place: Option<Place> = MustCite,
        origin: Vec<ActorId> = MustCite,
        carrier: Option<EquipmentId> = MustCite,
        total: Option<Quantity> = MustCite,
        itemisation: Option<Itemisation> = MustCite,
        amount: Option<Money> = MustCite,
        note: Option<String> = NotAFact,
    }
    Place {
        name: String = NotAFact,
        country: Option<Country> = NotAFact,
    }
    Item {
        equipment: Option<EquipmentId> = MustCite,
        description: Option<String> = MustCite,
        quantity: Quantity = MustCite,
        condition: Option<Condition> = MustCite,
        note: Option<String> = NotAFact,
    }
    Statement {
        id: StatementId = NotAFact,
        speaker: ActorId = MustCite,
        on_behalf_of: Option<ActorId> = MustCite,
        act: Act = MustCite,
        date: Option<Date> = MustCite,
        medium: Option<ActorId> = MustCite,
        addressees: Vec<ActorId> = MustCite,
        summary: String = NotAFact,
        topics: Vec<String> = NotAFact,
        about: Vec<Target> = MustCite,
        supersedes: Vec<StatementId> = MustCite,
        retracts: Vec<StatementId> = MustCite,
        note: Option<String> = NotAFact,
    }
    Target {
        target: RecordRef = NotAFact,
        stance: Stance = NotAFact,
        note: Option<String> = NotAFact,
    }
    Figure {
        measure: Measure = MustCite,
        value: Quantity = MustCite,
        unit: Option<String> = MustCite,
        date: Option<Date> = MustCite,
    }
}

macro_rules! views {
    ($($type:ty => $kind:expr, |$value:ident| $view:expr;)+) => {$(
        impl View for $type {
            const KIND: FieldKind = $kind;
            fn view(&self) -> Option<FieldValue<'_>> {
                let $value = self;
                $view
            }
        }
    )+};
}

views! {
    String => FieldKind::Text, |text| Some(FieldValue::Text(text));
    Vec<String> => FieldKind::Texts, |texts| (!texts.is_empty()).then_some(FieldValue::Texts(texts));
    Date => FieldKind::Date, |date| Some(FieldValue::Date(date));
    Day => FieldKind::Day, |day| Some(FieldValue::Day(*day));
    Quantity => FieldKind::Quantity, |quantity| Some(FieldValue::Quantity(quantity));
    Money => FieldKind::Money, |money| Some(FieldValue::Money(money));
    Country => FieldKind::Country, |country| Some(FieldValue::Country(country));
    Place => FieldKind::Place, |place| Some(FieldValue::Place(place));
    Language => FieldKind::Token, |tag| Some(FieldValue::Token(tag.as_str()));
    WebAddress => FieldKind::Token, |address| Some(FieldValue::Token(address.as_str()));
    WikidataId => FieldKind::Token, |item| Some(FieldValue::Token(item.as_str()));
    RecordRef => FieldKind::AnyReference, |reference| Some(FieldValue::AnyReference(reference));
    Anonymous => FieldKind::Composite, |anonymous| Some(FieldValue::Anonymous(anonymous));
    Vec<Role> => FieldKind::Composite, |roles| (!roles.is_empty()).then_some(FieldValue::Roles(roles));
    Vec<Target> => FieldKind::Composite, |targets| (!targets.is_empty()).then_some(FieldValue::Targets(targets));
    Vec<ActorId> => FieldKind::References(RecordType::Actor), |ids|
        (!ids.is_empty()).then_some(FieldValue::References(References::Actors(ids)));
    Vec<StatementId> => FieldKind::References(RecordType::Statement), |ids|
        (!ids.is_empty()).then_some(FieldValue::References(References::Statements(ids)));
}

impl<T: View> View for Option<T> {
    const KIND: FieldKind = T::KIND;
    const IS_OPTIONAL: bool = true;
    fn view(&self) -> Option<FieldValue<'_>> {
        self.as_ref().and_then(View::view)
    }
}

macro_rules! reference_views {
    ($($type:ident)+) => {$(
        impl View for $type {
            const KIND: FieldKind = FieldKind::Reference($type::RECORD_TYPE);
            fn view(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Reference($type::RECORD_TYPE, self.as_str()))
            }
        }
    )+};
}
reference_views!(SourceId ActorId EquipmentId DealId TransferId StatementId);

macro_rules! term_views {
    ($($type:ident)+) => {$(
        impl View for $type {
            const KIND: FieldKind = FieldKind::Term($type::VOCABULARY.name);
            fn view(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Term(self.as_str(), self.successor()))
            }
        }
    )+};
}
term_views!(SourceKind ActorKind EquipmentClass TransferKind Stage Itemisation Condition Act Stance Measure);
