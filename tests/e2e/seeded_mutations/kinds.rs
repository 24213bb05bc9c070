//! The kinds of edits, each with every place where it can be made.

use std::ops::Range;

use super::places::{Edit, Field, Files, Span, all_fields, blocks, by_quote, fields, fields_in, ids};
use super::random::Random;

/// A kind of edit.
pub(super) struct Kind {
    /// What is done, as the table says it.
    pub(super) name: &'static str,
    /// The edits of the kind that can be made in the files of a dataset.
    pub(super) edits: fn(&Files, &mut Random) -> Vec<Edit>,
    /// Why a rule cannot in general tell the edit from a fact, where that is so.
    pub(super) undecidable: Option<&'static str>,
}

const fn kind(name: &'static str, edits: fn(&Files, &mut Random) -> Vec<Edit>) -> Kind {
    Kind { name, edits, undecidable: None }
}

const fn undecidable(
    name: &'static str,
    edits: fn(&Files, &mut Random) -> Vec<Edit>,
    reason: &'static str,
) -> Kind {
    Kind { name, edits, undecidable: Some(reason) }
}

/// Every kind, in the order of the tables.
#[rustfmt::skip]
pub(super) const KINDS: &[Kind] = &[
    // Numbers and money.
    kind("digit of a quoted number changed", |f, r| digits_of(by_quote(f, NUMBERS).0, r)),
    kind("digits of a quoted number swapped", |f, _| swapped_digits(by_quote(f, NUMBERS).0)),
    kind("quoted number times ten", |f, _| lengthened(by_quote(f, NUMBERS).0, "0")),
    kind("quoted number times a thousand", |f, _| lengthened(by_quote(f, NUMBERS).0, "000")),
    kind("currency of a quoted amount changed", |f, _| other_currency(&by_quote(f, MONEY).0)),
    // Dates.
    kind("day of a quoted date changed", |f, r| other_date(stated(by_quote(f, DATES).0, true), 8..10, 27, r)),
    kind("month of a quoted date changed", |f, r| other_date(stated(by_quote(f, DATES).0, true), 5..7, 12, r)),
    kind("year of a quoted date changed", |f, _| other_year(stated(by_quote(f, DATES).0, true))),
    kind("day and month of a quoted date swapped", |f, _| day_and_month_swapped(stated(by_quote(f, DATES).0, true))),
    kind("dates of two fields swapped", |f, _| swapped(f, DATES)),
    // Quotes.
    kind("digit in a quote changed", |f, r| digits_of(fields(f, &["quote"]), r)),
    kind("letter in a quote changed", |f, r| other_letters(fields(f, &["quote"]), r)),
    kind("word left out of a quote", |f, _| at_words(f, |word| word.write(""))),
    kind("word added to a quote", |f, r| {
        let word = *r.pick(&["not", "many", "secretly"]);
        at_words(f, |place| place.write(format!("{word} {}", place.text)))
    }),
    kind("two words of a quote swapped", |f, _| swapped_words(f)),
    kind("quote of another paragraph", quotes_of_others),
    kind("number of a paragraph changed", other_paragraph),
    // Evidence.
    kind("evidence with a quote removed", |f, _| without_evidence(f, true)),
    kind("evidence with a quote moved to the next record", |f, _| moved_evidence(f)),
    kind("source of a quote changed to another archived one", |f, r| other_source(f, true, &archived(f), r)),
    kind("field in `supports` misspelt", |f, r| misspelt(f, &["supports"], r)),
    kind("field in `supports` changed to another", |f, r| with_other(fields(f, &["supports"]), SUPPORTED, r)),
    kind("value in `reports` made the adopted one", |f, _| adopted_reports(f)),
    // Identity and reference.
    kind("id of a record misspelt", |f, r| misspelt(f, &["id"], r)),
    kind("reference misspelt", |f, r| misspelt(f, REFERENCES, r)),
    kind("reference to a record of another type", wrong_type),
    kind("record repeated", |f, _| repeated(blocks(f, "- id: "))),
    kind("record removed", |f, _| without_blocks(f, "- id: ")),
    // Transfers and deals.
    kind("supplier made the recipient", |f, _| one_party(f)),
    kind("supplier or recipient changed", |f, r| other_actor(fields(f, &["supplier", "recipient"]), f, r)),
    kind("deal of a transfer changed", |f, r| with_other(fields(f, &["deal"]), &ids(f, "deals.yaml"), r)),
    kind("deal of a transfer removed", |f, _| without_lines(f, &["deal"])),
    kind("party of a deal removed", |f, _| without_entries(f, &["parties"])),
    kind("kind of a transfer changed", |f, r| {
        with_other(in_file(fields(f, &["kind"]), "transfers.yaml"), &["materiel", "funds", "service"], r)
    }),
    kind("item removed", |f, _| [without_blocks(f, "- equipment: "), without_blocks(f, "- description: ")].concat()),
    kind("equipment of an item changed", |f, r| {
        with_other(fields(f, &["equipment"]), &ids(f, "equipment.yaml"), r)
    }),
    kind("itemisation flipped", |f, _| flipped(&fields(f, &["itemisation"]), "partial", "exhaustive")),
    kind("itemisation, total or amount removed", |f, _| without_lines(f, &["itemisation", "total", "amount"])),
    // Statements.
    kind("quoted speaker changed", |f, r| other_actor(by_quote(f, &["speaker"]).0, f, r)),
    kind("`on_behalf_of` changed", |f, r| other_actor(fields(f, &["on_behalf_of"]), f, r)),
    kind("quoted medium or addressee changed", |f, r| other_actor(by_quote(f, &["medium", "addressees"]).0, f, r)),
    kind("`supersedes` or `retracts` removed", |f, _| without_lines(f, &["supersedes", "retracts"])),
    // Words of the format.
    kind("key misspelt", misspelt_keys),
    kind("key repeated", |f, _| {
        repeated(all_fields(f).into_iter().filter(Field::is_whole_line).map(|field| field.line).collect())
    }),
    kind("term misspelt", |f, r| misspelt(f, TERMS, r)),
    kind("required field removed", |f, _| without_lines(f, REQUIRED)),
    kind("line indented wrongly", indented),
    kind("value made `n/a`, `?` or `TODO`", |f, r| {
        fields(f, VALUES).iter().map(|field| field.value.write(*r.pick(&["n/a", "\"?\"", "TODO"]))).collect()
    }),
    // Sources, names and text.
    kind("country of a state changed", |f, r| other_country(f, true, r)),
    kind("digit of a SHA-256 changed", |f, r| digits_of(fields(f, &["sha256"]), r)),
    kind("`not_covered` removed", |f, _| {
        [without_blocks(f, "not_covered:"), without_blocks(f, "- paragraphs: ")].concat()
    }),
    kind("letter of a quoted name changed", |f, r| other_letters(by_quote(f, NAMES).0, r)),
    kind("letter made one that looks alike", |f, _| look_alikes(f)),
    kind("zero-width character inserted", |f, _| inserted(f, "\u{200b}")),
    kind("no-break or doubled space", other_space),
    // What only the world could tell.
    undecidable("digit of a number without a quote changed", |f, r| digits_of(by_quote(f, NUMBERS).1, r),
        "sources whose text is not archived, `reports` and `claims` have nothing that the number could be held against"),
    undecidable("digit of a claim changed", |f, r| digits_of(claims(f), r),
        "a claim is another value by design; it has to be a value of a field, no more"),
    undecidable("qualifier of a number dropped", |f, _| dropped_qualifier(f),
        "`about` and `more than` can be said in a hundred ways, and left out by a source that is quoted in another"),
    undecidable("qualifier of a number added", qualified, "as above"),
    undecidable("unit of a figure changed", |f, _| {
        fields(f, &["unit"]).iter().map(|field| field.value.write("vehicles")).collect()
    }, "a free text, in the words of whoever enters it"),
    undecidable("day of a date without a quote changed", |f, r| other_date(by_quote(f, DATES).1, 8..10, 27, r),
        "only another date that it has to come before or after can contradict it"),
    undecidable("month of a date that is open at an end or approximate", |f, r| {
        other_date(stated(by_quote(f, DATES).0, false), 5..7, 12, r)
    }, "its bounds are the editor's, who read them from words such as `before the war` (see E008)"),
    undecidable("date of publication a month off", shifted_publication, "as above"),
    undecidable("quote removed", |f, _| without_lines(f, &["quote"]),
        "a place in the text is enough: a fact can be the gist of a paragraph"),
    undecidable("paragraph of a quote removed", |f, _| without_lines(f, &["paragraph"]),
        "a quote that stands once in the text needs no place"),
    undecidable("evidence without a quote removed", |f, _| without_evidence(f, false),
        "no fault as long as other evidence supports the same fields"),
    undecidable("source of evidence without a quote changed", |f, r| other_source(f, false, &ids(f, "sources.yaml"), r),
        "without a quote there is nothing to look up in the source"),
    undecidable("source of a quote changed to one without text", |f, r| {
        let archived = archived(f);
        let sources = ids(f, "sources.yaml").into_iter().filter(|id| !archived.contains(id));
        other_source(f, true, &sources.collect::<Vec<_>>(), r)
    }, "a quote is looked up only in a text that is at hand"),
    undecidable("speaker, medium or addressee without a quote changed", |f, r| {
        other_actor(by_quote(f, &["speaker", "medium", "addressees"]).1, f, r)
    }, "without a quote there is no name to compare; only offices and other statements can contradict it"),
    undecidable("field in `supports` removed", |f, _| without_entries(f, &["supports"]),
        "no fault as long as other evidence supports the field"),
    undecidable("`via` removed", |f, _| without_lines(f, &["via"]), "a source may say the same in its own voice"),
    undecidable("`via` reordered", |f, _| reversed(f, &["via"]), "either may have relayed the other"),
    undecidable("supplier and recipient swapped", |f, _| swapped(f, &["supplier", "recipient"]),
        "the quotes name both; who gave to whom is grammar"),
    undecidable("stage changed", |f, r| {
        with_other(fields(f, &["stage"]), &["planned", "agreed", "delivered", "cancelled"], r)
    }, "what stage a verb tells is a matter of reading"),
    undecidable("condition of an item changed", |f, r| {
        with_other(fields(f, &["condition"]), &["new", "second-hand", "captured", "refurbished"], r)
    }, "as above"),
    undecidable("act of a statement changed", |f, _| other_act(f),
        "as above; only a denial that affirms and an admission that denies contradict themselves"),
    undecidable("stance flipped", |f, _| flipped(&fields(f, &["stance"]), "affirms", "denies"), "as above"),
    undecidable("target of a stance changed", other_target, "a quote need not name what it is about"),
    undecidable("country of a place or of another actor changed", |f, r| other_country(f, false, r),
        "nothing else in the dataset says where it is"),
    undecidable("letter of a name without a quote changed", |f, r| other_letters(by_quote(f, NAMES).1, r),
        "any word can be a name"),
];

