//! `cargo dev new-rule`: the two files of a rule, and its lines in the lists.

use std::fs;

use anyhow::{Context, ensure};

use crate::root;

pub(crate) fn run(code: &str, name: &str) -> anyhow::Result<()> {
    let well_formed = code.len() == 4
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code[1..].bytes().all(|b| b.is_ascii_digit());
    ensure!(well_formed, "a code is a capital letter and three digits, as Q012; this is `{code}`");
    tallybook_schema::id::validate(name).context("a rule is named by its fault, in kebab-case")?;
    ensure!(tallybook_check::rule(code).is_none(), "the code {code} is taken; codes are never reused");

    let module = format!("{}_{}", code.to_lowercase(), name.replace('-', "_"));
    let folder = root().join("crates/tallybook_check/src");
    let rule = folder.join(format!("rules/{module}.rs"));
    let page = folder.join(format!("rules/{module}.md"));
    fs::write(&rule, rule_text(code, name, &module)).context("the rule cannot be written")?;
    fs::write(&page, page_text(code, name)).context("the page cannot be written")?;
    add_line(&folder.join("rules.rs"), &format!("pub mod {module};"), "pub mod ")?;
    add_line(&folder.join("registry.rs"), &format!("    &rules::{module}::RULE,"), "    &rules::")?;
    for path in [rule, page] {
        println!("wrote {}", path.display());
    }
    println!("Write the page first: its examples are the tests. Then `cargo test -p tallybook_check`.");
    Ok(())
}

/// Adds a line to the sorted run of lines that look like it.
fn add_line(path: &std::path::Path, line: &str, prefix: &str) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let listed = |candidate: &str| {
        let rest = candidate.strip_prefix(prefix).unwrap_or_default().as_bytes();
        rest.len() > 5 && rest[0].is_ascii_lowercase() && rest[1..4].iter().all(u8::is_ascii_digit)
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|l| listed(l)).context("no list of rules was found")?;
    let run = lines[first..].iter().take_while(|l| listed(l)).count();
    let at = lines[first..first + run].iter().position(|l| *l > line).map_or(first + run, |i| first + i);
    lines.insert(at, line);
    fs::write(path, lines.join("\n") + "\n").with_context(|| path.display().to_string())
}

fn rule_text(code: &str, name: &str, module: &str) -> String {
    format!(
        r#"//! {code}: say the fault in one line.

use tallybook_diagnostics::{{Finding, Findings}};
use tallybook_schema::record::Transfer;

use crate::{{At, Context, Rule, Scope}};

/// The rule.
pub const RULE: Rule = Rule::error(
    "{code}",
    "{name}",
    "say the fault in one line",
    include_str!("{module}.md"),
    Scope::Transfer(check),
);

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {{
    let faulty = false;
    if faulty {{
        out.push(Finding::new(transfer.place(""), "say what is wrong").help("say what to do"));
    }}
}}
"#
    )
}

fn page_text(code: &str, name: &str) -> String {
    format!(
        "# {code} {name}\n\nSay the fault in one sentence.\n\n## Why it matters\n\nSay who is misled, and how.\n\n\
         ## Valid\n\n```yaml transfers\n- id: batch\n  kind: materiel\n  supplier: north\n  recipient: south\n  \
         stage: agreed\n```\n\n## Invalid\n\n```yaml transfers\n- id: batch\n  kind: materiel\n  supplier: north\n  \
         recipient: south\n  stage: agreed\n```\n\n## How to fix it\n\nSay what to do.\n"
    )
}
