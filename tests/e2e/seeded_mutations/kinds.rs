//! The kinds of edits, each with every place where it can be made.

use super::places::{Edit, Field, Files, Span, all_fields, blocks, fields, fields_in, ids, lines};
use super::random::Random;

/// A kind of edit.
pub struct Kind {
    /// What is done, as the table says it.
    pub name: &'static str,
    /// The edits of the kind that can be made in the files of a dataset.
    pub edits: fn(&Files, &mut Random) -> Vec<Edit>,
}

const fn kind(name: &'static str, edits: fn(&Files, &mut Random) -> Vec<Edit>) -> Kind {
    Kind { name, edits }
}

/// Every kind, in the order of the table.
pub const KINDS: &[Kind] = &[
    // Numbers and money.
    kind("digit of a number changed", |files, random| other_digits(files, NUMBERS, random)),
    kind("digits of a number swapped", |files, _| swapped_digits(files, NUMBERS)),
    kind("number times ten", |files, _| {
        at_each_number(files, |number| number.write(format!("{}0", number.text)))
    }),
    kind("number times a thousand", |files, _| {
        at_each_number(files, |number| number.write(format!("{}000", number.text)))
    }),
    kind("qualifier of a number dropped (`about`, `more than`)", |files, _| {
        QUALIFIERS.iter().flat_map(|word| in_values(files, NUMBERS, word, "")).collect()
    }),
    kind("qualifier of a number added", |files, random| qualified(files, random)),
    kind("currency changed", |files, _| {
        [in_values(files, MONEY, "EUR", "USD"), in_values(files, MONEY, "USD", "EUR")].concat()
    }),
    kind("unit changed", |files, _| {
        fields(files, &["unit"]).iter().map(|field| field.value.write("vehicles")).collect()
    }),
    // Dates.
    kind("day of a date changed", |files, random| other_date(files, 8..10, 27, random)),
    kind("month of a date changed", |files, random| other_date(files, 5..7, 12, random)),
    kind("year of a date changed", |files, _| other_year(files)),
    kind("day and month of a date swapped", |files, _| day_and_month_swapped(files)),
    kind("dates of two fields swapped", |files, _| swapped(files, DATES, "- id: ")),
    kind("date of publication a month earlier or later", |files, random| shifted_publication(files, random)),
    // Quotes.
    kind("digit in a quote changed", |files, random| other_digits(files, &["quote"], random)),
    kind("letter in a quote changed", |files, random| other_letters(files, &["quote"], random)),
    kind("word left out of a quote", |files, _| {
        at_words(files, &["quote"], |word| is_inner(word).then(|| word.write("")))
    }),
    kind("word added to a quote", |files, random| {
        let word = *random.pick(&["not", "many", "secretly"]);
        at_words(files, &["quote"], |place| {
            is_inner(place).then(|| place.write(format!("{word} {}", place.text)))
        })
    }),
    kind("two words of a quote swapped", |files, _| swapped_words(files)),
    kind("quote of another paragraph", |files, random| {
        others(files, &["quote"], random, |own, other| {
            neighbour(files, own, "paragraph") != neighbour(files, other, "paragraph")
        })
    }),
    kind("number of a paragraph changed", |files, random| {
        fields(files, &["paragraph"])
            .iter()
            .map(|field| {
                let number: usize = field.value.text.parse().unwrap();
                field.value.write((number + 1 + random.below(4)).to_string())
            })
            .collect()
    }),
    // Evidence.
    kind("evidence removed", |files, _| {
        blocks(files, "- source: ").into_iter().map(|block| block.write("")).collect()
    }),
    kind("evidence moved to the next record", |files, _| moved_evidence(files)),
    kind("source of a piece of evidence changed", |files, random| {
        let sources = ids(files, "sources.yaml");
        with_other(fields(files, &["source"]), &sources, random)
    }),
    kind("quote removed", |files, _| without_lines(files, &["quote"])),
    kind("paragraph removed", |files, _| without_lines(files, &["paragraph"])),
    kind("field in `supports` removed", |files, _| without_entries(files, &["supports"])),
    kind("field in `supports` misspelt", |files, random| misspelt(files, &["supports"], random)),
    kind("field in `supports` changed to another", |files, random| {
        let names =
            ["supplier", "recipient", "total", "amount", "delivered", "speaker", "about", "date", "value"];
        fields(files, &["supports"])
            .iter()
            .flat_map(|field| field.value.words("_-"))
            .map(|word| {
                word.write(
                    *random
                        .pick(&names.iter().filter(|name| **name != word.text).copied().collect::<Vec<_>>()),
                )
            })
            .collect()
    }),
    kind("value in `reports` made the adopted one", |files, _| adopted_reports(files)),
    kind("`via` removed", |files, _| without_lines(files, &["via"])),
    kind("`via` reordered", |files, _| reversed(files, &["via"])),
    // Identity and reference.
    kind("id of a record misspelt", |files, random| misspelt(files, &["id"], random)),
    kind("reference misspelt", |files, random| misspelt(files, REFERENCES, random)),
    kind("reference to a record of another type", |files, random| wrong_type(files, random)),
    kind("record repeated", |files, _| {
        blocks(files, "- id: ")
            .into_iter()
            .map(|block| block.write(format!("{0}\n{0}", block.text)))
            .collect()
    }),
    kind("record removed", |files, _| {
        blocks(files, "- id: ").into_iter().map(|block| block.write("")).collect()
    }),
    // Transfers and deals.
    kind("supplier and recipient swapped", |files, _| swapped(files, &["supplier", "recipient"], "- id: ")),
    kind("supplier made the recipient", |files, _| {
        blocks(files, "- id: ")
            .into_iter()
            .filter_map(|block| {
                let [supplier, recipient] = fields_in(files, block, &["supplier", "recipient"])[..] else {
                    return None;
                };
                Some(recipient.value.write(supplier.value.text))
            })
            .collect()
    }),
    kind("supplier or recipient changed", |files, random| {
        with_other(fields(files, &["supplier", "recipient"]), &ids(files, "actors.yaml"), random)
    }),
    kind("deal of a transfer changed or removed", |files, random| {
        let deals = fields(files, &["deal"]);
        [without_lines(files, &["deal"]), with_other(deals, &ids(files, "deals.yaml"), random)].concat()
    }),
    kind("party of a deal removed", |files, _| without_entries(files, &["parties"])),
    kind("stage changed", |files, random| {
        with_other(fields(files, &["stage"]), &["planned", "agreed", "delivered", "cancelled"], random)
    }),
    kind("kind of a transfer changed", |files, random| {
        let kinds = fields(files, &["kind"]).into_iter().filter(|field| field.key.file == "transfers.yaml");
        with_other(kinds.collect(), &["materiel", "funds", "service"], random)
    }),
    kind("item removed", |files, _| items(files).into_iter().map(|item| item.write("")).collect()),
    kind("equipment of an item changed", |files, random| {
        with_other(fields(files, &["equipment"]), &ids(files, "equipment.yaml"), random)
    }),
    kind("condition changed", |files, random| {
        with_other(fields(files, &["condition"]), &["new", "second-hand", "captured", "refurbished"], random)
    }),
    kind("itemisation flipped", |files, _| {
        let keys = &["itemisation"];
        [in_values(files, keys, "partial", "exhaustive"), in_values(files, keys, "exhaustive", "partial")]
            .concat()
    }),
    kind("itemisation, total or amount removed", |files, _| {
        without_lines(files, &["itemisation", "total", "amount"])
    }),
    // Statements.
    kind("speaker changed", |files, random| {
        with_other(fields(files, &["speaker"]), &ids(files, "actors.yaml"), random)
    }),
    kind("`on_behalf_of` changed", |files, random| {
        with_other(fields(files, &["on_behalf_of"]), &ids(files, "actors.yaml"), random)
    }),
    kind("medium or addressee changed", |files, random| {
        with_other(fields(files, &["medium", "addressees"]), &ids(files, "actors.yaml"), random)
    }),
    kind("act changed", |files, _| {
        let acts = |from: &str, to: &str| in_values(files, &["act"], from, to);
        [
            acts("deny", "admit"),
            acts("admit", "deny"),
            acts("assert", "deny"),
            acts("retract", "assert"),
            acts("request", "deny"),
        ]
        .concat()
    }),
    kind("stance flipped", |files, _| {
        let keys = &["stance"];
        [in_values(files, keys, "affirms", "denies"), in_values(files, keys, "denies", "affirms")].concat()
    }),
    kind("target of a stance changed", |files, random| other_target(files, random)),
    kind("claims changed or removed", |files, random| {
        let claimed = lines(files).into_iter().filter(|line| line.text.trim_start().starts_with("claims:"));
        claimed
            .flat_map(|line| {
                let mut edits: Vec<Edit> = changed_digits(line, random);
                edits.push(line.write(""));
                edits
            })
            .collect()
    }),
    kind("`supersedes` or `retracts` removed", |files, _| without_lines(files, &["supersedes", "retracts"])),
    // Words of the format.
    kind("key misspelt", |files, random| {
        all_fields(files)
            .into_iter()
            .filter(|field| field.key.text.len() > 3)
            .map(|field| typo(field.key, random))
            .collect()
    }),
    kind("key repeated", |files, _| {
        let whole = all_fields(files).into_iter().filter(Field::is_whole_line);
        whole.map(|field| field.line.write(format!("{0}{0}", field.line.text))).collect()
    }),
    kind("term misspelt", |files, random| misspelt(files, TERMS, random)),
    kind("required field removed", |files, _| {
        without_lines(
            files,
            &[
                "kind",
                "supplier",
                "recipient",
                "stage",
                "speaker",
                "act",
                "summary",
                "name",
                "designation",
                "class",
                "title",
            ],
        )
    }),
    kind("line indented wrongly", |files, random| {
        let inner =
            lines(files).into_iter().filter(|line| line.text.starts_with("  ") && line.text.contains(": "));
        inner.map(|line| line.write(format!("{}{}", " ".repeat(1 + random.below(2)), line.text))).collect()
    }),
    kind("value made `n/a`, `?` or `TODO`", |files, random| {
        fields(files, VALUES)
            .iter()
            .map(|field| field.value.write(*random.pick(&["n/a", "\"?\"", "TODO"])))
            .collect()
    }),
    // Sources, names and text.
    kind("country changed", |files, random| {
        with_other(
            fields(files, &["country"]),
            &["IR", "RU", "UA", "US", "GB", "FR", "IL", "DE", "UK", "XX"],
            random,
        )
    }),
    kind("digit of a SHA-256 changed", |files, random| other_digits(files, &["sha256"], random)),
    kind("`not_covered` removed", |files, _| {
        let listed = blocks(files, "not_covered:");
        let entries = blocks(files, "- paragraphs: ");
        listed.into_iter().chain(entries).map(|block| block.write("")).collect()
    }),
    kind("letter of a name changed", |files, random| other_letters(files, &["name", "designation"], random)),
    kind("letter made one that looks alike", |files, _| look_alikes(files)),
    kind("zero-width character inserted", |files, _| inserted(files, "\u{200b}")),
    kind("no-break space or doubled space", |files, random| {
        let space = *random.pick(&["\u{a0}", "  "]);
        let values = fields(files, &["name", "title", "designation", "description"]);
        values
            .iter()
            .flat_map(|field| field.value.characters(|c| c == ' '))
            .map(|at| at.write(space))
            .collect()
    }),
];

