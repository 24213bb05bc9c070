//! Whatever a finding says and wherever it points: no renderer panics, and each gives what its format
//! asks for.

use proptest::prelude::*;
use serde_json::Value;
use tallybook_diagnostics::render::text::TextOptions;
use tallybook_diagnostics::render::{github, gitlab, json, junit, sarif, summary, text};
use tallybook_diagnostics::{FileId, Files, Finding, Fix, Located, Location, Patch, Place, Severity};
use tallybook_schema::RecordType;

use crate::sample::{RULES, Sample, waived};

/// Text with what is hard to show: hidden characters, wide ones, marks, markup, line ends, emptiness.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z ]{0,12}",
        prop::sample::select(vec![
            "\u{0}",
            "\u{1b}[31m",
            "\u{7f}",
            "\u{9b}31m",
            "\u{202e}",
            "\u{2066}",
            "\u{200f}",
            "\u{feff}",
            "\u{200b}",
            "\u{2028}",
            "\u{fdd0}0\u{fdd1}:1:1",
            "\u{fffe}",
            "\u{e0041}",
            "\n",
            "\r\n",
            "\t",
            "  ",
            "е\u{301}",
            "無人機",
            "👨\u{200d}👩\u{200d}👧",
            "وزارت",
            "Министерство",
            "`",
            "|",
            "]]>",
            "<b>&\"'",
            "](x)",
            "::error::",
            "%0A,",
            "{0}",
            "- id: a\n  total: 160\n",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A file, now and then with a very long line.
fn any_file() -> impl Strategy<Value = String> {
    (any_text(), any_text(), prop_oneof![4 => Just(1), 1 => Just(400)], any_text())
        .prop_map(|(before, middle, times, after)| format!("{before}{}{after}", middle.repeat(times)))
}

/// A location as a careless caller could make it.
fn any_location() -> impl Strategy<Value = Option<Location>> {
    let sound = (0u32..4, 0usize..4000, 0usize..60, any::<bool>());
    prop::option::weighted(
        0.8,
        sound.prop_map(|(file, start, length, backwards)| {
            let end = if backwards { start.saturating_sub(length) } else { start + length };
            Location { file: FileId(file), range: start..end, line: 1, column: 1, end_line: 1, end_column: 1 }
        }),
    )
}

fn any_place() -> impl Strategy<Value = Place> {
    prop_oneof![
        Just(Place::Dataset),
        (0u32..4).prop_map(|file| Place::File(FileId(file))),
        any_text().prop_map(Place::Manifest),
        any_text().prop_map(|pointer| Place::value(RecordType::Transfer, 0, pointer)),
    ]
}

fn any_finding() -> impl Strategy<Value = Located> {
    let said =
        (any_text(), any_text(), prop::collection::vec(any_text(), 0..3), prop::option::of(any_text()));
    let primary = (any_place(), any_location());
    let related = prop::collection::vec((any_place(), any_location(), any_text()), 0..4);
    let patches = prop::collection::vec((0u32..4, 0usize..4000, 0usize..20, any_text()), 0..3);
    let rest =
        (any::<bool>(), prop::option::of(any_text()), prop::option::of(any_text()), 0usize..3, 0usize..5);
    (said, primary, related, patches, rest).prop_map(|(said, primary, related, patches, rest)| {
        let (message, label, notes, help) = said;
        let (safe, reason, id, severity, code) = rest;
        let mut finding = Finding::new(primary.0, message).label(label);
        finding.code = RULES.get(code).map_or("Z999", |rule| rule.code);
        finding.severity = Severity::ALL[severity];
        finding.notes = notes;
        finding.waived = reason.as_deref().map(waived);
        finding.fix = help.clone().map(|title| Fix { title, edits: Vec::new(), safe });
        finding.help = help;
        let mut locations = Vec::new();
        for (place, location, text) in related {
            finding = finding.related(place, text);
            locations.push(location);
        }
        locations.truncate(3);
        Located {
            finding,
            primary: primary.1,
            related: locations,
            record: id.map(|id| (RecordType::Transfer, id)),
            patches: patches
                .into_iter()
                .map(|(file, start, length, text)| Patch {
                    file: FileId(file),
                    range: start..start + length,
                    text,
                })
                .collect(),
        }
    })
}

fn any_sample() -> impl Strategy<Value = Sample> {
    let files = prop::collection::vec((any_text(), any_file()), 0..4);
    (files, prop::collection::vec(any_finding(), 0..4), any_text()).prop_map(|(files, findings, title)| {
        let mut sample = Sample { files: Files::default(), findings, ..Sample::default() };
        for (path, text) in files {
            sample.file(&path, &text);
        }
        sample.summary.rules_skipped = vec![("Q001", title.clone())];
        sample.summary.version = Some(title.clone());
        sample.summary.title = title;
        sample
    })
}

/// What a terminal would obey, or show to nobody.
fn hidden(text: &str) -> String {
    let is_hidden = |ch: &char| {
        (ch.is_control() && *ch != '\n')
            || matches!(ch, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(is_hidden).flat_map(char::escape_unicode).collect()
}

/// The text without the sequences that the renderer itself writes for colour.
fn without_colour(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        let end = after.find(|ch: char| !ch.is_ascii_digit() && ch != ';').unwrap_or(after.len());
        assert!(after[end..].starts_with('m'), "an escape that is no colour");
        out.push_str(before);
        rest = &after[end + 1..];
    }
    out + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_shows_every_character_and_obeys_none(
        sample in any_sample(), width in prop::option::of(0usize..200), unicode: bool, limit in prop::option::of(0usize..3)
    ) {
        let report = sample.report();
        let plain = TextOptions { colour: false, unicode, width, limit };
        let shown = text::render(&report, &plain) + &summary::render(&report, &plain);
        prop_assert_eq!(hidden(&shown), "");
        let coloured = TextOptions { colour: true, ..plain };
        let coloured = text::render(&report, &coloured) + &summary::render(&report, &coloured);
        prop_assert_eq!(without_colour(&coloured), shown, "colour changes nothing but the colour");
    }

    #[test]
    fn every_format_is_what_it_says(sample in any_sample(), strict: bool) {
        let report = sample.report();
        for json in [json::render(&report), sarif::render(&report), gitlab::render(&report)] {
            prop_assert!(serde_json::from_str::<Value>(&json).is_ok());
            prop_assert_eq!(hidden(&json), "");
        }
        let xml = junit::render(&report, strict);
        prop_assert_eq!(hidden(&xml), "");
        prop_assert!(roxmltree::Document::parse(&xml).is_ok(), "{}", xml);
        let commands = github::render(&report);
        let counted = report.findings.iter().filter(|located| located.finding.waived.is_none()).count();
        prop_assert_eq!(commands.lines().count(), counted, "a command a line");
        prop_assert!(commands.lines().all(|line| line.starts_with("::")));
        prop_assert_eq!(hidden(&commands), "");
        prop_assert_eq!(hidden(&github::job_summary(&report)), "");
    }

    #[test]
    fn what_json_says_is_what_was_found(sample in any_sample()) {
        let report = sample.report();
        let json: Value = serde_json::from_str(&json::render(&report)).unwrap();
        for (located, finding) in report.findings.iter().zip(json["findings"].as_array().unwrap()) {
            prop_assert_eq!(finding["message"].as_str(), Some(&*located.finding.message));
            prop_assert_eq!(finding["label"].as_str(), Some(&*located.finding.primary.text));
        }
    }
}
