//! `tallybook rules`: the list of rules.

use serde_json::json;
use tallybook_check::RULES;
use tallybook_diagnostics::Severity;
use tallybook_diagnostics::render::escape_json;

use crate::Verdict;
use crate::cli::{Format, RulesArgs};
use crate::output::{Output, Style};

pub(crate) fn run(args: &RulesArgs, output: &Output) -> anyhow::Result<Verdict> {
    let text = match args.format {
        Format::Text => table(output),
        Format::Json => {
            let rules: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    let info = rule.info;
                    json!({
                        "code": info.code,
                        "name": info.name,
                        "severity": info.severity.as_str(),
                        "group": info.group_title(),
                        "summary": info.summary,
                    })
                })
                .collect();
            escape_json(&json!({ "version": 1, "rules": rules }))
        }
    };
    output.print(&text)?;
    Ok(Verdict::Clean)
}

fn table(output: &Output) -> String {
    let mut text = String::new();
    let mut group = ' ';
    for rule in RULES {
        let info = rule.info;
        if info.group() != group {
            group = info.group();
            let gap = if text.is_empty() { "" } else { "\n" };
            let title = format!("{group} · {}", info.group_title());
            text.push_str(&format!("{gap}{}\n", output.style(Style::Bold, &title)));
        }
        let style = match info.severity {
            Severity::Error => Style::Red,
            Severity::Warning => Style::Yellow,
            Severity::Info => Style::Cyan,
        };
        let severity = output.style(style, &format!("{:<7}", info.severity.as_str()));
        text.push_str(&format!("  {}  {severity}  {}\n", info.code, info.summary));
    }
    let count = |severity| RULES.iter().filter(|rule| rule.info.severity == severity).count();
    text.push_str(&format!(
        "\n{} rules: {} errors, {} warnings, {} infos. `tallybook explain CODE` says more about one.\n",
        RULES.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
    ));
    text
}