const NUMBERS: &[&str] = &["total", "quantity", "amount", "value"];
const MONEY: &[&str] = &["amount", "value"];
const QUALIFIERS: [&str; 4] = ["about ", "more than ", "at least ", "~"];
const DATES: &[&str] = &["delivered", "ordered", "agreed", "date", "published", "retrieved", "start"];
const REFERENCES: &[&str] = &[
    "supplier",
    "recipient",
    "deal",
    "carrier",
    "equipment",
    "speaker",
    "on_behalf_of",
    "medium",
    "source",
    "via",
    "organization",
    "publisher",
    "part_of",
    "target",
    "origin",
    "parties",
    "supersedes",
];
const TERMS: &[&str] = &["kind", "stage", "act", "stance", "condition", "class", "itemisation", "measure"];
const VALUES: &[&str] = &[
    "total",
    "quantity",
    "amount",
    "value",
    "delivered",
    "agreed",
    "date",
    "published",
    "supplier",
    "recipient",
    "quote",
    "country",
    "stage",
    "name",
];

/// Whether a number of this field is a digit string and no date or reference: what `NUMBERS` are.
fn numbers(files: &Files) -> Vec<Span<'_>> {
    let words = fields(files, NUMBERS).into_iter().flat_map(|field| field.value.words("."));
    words.filter(|word| word.text.bytes().all(|byte| byte.is_ascii_digit())).collect()
}

