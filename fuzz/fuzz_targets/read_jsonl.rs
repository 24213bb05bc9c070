//! A JSON Lines file of any bytes; and a line of it reads as a JSON file with the same text does.
#![no_main]

use tallybook_reader::Reading;
use tallybook_schema::record::Actor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    tallybook_fuzz::read("jsonl", bytes);
    if bytes.starts_with(b"{") && !bytes.contains(&b'\n') {
        assert_eq!(actors("jsonl", bytes), actors("json", bytes));
    }
});

/// The actors in a file, and the number of its problems.
fn actors(ending: &str, bytes: &[u8]) -> (Vec<serde_json::Value>, usize) {
    let reading = Reading::from_memory([(format!("actors.{ending}"), bytes)]);
    let value = |actor: &Actor| serde_json::to_value(actor).expect("an actor is JSON");
    (reading.dataset.actors.iter().map(value).collect(), reading.problems.len())
}
