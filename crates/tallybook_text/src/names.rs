//! Whether a fragment names one of several names.
//!
//! Names are compared in normalised form, whatever the case, at the edges of words. Between the parts
//! of a name a hyphen, a space and nothing are the same where letters meet digits (`Shahed-136`,
//! `Shahed 136`, `Il76`), a hyphen and a space elsewhere. A name may end in a plural `s` or a
//! possessive `'s`. Nothing else is inflected: adjectives and cases are aliases.

use crate::edge::is_unspaced;
use crate::normal::Normalised;

/// Whether a fragment names one of the names.
pub fn names<'a>(fragment: &str, names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut names = names.into_iter();
    // Most quotes write a name as it is known, and then nothing has to be taken apart.
    let mut others = Vec::new();
    if names.by_ref().any(|name| {
        others.push(name);
        stands_as_written(fragment, name)
    }) {
        return true;
    }
    let fragment = folded(fragment);
    let parts = parts(&fragment);
    others.into_iter().any(|name| {
        let name = folded(name);
        let name = name.trim();
        if name.chars().any(is_unspaced) {
            return fragment.contains(name);
        }
        let name = self::parts(name);
        !name.is_empty() && (0..parts.len()).any(|at| stands_at(&parts, at, &name))
    })
}

/// Whether a name stands in a fragment letter by letter, between words, where both are ASCII.
fn stands_as_written(fragment: &str, name: &str) -> bool {
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let (bytes, fragment) = (name.as_bytes(), fragment.as_bytes());
    let Some(&first) = bytes.first().filter(|_| inside(bytes.first()) && inside(bytes.last())) else {
        return false;
    };
    fragment.is_ascii()
        && memchr::memchr_iter(first, fragment).any(|start| {
            let (before, rest) = fragment.split_at(start);
            rest.strip_prefix(bytes).is_some_and(|after| !inside(before.last()) && !inside(after.first()))
        })
}

fn folded(text: &str) -> String {
    Normalised::new(&text.to_lowercase()).as_str().to_owned()
}

/// A run of letters, or of digits.
struct Part<'t> {
    text: &'t str,
    /// What stands between it and the part before.
    gap: &'t str,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (gap, tail) = rest.split_at(start);
        let digits = tail.starts_with(|c: char| c.is_ascii_digit());
        let ends = |c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits;
        let (part, tail) = tail.split_at(tail.find(ends).unwrap_or(tail.len()));
        parts.push(Part { text: part, gap });
        rest = tail;
    }
    parts
}

/// Whether a name stands at the part `at`, and no word goes on before or after it.
fn stands_at(parts: &[Part<'_>], at: usize, name: &[Part<'_>]) -> bool {
    let Some(found) = parts.get(at..at + name.len()) else { return false };
    let begins = at == 0 || found.first().is_some_and(|part| !part.gap.is_empty());
    let plural = |part: &str, wanted: &str| part.strip_suffix('s') == Some(wanted);
    let agrees = found.iter().zip(name).enumerate().all(|(i, (part, wanted))| {
        let last = i + 1 == name.len();
        let text = part.text == wanted.text || (last && plural(part.text, wanted.text));
        text && (i == 0 || same_gap(part.gap, wanted.gap))
    });
    // `136s` is cut into digits and a letter.
    let mut after = parts.iter().skip(at + name.len());
    let mut next = after.next();
    if next.is_some_and(|part| part.gap.is_empty() && part.text == "s") {
        next = after.next();
    }
    begins && agrees && next.is_none_or(|part| !part.gap.is_empty())
}

fn same_gap(gap: &str, wanted: &str) -> bool {
    let loose = |gap: &str| matches!(gap, "" | " " | "-");
    gap == wanted || (loose(gap) && loose(wanted))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(fragment: &str, name: &str, expected: bool) {
        assert_eq!(names(fragment, ["some other name", name]), expected, "{fragment}: {name}");
    }

    #[test]
    fn spelling_of_designations_varies() {
        for text in [
            "100 Shahed-136 drones",
            "Shahed 136",
            "Shahed‑136s",
            "SHAHED136",
            "the Shahed-136's wing",
            "(Shahed-136)",
        ] {
            check(text, "Shahed-136", true);
        }
        check("Il-76", "Il76", true);
        check("Sky News reported", "Sky News", true);
        check("sky-news", "Sky News", true);
        check("Russia’s", "Russia", true);
        check("drones", "drone", true);
    }

    #[test]
    fn names_are_whole() {
        check("Shahed-1360", "Shahed-136", false);
        check("Shahed-131", "Shahed-13", false);
        check("T-72B3", "T-72", false);
        check("AT-72", "T-72", false);
        check("Russian", "Russia", false);
        check("Iran … ian", "Iran ian", false);
        check("Sky. News", "Sky News", false);
        check("", "Iran", false);
        check("Iran", "", false);
        check("Iran", "-", false);
    }

    #[test]
    fn scripts_without_spaces_have_no_edges() {
        check("俄罗斯向伊朗交付", "伊朗", true);
        check("обстріл України", "україни", true);
    }

    proptest! {
        #[test]
        fn a_name_names_itself(name in "[a-zA-Zа-я0-9][a-zA-Zа-я0-9 -]{0,12}", before in "[a-z]{0,3}") {
            let fragment = format!("{before} {name}, and more");
            prop_assert!(names(&fragment, [name.as_str()]));
        }

        #[test]
        fn nothing_panics(fragment in any::<String>(), name in any::<String>()) {
            names(&fragment, [name.as_str()]);
        }
    }
}
