//! M001: a currency code that ISO 4217 does not have.

use tallybook_diagnostics::{Edit, Finding, Findings, Fix};
use tallybook_schema::value::Currency;

use crate::{Context, Rule, Scope, Sql, Value, ValueAt, wording};

/// The rule.
pub const RULE: Rule = Rule::error(
    "M001",
    "unknown-currency",
    "a currency code is not in ISO 4217",
    include_str!("m001_unknown_currency.md"),
    Scope::Value(check),
)
.sql(Sql::Not("needs the list of currencies, also for reported and claimed values"));

/// Codes that are in use and are not ISO 4217, with the code that is meant.
const COLLOQUIAL: &[(&str, &str)] = &[
    ("BFR", "BEF"),
    ("CDN", "CAD"),
    ("CNH", "CNY"),
    ("DFL", "NLG"),
    ("DKR", "DKK"),
    ("FFR", "FRF"),
    ("FMK", "FIM"),
    ("HFL", "NLG"),
    ("IKR", "ISK"),
    ("NIS", "ILS"),
    ("NKR", "NOK"),
    ("NTD", "TWD"),
    ("RMB", "CNY"),
    ("SFR", "CHF"),
    ("SKR", "SEK"),
    ("STG", "GBP"),
    ("UKP", "GBP"),
    ("YEN", "JPY"),
];

fn check(_: &Context<'_>, at: &ValueAt<'_>, out: &mut Findings) {
    let Value::Money(money) = at.value else { return };
    let Some(currency) = money.currency().filter(|currency| !currency.is_known()) else { return };
    let (place, code) = (at.place(), currency.code());
    let mut finding = Finding::new(place.clone(), format!("`{code}` is no currency code of ISO 4217"))
        .note("amounts in a currency that nobody knows cannot be compared or converted");
    let meant = COLLOQUIAL.iter().find(|(written, _)| *written == code).map(|(_, meant)| *meant);
    finding = if let Some(meant) = meant {
        let text = money.to_string().replacen(code, meant, 1);
        finding.help(format!("write `{meant}`")).fix(Fix {
            title: format!("write `{text}`"),
            edits: vec![Edit::Replace { place, text }],
            safe: false,
        })
    } else {
        // Most codes have several near them, of which nobody can tell the one that is meant.
        match wording::only_nearest(code, Currency::all()) {
            Some(near) => finding.help(format!("write the code of the currency; the nearest is `{near}`")),
            None => finding.help("write the code of the currency, as `EUR`, `USD` or `RUB`"),
        }
    };
    out.push(finding);
}
