//! Text that is put into Markdown as GitHub reads it.

/// The most characters of a value that a table shows.
const SHOWN: usize = 60;

/// Text in which no character means anything to Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        // An ampersand means something only before the name or the number of a character.
        let is_reference =
            || text[at + 1..].starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric());
        if "\\`*_~[]<|#".contains(character) || (character == '&' && is_reference()) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The same on one line, for a cell of a table.
pub(super) fn cell(text: &str) -> String {
    plain(&one_line(text))
}

/// A value as code in a cell of a table, cut short where it is long.
pub(super) fn code(value: &str) -> String {
    let mut shown = one_line(value);
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
        shown = format!("{} …", shown.trim_end());
    }
    let shown = shown.replace('|', "\\|");
    if shown.contains('`') { format!("`` {shown} ``") } else { format!("`{shown}`") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_cells() {
        for (value, shown) in [
            ("160", "`160`"),
            ("a | b", "`a \\| b`"),
            ("two\nlines", "`two lines`"),
            ("a `tick`", "`` a `tick` ``"),
            (&"long ".repeat(30), &format!("`{} …`", "long ".repeat(12).trim_end())),
        ] {
            assert_eq!(code(value), shown);
        }
        assert_eq!(cell("<b>\n*x* | [y](z)"), "\\<b> \\*x\\* \\| \\[y\\](z)");
    }
}
