//! Findings in a terminal.

use tallybook_diagnostics::render::text::{TextOptions, render};
use tallybook_diagnostics::{Finding, Fix, Patch, Place};

use crate::sample::{Sample, transfer, typical, waived};

const PLAIN: TextOptions = TextOptions { colour: false, unicode: false, width: Some(100), limit: None };

#[test]
fn a_typical_report() {
    insta::assert_snapshot!(render(&typical().report(), &PLAIN));
}

#[test]
fn a_typical_report_drawn_with_box_characters() {
    insta::assert_snapshot!(render(&typical().report(), &TextOptions { unicode: true, ..PLAIN }));
}

#[test]
fn a_typical_report_in_colour() {
    let text = render(&typical().report(), &TextOptions { colour: true, ..PLAIN });
    insta::assert_snapshot!(text.replace('\u{1b}', "␛"));
}

/// One finding about `value` in `text`, and whatever else is underlined.
fn one(text: &str, value: &str, related: &[(&str, &str)]) -> Sample {
    let mut sample = Sample::default();
    let file = sample.file("transfers.yaml", text);
    let mut finding =
        Finding::new(transfer("/x"), format!("the value `{value}` is wrong")).label("this value");
    let mut places = Vec::new();
    for (value, text) in related {
        finding = finding.related(transfer("/y"), *text);
        places.push(sample.at(file, value));
    }
    let primary = sample.at(file, value);
    sample.add("X005", finding, primary, places);
    sample
}

#[test]
fn values_on_one_line() {
    let text = "- {equipment: shahed-136, quantity: 100, low: 120, high: 90}\n";
    let sample = one(text, "120", &[("90", "the high"), ("100", "the best")]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn a_value_over_several_lines() {
    let text = "- id: a\n  note: >-\n    first line\n    second line\n    third line\n\n  total: 5\n";
    let sample = one(text, ">-\n    first line\n    second line\n    third line\n", &[("5", "the total")]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn letters_of_every_width() {
    let mut out = String::new();
    for (text, value) in [
        ("- name: Министерство обороны # прим.\n", "обороны"),
        ("- name: وزارت دفاع # می\u{200c}خواهم\n", "دفاع"),
        ("- name: 無人機の部隊 # x\n", "部隊"),
        ("- name: e\u{301}te\u{301} x # combining\n", "x"),
        ("- name: 👨\u{200d}👩\u{200d}👧 family # emoji\n", "family"),
        ("- name: ✈\u{fe0f} wing # picture\n", "wing"),
        ("-\tname:\tx\ty # tabs\n", "y"),
        ("- name: x y # CRLF\r\n- name: z\r\n", "y"),
        ("- name: a\u{202e}b\u{1b}[31m\u{200b}c d # hidden\n", "d"),
    ] {
        out += &render(&one(text, value, &[]).report(), &PLAIN);
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn text_from_the_data_is_made_visible_everywhere() {
    let mut sample = Sample::default();
    let file = sample.file("a\u{202e}.yaml", "a: \u{1b}]0;title\u{7}\n");
    let finding = Finding::new(transfer("/a\u{200f}"), "message \u{1b}[31m\u{202e}")
        .label("label \u{9b}31m\nsecond line")
        .note("note \u{2066}\nsecond line")
        .help("help \u{feff}");
    let primary = sample.at(file, "\u{1b}]0;title\u{7}");
    sample.add("X005", finding, primary, vec![]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn a_long_line_is_cropped_around_its_values() {
    let filler = "\"note\": \"lorem ipsum dolor sit amet\", ".repeat(20_000);
    let text = format!(
        "{{\"id\": \"uav-batch-1\", {filler}\"total\": 160, {filler}\"low\": 170, {filler}\"end\": true}}\n"
    );
    let sample = one(&text, "160", &[("170", "more than the total")]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));

    let text = format!("- quote: \"{}\"\n", "kamikaze drones ".repeat(40));
    let value = &text[9..text.len() - 1];
    let mut sample = one(&text, value, &[]);
    sample.findings[0].finding.message = "the quote has 80 words".to_owned();
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn values_far_from_each_other() {
    let gap = "  # comment\n".repeat(20);
    let text = format!("- id: a\n{gap}- id: b\n{gap}- id: c # again\n");
    let sample = one(&text, "id: b", &[("id: a", "first"), ("id: c", "third")]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));

    let gap = "  # comment\n".repeat(200_000);
    let text = format!("- id: a\n{gap}- id: b\n");
    let sample = one(&text, "id: b", &[("id: a", "the first record of this id")]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn places_without_a_line() {
    let mut sample = Sample::default();
    let other = sample.file("notes.txt", "");
    let actors = sample.file("actors.yaml", "- id: a\n");
    let finding = Finding::new(Place::File(other), "`notes.txt` is not read")
        .note("only `.yaml`, `.yml`, `.json` and `.jsonl` files are read");
    sample.add("X005", finding, None, vec![]);
    let finding = Finding::new(Place::Dataset, "nothing describes the dataset")
        .related(Place::File(other), "this is no description")
        .related(transfer("/id"), "a record without a dataset");
    let at = sample.at(actors, "a");
    sample.add("X005", finding, None, vec![None, at]);
    sample.add("X005", Finding::new(Place::Dataset, "nothing else"), None, vec![]);
    insta::assert_snapshot!(render(&sample.report(), &PLAIN));
}

#[test]
fn fixes_are_shown_as_changes() {
    let mut sample = one("- name: ' Iran '\n  class: uav\n", "' Iran '", &[]);
    let file = sample.findings[0].primary.clone().unwrap().file;
    let fix = Fix { title: "write the name without the spaces".to_owned(), edits: vec![], safe: true };
    sample.findings[0].finding.fix = Some(fix.clone());
    let shown_without_patches = render(&sample.report(), &PLAIN);
    sample.findings[0].patches = vec![Patch { file, range: 8..16, text: "Iran".to_owned() }];
    let replaced = render(&sample.report(), &PLAIN);
    sample.findings[0].patches = vec![Patch { file, range: 17..17, text: "  reason: TODO\n".to_owned() }];
    let inserted = render(&sample.report(), &PLAIN);
    let other = sample.file("actors.yaml", "- id: a\n  name: B\n");
    sample.findings[0].patches = vec![
        Patch { file, range: 8..16, text: "Iran".to_owned() },
        Patch { file: other, range: 16..17, text: "Iran".to_owned() },
    ];
    let both = render(&sample.report(), &PLAIN);
    insta::assert_snapshot!([shown_without_patches, replaced, inserted, both].join("\n"));
}

#[test]
fn findings_past_the_limit_are_counted() {
    let mut sample = one("- total: 160\n", "160", &[]);
    for _ in 0..3 {
        let again = sample.findings[0].clone();
        sample.findings.push(again);
        let mut again = sample.findings[0].clone();
        again.finding.waived = Some(waived("known"));
        sample.findings.push(again);
    }
    insta::assert_snapshot!(render(&sample.report(), &TextOptions { limit: Some(2), ..PLAIN }));
}

#[test]
fn a_narrow_terminal() {
    insta::assert_snapshot!(render(&typical().report(), &TextOptions { width: Some(50), ..PLAIN }));
}

#[test]
fn nothing_found_is_nothing_shown() {
    assert_eq!(render(&Sample::default().report(), &PLAIN), "");
}
