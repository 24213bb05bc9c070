//! E012: a paragraph, page or line that the source does not have.

use tallybook_diagnostics::{Finding, Findings};

use crate::{CitedAt, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E012",
    "place-outside-source",
    "a paragraph, page or line that the source does not have",
    include_str!("e012_place_outside_source.md"),
    Scope::Cited(check),
);

fn check(_: &Context<'_>, cited: &CitedAt<'_>, out: &mut Findings) {
    let source = &cited.at.evidence.source;
    for (field, number, count) in cited.locators() {
        if number <= count {
            continue;
        }
        let finding = Finding::new(
            cited.at.place(&format!("/{field}")),
            format!(
                "there is no {field} {number} in `{source}`, whose archived text ends with {field} {count}"
            ),
        )
        .label(format!("past the last {field}"));
        let quoted = cited.quote.and_then(|quote| quote.elsewhere.first());
        out.push(match quoted {
            Some(place) => finding.help(format!("the quote stands in paragraph {}", place.paragraph)),
            None => finding.help("count from 1, the title included; blank lines part the paragraphs"),
        });
    }
}