fn at_each_number(files: &Files, edit: impl Fn(Span<'_>) -> Edit) -> Vec<Edit> {
    numbers(files).into_iter().map(edit).collect()
}

fn changed_digits(span: Span<'_>, random: &mut Random) -> Vec<Edit> {
    let digits = span.characters(|c| c.is_ascii_digit());
    digits.into_iter().map(|digit| digit.write(random.other_digit(digit.text))).collect()
}

fn other_digits(files: &Files, keys: &[&str], random: &mut Random) -> Vec<Edit> {
    fields(files, keys).into_iter().flat_map(|field| changed_digits(field.value, random)).collect()
}

fn swapped_digits(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for field in fields(files, keys) {
        let bytes = field.value.text.as_bytes();
        for at in 1..bytes.len() {
            if bytes[at - 1..=at].iter().all(u8::is_ascii_digit) {
                let new = format!("{}{}", char::from(bytes[at]), char::from(bytes[at - 1]));
                edits.push(field.value.part(at - 1..at + 1).write(new));
            }
        }
    }
    edits
}

/// In the values of some fields, one text for another.
fn in_values(files: &Files, keys: &[&str], old: &str, new: &str) -> Vec<Edit> {
    let found = fields(files, keys).into_iter().filter_map(|field| {
        let at = field.value.text.find(old)?;
        Some(field.value.part(at..at + old.len()).write(new))
    });
    found.collect()
}

fn qualified(files: &Files, random: &mut Random) -> Vec<Edit> {
    let exact = fields(files, NUMBERS).into_iter().filter(|field| {
        let plain = field.value.text.trim_start_matches("EUR ").trim_start_matches("USD ");
        plain.bytes().all(|byte| byte.is_ascii_digit())
    });
    exact
        .map(|field| {
            let qualifier = *random.pick(&["about", "more than", "at least"]);
            field.value.write(format!("{qualifier} {}", field.value.text))
        })
        .collect()
}

/// The dates in full or to the month: their spans, from the first digit.
fn dates(files: &Files) -> Vec<Span<'_>> {
    let words = fields(files, DATES).into_iter().flat_map(|field| field.value.words("-"));
    words.filter(|word| word.text.len() >= 7 && word.text.as_bytes()[4] == b'-').collect()
}

