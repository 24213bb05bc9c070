//! E016: `reports` repeats the adopted value.

use tallybook_analysis::facts::repeats;
use tallybook_diagnostics::{Finding, Findings};

use crate::rule::field_place;
use crate::wording::noun;
use crate::{Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E016",
    "adopted-value-reported",
    "`reports` repeats the adopted value",
    include_str!("e016_adopted_value_reported.md"),
    Scope::Evidence(check),
)
.sql(Sql::Query(concat!(
    include_str!("../reported_values.sql"),
    include_str!("e016_adopted_value_reported.sql")
)));

fn check(_: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    if at.evidence.reports.is_empty() {
        return;
    }
    let block = at.block;
    for field in block.fields.iter().filter(|field| field.def.is_fact()) {
        let name = field.def.name;
        let Some(value) = at.evidence.reports.get(name) else { continue };
        let place = || at.place(&format!("/reports/{name}"));
        if !repeats(field, value) {
            if at.evidence.supports.has(field.def) {
                out.push(
                    Finding::new(
                        place(),
                        format!("the same evidence supports the adopted `{name}` and gives `{value}` for it"),
                    )
                    .related(field_place(block, name), "the adopted value")
                    .note("whoever counts the sources counts this one on both sides")
                    .help(format!(
                        "take `{name}` out of `supports`; if the source gives both, write a piece of evidence for each"
                    )),
                );
            }
            continue;
        }
        let message =
            format!("`{value}` is the value that the {} has as `{name}`, not another one", noun(block.kind));
        let mut finding =
            Finding::new(place(), message).related(field_place(block, name), "the adopted value");
        let (adopted, reported) = (field.value.to_string(), value.to_string());
        if adopted != reported {
            finding =
                finding.note(format!("written in two ways, `{reported}` and `{adopted}` mean the same"));
        }
        out.push(
            finding
                .note("the source agrees, and is counted as one that does not support the value")
                .help(format!("take it out of `reports` and add `{name}` to `supports`")),
        );
    }
}
