//! E017: a quote that is a passage.

use tallybook_diagnostics::{Finding, Findings};

use crate::{Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E017",
    "long-quote",
    "a quote of more than 25 words",
    include_str!("e017_long_quote.md"),
    Scope::Evidence(check),
)
.sql(Sql::Not("counts the words of quotes"));

/// The most words that a quote may have.
const MOST: usize = 25;

fn check(_: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    let Some(quote) = &at.evidence.quote else { return };
    // Each word has a letter, and between it and the next there is something that is no letter of ASCII.
    let gaps_in = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(!byte.is_ascii_graphic())).sum::<u8>();
    // Of so few a byte can count, and many bytes are looked at in one step.
    let gaps =
        || quote.as_bytes().chunks(u8::MAX.into()).map(|bytes| usize::from(gaps_in(bytes))).sum::<usize>();
    if quote.len() <= 2 * MOST || gaps() < MOST {
        return;
    }
    let words = words(quote);
    if words <= MOST {
        return;
    }
    out.push(
        Finding::new(at.place("/quote"), format!("the quote has {words} words, {MOST} are the most"))
            .note("a quote leads to the place; the text itself belongs to its publisher")
            .help("keep the words that carry the fact, joined by ` … ` where they stand apart"),
    );
}

/// What stands between spaces and has a letter or a digit in it.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
