//! Whether a fragment names one of several names.
//!
//! Names are compared in normalised form, whatever the case, at the edges of words. Between the parts
//! of a name a hyphen, a space and nothing are the same where letters meet digits (`Shahed-136`,
//! `Shahed 136`, `Il76`), a hyphen and a space elsewhere. A name may end in a plural `s` or a
//! possessive `'s`. Nothing else is inflected: adjectives and cases are aliases. Two or three capitals alone (`US`)
//! are not found in small letters, as many are words then.

use std::borrow::Cow;
use std::ops::Range;

use crate::edge::is_unspaced;
use crate::fragment::{Kind, after_run, kind_at};
use crate::normal::{Normalised, is_plain};

/// Whether a fragment names one of the names.
pub fn names<'a, I>(fragment: &str, names: I) -> bool
where
    I: IntoIterator<Item = &'a str, IntoIter: Clone>,
{
    let mut names = names.into_iter();
    // Most quotes write a name as it is known, and then nothing has to be taken apart.
    if fragment.is_ascii() && names.clone().any(|name| stands_as_written(fragment, name)) {
        return true;
    }
    let written = fragment;
    let fragment = folded(fragment);
    let mut parts = Vec::with_capacity(fragment.len() / 4 + 1);
    parts.extend(Parts(&fragment));
    names.any(|name| {
        if is_acronym(name) {
            return stands_with_a_capital(written, name);
        }
        let name = folded(name);
        let name = name.trim();
        if !name.is_ascii() && name.chars().any(is_unspaced) {
            return fragment.contains(name);
        }
        let mut name = Parts(name);
        let Some(first) = name.next() else { return false };
        parts.iter().enumerate().any(|(at, part)| {
            // Few parts of a fragment are as the first one of a name.
            is_same_or_plural(part.text, first.text) && stands_at(&parts, at, &first, &name)
        })
    })
}

/// Whether a name is two or three capitals.
fn is_acronym(name: &str) -> bool {
    matches!(name.len(), 2 | 3) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a name of capitals stands in a fragment between words, with a capital at least at its start, or with a plural `s`.
fn stands_with_a_capital(fragment: &str, name: &str) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    let is_name = |bytes: &[u8]| bytes[0].is_ascii_uppercase() && bytes.eq_ignore_ascii_case(name.as_bytes());
    let places = fragment.as_bytes().windows(name.len()).enumerate().filter(|(_, bytes)| is_name(bytes));
    places.map(|(at, _)| fragment.split_at(at)).any(|(before, rest)| {
        let mut after = rest.chars().skip(name.len());
        let next = after.next();
        !goes_on(before.chars().next_back())
            && (!goes_on(next) || (next.is_some_and(|c| matches!(c, 's' | 'S')) && !goes_on(after.next())))
    })
}

/// What two names have in common that differ in case, and in what stands between their parts.
pub fn key(name: &str) -> String {
    lower_parts(name).join(" ")
}

/// The keys of all names that can stand within a name and are not all of it, in a plural too. Of a very long name they are
/// those of its beginning.
pub fn keys_within(name: &str) -> impl Iterator<Item = String> {
    /// Names have hardly more parts.
    const MOST: usize = 20;
    let mut parts = lower_parts(name);
    parts.truncate(MOST);
    let runs = (0..parts.len()).flat_map({
        let count = parts.len();
        move |from| (from + 1..=count).map(move |to| from..to).filter(move |run| run.len() < count)
    });
    runs.flat_map(move |run| {
        let key = parts[run].join(" ");
        let singular =
            key.strip_suffix('s').filter(|key| key.ends_with(char::is_alphanumeric)).map(str::to_owned);
        std::iter::once(key).chain(singular)
    })
}

fn lower_parts(name: &str) -> Vec<String> {
    Parts(&folded(name)).map(|part| part.text.to_lowercase()).collect()
}

/// The bytes of a fragment where it names one of the names.
pub fn places<'a>(fragment: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<Range<usize>> {
    let normalised = Normalised::new(fragment);
    let folded = folded(fragment);
    let parts: Vec<_> = Parts(&folded).collect();
    let mut end = 0;
    let ranges: Vec<_> = Parts(normalised.as_str())
        .map(|part| {
            let start = end + part.gap.len();
            end = start + part.text.len();
            start..end
        })
        .collect();
    if ranges.len() != parts.len() {
        // A dot above an i that stands alone parts what is one word once it is folded.
        return Vec::new();
    }
    let mut places = Vec::new();
    for name in names {
        let name = self::folded(name);
        let mut name = Parts(name.trim());
        let Some(first) = name.next() else { continue };
        let others = name.clone().count();
        let found = (0..parts.len()).filter(|at| stands_at(&parts, *at, &first, &name));
        places.extend(found.filter_map(|at| {
            let range = ranges.get(at)?.start..ranges.get(at + others)?.end;
            Some(normalised.original_range(range))
        }));
    }
    places
}

