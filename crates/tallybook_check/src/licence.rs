//! Licences as SPDX names them.

use spdx::identifiers::LICENSES;
use spdx::{Expression, License, ParseMode, flags};

/// Identifiers that were replaced are known as well, and `+` stands for later versions of every licence.
const MODE: ParseMode =
    ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

/// Words that some write into the name of a licence and others leave out.
const FILLERS: [&str; 5] = ["international", "licence", "license", "the", "version"];

/// Whether a text is an SPDX licence expression: identifiers, `LicenseRef-` and a name for other terms, joined by
/// `AND`, `OR` and `WITH`.
pub(crate) fn is_expression(text: &str) -> bool {
    Expression::parse_mode(text, MODE).is_ok()
}

/// The identifiers that another name of a licence stands for, or its title.
pub(crate) fn named(text: &str) -> Vec<&'static str> {
    // Creative Commons names its licences by their addresses too.
    let name = match text.split_once("creativecommons.org/licenses/") {
        Some((_, name)) => folded(&format!("cc {name}")),
        None => folded(text),
    };
    let of_name = LICENSES.iter().find(|licence| folded(licence.name) == name);
    let of_title = || LICENSES.iter().find(|licence| folded(licence.full_name) == name);
    of_name.or_else(of_title).map(current).unwrap_or_default()
}

/// The identifiers of the newest version of a licence whose name lacks the version.
pub(crate) fn newest(text: &str) -> Vec<&'static str> {
    let name = folded(text);
    let is = |base: &str| folded(base) == name;
    let newest = LICENSES.iter().rfind(|licence| unversioned(licence.name).is_some_and(is));
    newest.map(current).unwrap_or_default()
}

/// The identifier of a licence, or those that replaced it.
fn current(licence: &License) -> Vec<&'static str> {
    let base = licence.name.trim_end_matches('+');
    let replaces = |candidate: &&str| {
        candidate.strip_prefix(base).is_some_and(|ending| matches!(ending, "-only" | "-or-later"))
    };
    let is_replaced = licence.flags & flags::IS_DEPRECATED != 0;
    let replacements: Vec<_> =
        LICENSES.iter().map(|other| other.name).filter(|name| is_replaced && replaces(name)).collect();
    if replacements.is_empty() { vec![licence.name] } else { replacements }
}

/// The name of a licence without the version that it ends with.
fn unversioned(name: &str) -> Option<&str> {
    let (base, version) = name.rsplit_once('-')?;
    version.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit()).then_some(base)
}

/// A name by its letters and digits: `CC BY 4.0`, `cc-by-4.0` and `CC-BY-4` are one, as are `GPL v3` and `GPL-3.0`.
fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !FILLERS.contains(word));
    let letters: String = words.collect();
    let mut following = letters.chars().skip(1);
    let mut folded = String::with_capacity(letters.len());
    for letter in letters.chars() {
        let next = following.next();
        if letter != 'v' || !next.is_some_and(|next| next.is_ascii_digit()) {
            folded.push(letter);
        }
    }
    let without_noughts = folded.trim_end_matches('0');
    if without_noughts.ends_with(|c: char| c.is_ascii_digit()) {
        folded.truncate(without_noughts.len());
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_other_names() {
        for text in [
            "CC-BY-4.0",
            "CC-BY-3.0-IGO",
            "GPL-3.0",
            "GPL-3.0+",
            "GPL-3.0-or-later",
            "EUPL-1.2+",
            "CC-BY-4.0 OR ODbL-1.0",
            "(MIT OR Apache-2.0) AND CC0-1.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-terms-of-the-archive",
        ] {
            assert!(is_expression(text), "{text}");
        }
        for text in
            ["", "CC BY", "CC BY 4.0", "cc-by-4.0", "GPLv3", "proprietary", "MIT, Apache-2.0", "CC-BY-4.0 OR"]
        {
            assert!(!is_expression(text), "{text}");
        }
    }

    #[test]
    fn names_of_licences_are_understood() {
        for (text, expected) in [
            ("CC BY 4.0", &["CC-BY-4.0"][..]),
            ("CC-BY-4", &["CC-BY-4.0"]),
            ("cc-by-4.0", &["CC-BY-4.0"]),
            ("CC BY 4.0 International", &["CC-BY-4.0"]),
            ("Creative Commons Attribution 4.0", &["CC-BY-4.0"]),
            ("https://creativecommons.org/licenses/by/4.0/", &["CC-BY-4.0"]),
            ("http://creativecommons.org/licenses/by-nc-sa/3.0", &["CC-BY-NC-SA-3.0"]),
            ("CC BY 2.0", &["CC-BY-2.0"]),
            ("CC0 1.0", &["CC0-1.0"]),
            ("dl-de/by-2-0", &["DL-DE-BY-2.0"]),
            ("Open Government Licence v3.0", &["OGL-UK-3.0"]),
            ("mit", &["MIT"]),
            ("MIT License", &["MIT"]),
            ("Apache 2", &["Apache-2.0"]),
            ("Apache License, Version 2.0", &["Apache-2.0"]),
            ("GPLv3", &["GPL-3.0-only", "GPL-3.0-or-later"]),
            ("GPL v2", &["GPL-2.0-only", "GPL-2.0-or-later"]),
            ("CC BY", &[]),
            ("CC BY 5.0", &[]),
            ("proprietary", &[]),
            ("public domain", &[]),
            ("", &[]),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }

    #[test]
    fn of_a_licence_without_a_version_the_newest_is_suggested() {
        for (text, expected) in [
            ("CC BY", &["CC-BY-4.0"][..]),
            ("cc-by", &["CC-BY-4.0"]),
            ("CC BY-SA", &["CC-BY-SA-4.0"]),
            ("CC0", &["CC0-1.0"]),
            ("ODbL", &["ODbL-1.0"]),
            ("ODC-BY", &["ODC-By-1.0"]),
            ("Apache License", &["Apache-2.0"]),
            ("GPL", &["GPL-3.0-only", "GPL-3.0-or-later"]),
            ("Creative Commons", &[]),
            ("all rights reserved", &[]),
            ("", &[]),
        ] {
            assert_eq!(newest(text), expected, "{text}");
        }
    }
}