const NUMBERS: &[&str] = &["total", "quantity", "amount", "value"];
const MONEY: &[&str] = &["amount", "value"];
const QUALIFIERS: [&str; 3] = ["about ", "more than ", "at least "];
const DATES: &[&str] = &["delivered", "ordered", "agreed", "date", "published", "retrieved", "start"];
const NAMES: &[&str] = &["name", "designation"];
const SUPPORTED: &[&str] =
    &["supplier", "recipient", "total", "amount", "delivered", "speaker", "about", "date", "value"];
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
const REQUIRED: &[&str] = &[
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
];
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

type Fields<'a> = Vec<Field<'a>>;

fn in_file<'a>(fields: Fields<'a>, file: &str) -> Fields<'a> {
    fields.into_iter().filter(|field| field.key.file == file).collect()
}

/// The values of the mappings in `claims`.
fn claims(files: &Files) -> Fields<'_> {
    let claimed = all_fields(files).into_iter();
    claimed.filter(|f| f.line.text.trim_start().starts_with("claims:") && f.key.text != "claims").collect()
}

fn digits_of(fields: Fields<'_>, random: &mut Random) -> Vec<Edit> {
    let digits = fields.into_iter().flat_map(|field| field.value.characters(|c| c.is_ascii_digit()));
    digits.map(|digit| digit.write(random.other_digit(digit.text))).collect()
}

