//! E012: a paragraph, page or line that the source does not have.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_reader::Archived;
use tallybook_schema::record::Source;

use crate::quotes::Locator;
use crate::{At, CitedAt, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E012",
    "place-outside-source",
    "a paragraph, page or line that the source does not have",
    include_str!("e012_place_outside_source.md"),
    Scope::Located { cited, source },
);

fn cited(_: &Context<'_>, cited: &CitedAt<'_>, out: &mut Findings) {
    let source = &cited.at.evidence.source;
    let before = out.len();
    for (locator, count) in cited.outside() {
        let field = locator.unit.noun();
        let finding = Finding::new(
            cited.at.place(&format!("/{field}")),
            format!("there is no {locator} in `{source}`, whose archived text ends with {field} {count}"),
        )
        .label(format!("past the last {field}"));
        let quoted = cited.quote.and_then(|quote| quote.elsewhere.first());
        let finding = match quoted {
            Some(place) => finding.help(format!("the quote stands in paragraph {}", place.paragraph)),
            None => finding.help(HOW_TO_COUNT),
        };
        out.push(match cited.only_place(&[locator]) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    // Of a quote E003 says which of them is wrong.
    if out.len() == before && cited.quote.is_none() {
        out.extend(apart(cited));
    }
}

const HOW_TO_COUNT: &str = "count from 1, the title included; blank lines part the paragraphs";

/// Two parts of which none has anything of the other.
fn apart(cited: &CitedAt<'_>) -> Option<Finding> {
    let locators: Vec<Locator> = cited.locators().collect();
    let pairs =
        locators.iter().enumerate().flat_map(|(i, one)| locators[i + 1..].iter().map(move |two| (one, two)));
    let (one, two) = pairs.into_iter().find(|(one, two)| {
        let ends = one.range(cited.text).zip(two.range(cited.text));
        ends.is_some_and(|(one, two)| one.start.max(two.start) >= one.end.min(two.end))
    })?;
    let message = format!("{two} of `{}` is not in {one}", cited.at.evidence.source);
    let finding = Finding::new(cited.at.place(&format!("/{}", two.unit.noun())), message);
    let related = cited.at.place(&format!("/{}", one.unit.noun()));
    Some(finding.label("elsewhere in the text").related(related, "this part").help(HOW_TO_COUNT))
}

/// Paragraphs that are not covered, of which the text has none.
fn source(_: &Context<'_>, source: At<'_, Source>, archived: &Archived, out: &mut Findings) {
    let Archived::AtHand(text) = archived else { return };
    let count = text.paragraph_count();
    for (i, part) in source.not_covered.iter().enumerate() {
        let outside = part.paragraphs.last;
        if outside > count {
            let message = format!(
                "there is no paragraph {outside} in `{}`, whose archived text ends with paragraph {count}",
                source.id
            );
            let place = source.place(format!("/not_covered/{i}/paragraphs"));
            out.push(Finding::new(place, message).label("past the last paragraph").help(HOW_TO_COUNT));
        }
    }
}
