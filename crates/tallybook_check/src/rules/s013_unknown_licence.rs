//! S013: the licence of the dataset is no SPDX licence expression.

use spdx::identifiers::LICENSES;
use tallybook_diagnostics::{Finding, Findings, Fix, Place};

use crate::licence::{is_expression, named, newest};
use crate::shape::is_placeholder;
use crate::wording::{alternatives, nearest, shown};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S013",
    "unknown-licence",
    "the licence of the dataset is no SPDX licence expression",
    include_str!("s013_unknown_licence.md"),
    Scope::Dataset(check),
)
.sql(Sql::Not("looks at the description in `dataset.yaml`"));

fn check(context: &Context<'_>, out: &mut Findings) {
    let licence = context.dataset.manifest.licence.as_deref().unwrap_or_default().trim();
    if licence.is_empty() || is_placeholder(licence) || is_expression(licence) {
        return;
    }
    let place = Place::Manifest("/licence".to_owned());
    let finding = Finding::new(place.clone(), format!("{} is no SPDX licence expression", shown(licence)))
        .note("catalogues and tools that read the exports know a licence by its SPDX identifier alone");
    let (mut meant, newest) = (named(licence), newest(licence));
    if meant.is_empty() && newest.is_empty() {
        meant.extend(nearest(licence, LICENSES.iter().map(|licence| licence.name)));
    }
    out.push(match (meant.as_slice(), newest.as_slice()) {
        ([], []) => finding.help(
            "write the identifier that <https://spdx.org/licenses/> gives it, as `CC-BY-4.0`, or `LicenseRef-` and a name for terms of your own",
        ),
        // Which version holds is not for others to say.
        ([], newest) => finding
            .note("it does not say which version of the licence holds")
            .help(format!("did you mean {}, the newest one?", alternatives(newest))),
        ([one], _) => finding
            .help(format!("did you mean `{one}`?"))
            .fix(Fix::replace(format!("write `{one}`"), place, *one)),
        (several, _) => finding.help(format!("did you mean {}?", alternatives(several))),
    });
}
