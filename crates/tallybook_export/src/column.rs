//! What a column is: its name, the kind of its values, and what a reader has to know about it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Metadata as FieldMetadata};
use tallybook_schema::vocabulary::Vocabulary;

use crate::table::TABLES;

/// The digits of a decimal column, as Parquet and Arrow count them.
pub(crate) const DECIMAL_PRECISION: u8 = 38;

/// The digits after the point of a decimal column: as many as any ISO 4217 currency has.
pub(crate) const DECIMAL_SCALE: i8 = 4;

/// What stands between the entries of a list in a CSV cell.
pub(crate) const LIST_SEPARATOR: &str = "; ";

/// The kind of value that a column holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    Text,
    /// A term of a vocabulary.
    Term(&'static Vocabulary),
    /// A whole number of 64 bits.
    Int,
    /// A decimal number with four digits after the point.
    Decimal,
    /// A day of the proleptic Gregorian calendar.
    Date,
    /// True or false.
    Bool,
    /// A list of texts, possibly empty, in an order that means something.
    TextList,
}

impl Kind {
    /// The type of the column in Arrow and so in Parquet.
    pub fn arrow_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Term(_) => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::Int => DataType::Int64,
            Self::Decimal => DataType::Decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
            Self::Date => DataType::Date32,
            Self::Bool => DataType::Boolean,
            Self::TextList => DataType::List(Arc::new(list_entry())),
        }
    }

    /// The type of the column in the Table Schema standard (datapackage.org), version 2.
    pub fn table_schema_type(self) -> &'static str {
        match self {
            Self::Text | Self::Term(_) => "string",
            Self::Int => "integer",
            Self::Decimal => "number",
            Self::Date => "date",
            Self::Bool => "boolean",
            Self::TextList => "list",
        }
    }

    /// The vocabulary of a column of terms.
    pub fn vocabulary(self) -> Option<&'static Vocabulary> {
        match self {
            Self::Term(vocabulary) => Some(vocabulary),
            _ => None,
        }
    }
}

/// The entry of a list column. Lists never hold nulls.
pub(crate) fn list_entry() -> Field {
    Field::new("element", DataType::Utf8, false)
}

/// A column that the values of another one stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The name of the table.
    pub table: &'static str,
    /// The name of its column.
    pub column: &'static str,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

/// A column of a table. Everything that any format says of a column is taken from here.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in `snake_case`, unique within its table.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
    /// Whether a cell can be null.
    pub nullable: bool,
    /// What its numbers count.
    pub unit: Option<Cow<'static, str>>,
    /// What it says: one sentence without a full stop.
    pub description: String,
    /// The column whose values its own are.
    pub reference: Option<Reference>,
    /// A value as it could stand in it, where one does not follow from the rest.
    own_example: Option<&'static str>,
}

impl Column {
    /// A value as it could stand in the column, written as in CSV. A column of terms has its first
    /// term, a column that refers to another one the example of that one.
    pub fn example(&self) -> Option<&'static str> {
        if self.own_example.is_some() {
            return self.own_example;
        }
        match self.kind {
            Kind::Term(vocabulary) => vocabulary.terms.first().map(|term| term.code),
            Kind::Bool => Some("true"),
            _ => self.referenced()?.own_example,
        }
    }

    /// The column that its values stand in.
    fn referenced(&self) -> Option<Self> {
        let Reference { table, column } = self.reference?;
        let table = TABLES.iter().find(|candidate| candidate.name == table)?;
        table.columns().into_iter().find(|candidate| candidate.name == column)
    }

    /// The column as an Arrow field; its metadata carry what Arrow has no other room for.
    pub fn arrow_field(&self) -> Field {
        let mut metadata = vec![("description".to_owned(), self.description.clone())];
        if let Some(unit) = &self.unit {
            metadata.push(("unit".to_owned(), unit.clone().into_owned()));
        }
        if let Some(vocabulary) = self.kind.vocabulary() {
            metadata.push(("vocabulary".to_owned(), vocabulary.name.to_owned()));
        }
        if let Some(reference) = self.reference {
            metadata.push(("references".to_owned(), reference.to_string()));
        }
        Field::new(&self.name, self.kind.arrow_type(), self.nullable)
            .with_metadata(metadata.into_iter().collect::<FieldMetadata>())
    }
}

/// What a table says of a column where it defines it; kind and nullability follow from the function
/// that fills it.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    name: Cow<'static, str>,
    description: Cow<'static, str>,
    unit: Option<Cow<'static, str>>,
    reference: Option<Reference>,
    example: Option<&'static str>,
}

/// A column, or a group of columns with this name as their prefix.
pub(crate) const fn col(name: &'static str, description: &'static str) -> Spec {
    Spec {
        name: Cow::Borrowed(name),
        description: Cow::Borrowed(description),
        unit: None,
        reference: None,
        example: None,
    }
}

impl Spec {
    /// The name of the column, or of the group.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Says what the numbers count.
    pub(crate) fn unit(mut self, unit: impl Into<Cow<'static, str>>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Says that the values are ids of another table.
    pub(crate) fn id_of(mut self, table: &'static str) -> Self {
        self.reference = Some(Reference { table, column: "id" });
        self
    }

    /// Gives a value as it could stand in the column, written as in CSV. Needed where none follows from
    /// a vocabulary or a reference.
    pub(crate) const fn example(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// One column of the group: its name goes on with a suffix, its description with what it says.
    pub(crate) fn part(&self, suffix: &str, says: &str) -> Self {
        Self {
            name: format!("{}_{suffix}", self.name).into(),
            description: format!("{}: {says}", self.description).into(),
            example: None,
            ..self.clone()
        }
    }

    /// The column that has the name of the group itself.
    pub(crate) fn saying(mut self, says: &str) -> Self {
        self.description = format!("{}: {says}", self.description).into();
        self
    }

    /// The same without a unit: for a column of a group that holds no numbers.
    pub(crate) fn without_unit(mut self) -> Self {
        self.unit = None;
        self
    }

    /// The column, now that the kind of its values is known.
    pub(crate) fn column(self, kind: Kind, nullable: bool) -> Column {
        let Self { name, description, unit, reference, example } = self;
        let (name, description) = (name.into_owned(), description.into_owned());
        Column { name, kind, nullable, unit, description, reference, own_example: example }
    }
}
