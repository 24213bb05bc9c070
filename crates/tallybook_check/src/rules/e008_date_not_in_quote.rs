//! E008: a date that the quotes which support it contradict, or that is more precise than they are.

use tallybook_diagnostics::Findings;
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::Date;
use tallybook_text::dates::{Compatibility, DateMention, compatible};

use crate::supporting::{self, are_all, are_readable, beside, in_words};
use crate::wording::shown;
use crate::{Context, FieldAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E008",
    "date-not-in-quote",
    "a date is contradicted by a quote that supports it, or more precise than all of them",
    include_str!("e008_date_not_in_quote.md"),
    Scope::Field(check),
)
.sql(Sql::Not("reads the dates in quotes"));

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let name = at.field.def.name;
    let FieldValue::Date(date) = at.field.value else { return };
    let quotes = supporting::quotes(at.block, name);
    let found: Vec<Option<Compatibility>> =
        quotes.iter().map(|quote| best(&quote.said(context, at).dates, date)).collect();
    if !is_estimate(date)
        && let Some(at_fault) = found.iter().position(|found| *found == Some(Compatibility::Contradicts))
    {
        let quote = &quotes[at_fault..=at_fault];
        let message = format!("the quote {} does not allow `{date}`", shown(quote[0].quote));
        out.push(
            beside(context, at, message, quote)
                .note("the date that the quote names and the value have no day in common")
                .help("correct the date, or say in `reports` which one this source gives"),
        );
        return;
    }
    let excused = is_estimate(date) || date.is_uncertain();
    if excused || !are_all(&quotes, at.block, name) || !are_readable(context, &quotes) {
        return;
    }
    if found.contains(&Some(Compatibility::Agrees)) {
        return;
    }
    let less_precise = found.contains(&Some(Compatibility::LessPrecise));
    let neither = if quotes.len() > 1 { "neither the quote " } else { "the quote " };
    let says = match (quotes.len() > 1, less_precise) {
        (true, true) => "is as precise as",
        (false, true) => "is less precise than",
        (true, false) => "dates it to",
        (false, false) => "has no date for",
    };
    out.push(beside(context, at, format!("{neither}{} {says} `{date}`", in_words(&quotes)), &quotes).help(
        "quote the date, write no more of it than the source gives, or mark it with `?` or `~` as inferred",
    ));
}

/// Whether the bounds of a date are not those of a source: it is approximate, or open at one end, as
/// for something that happened "after 24 February".
fn is_estimate(date: &Date) -> bool {
    date.is_approximate() || date.earliest().is_none() || date.latest().is_none()
}

/// How the best of the dates of a quote goes with the date. Four digits alone that do not fit it may as well be a
/// quantity.
fn best(mentions: &[DateMention], date: &Date) -> Option<Compatibility> {
    let each = mentions.iter().map(|mention| (mention, compatible(mention, date)));
    let dates =
        each.filter(|(mention, found)| !mention.is_bare_year() || *found != Compatibility::Contradicts);
    dates.map(|(_, found)| found).min()
}
