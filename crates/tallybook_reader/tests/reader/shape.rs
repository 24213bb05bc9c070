//! Every fault of shape: what it is called, and that it is found at its exact place.

use tallybook_reader::{ProblemKind, Reading};
use tallybook_schema::value::Quantity;

use crate::{check, read, read_bytes, show};

const ACTOR: &str = "- id: north\n  kind: state\n  name: North\n";

#[test]
fn every_fault_of_a_record_is_found_in_one_run() {
    let text = "\
- kind: materiel
  supplier: North Land
  recipient:
  stage: delivred
  delivered: 2022-02-30
  total: 0x10
  colour: red
  origin: north
  place: [a, b]
  items:
    - {quantity: 1_000, evidence: {source: a}}
    - [heron, 6]
    - quantity: [1, 2]
      evidence:
        - {quote: x, pargraph: 3, paragraph: 0, via: [A, b, C]}
";
    check(
        &[("transfers.yaml", text)],
        &[
            ("transfers.yaml:2:13 `North Land`", "BadValue { type_name: \"ActorId\""),
            (
                "transfers.yaml:3:3 `recipient`",
                "WrongType { found: Nothing, expected: \"an id (as `uav-batch-1`)\" }",
            ),
            ("transfers.yaml:4:10 `delivred`", "UnknownTerm { vocabulary: \"stage\""),
            ("transfers.yaml:5:14 `2022-02-30`", "BadValue { type_name: \"Date\""),
            ("transfers.yaml:6:10 `0x10`", "BadValue { type_name: \"Quantity\""),
            ("transfers.yaml:7:3 `colour`", "UnknownField { field: \"colour\""),
            ("transfers.yaml:8:11 `north`", "WrongType { found: Text(\"north\"), expected: \"a list\" }"),
            ("transfers.yaml:9:11 `a`", "WrongType { found: List, expected: \"a mapping with `name`\" }"),
            ("transfers.yaml:11:18 `1_000`", "BadValue { type_name: \"Quantity\""),
            ("transfers.yaml:11:36 `source: a`", "WrongType { found: Mapping, expected: \"a list\" }"),
            ("transfers.yaml:12:8 `heron`", "WrongType { found: List, expected: \"a mapping\" }"),
            ("transfers.yaml:13:18 `1`", "WrongType { found: List, expected: \"a quantity"),
            ("transfers.yaml:15:22 `pargraph`", "UnknownField"),
            ("transfers.yaml:15:46 `0`", "BadValue { type_name: \"Locator\""),
            ("transfers.yaml:15:55 `A`", "BadValue { type_name: \"ActorId\""),
            ("transfers.yaml:15:61 `C`", "BadValue { type_name: \"ActorId\""),
            ("transfers.yaml:15:12 `quote: x`", "MissingField { field: \"source\""),
            ("transfers.yaml:1:3 `kind: materiel`", "MissingField { field: \"id\""),
        ],
    );
}

#[test]
fn json_has_the_same_faults_at_its_own_places() {
    let text = r#"{"id": "north", "kind": "state", "name": 7, "aliases": [true, "x", null], "country": 1.5,
"x": {}, "roles": [["Minister"]], "wikidata": {"id": "Q1"}}"#;
    let expected = [
        (":1:42 `7`", "WrongType { found: Text(\"7\"), expected: \"text\" }"),
        (":1:57 `true`", "WrongType { found: Text(\"true\"), expected: \"text\" }"),
        (":1:68 `null`", "WrongType { found: Nothing, expected: \"text\" }"),
        (":1:86 `1.5`", "WrongType { found: Text(\"1.5\"), expected: \"a country code (as `IR`)\" }"),
        (":2:1 `\\\"x\\\"`", "UnknownField"),
        (":2:21 `\\\"Minister\\\"`", "WrongType { found: List, expected: \"a mapping\" }"),
        (":2:48 `\\\"id\\\": \\\"Q1\\\"`", "WrongType { found: Mapping"),
    ];
    let places: Vec<String> = expected.iter().map(|(at, _)| format!("actors.json{at}")).collect();
    let whole: Vec<(&str, &str)> =
        places.iter().zip(&expected).map(|(at, (_, kind))| (at.as_str(), *kind)).collect();
    check(&[("actors.json", text)], &whole);
    // The same record on one line of JSON Lines, behind a good one.
    let line =
        format!("{{\"id\":\"a\",\"kind\":\"state\",\"name\":\"A\"}}\r\n\r\n{}", text.replace('\n', " "));
    let reading = read(&[("actors.jsonl", &line)]);
    assert_eq!(
        (reading.problems.len(), reading.dataset.actors.len()),
        (expected.len(), 1),
        "{}",
        show(&reading)
    );
    assert!(show(&reading).starts_with("actors.jsonl:3:42 `7`"), "{}", show(&reading));
    assert_eq!(reading.unread[0].id.as_deref(), Some("north"));
}