fn other_date(files: &Files, part: std::ops::Range<usize>, most: usize, random: &mut Random) -> Vec<Edit> {
    let parts = dates(files).into_iter().filter(|date| date.text.len() >= part.end);
    parts
        .map(|date| {
            let part = date.part(part.clone());
            let old: usize = part.text.parse().unwrap();
            part.write(format!("{:02}", 1 + (old + random.below(most - 1)) % most))
        })
        .collect()
}

fn other_year(files: &Files) -> Vec<Edit> {
    let years = dates(files).into_iter().map(|date| date.part(0..4));
    years
        .flat_map(|year| {
            let number: i32 = year.text.parse().unwrap();
            [number - 1, number + 1].map(|other| year.write(other.to_string()))
        })
        .collect()
}

fn day_and_month_swapped(files: &Files) -> Vec<Edit> {
    let days = dates(files).into_iter().filter(|date| date.text.len() == 10);
    days.map(|date| date.part(5..10).write(format!("{}-{}", &date.text[8..10], &date.text[5..7]))).collect()
}

/// The values of two neighbouring fields of the same block exchanged.
fn swapped(files: &Files, keys: &[&str], block: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in blocks(files, block) {
        for pair in fields_in(files, block, keys).windows(2) {
            let (first, second) = (pair[0].value, pair[1].value);
            if pair[0].key.text == pair[1].key.text {
                continue;
            }
            let between = &files[first.file][first.range().end..second.start];
            let whole = Span { text: &files[first.file][first.start..second.range().end], ..first };
            edits.push(whole.write(format!("{}{between}{}", second.text, first.text)));
        }
    }
    edits
}

