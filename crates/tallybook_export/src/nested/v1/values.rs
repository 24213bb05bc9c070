//! References and values.

use schemars::JsonSchema;
use serde::Serialize;

/// Something that is referred to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ref<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name, title or designation; `null` if there is no such record.
    pub name: Option<&'a str>,
}

/// A record of any type that is referred to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnyRef<'a> {
    /// The type of the record.
    #[serde(rename = "type")]
    pub record_type: &'static str,
    /// Its id.
    pub id: &'a str,
    /// Its name, title or designation; `null` if there is no such record.
    pub name: Option<&'a str>,
}

/// A date.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Date {
    /// As written: EDTF (ISO 8601-2:2019) level 0 or 1.
    pub edtf: String,
    /// The first day that it can mean; `null` where the start is open or unknown.
    pub start: Option<String>,
    /// The last day that it can mean; `null` where the end is open or unknown.
    pub end: Option<String>,
    /// The smallest calendar unit that it names.
    pub precision: &'static str,
    /// Whether it is marked as an estimate.
    pub approximate: bool,
    /// Whether it is marked as doubtful.
    pub uncertain: bool,
}

/// A number of things.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Quantity {
    /// As written.
    pub text: String,
    /// How the number was qualified.
    pub qualifier: &'static str,
    /// The least number that the text states.
    pub low: Option<i64>,
    /// The one number that the text gives.
    pub best: Option<i64>,
    /// The greatest number that the text states.
    pub high: Option<i64>,
}

/// An amount of money. Numbers are text, so that no reader rounds them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Money {
    /// As written.
    pub text: String,
    /// How the number was qualified.
    pub qualifier: &'static str,
    /// The ISO 4217 code of the currency.
    pub currency: Option<String>,
    /// The least amount that the text states; the bound itself for `more than`.
    pub low: Option<String>,
    /// The one amount that the text gives.
    pub best: Option<String>,
    /// The greatest amount that the text states.
    pub high: Option<String>,
}

/// A country.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Country<'a> {
    /// ISO 3166-1 alpha-2 code.
    pub alpha2: &'a str,
    /// ISO 3166-1 alpha-3 code.
    pub alpha3: Option<&'static str>,
    /// English short name of ISO 3166-1.
    pub name: Option<&'static str>,
}

/// Numbers from the least to the greatest.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Range {
    /// The least.
    pub low: i64,
    /// The greatest; `null` where there is no bound.
    pub high: Option<i64>,
}

/// A place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place<'a> {
    /// The place by name.
    pub name: &'a str,
    /// The country that it lies in.
    pub country: Option<Country<'a>>,
}
