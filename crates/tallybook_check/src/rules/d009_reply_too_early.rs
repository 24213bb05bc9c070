//! D009: a reply is dated before what it answers.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::RecordType;
use tallybook_schema::id::StatementId;
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Act;

use crate::rules::t003_correction_out_of_turn::takes_back;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "D009",
    "reply-too-early",
    "a reply is dated before the statement that it answers",
    include_str!("d009_reply_too_early.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("d009_reply_too_early.sql")));

fn check(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let Some(date) = &statement.date else { return };
    for answer in answers(context, statement) {
        let Some(answered) = &answer.statement.date else { continue };
        if !date.certainly_before(answered) {
            continue;
        }
        let id = &answer.statement.id;
        out.push(
            Finding::new(
                statement.place("/date"),
                format!("`{date}` is before `{answered}`, the date of `{id}`, which it {}", answer.verb),
            )
            .label("the reply")
            .related(statement.place(answer.pointer), format!("here it {} `{id}`", answer.verb))
            .related(answer.statement.place("/date"), format!("the date of `{id}`"))
            .note("nobody answers what has not been said yet, and positions follow the order of the dates")
            .help("correct the date that is wrong, or name the statement that is meant"),
        );
    }
}

/// A statement that another one answers.
struct Answer<'a> {
    statement: At<'a, Statement>,
    verb: &'static str,
    pointer: String,
}

/// What a statement answers: what it supersedes, and, if its act is one of replying, the statements that it
/// is about. Each once, and none that it retracts or corrects: the dates of those are looked at by T003.
fn answers<'a>(context: &Context<'a>, statement: At<'_, Statement>) -> Vec<Answer<'a>> {
    let replies = matches!(statement.act, Act::Deny | Act::Admit | Act::Retract | Act::Correct);
    let supersedes = statement.supersedes.iter().map(StatementId::as_str).enumerate();
    let about = statement.about.iter().map(|target| &target.target).enumerate();
    let named = (supersedes.map(|(i, id)| (id, "supersedes", format!("/supersedes/{i}")))).chain(
        about
            .filter(|(_, target)| replies && target.record_type == RecordType::Statement)
            .map(|(i, target)| (target.id.as_str(), "answers", format!("/about/{i}/target"))),
    );
    let mut answers: Vec<Answer<'a>> = Vec::new();
    for (id, verb, pointer) in named.filter(|(id, ..)| !takes_back(statement.record, id)) {
        let Some(answered) = context.find::<Statement>(id) else { continue };
        if answers.iter().all(|known| known.statement.index != answered.index) {
            answers.push(Answer { statement: answered, verb, pointer });
        }
    }
    answers
}
