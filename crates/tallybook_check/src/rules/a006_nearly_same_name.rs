//! A006: a name that differs from another record's in case, accents or typography alone.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Actor, Equipment};

use crate::names::{self, Name};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "A006",
    "nearly-same-name",
    "a name that differs from another record's in case, accents or typography alone",
    include_str!("a006_nearly_same_name.md"),
    Scope::Dataset(check),
)
.sql(Sql::Not("folds case and accents, which no two databases do alike"));

fn check(context: &Context<'_>, out: &mut Findings) {
    let nearly = |name: &Name<'_>, known: &Name<'_>| {
        format!("`{}` and `{}` differ in case, accents or typography alone", name.text, known.text)
    };
    let advise = |finding: Finding| {
        finding
            .note("reports write names either way, so nobody can tell which of the two records is meant")
            .help("merge the records if they are the same, or give one of them the name that tells it apart")
    };
    names::report::<Actor>(&names::equal_when_folded::<Actor>(context), out, nearly, advise);
    names::report::<Equipment>(&names::equal_when_folded::<Equipment>(context), out, nearly, advise);
}
