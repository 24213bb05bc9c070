//! Quotes: the first line is looked for in the text below it, and so is what is cut out of that text.
#![no_main]

use std::ops::Range;

use tallybook_fuzz::part;
use tallybook_text::normal::Normalised;
use tallybook_text::{Match, Text, Within};

/// Longer quotes are found whole or not at all where they repeat within themselves.
const LONGEST: usize = 1000;

libfuzzer_sys::fuzz_target!(|input: &str| {
    let (quote, text) = input.split_once('\n').unwrap_or((input, input));
    let text = Text::new(text.to_owned());
    let matches = text.find(quote, Within::Text);
    sound(&text, quote, &matches);
    for number in 0..=text.paragraph_count() + 1 {
        let found = text.find(quote, Within::Paragraph(number));
        sound(&text, quote, &found);
        // Where it does not stand as it is written, it may still be found in another reading.
        let is_there = matches.iter().any(|found| found.paragraph == number);
        assert!(!is_there || !found.is_empty(), "{quote:?} in paragraph {number}");
    }
    for number in [0, 1, text.line_count(), text.line_count() + 1] {
        sound(&text, quote, &text.find(quote, Within::Line(number)));
    }
    if let Some(near) = text.nearest(quote) {
        assert!(matches.is_empty(), "{quote:?} is found and suggested as well");
        assert_eq!(part(text.as_str(), near.range.clone()), near.text);
        inside(&text, near.paragraph, &near.range);
    }
    // Where a quote is cut depends on the input alone.
    let choice = quote.len();
    for number in 1..=text.paragraph_count().min(20) {
        let paragraph = text.paragraph(number).map(|range| part(text.as_str(), range)).expect("a paragraph");
        let words: Vec<Range<usize>> = words(paragraph);
        let first = choice % words.len();
        let last = first + (choice / 7) % (words.len() - first);
        let cut = &paragraph[words[first].start..words[last].end];
        // Of what nobody sees nothing is left.
        if (1..=LONGEST).contains(&Normalised::new(cut).as_str().trim().len()) {
            assert!(!text.find(cut, Within::Text).is_empty(), "{cut:?} is not found");
            assert!(
                !text.find(cut, Within::Paragraph(number)).is_empty(),
                "{cut:?} is not found in {number}"
            );
            assert_eq!(text.nearest(cut), None, "{cut:?}");
        }
    }
});

/// Every match lies in its paragraph, in order, and says what the quote says.
fn sound(text: &Text, quote: &str, matches: &[Match]) {
    let wanted = Normalised::new(quote.trim());
    let mut end = 0;
    for found in matches {
        inside(text, found.paragraph, &found.range());
        for piece in &found.pieces {
            assert!(piece.start >= end || undivided(text), "{quote:?}: {matches:?} overlap");
            end = piece.end;
            let said = Normalised::new(part(text.as_str(), piece.clone()));
            let exact = wanted.as_str().contains(said.as_str());
            assert!(exact || undivided(text) || parted(text), "{quote:?} has no {:?}", said.as_str());
        }
    }
}

/// Whether a word may be parted at the end of a line.
fn parted(text: &Text) -> bool {
    text.as_str().lines().any(|line| line.trim_end().ends_with(['-', '\u{ad}']))
}

/// Whether a text may have what is taken whole where a quote has a part of it: an ellipsis, a letter with its marks.
fn undivided(text: &Text) -> bool {
    text.as_str().chars().any(|c| c >= '\u{300}' && !matches!(c, '“' | '”' | '‘' | '’' | '–' | '—'))
}

fn inside(text: &Text, paragraph: u32, range: &Range<usize>) {
    let whole = text.paragraph(paragraph).expect("a paragraph");
    assert!(whole.start <= range.start && range.end <= whole.end, "{range:?} is not in {whole:?}");
}

/// What stands between white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let starts = text.split_whitespace().map(|word| word.as_ptr().addr() - text.as_ptr().addr());
    starts.zip(text.split_whitespace()).map(|(start, word)| start..start + word.len()).collect()
}