/// Whether a name stands in a fragment letter by letter, between words, where both are ASCII.
fn stands_as_written(fragment: &str, name: &str) -> bool {
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let (bytes, fragment) = (name.as_bytes(), fragment.as_bytes());
    let Some(&first) = bytes.first().filter(|_| inside(bytes.first()) && inside(bytes.last())) else {
        return false;
    };
    memchr::memchr_iter(first, fragment).any(|start| {
        let (before, rest) = fragment.split_at(start);
        rest.strip_prefix(bytes).is_some_and(|after| !inside(before.last()) && !inside(after.first()))
    })
}

/// A text in normalised form, in lower case but for what is ASCII alone: it is compared whatever its case. The four
/// letters i of Turkish are one, as its capital `İ` is `i` with a dot above in lower case, and `I` is not `ı`.
fn folded(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return text.into();
    }
    let lower = Normalised::new(&text.to_lowercase()).as_str().to_owned();
    if lower.contains(['\u{307}', 'ı']) {
        return lower.replace("i\u{307}", "i").replace('ı', "i").into();
    }
    lower.into()
}

/// A run of letters, or of digits.
struct Part<'t> {
    text: &'t str,
    /// What stands between it and the part before.
    gap: &'t str,
}

/// The parts of a text that is still to be taken apart.
#[derive(Clone)]
struct Parts<'t>(&'t str);

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let text = self.0;
        let mut start = 0;
        let kind = loop {
            // Numbers of other scripts go with letters.
            let (kind, len) = kind_at(text, start, char::is_alphanumeric)?;
            if matches!(kind, Kind::Word | Kind::Digits) {
                break kind;
            }
            start += len;
        };
        let end = after_run(text, start, kind, char::is_alphanumeric);
        self.0 = text.get(end..)?;
        Some(Part { text: text.get(start..end)?, gap: text.get(..start)? })
    }
}