fn shifted_publication(files: &Files, random: &mut Random) -> Vec<Edit> {
    let published = fields(files, &["published"]).into_iter().map(|field| field.value.part(5..7));
    published
        .map(|month| {
            let number: usize = month.text.parse().unwrap();
            let other = if random.below(2) == 0 { number + 1 } else { number - 1 };
            month.write(format!("{:02}", other.clamp(1, 12)))
        })
        .collect()
}

fn other_letters(files: &Files, keys: &[&str], random: &mut Random) -> Vec<Edit> {
    let letters =
        fields(files, keys).into_iter().flat_map(|field| field.value.characters(|c| c.is_ascii_lowercase()));
    letters.map(|letter| letter.write(random.other_letter(letter.text))).collect()
}

fn at_words(files: &Files, keys: &[&str], edit: impl Fn(Span<'_>) -> Option<Edit>) -> Vec<Edit> {
    let words = fields(files, keys).into_iter().flat_map(|field| {
        let words = field.value.words("-'’€");
        let inner = words.len().saturating_sub(2);
        words.into_iter().skip(1).take(inner).collect::<Vec<_>>()
    });
    words.filter_map(edit).collect()
}

/// Whether a word is one of letters or digits, so that a word may be put before it.
fn is_inner(word: Span<'_>) -> bool {
    word.text.len() > 1
}

fn swapped_words(files: &Files) -> Vec<Edit> {
    let mut edits = Vec::new();
    for quote in fields(files, &["quote"]) {
        for pair in quote.value.words("-'’€").windows(2) {
            let whole =
                quote.value.part(pair[0].start - quote.value.start..pair[1].range().end - quote.value.start);
            let between = &files[whole.file][pair[0].range().end..pair[1].start];
            edits.push(whole.write(format!("{}{between}{}", pair[1].text, pair[0].text)));
        }
    }
    edits
}

/// The value of another field of the evidence that a value stands in.
fn neighbour<'a>(files: &'a Files, value: Span<'_>, key: &str) -> Option<&'a str> {
    let evidence = blocks(files, "- source: ").into_iter();
    let own =
        evidence.filter(|block| block.file == value.file && block.range().contains(&value.start)).last()?;
    fields_in(files, own, &[key]).first().map(|field| field.value.text)
}

/// Values of other fields of these names in place of each.
fn others(
    files: &Files,
    keys: &[&str],
    random: &mut Random,
    fits: impl Fn(Span<'_>, Span<'_>) -> bool,
) -> Vec<Edit> {
    let all = fields(files, keys);
    let mut edits = Vec::new();
    for field in &all {
        let other = random.pick(&all).value;
        if other.text != field.value.text && fits(field.value, other) {
            edits.push(field.value.write(other.text));
        }
    }
    edits
}

fn moved_evidence(files: &Files) -> Vec<Edit> {
    let pieces = blocks(files, "- source: ");
    let mut edits = Vec::new();
    for (piece, next) in pieces.iter().zip(pieces.iter().skip(1)) {
        let text = &files[piece.file];
        if piece.file != next.file || !text[piece.range().end..next.start].contains("- id: ") {
            continue;
        }
        let line = text[..next.start].rfind('\n').map_or(0, |at| at + 1);
        let indentation = |text: &str| text.len() - text.trim_start().len();
        let (from, to) = (indentation(piece.text), indentation(next.text));
        let lines = piece
            .text
            .split_inclusive('\n')
            .map(|line| format!("{}{}", " ".repeat(indentation(line) - from + to), line.trim_start()));
        let between = &text[piece.range().end..line.max(piece.range().end)];
        let whole = Span { text: &text[piece.start..next.start], ..*piece };
        edits.push(whole.write(format!("{between}{}", lines.collect::<String>())));
    }
    edits
}

fn without_lines(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let whole = fields(files, keys).into_iter().filter(Field::is_whole_line);
    whole.map(|field| field.line.write("")).collect()
}

/// Lists with one entry less; the last one is taken out with its brackets' content.
fn without_entries(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for field in fields(files, keys) {
        let entries: Vec<&str> = field.value.words("_-").iter().map(|word| word.text).collect();
        for out in 0..entries.len() {
            let mut rest = entries.clone();
            rest.remove(out);
            edits.push(field.value.write(format!("[{}]", rest.join(", "))));
        }
    }
    edits
}

fn reversed(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let lists = fields(files, keys).into_iter().map(|field| {
        let entries: Vec<&str> = field.value.words("_-").iter().rev().map(|word| word.text).collect();
        field.value.write(format!("[{}]", entries.join(", ")))
    });
    lists.collect()
}

/// The value of a report made the adopted one of its record.
fn adopted_reports(files: &Files) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in blocks(files, "- id: ") {
        for key in ["total", "delivered", "amount", "value", "quantity", "agreed"] {
            let all = fields_in(files, block, &[key]);
            let (own, reported): (Vec<_>, Vec<_>) = all.into_iter().partition(Field::is_whole_line);
            if let [own] = own[..] {
                edits.extend(reported.iter().map(|report| report.value.write(own.value.text)));
            }
        }
    }
    edits
}

