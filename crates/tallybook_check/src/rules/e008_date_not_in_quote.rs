//! E008: a date that the quotes which support it contradict, or that is more precise than they are.

use tallybook_diagnostics::Findings;
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::Date;
use tallybook_text::dates::{Compatibility, DateMention, compatible};
use tallybook_text::plainly;

use crate::supporting::{Quotes, beside};
use crate::wording::shown;
use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E008",
    "date-not-in-quote",
    "a date is contradicted by a quote that supports it, or more precise than all of them",
    include_str!("e008_date_not_in_quote.md"),
    Scope::Field { of: FieldKinds::DATE, look: check },
)
.sql(Sql::Not("reads the dates in quotes"));

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let FieldValue::Date(date) = at.field.value else { return };
    let quotes = Quotes::of(at);
    let (mut is_exact, mut is_less_precise, mut contradicts) = (false, false, None);
    for quote in quotes.iter() {
        let says_plainly = |plain| plainly::says_date(quote.language(), plain, date);
        let found = if quote.plain().is_some_and(says_plainly) {
            Some(Compatibility::Agrees)
        } else {
            best(&quote.said().dates, date)
        };
        match found {
            Some(Compatibility::Agrees) => is_exact = true,
            Some(Compatibility::LessPrecise) => is_less_precise = true,
            Some(Compatibility::Contradicts) => contradicts = contradicts.or(Some(quote)),
            None => {}
        }
    }
    if let Some(quote) = contradicts.filter(|_| !is_estimate(date)) {
        let message = format!("the quote {} does not allow `{date}`", shown(quote.quote));
        out.push(
            beside(context, at, message, [quote])
                .note("no day of the value is one that the quote names or leaves open")
                .help("correct the date, or say in `reports` which one this source gives"),
        );
        return;
    }
    let excused = is_exact || is_estimate(date) || date.is_uncertain();
    if excused || !quotes.are_all() || !quotes.are_readable() {
        return;
    }
    let (neither, says) = match (quotes.are_several(), is_less_precise) {
        (true, true) => ("neither the quote ", "is as precise as"),
        (false, true) => ("the quote ", "is less precise than"),
        (true, false) => ("neither the quote ", "dates it to"),
        (false, false) => ("the quote ", "has no date for"),
    };
    let message = format!("{neither}{} {says} `{date}`", quotes.in_words());
    out.push(beside(context, at, message, quotes.iter()).help(
        "quote the date, write no more of it than the source gives, or mark it with `?` or `~` as inferred",
    ));
}

/// Whether the bounds of a date are not those of a source: it is approximate, or open at one end, as
/// for something that happened "after 24 February".
fn is_estimate(date: &Date) -> bool {
    date.is_approximate() || date.earliest().is_none() || date.latest().is_none()
}

/// How the best of the dates of a quote goes with the date. Four digits that do not fit it may be a quantity, unless
/// the words beside them say that they are a year.
fn best(mentions: &[DateMention], date: &Date) -> Option<Compatibility> {
    let each = mentions.iter().map(|mention| (mention, compatible(mention, date)));
    let dates =
        each.filter(|(mention, found)| !mention.may_be_quantity || *found != Compatibility::Contradicts);
    dates.map(|(_, found)| found).min()
}