fn swapped_digits(fields: Fields<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for field in fields {
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

/// Noughts behind each number.
fn lengthened(fields: Fields<'_>, noughts: &str) -> Vec<Edit> {
    let words = fields.into_iter().flat_map(|field| field.value.words("."));
    let numbers = words.filter(|word| word.text.bytes().all(|byte| byte.is_ascii_digit()));
    numbers.map(|number| number.write(format!("{}{noughts}", number.text))).collect()
}

/// In each value, one text for another.
fn in_values(fields: &[Field<'_>], old: &str, new: &str) -> Vec<Edit> {
    let found = fields.iter().filter_map(|field| {
        let at = field.value.text.find(old)?;
        Some(field.value.part(at..at + old.len()).write(new))
    });
    found.collect()
}

fn flipped(fields: &[Field<'_>], one: &str, other: &str) -> Vec<Edit> {
    [in_values(fields, one, other), in_values(fields, other, one)].concat()
}

fn other_currency(fields: &[Field<'_>]) -> Vec<Edit> {
    flipped(fields, "EUR", "USD")
}

fn dropped_qualifier(files: &Files) -> Vec<Edit> {
    let numbers = fields(files, NUMBERS);
    QUALIFIERS.iter().flat_map(|word| in_values(&numbers, word, "")).collect()
}

fn qualified(files: &Files, random: &mut Random) -> Vec<Edit> {
    let exact = fields(files, NUMBERS).into_iter().filter(|field| {
        let plain = field.value.text.trim_start_matches("EUR ").trim_start_matches("USD ");
        plain.bytes().all(|byte| byte.is_ascii_digit())
    });
    let qualified = exact.map(|field| {
        let qualifier = *random.pick(&["about", "more than", "at least"]);
        field.value.write(format!("{qualifier} {}", field.value.text))
    });
    qualified.collect()
}

/// The fields whose date a quote can state as it is, or those whose bounds are the editor's.
fn stated(fields: Fields<'_>, as_it_is: bool) -> Fields<'_> {
    let is_stated =
        |field: &Field<'_>| !field.value.text.contains("..") && !field.value.text.contains(['~', '%']);
    fields.into_iter().filter(|field| is_stated(field) == as_it_is).collect()
}

/// The dates with a month: their spans, from the first digit.
fn dates(fields: Fields<'_>) -> Vec<Span<'_>> {
    let words = fields.into_iter().flat_map(|field| field.value.words("-"));
    words.filter(|word| word.text.len() >= 7 && word.text.as_bytes()[4] == b'-').collect()
}

fn other_date(fields: Fields<'_>, part: Range<usize>, most: usize, random: &mut Random) -> Vec<Edit> {
    let parts = dates(fields).into_iter().filter(|date| date.text.len() >= part.end);
    let others = parts.map(|date| {
        let part = date.part(part.clone());
        let old: usize = part.text.parse().unwrap();
        part.write(format!("{:02}", 1 + (old + random.below(most - 1)) % most))
    });
    others.collect()
}

fn other_year(fields: Fields<'_>) -> Vec<Edit> {
    let years = dates(fields).into_iter().map(|date| date.part(0..4));
    let others = years.flat_map(|year| {
        let number: i32 = year.text.parse().unwrap();
        [number - 1, number + 1].map(|other| year.write(other.to_string()))
    });
    others.collect()
}

fn day_and_month_swapped(fields: Fields<'_>) -> Vec<Edit> {
    let days = dates(fields).into_iter().filter(|date| date.text.len() == 10);
    days.map(|date| date.part(5..10).write(format!("{}-{}", &date.text[8..10], &date.text[5..7]))).collect()
}

/// The values of two neighbouring fields of one record exchanged.
fn swapped(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in blocks(files, "- id: ") {
        let mut whole = fields_in(files, block, keys);
        whole.retain(Field::is_whole_line);
        for pair in whole.windows(2) {
            if pair[0].key.text != pair[1].key.text {
                edits.push(exchanged(files, pair[0].value, pair[1].value));
            }
        }
    }
    edits
}

/// Two spans of a file exchanged.
fn exchanged(files: &Files, first: Span<'_>, second: Span<'_>) -> Edit {
    let text = &files[first.file];
    let between = &text[first.range().end..second.start];
    let whole = Span { text: &text[first.start..second.range().end], ..first };
    whole.write(format!("{}{between}{}", second.text, first.text))
}

fn shifted_publication(files: &Files, random: &mut Random) -> Vec<Edit> {
    let months = fields(files, &["published"]).into_iter().map(|field| field.value.part(5..7));
    let shifted = months.map(|month| {
        let number: usize = month.text.parse().unwrap();
        let other = if random.below(2) == 0 { number + 1 } else { number - 1 };
        month.write(format!("{:02}", other.clamp(1, 12)))
    });
    shifted.collect()
}

fn other_letters(fields: Fields<'_>, random: &mut Random) -> Vec<Edit> {
    let letters = fields.into_iter().flat_map(|field| field.value.characters(|c| c.is_ascii_lowercase()));
    letters.map(|letter| letter.write(random.other_letter(letter.text))).collect()
}

/// What a word of a quote is made of beside letters and digits.
const IN_WORDS: &str = "-'’€";

/// An edit at each word of each quote that is neither its first nor its last.
fn at_words(files: &Files, edit: impl Fn(Span<'_>) -> Edit) -> Vec<Edit> {
    let mut edits = Vec::new();
    for quote in fields(files, &["quote"]) {
        let words = quote.value.words(IN_WORDS);
        let inner = words.len().saturating_sub(2);
        edits.extend(words.into_iter().skip(1).take(inner).map(&edit));
    }
    edits
}

fn swapped_words(files: &Files) -> Vec<Edit> {
    let mut edits = Vec::new();
    for quote in fields(files, &["quote"]) {
        let words = quote.value.words(IN_WORDS);
        edits.extend(words.windows(2).map(|pair| exchanged(files, pair[0], pair[1])));
    }
    edits
}

/// Each quote made one that is cited from another paragraph.
fn quotes_of_others(files: &Files, random: &mut Random) -> Vec<Edit> {
    let quoted: Vec<[Field<'_>; 2]> = blocks(files, "- source: ")
        .into_iter()
        .filter_map(|piece| <[Field<'_>; 2]>::try_from(fields_in(files, piece, &["paragraph", "quote"])).ok())
        .collect();
    let mut edits = Vec::new();
    for [paragraph, quote] in &quoted {
        let [other_paragraph, other] = random.pick(&quoted);
        if other_paragraph.value.text != paragraph.value.text {
            edits.push(quote.value.write(other.value.text));
        }
    }
    edits
}

fn other_paragraph(files: &Files, random: &mut Random) -> Vec<Edit> {
    let paragraphs = fields(files, &["paragraph"]).into_iter().map(|field| field.value);
    let others = paragraphs.map(|paragraph| {
        let number: usize = paragraph.text.parse().unwrap();
        paragraph.write((number + 1 + random.below(4)).to_string())
    });
    others.collect()
}

/// The pieces of evidence with a quote, or those without one.
fn evidence(files: &Files, quoted: bool) -> Vec<Span<'_>> {
    let pieces = blocks(files, "- source: ").into_iter();
    pieces.filter(|piece| piece.text.contains("quote: ") == quoted).collect()
}

fn without_evidence(files: &Files, quoted: bool) -> Vec<Edit> {
    evidence(files, quoted).into_iter().map(|piece| piece.write("")).collect()
}

/// The ids of the sources with an archived text.
fn archived(files: &Files) -> Vec<&str> {
    let sources = blocks(files, "- id: ").into_iter().filter(|block| block.text.contains("sha256: "));
    sources.flat_map(|source| fields_in(files, source, &["id"])).map(|id| id.value.text).collect()
}

fn other_source(files: &Files, quoted: bool, sources: &[&str], random: &mut Random) -> Vec<Edit> {
    let pieces = evidence(files, quoted).into_iter();
    with_other(pieces.flat_map(|piece| fields_in(files, piece, &["source"])).collect(), sources, random)
}

/// The last piece of evidence of each record, if it has a quote, put at the beginning of the evidence that follows.
fn moved_evidence(files: &Files) -> Vec<Edit> {
    let indentation = |text: &str| text.len() - text.trim_start().len();
    let pieces = blocks(files, "- source: ");
    let mut edits = Vec::new();
    for pair in pieces.windows(2) {
        let (piece, next) = (pair[0], pair[1]);
        let text = &files[piece.file];
        let quoted = piece.text.contains("quote: ");
        if !quoted || piece.file != next.file || !text[piece.range().end..next.start].contains("- id: ") {
            continue;
        }
        let (from, to) = (indentation(piece.text), indentation(next.text));
        let lines = piece.text.split_inclusive('\n');
        let moved = lines.map(|line| {
            format!("{}{}", " ".repeat(indentation(line) - from + to), line.trim_start_matches(' '))
        });
        let between = &text[piece.range().end..next.start];
        let whole = Span { text: &text[piece.start..next.start], ..piece };
        edits.push(whole.write(format!("{between}{}", moved.collect::<String>())));
    }
    edits
}

fn without_blocks(files: &Files, beginning: &str) -> Vec<Edit> {
    blocks(files, beginning).into_iter().map(|block| block.write("")).collect()
}

fn repeated(spans: Vec<Span<'_>>) -> Vec<Edit> {
    spans.into_iter().map(|span| span.write(span.text.repeat(2))).collect()
}

fn without_lines(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let whole = fields(files, keys).into_iter().filter(Field::is_whole_line);
    whole.map(|field| field.line.write("")).collect()
}

/// Lists with one entry less.
fn without_entries(files: &Files, keys: &[&str]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for field in fields(files, keys) {
        let entries: Vec<&str> = field.value.words("_-").iter().map(|word| word.text).collect();
        for out in 0..entries.len() {
            let rest = [&entries[..out], &entries[out + 1..]].concat();
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
    let mut characters: Vec<char> = word.text.chars().collect();
    let at = random.below(characters.len() - 1);
    match random.below(3) {
        0 => _ = characters.remove(at),
        1 => characters.insert(at, characters[at]),
        _ => characters.swap(at, at + 1),
    }
    word.write(characters.into_iter().collect::<String>())
}

fn misspelt(files: &Files, keys: &[&str], random: &mut Random) -> Vec<Edit> {
    let words = fields(files, keys).into_iter().flat_map(|field| field.value.words("_-:"));
    words.filter(|word| word.text.len() > 2).map(|word| typo(word, random)).collect()
}

fn misspelt_keys(files: &Files, random: &mut Random) -> Vec<Edit> {
    let keys = all_fields(files).into_iter().map(|field| field.key);
    keys.filter(|key| key.text.len() > 3).map(|key| typo(key, random)).collect()
}

fn indented(files: &Files, random: &mut Random) -> Vec<Edit> {
    let whole = all_fields(files).into_iter().filter(Field::is_whole_line).map(|field| field.line);
    let inner = whole.filter(|line| line.text.starts_with("  "));
    inner.map(|line| line.write(format!("{}{}", " ".repeat(1 + random.below(2)), line.text))).collect()
}

/// For each entry of each field, another one of these.
fn with_other(fields: Fields<'_>, values: &[&str], random: &mut Random) -> Vec<Edit> {
    let mut edits = Vec::new();
    for entry in fields.into_iter().flat_map(|field| field.value.words("_-")) {
        let others: Vec<&str> = values.iter().filter(|value| **value != entry.text).copied().collect();
        if !others.is_empty() {
            edits.push(entry.write(*random.pick(&others)));
        }
    }
    edits
}

fn other_actor(fields: Fields<'_>, files: &Files, random: &mut Random) -> Vec<Edit> {
    with_other(fields, &ids(files, "actors.yaml"), random)
}

fn one_party(files: &Files) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in blocks(files, "- id: ") {
        if let [supplier, recipient] = fields_in(files, block, &["supplier", "recipient"])[..] {
            edits.push(recipient.value.write(supplier.value.text));
        }
    }
    edits
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

fn other_act(files: &Files) -> Vec<Edit> {
    let acts = fields(files, &["act"]);
    let changes = [("deny", "admit"), ("admit", "deny"), ("assert", "deny"), ("request", "assert")];
    changes.iter().flat_map(|(old, new)| in_values(&acts, old, new)).collect()
}

fn other_target(files: &Files, random: &mut Random) -> Vec<Edit> {
    let transfers = ids(files, "transfers.yaml");
    let targets = fields(files, &["target"]).into_iter().filter_map(|field| {
        let id = field.value.text.strip_prefix("transfer:")?;
        Some(field.value.part(field.value.text.len() - id.len()..field.value.text.len()))
    });
    targets.map(|id| id.write(*random.pick(&transfers))).collect()
}

fn other_country(files: &Files, of_states: bool, random: &mut Random) -> Vec<Edit> {
    let states: Vec<Span<'_>> =
        blocks(files, "- id: ").into_iter().filter(|block| block.text.contains("kind: state\n")).collect();
    let of_state = |field: &Field<'_>| {
        states.iter().any(|state| state.file == field.key.file && state.range().contains(&field.key.start))
    };
    let countries = fields(files, &["country"]).into_iter().filter(|field| of_state(field) == of_states);
    with_other(countries.collect(), &["IR", "RU", "UA", "US", "GB", "FR", "IL"], random)
}

/// Latin letters in names and quotes made Cyrillic ones.
fn look_alikes(files: &Files) -> Vec<Edit> {
    const PAIRS: [(&str, &str); 4] = [("a", "а"), ("e", "е"), ("o", "о"), ("c", "с")];
    let texts = fields(files, &["name", "aliases", "designation", "quote", "title"]);
    let mut edits = Vec::new();
    for (latin, cyrillic) in PAIRS {
        let letters = texts.iter().flat_map(|text| text.value.characters(|c| latin.contains(c)));
        edits.extend(letters.map(|letter| letter.write(cyrillic)));
    }
    edits
}

fn inserted(files: &Files, what: &str) -> Vec<Edit> {
    let texts = fields(files, &["name", "title", "designation", "quote", "supplier", "speaker"]);
    let letters = texts.iter().flat_map(|text| text.value.characters(|c| c.is_ascii_lowercase()));
    letters.map(|letter| letter.write(format!("{}{what}", letter.text))).collect()
}

fn other_space(files: &Files, random: &mut Random) -> Vec<Edit> {
    let texts = fields(files, &["name", "title", "designation", "description"]);
    let spaces = texts.iter().flat_map(|text| text.value.characters(|c| c == ' '));
    spaces.map(|space| space.write(*random.pick(&["\u{a0}", "  "]))).collect()
}
