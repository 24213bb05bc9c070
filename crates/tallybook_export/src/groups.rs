//! Groups of columns for one value: a date, a quantity, an amount of money, a country.
//!
//! A group keeps the value as written and opens it up for computation. Bounds that the text does not
//! give stay empty.

use tallybook_schema::value::{Country, Date, Money, Quantity};

use crate::column::Spec;
use crate::fill::{Cell, Columns};

#[expect(clippy::needless_pass_by_value, reason = "a group is named the way a column is")]
impl<'r, R> Columns<'r, R> {
    /// A date: `_edtf`, `_start`, `_end`, `_precision`, `_approximate`, `_uncertain`.
    pub(crate) fn date<'v>(self, spec: Spec, date: impl Fn(&'r R) -> Option<&'v Date>) -> Self {
        self.text(
            spec.part("edtf", "as written, a date of EDTF (ISO 8601-2:2019) level 0 or 1")
                .example("2022-11-08?"),
            |row| date(row).map(ToString::to_string),
        )
        .day(
            spec.part("start", "first day that it can mean; empty where the start is open or unknown")
                .example("2022-11-08"),
            |row| date(row)?.earliest(),
        )
        .day(
            spec.part("end", "last day that it can mean; empty where the end is open or unknown")
                .example("2022-11-08"),
            |row| date(row)?.latest(),
        )
        .term(spec.part("precision", "smallest calendar unit that it names"), |row| {
            date(row).map(Date::precision)
        })
        .bool(spec.part("approximate", "whether it is marked as an estimate (`~`)").example("false"), |row| {
            date(row).map(Date::is_approximate)
        })
        .bool(spec.part("uncertain", "whether it is marked as doubtful (`?`)"), |row| {
            date(row).map(Date::is_uncertain)
        })
    }

    /// A quantity: `_text`, `_qualifier`, `_low`, `_best`, `_high`.
    pub(crate) fn quantity<'v, C>(self, spec: Spec, quantity: impl Fn(&'r R) -> C) -> Self
    where
        C: Cell<Value = &'v Quantity>,
    {
        let unitless = spec.clone().without_unit();
        self.text(unitless.part("text", "as written").example("160"), |row| {
            quantity(row).then(Quantity::to_string)
        })
        .term(unitless.part("qualifier", "how the number was qualified"), |row| {
            quantity(row).then(Quantity::qualifier)
        })
        .int(
            spec.part("low", "least number that the text states; empty where it states none").example("160"),
            |row| quantity(row).value()?.low(),
        )
        .int(
            spec.part("best", "the one number that the text gives; empty for bounds and ranges")
                .example("160"),
            |row| quantity(row).value()?.best(),
        )
        .int(
            spec.part("high", "greatest number that the text states; empty where it states none")
                .example("160"),
            |row| quantity(row).value()?.high(),
        )
    }

    /// An amount of money: `_text`, `_qualifier`, `_currency`, `_low`, `_best`, `_high`.
    pub(crate) fn money<'v>(self, spec: Spec, money: impl Fn(&'r R) -> Option<&'v Money>) -> Self {
        let currency = spec.part("currency", "ISO 4217 code of the currency").example("EUR");
        let amount = spec.clone().unit(format!("units of `{}`", currency.name()));
        self.text(spec.part("text", "as written").example("EUR 140000000"), |row| {
            money(row).map(Money::to_string)
        })
        .term(spec.part("qualifier", "how the number was qualified"), |row| money(row).map(Money::qualifier))
        .text(currency, |row| Some(money(row)?.currency()?.to_string()))
        .decimal(
            amount
                .part("low", "least amount that the text states, the bound itself for `more than`")
                .example("140000000"),
            |row| money(row)?.low(),
        )
        .decimal(
            amount
                .part("best", "the one amount that the text gives; empty for bounds and ranges")
                .example("140000000"),
            |row| money(row)?.best(),
        )
        .decimal(
            amount
                .part("high", "greatest amount that the text states; empty where it states none")
                .example("140000000"),
            |row| money(row)?.high(),
        )
    }

    /// A country: its alpha-2 code under the name of the group, `_alpha3`, `_name`.
    pub(crate) fn country<'v>(self, spec: Spec, country: impl Fn(&'r R) -> Option<&'v Country>) -> Self {
        let (alpha3, name) = (
            spec.part("alpha3", "ISO 3166-1 alpha-3 code").example("FRA"),
            spec.part("name", "English short name of ISO 3166-1").example("France"),
        );
        self.text(spec.saying("ISO 3166-1 alpha-2 code").example("FR"), |row| {
            country(row).map(Country::alpha2)
        })
        .text(alpha3, |row| country(row)?.alpha3())
        .text(name, |row| country(row)?.name())
    }
}
