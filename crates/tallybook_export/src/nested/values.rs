//! Fills references and values.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tallybook_analysis::Interval;
use tallybook_schema::RecordType;
use tallybook_schema::id::ActorId;
use tallybook_schema::record::FieldMap;
use tallybook_schema::value;

use super::v1;
use crate::context::Context;

pub(super) fn named<'a>(context: &Context<'a>, record_type: RecordType, id: &'a str) -> v1::Ref<'a> {
    v1::Ref { id, name: context.index.label(record_type, id) }
}

pub(super) fn actor_ref<'a>(context: &Context<'a>, id: &'a ActorId) -> v1::Ref<'a> {
    named(context, RecordType::Actor, id.as_str())
}

pub(super) fn values(values: &FieldMap) -> BTreeMap<&str, String> {
    values.iter().map(|(field, value)| (field, value.to_string())).collect()
}

pub(super) fn date(date: &value::Date) -> v1::Date {
    v1::Date {
        edtf: date.to_string(),
        start: date.earliest().map(|day| day.to_string()),
        end: date.latest().map(|day| day.to_string()),
        precision: date.precision().as_str(),
        approximate: date.is_approximate(),
        uncertain: date.is_uncertain(),
    }
}

pub(super) fn quantity(quantity: &value::Quantity) -> v1::Quantity {
    v1::Quantity {
        text: quantity.to_string(),
        qualifier: quantity.qualifier().as_str(),
        low: quantity.low(),
        best: quantity.best(),
        high: quantity.high(),
    }
}

pub(super) fn money(money: &value::Money) -> v1::Money {
    let plain = |amount: Option<Decimal>| amount.map(|amount| amount.normalize().to_string());
    v1::Money {
        text: money.to_string(),
        qualifier: money.qualifier().as_str(),
        currency: money.currency().map(|currency| currency.to_string()),
        low: plain(money.low()),
        best: plain(money.best()),
        high: plain(money.high()),
    }
}

pub(super) fn country(country: &value::Country) -> v1::Country<'_> {
    v1::Country { alpha2: country.alpha2(), alpha3: country.alpha3(), name: country.name() }
}

pub(super) fn range(interval: Interval) -> v1::Range {
    v1::Range { low: interval.low, high: interval.high }
}