/// A word with one letter left out or doubled, or two letters swapped.
fn typo(word: Span<'_>, random: &mut Random) -> Edit {
    let characters: Vec<char> = word.text.chars().collect();
    let at = random.below(characters.len() - 1);
    let mut new = characters.clone();
    match random.below(3) {
        0 => _ = new.remove(at),
        1 => new.insert(at, characters[at]),
        _ => new.swap(at, at + 1),
    }
    word.write(new.into_iter().collect::<String>())
}

fn misspelt(files: &Files, keys: &[&str], random: &mut Random) -> Vec<Edit> {
    let words = fields(files, keys).into_iter().flat_map(|field| field.value.words("_-:"));
    words.filter(|word| word.text.len() > 2).map(|word| typo(word, random)).collect()
}

/// For each entry of each field, another one of these.
fn with_other(fields: Vec<Field<'_>>, values: &[&str], random: &mut Random) -> Vec<Edit> {
    let entries = fields.into_iter().flat_map(|field| field.value.words("_-"));
    entries
        .map(|entry| {
            let others: Vec<&str> = values.iter().filter(|value| **value != entry.text).copied().collect();
            entry.write(if others.is_empty() { entry.text } else { *random.pick(&others) })
        })
        .collect()
}

fn wrong_type(files: &Files, random: &mut Random) -> Vec<Edit> {
    let equipment = ids(files, "equipment.yaml");
    let sources = ids(files, "sources.yaml");
    let actors =
        ["supplier", "recipient", "speaker", "on_behalf_of", "medium", "via", "organization", "publisher"];
    let to_equipment = with_other(fields(files, &actors), &equipment, random);
    let to_source = with_other(fields(files, &["deal", "equipment", "carrier"]), &sources, random);
    [to_equipment, to_source].concat()
}

fn items(files: &Files) -> Vec<Span<'_>> {
    ["- equipment: ", "- description: "].iter().flat_map(|start| blocks(files, start)).collect()
}

fn other_target(files: &Files, random: &mut Random) -> Vec<Edit> {
    let transfers = ids(files, "transfers.yaml");
    let targets =
        fields(files, &["target"]).into_iter().filter(|field| field.value.text.starts_with("transfer:"));
    targets.map(|field| field.value.write(format!("transfer:{}", random.pick(&transfers)))).collect()
}

/// Latin letters in names and quotes made Cyrillic ones.
fn look_alikes(files: &Files) -> Vec<Edit> {
    const PAIRS: [(&str, &str); 4] = [("a", "а"), ("e", "е"), ("o", "о"), ("c", "с")];
    let mut edits = Vec::new();
    for field in fields(files, &["name", "aliases", "designation", "quote", "title"]) {
        for letter in field.value.characters(|c| "aeoc".contains(c)) {
            let other = PAIRS.iter().find(|(latin, _)| *latin == letter.text).unwrap().1;
            edits.push(letter.write(other));
        }
    }
    edits
}

fn inserted(files: &Files, what: &str) -> Vec<Edit> {
    let letters = fields(files, &["name", "title", "designation", "quote", "summary", "supplier", "speaker"])
        .into_iter()
        .flat_map(|field| field.value.characters(|c| c.is_ascii_lowercase()));
    letters.map(|letter| letter.write(format!("{}{what}", letter.text))).collect()
}
