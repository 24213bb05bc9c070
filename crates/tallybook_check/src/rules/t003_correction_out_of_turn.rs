//! T003: a statement is retracted or corrected by another speaker, or before it was made.

use tallybook_analysis::affiliation::{principals, share_a_voice};
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::id::StatementId;
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Act;

use crate::wording::values;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T003",
    "correction-out-of-turn",
    "a statement is retracted or corrected by another speaker, or before it was made",
    include_str!("t003_correction_out_of_turn.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("t003_correction_out_of_turn.sql")));

fn check(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    look(context, statement, "retracts", &statement.record.retracts, out);
    look(context, statement, "supersedes", corrects(statement.record), out);
    if statement.act == Act::Deny {
        deny(context, statement, out);
    }
}

/// The statements that a correction or retraction supersedes; none for other acts, of which all but a denial may supersede
/// what they like.
fn corrects(statement: &Statement) -> &[StatementId] {
    if matches!(statement.act, Act::Correct | Act::Retract) { &statement.supersedes } else { &[] }
}

/// Whether a statement retracts or corrects the one with an id, which is what this rule looks at.
pub(crate) fn takes_back(statement: &Statement, id: &str) -> bool {
    let mut earlier = statement.retracts.iter().chain(corrects(statement));
    earlier.any(|other| other.as_str() == id)
}

fn look(
    context: &Context<'_>,
    statement: At<'_, Statement>,
    field: &str,
    earlier: &[StatementId],
    out: &mut Findings,
) {
    for (i, id) in earlier.iter().enumerate() {
        let Some(target) = context.find::<Statement>(id.as_str()) else { continue };
        let pointer = format!("/{field}/{i}");
        if !share_a_voice(&context.index, statement.record, target.record) {
            let message = format!("{} cannot take back or correct what {} said", who(statement), who(target));
            let help =
                "make it a statement that denies, or say on whose behalf it is made with `on_behalf_of`";
            out.push(by_another(statement, target, &pointer, message).help(help));
        }
        if let (Some(date), Some(before)) = (&statement.date, &target.date)
            && date.certainly_before(before)
        {
            out.push(
                Finding::new(
                    statement.place("/date"),
                    format!("`{}` was made before `{id}`, which it {field}", statement.record.id),
                )
                .label(format!("{date}, before {before}"))
                .related(target.place("/date"), format!("the date of `{id}`"))
                .related(statement.place(pointer), format!("what it {field}"))
                .note("nobody takes back or corrects what has not been said yet")
                .help("correct one of the dates, or turn the reference round"),
            );
        }
    }
}

/// What a denial supersedes has to be of the same voice. Its dates are those of a reply (D009).
fn deny(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    for (i, id) in statement.supersedes.iter().enumerate() {
        let Some(target) = context.find::<Statement>(id.as_str()) else { continue };
        if !share_a_voice(&context.index, statement.record, target.record) {
            let message = format!("{} denies, and cannot replace what {} said", who(statement), who(target));
            let help = "take it out of `supersedes`, as a denial stands beside what it denies; or say on whose behalf it is \
                        made with `on_behalf_of`";
            out.push(by_another(statement, target, &format!("/supersedes/{i}"), message).help(help));
        }
    }
}

/// Those whose words a statement is.
fn who(statement: At<'_, Statement>) -> String {
    values(principals(statement.record))
}

fn by_another(
    statement: At<'_, Statement>,
    target: At<'_, Statement>,
    pointer: &str,
    message: String,
) -> Finding {
    Finding::new(statement.place(pointer), message)
    .related(statement.place("/speaker"), "the speaker here")
    .related(target.place("/speaker"), format!("the speaker of `{}`", target.record.id))
    .note("only a speaker, whom it speaks for, or what either belongs to can; neither is part of the other or holds office in it")
}
