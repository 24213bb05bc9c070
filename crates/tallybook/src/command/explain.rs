//! `tallybook explain`: the page of a rule.

use tallybook_check::{RULES, nearest};

use crate::Verdict;
use crate::cli::ExplainArgs;
use crate::output::{Output, Style, hinted};

pub(crate) fn run(args: &ExplainArgs, output: &Output) -> anyhow::Result<Verdict> {
    let wanted = args.code.trim();
    let rule = RULES
        .iter()
        .find(|rule| rule.info.code.eq_ignore_ascii_case(wanted) || rule.info.name == wanted)
        .ok_or_else(|| {
            let names = RULES.iter().flat_map(|rule| [rule.info.code, rule.info.name]);
            let hint = match nearest(wanted, names) {
                Some(near) => format!("did you mean `{near}`? `tallybook rules` lists all of them"),
                None => "`tallybook rules` lists all of them".to_owned(),
            };
            hinted(format!("there is no rule `{wanted}`"), hint)
        })?;
    let mut text = String::new();
    let mut code = false;
    for (number, line) in rule.info.page.lines().enumerate() {
        if number == 1 {
            let severity = format!("severity {}, group {}", rule.info.severity, rule.info.group_title());
            text.push_str(&format!("\n{}\n", output.style(Style::Dim, &severity)));
        }
        if line.starts_with("```") {
            code = !code;
            continue;
        }
        let line = match line {
            _ if code => output.style(Style::Cyan, &format!("    {line}")),
            heading if heading.starts_with('#') => {
                output.style(Style::Bold, heading.trim_start_matches('#').trim_start())
            }
            plain => plain.to_owned(),
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    output.print(&text)?;
    Ok(Verdict::Clean)
}