/// Whether a name stands at the part `at`, and no word goes on before or after it.
fn stands_at(parts: &[Part<'_>], at: usize, first: &Part<'_>, others: &Parts<'_>) -> bool {
    let [part, rest @ ..] = parts.get(at..).unwrap_or_default() else { return false };
    if at > 0 && part.gap.is_empty() {
        return false;
    }
    let (mut found, mut wanted, mut rest, mut others) = (part, first.text, rest, others.clone());
    for other in others.by_ref() {
        let [part, after @ ..] = rest else { return false };
        if !same(found.text, wanted) || !same_gap(part.gap, other.gap) {
            return false;
        }
        (found, wanted, rest) = (part, other.text, after);
    }
    if !is_same_or_plural(found.text, wanted) {
        return false;
    }
    // `136s` is cut into digits and a letter.
    let after = match rest {
        [part, after @ ..] if part.gap.is_empty() && same(part.text, "s") => after,
        _ => rest,
    };
    after.first().is_none_or(|part| !part.gap.is_empty())
}

/// Whether two parts say the same: both are in lower case but for letters of ASCII.
fn same(part: &str, other: &str) -> bool {
    part.eq_ignore_ascii_case(other)
}

fn is_same_or_plural(part: &str, wanted: &str) -> bool {
    match part.split_at_checked(wanted.len()) {
        Some((start, end)) => (end.is_empty() || same(end, "s")) && same(start, wanted),
        None => false,
    }
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
        check("TÜRKİYE delivered", "Türkiye", true);
        check("Türkiye", "TÜRKİYE", true);
        check("IĞDIR and Iğdır", "Iğdır", true);
        check("DİYARBAKIR", "Diyarbakır", true);
        check("TÜRKİYEN", "Türkiye", false);
    }

    #[test]
    fn acronyms_have_their_case() {
        check("give us the drones", "US", false);
        check("“give us the drones”", "US", false);
        check("un drone livré à l’Est", "UN", false);
        check("“the US”, the US’s", "US", true);
        check("the UKs", "UK", true);
        check("to the USA", "US", false);
        check("US製", "US", true);
        check("a Buk launcher", "BUK", true);
        check("the Buk", "Buk", true);
        check("nato", "NATO", true);
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

    #[test]
    fn a_name_has_the_keys_of_those_within_it() {
        let within = |name: &str| keys_within(name).collect::<Vec<_>>().join(", ");
        assert_eq!(within("South Sudan"), "south, sudan");
        assert_eq!(within("Heron-2's T"), "heron, heron 2, heron 2 s, 2, 2 s, 2 s t, s, s t, t");
        assert_eq!(within("Iran"), "");
        assert_eq!(key("SHAHED–136"), key("Shahed 136"));
        assert_eq!(keys_within(&"x ".repeat(5000)).count(), 209);
    }

    #[test]
    fn a_fragment_tells_where_it_names_something() {
        for (fragment, name, expected) in [
            ("100 Shahed 136 drones, Shahed-136s", "Shahed-136", &["Shahed 136", "Shahed-136"][..]),
            ("2 «Герань‑2»", "Герань-2", &["Герань‑2"]),
            ("10 Heron 2", "Heron", &["Heron"]),
            ("İİ T 72", "T-72", &["T 72"]),
            ("10 Heron 20", "Heron 2", &[]),
            ("heron", "", &[]),
        ] {
            let found: Vec<_> =
                places(fragment, ["other", name]).into_iter().map(|range| &fragment[range]).collect();
            assert_eq!(found, expected, "{fragment}: {name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_has_a_place_where_it_is_named(
            fragment in "([A-Za-zя]{1,2}|[0-9]|[ '.-]|é|İ|ı){0,12}",
            name in "[A-Za-zяİı]{1,2}[ -]?[0-9]",
        ) {
            let places = places(&fragment, [name.as_str()]);
            prop_assert_eq!(!places.is_empty(), names(&fragment, [name.as_str()]), "{:?} {:?}", fragment, name);
            for place in places {
                prop_assert!(fragment.get(place.clone()).is_some_and(|part| names(part, [name.as_str()])));
            }
        }

        #[test]
        fn whatever_stands_within_a_name_has_a_key_of_it(
            name in "([A-Za-zя]{1,2}|[0-9]|[ '.-]|é|İ|s|S){1,8}",
            shorter in "([A-Za-zя]|[0-9]|[ -]|é|s){1,4}",
        ) {
            let found = places(&name, [shorter.as_str()]);
            let is_part = |place: &Range<usize>| key(&name[place.clone()]) != key(&name);
            if found.iter().any(is_part) {
                prop_assert!(keys_within(&name).any(|key| key == super::key(&shorter)), "{:?} {:?}", name, shorter);
            }
        }

        #[test]
        fn a_name_names_itself(name in "[a-zA-Zа-я0-9][a-zA-Zа-я0-9 -]{0,12}", before in "[a-z]{0,3}") {
            let fragment = format!("{before} {name}, and more");
            prop_assert!(names(&fragment, [name.as_str()]));
        }

        #[test]
        fn the_short_ways_are_as_the_long_one(
            fragment in "([A-Za-z]{1,3}|[0-9]{1,2}|[ '.-]|  |é|İ|ı|S|½){0,12}",
            name in "([A-Za-z]{1,2}|[0-9]|[ -]|é|S){1,4}",
            a in 0_usize..40,
            b in 0_usize..40,
        ) {
            // Without ASCII alone, nothing is looked up as it is written.
            let long = |name: &str| names(&format!("{fragment} “"), [name]);
            prop_assert_eq!(names(&fragment, [name.as_str()]), long(&name), "{:?} {:?}", fragment, name);
            let part: String = fragment.chars().skip(a.min(b)).take(a.abs_diff(b)).collect();
            for part in [part.to_uppercase(), part.to_lowercase(), part.replace(['-', ' '], ""), part] {
                if is_acronym(&part) {
                    continue;
                }
                prop_assert_eq!(names(&fragment, [part.as_str()]), long(&part), "{:?} {:?}", fragment, part);
                let folded = folded(&part.to_lowercase()).into_owned();
                prop_assert_eq!(long(&part), long(&folded), "{:?} {:?}", fragment, part);
            }
        }

        #[test]
        fn nothing_panics(fragment in any::<String>(), name in any::<String>()) {
            names(&fragment, [name.as_str()]);
        }
    }
}