#[test]
fn the_field_decides_what_a_plain_scalar_is() {
    let reading = read(&[(
        "actors.yaml",
        "- {id: 1e3, kind: state, name: 1984, aliases: [NO, true, 12:30:45, 007.50, 1991-01-03], country: NO, note: ~}\n",
    )]);
    assert_eq!(show(&reading), "");
    let actor = &reading.dataset.actors[0];
    assert_eq!((actor.id.as_str(), actor.name.as_str()), ("1e3", "1984"));
    assert_eq!(actor.aliases, ["NO", "true", "12:30:45", "007.50", "1991-01-03"]);
    assert_eq!((actor.country.unwrap().alpha2(), &actor.note), ("NO", &None));
}

#[test]
fn a_literal_of_json_is_no_text() {
    for value in ["7", "1.5", "true", "-0", "[\"x\"]"] {
        let line = format!(r#"{{"id":"a","kind":"state","name":{value}}}"#);
        for path in ["actors.json", "actors.jsonl"] {
            assert_eq!(read(&[(path, &line)]).problems.len(), 1, "{path} {value}");
        }
    }
    let item = |quantity: &str| {
        format!(
            r#"{{"id":"a","kind":"materiel","supplier":"a","recipient":"b","stage":"planned","items":[{{"quantity":{quantity}}}]}}"#
        )
    };
    for path in ["transfers.json", "transfers.jsonl"] {
        for good in ["160", "\"160\""] {
            let reading = read(&[(path, &item(good))]);
            assert_eq!(show(&reading), "");
            assert_eq!(Some(reading.dataset.transfers[0].items[0].quantity), Quantity::exact(160));
        }
        for bad in ["-0", "1.0", "1e2", "99999999999999999999", "-5", "null", "true"] {
            assert_eq!(read(&[(path, &item(bad))]).problems.len(), 1, "{path} {bad}");
        }
    }
}

#[test]
fn a_record_is_no_list_of_its_values() {
    let list = r#"["north", "state", "North"]"#;
    assert_eq!(read(&[("actors.jsonl", list)]).problems.len(), 1);
    let inner = r#"{"id":"a","kind":"state","name":"A","evidence":[["gazette"]]}"#;
    for path in ["actors.json", "actors.jsonl"] {
        check(&[(path, inner)], &[(&format!("{path}:1:50 `\\\"gazette\\\"`"), "WrongType { found: List")]);
    }
}

#[test]
fn a_key_that_stands_twice_spoils_its_record_alone() {
    let text = format!("{ACTOR}  kind: person\n- id: south\n  kind: state\n  name: South\n");
    let reading = read(&[("actors.yaml", &text)]);
    assert!(
        show(&reading).starts_with("actors.yaml:4:3 `kind` DuplicateKey { key: \"kind\", first: 14..18 }"),
        "{}",
        show(&reading)
    );
    assert_eq!(reading.dataset.actors.len(), 1);
    assert_eq!(reading.unread[0].id.as_deref(), Some("north"));
    let json = r#"{"id":"a","kind":"state","name":"A","na\u006de":"B"}"#;
    for path in ["actors.json", "actors.jsonl"] {
        check(
            &[(path, json)],
            &[(&format!("{path}:1:37 `\\\"na\\\\u006de\\\"`"), "DuplicateKey { key: \"name\"")],
        );
    }
    let reported = r#"{"id":"a","kind":"state","name":"A","evidence":[{"source":"s","reports":{"name":"B","name":"C"}}]}"#;
    check(&[("actors.jsonl", reported)], &[("actors.jsonl:1:85 `\\\"name\\\"`", "DuplicateKey")]);
}

#[test]
fn a_byte_order_mark_and_crlf_do_not_move_places() {
    let text = format!("\u{feff}{}  colour: red\n", ACTOR.replace("North", "Ńorth")).replace('\n', "\r\n");
    check(&[("actors.yaml", &text)], &[("actors.yaml:4:3 `colour`", "UnknownField")]);
    let json = "\u{feff}{\"id\": \"é\",\r\n\"kind\": \"state\", \"name\": \"A\"}";
    check(&[("actors.json", json)], &[("actors.json:1:8 `\\\"é\\\"`", "BadValue")]);
    check(&[("actors.jsonl", &json.replace("\r\n", ""))], &[("actors.jsonl:1:8 `\\\"é\\\"`", "BadValue")]);
}

#[test]
fn tabs_are_called_tabs_where_they_stand() {
    for text in [
        "- id: north\n\tkind: state\n",
        "- id:\n\tnorth\n",
        "- id: north\n  aliases:\n    - x\n\t- y\n",
        "- note: |\n\tx\n",
    ] {
        let reading = read(&[("actors.yaml", text)]);
        let tab = text[..text.find('\t').unwrap()].lines().count() + 1;
        let start = format!("actors.yaml:{tab}:1 `\\t` Syntax {{ format: \"YAML\", message: \"a tab is used");
        assert!(show(&reading).starts_with(&start), "{text:?}: {}", show(&reading));
    }
}

#[test]
fn what_is_not_well_formed_is_said_in_plain_words() {
    for (text, at, message) in [
        ("- id: a: b\n", "1:8", "`:` begins a value where none can stand"),
        ("- id: @x\n", "1:7", "a value cannot begin with `@`"),
        ("- id: \"x\n", "1:7", "the quote that opens here is never closed"),
        ("- id: [x\n", "1:7", "the bracket `[` that opens here is never closed"),
        ("- id: \"x\n  a: y\n  b: \"z\"\n", "1:7", "the quote that opens here closes only in line 3"),
        ("- id: 'x\n  # it\n  b: 'z'\n", "1:7", "the quote that opens here closes only in line 3"),
        ("- id: 'x' y\n", "1:11", "more text follows the closing quote"),
        ("- a: [x, y\n  b: z\n", "1:6", "the bracket `[` that opens here is still open in line 2"),
        ("- id: x\n kind: y\n", "2:2", "this line is indented"),
        ("- id: x\n  kind\n  name: y\n", "2:3", "a field is a name, `:` and a value"),
        ("- id: !!str x\n", "1:7", "a tag (`!name`) is not read"),
        ("- id: x\n---\n- id: y\n", "2:1", "the file holds more than one document"),
        ("- {<<: x}\n", "1:4", "a merge key (`<<`) is not read"),
        ("- {[a]: x}\n", "1:5", "the name of a field is text"),
        ("- id: \u{7}\n", "1:7", "the control character U+0007"),
        ("- id: x\u{7}\n", "1:8", "the control character U+0007"),
        ("- id: \"x\\y\"\n", "1:9", "this escape is not known"),
        ("- id: \"\\u00e9\\xZZ\"\n", "1:14", "this escape is not known"),
        ("- id: \"x\",\n", "1:10", "a comma stands behind the value"),
        ("- id: \"x \"y\" z\"\n", "1:11", "more text follows the closing quote, and another quote"),
        ("- id: [x] y\n  a: z\n", "1:11", "more text follows the closing bracket"),
        ("- a: {x: y\n  b: z\n", "1:6", "the bracket `{` that opens here is still open in line 2"),
        ("- a: {x: y z: u}\n", "1:13", "a field ends here without a comma"),
        ("- a: [x, \"y\" z]\n", "1:14", "more text follows the closing quote"),
        ("- a: [x,, y]\n", "1:9", "a comma stands where a value is wanted"),
        ("- a: [x}\n", "1:6", "the bracket `[` that opens here is closed by `}`"),
        ("- a: [x]]\n", "1:8", "a bracket closes here that nothing has opened"),
        ("- a: x #1\n    y\n", "1:8", "a comment has begun (` #`)"),
        ("- a: >12\n", "1:6", "`>` does not compare here"),
        ("- a: > 12\n", "1:6", "`>` does not compare here"),
        ("- a: |12\n", "1:6", "`|` says that a text of several lines begins below"),
        ("- a: ?\n", "1:6", "`?` alone is no value"),
        ("- id: x\n<<<<<<< a\n  b: y\n=======\n", "2:1", "two versions of the file meet here"),
        ("<<<<<<< a\n- id: x\n  b: y\n", "1:1", "two versions of the file meet here"),
        ("- id: x\n=======\n- id: y\n", "2:1", "two versions of the file meet here"),
        (
            "- id: x\n  a:\u{a0}y\n  b: z\n",
            "2:5",
            "a no-break space (U+00A0) stands where only a plain one parts words: `a:<U+00A0>y`",
        ),
        ("- id: x\n\u{2003} a: y\n", "2:1", "another space (U+2003)"),
        ("-\u{a0}id: x\n  a: y\n", "1:2", "a no-break space (U+00A0)"),
        ("- id: x\n  a：y\n", "2:4", "`：` (U+FF1A) looks like `:`"),
        ("- id: x\n  a:y\n", "2:4", "the space behind `:` is missing"),
        ("- id: x\n-id: y\n", "2:1", "the space behind `-` is missing"),
        ("-id: x\n  a: y\n", "1:1", "the space behind `-` is missing"),
        ("- id: x\n– id: y\n", "2:1", "`–` looks like the `-` of an item"),
        ("• id: x\n  a: y\n", "1:1", "`•` looks like the `-` of an item"),
        ("- id: x\n* id: y\n", "2:1", "`*` looks like the `-` of an item"),
        // What stands in a text is none of it.
        (
            "- a: |\n    – b\n    c:\u{a0}d\n    =======\n  e: f: g\n",
            "5:7",
            "`:` begins a value where none can stand",
        ),
    ] {
        let reading = read(&[("actors.yaml", text)]);
        let shown = show(&reading);
        assert!(
            shown.starts_with(&format!("actors.yaml:{at} ")) && shown.contains(message),
            "{text:?}: {shown}"
        );
        assert_eq!(reading.problems.len(), 1);
    }
    for (text, at, message) in [
        ("{\"id\": \"a\",}", "1:12", "a comma follows the last part"),
        ("{\"id\": a}", "1:8", "no value begins here"),
        ("{\"id\": \"a\"", "1:10", "the text ends before"),
        ("{'id': 1}", "1:2", "the name of a field is text in double quotes"),
        ("{} {}", "1:4", "more text follows the value"),
        ("{\"id\": \"\\ud800\"}", "1:8", "is no character"),
    ] {
        for path in ["actors.json", "actors.jsonl"] {
            let reading = read(&[(path, text)]);
            let shown = show(&reading);
            assert!(
                shown.starts_with(&format!("{path}:{at} ")) && shown.contains(message),
                "{text:?}: {shown}"
            );
        }
    }
}

#[test]
fn what_looks_like_another_sign_may_stand_in_a_text() {
    let text = "- id: north\n  kind: state\n  name: \"a:\u{a0}b：c\"\n  note: |\n    – x\n    -y: z\n    <<<<<<< q\n";
    check(&[("actors.yaml", text)], &[]);
}

#[test]
fn a_value_that_is_cut_is_told_from_one_with_a_comment() {
    let of = |value: &str| {
        let text = format!(
            "# b\n- id: north\n  name: {value}\n  kind: state\n- {{id: south, kind: state, name: South}}\n"
        );
        let reading = read(&[("actors.yaml", &text)]);
        let shown = |remark: &tallybook_reader::Problem| match &remark.kind {
            ProblemKind::CutValue { whole } => whole.clone().map_or(String::new(), |(_, whole)| whole),
            other => format!("{other:?}"),
        };
        assert_eq!(reading.dataset.actors.len(), 2, "{}", show(&reading));
        reading.remarks.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(of("North #1"), ["North #1"]);
    assert_eq!(of("North  #Land  # a comment"), ["North  #Land"]);
    assert_eq!(of("North Land\n    of the #1"), [""]);
    for value in
        ["North # 1", "North ##1", "North#1", "\"North #1\"", "'North #1'", "|-\n    North #1", "North\n  #1"]
    {
        assert!(of(value).is_empty(), "{value}");
    }
    let description = Reading::from_memory([("dataset.yaml", "title: Test #1\n")]);
    assert_eq!(description.remarks.len(), 1);
}

#[test]
fn a_name_above_the_records_is_said_once() {
    for text in
        ["actors:\n- id: north\n  kind: state\n  name: North\n", "actors:\n  - {id: north, kind: state}\n"]
    {
        check(&[("actors.yaml", text)], &[("actors.yaml:1:1 `actors` NamedList { name: \"actors\" }", "")]);
        assert_eq!(read(&[("actors.yaml", text)]).unread[0].id.as_deref(), Some("north"));
    }
    check(
        &[("actors.json", "{\"actors\": [{\"id\": \"a\"}]}")],
        &[("actors.json:1:2 `\\\"actors\\\"`", "NamedList")],
    );
    for text in ["actors:\n- north\n", "id: north\nkind: state\nname: North\n"] {
        let shown = show(&read(&[("actors.yaml", text)]));
        assert!(!shown.contains("NamedList"), "{shown}");
    }
}

#[test]
fn an_entry_without_its_dash_is_said_once() {
    let second = "  id: south\n  kind: state\n  name: South\n";
    let text = format!("{ACTOR}{second}{}", second.replace("south", "west"));
    check(
        &[("actors.yaml", &text)],
        &[
            ("actors.yaml:4:3 `id` NoDash { key: \"id\", first: 2..4, dash: Some(40..42) }", ""),
            ("actors.yaml:7:3 `id` NoDash { key: \"id\", first: 42..44, dash: Some(80..82) }", ""),
        ],
    );
    // Nobody can tell which ids were not read.
    let unread = read(&[("actors.yaml", &text)]).unread;
    assert_eq!(unread.iter().filter(|unread| unread.id.is_none()).count(), 2);
    // A list within a record, and one that is indented in another way.
    let evidence = "  evidence:\n    -   source: a\n        quote: b\n        source: c\n        quote: d\n";
    let at = "actors.yaml:7:9 `source` NoDash { key: \"source\", first: 60..66, dash: None }";
    check(&[("actors.yaml", &format!("{ACTOR}{evidence}"))], &[(at, "")]);
    // What is no entry: one field that stands again, another order, braces.
    for text in [
        format!("{ACTOR}  kind: person\n"),
        format!("{ACTOR}  name: South\n  kind: person\n"),
        format!("{ACTOR}  id: south\n"),
        "- {id: north, id: south}\n".to_owned(),
    ] {
        let shown = show(&read(&[("actors.yaml", &text)]));
        assert!(shown.contains("DuplicateKey") && !shown.contains("NoDash"), "{shown}");
    }
}

#[test]
fn a_file_that_does_not_parse_still_says_whose_records_it_has() {
    let reading = read(&[("actors.yaml", &format!("{ACTOR}- id: south\n  kind: [\n"))]);
    let ids: Vec<_> = reading.unread.iter().filter_map(|unread| unread.id.as_deref()).collect();
    assert_eq!(ids, ["north", "south"]);
    let latin1 = [ACTOR.as_bytes(), b"  note: caf\xe9\n"].concat();
    let reading = read_bytes(&[("actors.yaml", &latin1)]);
    assert!(
        show(&reading)
            .starts_with("actors.yaml:4:12 `�` NotUtf8 { byte: 233, utf16: false, of_line: false }"),
        "{}",
        show(&reading)
    );
    assert_eq!(reading.unread[0].id.as_deref(), Some("north"));
}

#[test]
fn a_line_that_is_not_utf8_is_left_out_alone() {
    let line = |id: &str, name: &[u8]| {
        let before = format!("{{\"id\": \"{id}\", \"kind\": \"state\", \"name\": \"");
        [before.as_bytes(), name, b"\", \"country\": \"IR\"}\n"].concat()
    };
    let of = |path: &str, lines: &[Vec<u8>]| {
        let reading = read_bytes(&[(path, &lines.concat())]);
        let ids: Vec<_> = reading.dataset.actors.iter().map(|actor| actor.id.to_string()).collect();
        let unread: Vec<_> = reading.unread.iter().map(|unread| unread.id.clone().unwrap()).collect();
        (show(&reading), ids.join(" "), unread.join(" "))
    };
    let (north, south) = (line("north", "Nörd".as_bytes()), line("south", "Süd".as_bytes()));
    let bad = [line("north", "Nörd".as_bytes()), line("east", b"\xd6st \xff\xe9"), line("south", b"S\xc3")];
    let fault = |place: &str, byte: u8| {
        format!("actors.jsonl:{place} `\\u{{1a}}` NotUtf8 {{ byte: {byte}, utf16: false, of_line: true }}\n")
    };
    let faults = fault("2:42", 0xd6) + &fault("3:44", 0xc3);
    assert_eq!(of("actors.jsonl", &bad), (faults, "north".to_owned(), "east south".to_owned()));
    assert_eq!(of("actors.jsonl", &[north, south]), (String::new(), "north south".to_owned(), String::new()));
    // A line is said to be wrong once, whatever else is wrong with it, and with a byte order mark before it too.
    let cut = [b"\xef\xbb\xbf\xff, \n".to_vec(), b" \n{}".to_vec()].concat();
    let shown = show(&read_bytes(&[("actors.jsonl", &cut)]));
    assert!(shown.starts_with(&fault("1:1", 0xff)) && shown.matches("NotUtf8").count() == 1, "{shown}");
    assert!(shown.contains("actors.jsonl:3:1 `{}` MissingField"), "{shown}");
    // More than are reported are not looked for.
    let limited = b"title: T\nchecks: {limits: {problems: 2}}\n";
    let lines = b"\xff\n".repeat(9);
    let shown = show(&read_bytes(&[("dataset.yaml", limited), ("actors.jsonl", &lines)]));
    assert_eq!(shown.lines().count(), 3, "{shown}");
    assert!(shown.ends_with("actors.jsonl:3:1 `` Hostile(Problems { limit: 2 })\n"), "{shown}");
}

#[test]
fn utf16_is_recognised() {
    let little: Vec<u8> = ACTOR.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = ACTOR.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [[b"\xff\xfe", &little[..]].concat(), [b"\xfe\xff", &big[..]].concat(), little, big] {
        let reading = read_bytes(&[("actors.yaml", &bytes)]);
        assert!(show(&reading).contains("utf16: true"), "{}", show(&reading));
    }
}

#[test]
fn an_empty_file_has_no_records_but_a_description_has_a_title() {
    for (path, text, is_said) in [
        ("actors.yaml", "", true),
        ("actors.yaml", "\n\n", true),
        ("actors.yaml", "# nothing yet\n", true),
        ("actors.yaml", "---\n", true),
        ("actors.yaml", "~\n", true),
        ("actors.yaml", "[]", false),
        ("actors.yaml", "# none\n[]\n", false),
        ("actors.yaml", ACTOR, false),
        ("actors.json", "", true),
        ("actors.json", " \n", true),
        ("actors.json", "null", true),
        ("actors.json", "[]", false),
        ("actors.jsonl", "", true),
        ("actors.jsonl", "\n \r\n\n", true),
    ] {
        check(&[(path, text)], &[]);
        let is_lines = path == "actors.jsonl";
        let kinds: Vec<_> = read(&[(path, text)]).remarks.into_iter().map(|remark| remark.kind).collect();
        let expected = if is_said { vec![ProblemKind::EmptyFile { is_lines }] } else { Vec::new() };
        assert_eq!(kinds, expected, "{path} {text:?}");
    }
    let broken = read(&[("actors.yaml", "- id: [\n"), ("deals.jsonl", "{\n")]);
    assert!(broken.remarks.is_empty(), "{:?}", broken.remarks);
    for text in ["", "# x\n", "---\n"] {
        check(&[("dataset.yaml", text)], &[("dataset.yaml:1:1 ``", "MissingField { field: \"title\"")]);
    }
}

#[test]
fn the_description_is_checked_like_a_record() {
    let text = "\
titel: X
version: [1]
checks:
  severity: {D010: of, E011: , R004: [off], X001: off}
  limits: {depth: -1, file_bytes: 32 MB, jsonl_bytes: 1.5, problems: 99999999999}
waivers:
  - {record: transfers:x, until: soon}
";
    check(
        &[("dataset.yaml", text)],
        &[
            ("dataset.yaml:1:1 `titel`", "UnknownField"),
            ("dataset.yaml:2:11 `1`", "WrongType { found: List, expected: \"text\" }"),
            ("dataset.yaml:4:20 `of`", "UnknownTerm { vocabulary: \"\", term: \"of\""),
            (
                "dataset.yaml:4:24 `E011`",
                "WrongType { found: Nothing, expected: \"one of off, info, warning, error\" }",
            ),
            ("dataset.yaml:4:39 `off`", "WrongType { found: List"),
            (
                "dataset.yaml:5:19 `-1`",
                "WrongType { found: Text(\"-1\"), expected: \"a whole number from 0 to 65535\" }",
            ),
            (
                "dataset.yaml:5:35 `32 MB`",
                "WrongType { found: Text(\"32 MB\"), expected: \"a whole number\" }",
            ),
            ("dataset.yaml:5:55 `1.5`", "WrongType"),
            ("dataset.yaml:5:70 `99999999999`", "WrongType"),
            ("dataset.yaml:7:14 `transfers:x`", "BadValue { type_name: \"RecordRef\""),
            ("dataset.yaml:7:34 `soon`", "BadValue { type_name: \"Day\""),
            ("dataset.yaml:7:6 `record: transfers:x`", "MissingField { field: \"code\""),
            ("dataset.yaml:1:1 `titel: X`", "MissingField { field: \"title\""),
        ],
    );
}

#[test]
fn files_are_in_their_order_and_the_description_first() {
    let reading = read(&[
        ("transfers/b.yaml", ""),
        ("transfers.yaml", ""),
        ("dataset.yaml", "title: T\n"),
        ("actors/z/a.yaml", &ACTOR.replace("north", "second")),
        ("actors/a.yaml", &ACTOR.replace("north", "first")),
        ("actors.json", r#"{"id": "zeroth", "kind": "state", "name": "x"}"#),
    ]);
    let paths: Vec<_> = reading.files.iter().map(|(_, file)| file.path()).collect();
    assert_eq!(
        paths,
        [
            "dataset.yaml",
            "actors.json",
            "actors/a.yaml",
            "actors/z/a.yaml",
            "transfers.yaml",
            "transfers/b.yaml"
        ]
    );
    let ids: Vec<_> = reading.dataset.actors.iter().map(|actor| actor.id.as_str()).collect();
    assert_eq!(ids, ["zeroth", "first", "second"]);
}

#[test]
fn a_file_that_is_not_read_is_never_passed_over_in_silence() {
    check(
        &[
            ("transfer.yaml", ACTOR),
            ("notes.txt", "x"),
            ("dataset.json", "{}"),
            ("dataset.yaml", "title: T\n"),
            ("actor/a.yaml", ACTOR),
            ("actor/b.yaml", ACTOR),
            ("actors/notes.txt", "x"),
            ("README.md", "x"),
            ("actors/.a.yaml.swp", "x"),
        ],
        &[
            ("actor/a.yaml", "Misplaced { path: \"actor/a.yaml\", why: Table { name: \"actor\" } }"),
            ("actors/notes.txt", "Misplaced { path: \"actors/notes.txt\", why: Extension }"),
            (
                "dataset.json",
                "Misplaced { path: \"dataset.json\", why: SecondManifest { first: \"dataset.yaml\" } }",
            ),
            ("notes.txt", "Misplaced { path: \"notes.txt\", why: Table { name: \"notes\" } }"),
            ("transfer.yaml", "Misplaced { path: \"transfer.yaml\", why: Table { name: \"transfer\" } }"),
        ],
    );
    let none = tallybook_reader::Reading::from_memory([("actors.yaml", ACTOR)]);
    assert_eq!(show(&none), "- NoManifest\n");
}
