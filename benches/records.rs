//! A dataset for benchmarks, as JSON Lines in memory: transfers with what they need, without faults.
//!
//! Two items and four pieces of evidence a transfer, a deal for every ten and a statement for every five. The bench
//! of a crate takes this file as a module of its own.

use std::fmt::Write;

/// The files of a dataset with so many transfers, `dataset.yaml` first.
pub(crate) fn files(transfers: usize) -> Vec<(&'static str, String)> {
    let manifest = "title: Synthetic\nchecks: {limits: {file_bytes: 1000000000}}\n".to_owned();
    vec![
        ("dataset.yaml", manifest),
        ("sources.jsonl", lines(transfers.div_ceil(20), source)),
        ("actors.jsonl", lines(ACTORS, actor)),
        ("equipment.jsonl", lines(EQUIPMENT, equipment)),
        ("deals.jsonl", lines(transfers.div_ceil(10), deal)),
        ("transfers.jsonl", lines(transfers, transfer)),
        ("statements.jsonl", lines(transfers / 5, statement)),
    ]
}

/// Actors: of ten, the first is a medium, the last a person, and the others are organizations.
const ACTORS: usize = 200;
const EQUIPMENT: usize = 80;

fn lines(count: usize, record: fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut lines, number| {
        let _ = writeln!(lines, "{}", record(number));
        lines
    })
}

/// Who supplies under a deal, and who receives.
fn parties(deal: usize) -> (usize, usize) {
    let organization = |n: usize| n % (ACTORS / 10 * 8) / 8 * 10 + n % 8 + 1;
    (organization(deal), organization(deal * 7 + 1))
}

fn source(number: usize) -> String {
    format!(
        r#"{{"id":"source-{number}","kind":"news-article","title":"Report {number}","publisher":"actor-{}","language":"en","published":"2022-{:02}-20","url":"https://news.example/{number}"}}"#,
        number % (ACTORS / 10) * 10,
        number % 6 + 7,
    )
}

fn actor(number: usize) -> String {
    let name = format!("Actor{}", (b'a'..=b'z').nth(number % 26).map_or('a', char::from));
    match number % 10 {
        0 => format!(r#"{{"id":"actor-{number}","kind":"media","name":"{name} {number} Post"}}"#),
        9 => format!(
            r#"{{"id":"actor-{number}","kind":"person","name":"{name} {number}","roles":[{{"title":"Minister","organization":"actor-{}","start":"2005"}}]}}"#,
            number - 1
        ),
        _ => format!(r#"{{"id":"actor-{number}","kind":"organization","name":"{name} {number}"}}"#),
    }
}

fn equipment(number: usize) -> String {
    format!(r#"{{"id":"type-{number}","designation":"Type {number}","class":"uav-combat"}}"#)
}

fn deal(number: usize) -> String {
    let (supplier, recipient) = parties(number);
    format!(
        r#"{{"id":"deal-{number}","title":"Deal {number}","parties":["actor-{supplier}","actor-{recipient}"],"stage":"delivered","agreed":"2021-0{}","value":"EUR {}00000","evidence":[{{"source":"source-{}","paragraph":2,"supports":["parties","stage","agreed","value"],"via":["actor-{}"]}}]}}"#,
        number % 9 + 1,
        number % 90 + 10,
        number / 2,
        number % (ACTORS / 10) * 10 + 9,
    )
}

fn transfer(number: usize) -> String {
    let (supplier, recipient) = parties(number / 10);
    let (first, second) = (number % 90 + 2, number % 50 + 3);
    let source = number / 20;
    let item = |equipment: usize, quantity: usize| {
        format!(
            r#"{{"equipment":"type-{equipment}","quantity":"{quantity}","evidence":[{{"source":"source-{source}","paragraph":4,"quote":"{quantity} Type {equipment}","supports":["equipment","quantity"]}}]}}"#,
        )
    };
    format!(
        r#"{{"id":"transfer-{number}","kind":"materiel","supplier":"actor-{supplier}","recipient":"actor-{recipient}","deal":"deal-{}","stage":"delivered","delivered":"2022-0{}","total":"{}","itemisation":"exhaustive","items":[{},{}],"evidence":[{{"source":"source-{source}","paragraph":3,"quote":"{} pieces in all","supports":["total"]}},{{"source":"source-{source}","paragraph":3,"supports":["supplier","recipient","deal","stage","delivered","itemisation"]}}]}}"#,
        number / 10,
        number % 6 + 1,
        first + second,
        item(number % EQUIPMENT, first),
        item((number + 1) % EQUIPMENT, second),
        first + second,
    )
}

fn statement(number: usize) -> String {
    let about = number * 5;
    let (supplier, recipient) = parties(about / 10);
    let (speaker, act, stance) = if number.is_multiple_of(2) {
        (supplier, "assert", "affirms")
    } else {
        (recipient, "deny", "denies")
    };
    format!(
        r#"{{"id":"statement-{number}","speaker":"actor-{speaker}","act":"{act}","date":"2022-06","summary":"What was said of it.","about":[{{"target":"transfer:transfer-{about}","stance":"{stance}"}}],"figures":[{{"measure":"units-used","value":"{}","unit":"aircraft","evidence":[{{"source":"source-{}","paragraph":6,"supports":["measure","value","unit"]}}]}}],"evidence":[{{"source":"source-{}","paragraph":5,"supports":["speaker","act","date","about"]}}]}}"#,
        number % 90 + 1,
        about / 20,
        about / 20,
    )
}
