//! Quotes: where a fragment stands in a text, exactly.
//!
//! A quote is compared in normalised form and is not approximated in any way. It begins and ends
//! at the edge of a word or number. It stands within one paragraph. ` … ` joins pieces that stand
//! in that order in one paragraph, and so do `[…]`, `(…)` and an ellipsis beside a word; where the text
//! itself has that ellipsis, the quote is one piece. Quotation marks around the whole of a quote do not
//! count where the text has none there, nor do the ends of lines at which the text parts a word.

use std::ops::Range;

use memchr::memmem;

use crate::Text;
use crate::edge::is_edge;
use crate::normal::Normalised;

/// The normalised form of `…`, which joins the pieces of a quote, alone or in brackets.
const JOINT: &str = "...";

/// A longer piece, in bytes, that ends inside a word is not looked for again within that same place,
/// so that no text and quote can make the search slow.
const LONGEST_OVERLAPPING: usize = 1000;

/// The part of a text where a quote is said to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// Anywhere in the text.
    #[default]
    Text,
    /// In the paragraph with this number.
    Paragraph(u32),
    /// On the line with this number: it begins there, and may go on where the line is broken.
    Line(u32),
}

/// A part of the normalised text: where a quote may begin, and where it has to end.
struct Bounds {
    begin: Range<usize>,
    end: usize,
}

/// One place where a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The paragraph, from 1.
    pub paragraph: u32,
    /// The bytes of each piece in the archived text, in their order.
    pub pieces: Vec<Range<usize>>,
}

impl Match {
    /// From the first byte of the first piece to the last byte of the last.
    pub fn range(&self) -> Range<usize> {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }
}

impl Text {
    /// Every place where a quote stands, in order. Places do not overlap; of joined pieces, each is
    /// taken at its first place after the one before.
    pub fn find(&self, quote: &str, within: Within) -> Vec<Match> {
        let quote = Normalised::new(quote.trim());
        let quote = quote.as_str().trim();
        if quote.is_empty() {
            return Vec::new();
        }
        let found = self.places(&[quote], within);
        if found.is_empty() { self.places_otherwise(quote, within) } else { found }
    }

    /// Every place where a normalised quote stands just as it is written, which is cheap to ask of many texts.
    pub fn find_as_written(&self, quote: &Normalised) -> Vec<Match> {
        self.places(&[quote.as_str()], Within::Text)
    }

    /// The places of a normalised quote that does not stand in the text as it is written.
    #[cold]
    fn places_otherwise(&self, quote: &str, within: Within) -> Vec<Match> {
        let inside = within_marks(quote);
        let mut readings: Vec<Vec<&str>> = pieces(quote).into_iter().collect();
        readings.extend(inside.map(|inside| vec![inside]));
        readings.extend(inside.and_then(pieces));
        let found = |text: &Self, pieces: &Vec<&str>| {
            Some(text.places(pieces, within)).filter(|places| !places.is_empty())
        };
        if let Some(places) = readings.iter().find_map(|pieces| found(self, pieces)) {
            return places;
        }
        readings.insert(0, vec![quote]);
        let mut joined = self.joined().iter();
        joined.find_map(|text| readings.iter().find_map(|pieces| found(text, pieces))).unwrap_or_default()
    }

    fn bounds(&self, within: Within) -> Option<Bounds> {
        match within {
            Within::Text => {
                let end = self.normal.as_str().len();
                Some(Bounds { begin: 0..end, end })
            }
            Within::Paragraph(number) => {
                let paragraph = self.normal_paragraph(number)?;
                Some(Bounds { end: paragraph.end, begin: paragraph })
            }
            Within::Line(number) => {
                let line = self.line(number)?;
                let begin = self.normal.normal_offset(line.start)..self.normal.normal_offset(line.end);
                let end = self.normal_paragraph(self.paragraph_of_normal(begin.start))?.end;
                Some(Bounds { begin, end })
            }
        }
    }

    /// The places of pieces in their order.
    fn places(&self, pieces: &[&str], within: Within) -> Vec<Match> {
        let Some(bounds) = self.bounds(within) else { return Vec::new() };
        let text = self.normal.as_str();
        let finders: Vec<_> = pieces.iter().map(memmem::Finder::new).collect();
        let [first, rest @ ..] = finders.as_slice() else { return Vec::new() };
        let mut matches = Vec::new();
        let mut from = bounds.begin.start;
        while let Some(place) = next_place(text, first, from..bounds.end) {
            if !bounds.begin.contains(&place.start) {
                break;
            }
            let paragraph = self.paragraph_of_normal(place.start);
            let paragraph_end = self.normal_paragraph(paragraph).map_or(bounds.end, |range| range.end);
            let mut at = place.end;
            let mut places = vec![place];
            for finder in rest {
                let Some(place) = next_place(text, finder, at..paragraph_end) else { break };
                at = place.end;
                places.push(place);
            }
            if places.len() == pieces.len() {
                from = at;
                let pieces = places.into_iter().map(|place| self.normal.original_range(place)).collect();
                matches.push(Match { paragraph, pieces });
            } else {
                // A later start in this paragraph would lack the same piece.
                from = paragraph_end;
            }
        }
        matches
    }

    /// Whether a normalised piece stands anywhere in the text.
    pub(crate) fn has_piece(&self, piece: &str) -> bool {
        let finder = memmem::Finder::new(piece);
        let mut texts = std::iter::once(self).chain(self.joined());
        texts.any(|text| {
            let text = text.normal.as_str();
            next_place(text, &finder, 0..text.len()).is_some()
        })
    }
}

/// The pieces of a normalised quote, if something is left out between or beside them.
pub(crate) fn pieces(quote: &str) -> Option<Vec<&str>> {
    let (mut pieces, mut rest) = (Vec::new(), quote);
    while let Some((piece, after)) = rest.split_once(JOINT) {
        let bracketed = [('[', ']'), ('(', ')')].into_iter().find_map(|(open, close)| {
            Some((piece.trim_end().strip_suffix(open)?, after.trim_start().strip_prefix(close)?))
        });
        let (piece, after) = bracketed.unwrap_or((piece, after));
        pieces.push(piece.trim());
        rest = after;
    }
    if rest.len() == quote.len() {
        return None;
    }
    pieces.push(rest.trim());
    pieces.retain(|piece| !piece.is_empty());
    (!pieces.is_empty()).then_some(pieces)
}

/// What stands within quotation marks around the whole of a normalised quote.
pub(crate) fn within_marks(quote: &str) -> Option<&str> {
    let inside = |mark| quote.strip_prefix(mark)?.strip_suffix(mark);
    inside('"').or_else(|| inside('\'')).map(str::trim).filter(|inside| !inside.is_empty())
}

/// The first place within `range` that has an edge at both ends.
fn next_place(text: &str, finder: &memmem::Finder<'_>, range: Range<usize>) -> Option<Range<usize>> {
    let mut from = range.start;
    loop {
        let start = from + finder.find(text.as_bytes().get(from..range.end)?)?;
        let end = start + finder.needle().len();
        if is_edge(text, start) && is_edge(text, end) {
            return Some(start..end);
        }
        from = if finder.needle().len() > LONGEST_OVERLAPPING {
            end
        } else {
            // No place can begin before the next edge.
            let rest = text.get(start..range.end)?;
            start + rest.char_indices().skip(1).find(|&(at, _)| is_edge(text, start + at))?.0
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Title of 100\n\nThe “first batch” of 1000 drones\nand 100 more… later. \
        It cost 14,000 — or 100.\r\n\r\nOne … two three. One two.\n";

    fn text() -> Text {
        Text::new(TEXT.to_owned())
    }

    #[track_caller]
    fn check(quote: &str, within: Within, expected: &[(u32, &[&str])]) {
        let text = text();
        let matches = text.find(quote, within);
        let found: Vec<(u32, Vec<&str>)> = matches
            .iter()
            .map(|m| (m.paragraph, m.pieces.iter().map(|piece| &TEXT[piece.clone()]).collect()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(n, pieces)| (*n, pieces.to_vec())).collect();
        assert_eq!(found, expected, "{quote}");
    }

    #[test]
    fn a_quote_is_exact_after_normalisation() {
        check("\"first batch\" of 1000", Within::Text, &[(2, &["“first batch” of 1000"])]);
        check("drones and 100", Within::Text, &[(2, &["drones\nand 100"])]);
        check("14,000 - or", Within::Text, &[(2, &["14,000 — or"])]);
        check("First batch", Within::Text, &[]);
        check("first  batch", Within::Text, &[(2, &["first batch"])]);
        check(" ", Within::Text, &[]);
    }

    #[test]
    fn a_quote_ends_with_words_and_numbers() {
        check("100", Within::Text, &[(1, &["100"]), (2, &["100"]), (2, &["100"])]);
        check("000", Within::Text, &[]);
        check("batch” of 100", Within::Text, &[]);
        check("irst batch", Within::Text, &[]);
    }

    #[test]
    fn a_quote_stays_within_its_paragraph() {
        check("100 The", Within::Text, &[]);
        check("100", Within::Paragraph(1), &[(1, &["100"])]);
        check("100", Within::Paragraph(3), &[]);
        check("100", Within::Paragraph(9), &[]);
    }

    #[test]
    fn a_line_is_where_a_quote_begins() {
        check("100", Within::Line(4), &[(2, &["100"]), (2, &["100"])]);
        check("drones and", Within::Line(3), &[(2, &["drones\nand"])]);
        check("drones and", Within::Line(4), &[]);
        check("100", Within::Line(2), &[]);
        check("100", Within::Line(99), &[]);
    }

    #[test]
    fn pieces_stand_in_order_in_one_paragraph() {
        check("first … more", Within::Text, &[(2, &["first", "more"])]);
        check("more ... first", Within::Text, &[]);
        check("Title … first", Within::Text, &[]);
        check("of … 100", Within::Text, &[(1, &["of", "100"]), (2, &["of", "100"])]);
        check("of … 100", Within::Paragraph(2), &[(2, &["of", "100"])]);
        check("batch … drones … It cost", Within::Line(3), &[(2, &["batch", "drones", "It cost"])]);
    }

    #[test]
    fn an_ellipsis_of_the_text_is_found_too() {
        check("One … two", Within::Text, &[(3, &["One … two"])]);
        check("One … three", Within::Text, &[(3, &["One", "three"])]);
        check("more... later", Within::Text, &[(2, &["more… later"])]);
        check("more ... later", Within::Text, &[(2, &["more", "later"])]);
    }

    #[test]
    fn marks_of_an_omission_join_pieces() {
        for quote in [
            "first [...] more",
            "first […] more",
            "first (…) more",
            "first… more",
            "first…more",
            "[…] first [ … ]  more […]",
        ] {
            check(quote, Within::Text, &[(2, &["first", "more"])]);
        }
        check("100 drones […]", Within::Text, &[]);
        check("1000 drones […]", Within::Text, &[(2, &["1000 drones"])]);
        check("more […] first", Within::Text, &[]);
        check("fir[…]st", Within::Text, &[]);
        check("[…]", Within::Text, &[]);
        let text = Text::new("As it [...] said, at last [...] again".to_owned());
        let found = text.find("it […] said", Within::Text);
        assert_eq!((found[0].pieces.len(), found[0].range()), (1, 3..16));
    }

    #[test]
    fn marks_around_a_quote_do_not_count() {
        check("“1000 drones”", Within::Text, &[(2, &["1000 drones"])]);
        check("'1000 … more'", Within::Text, &[(2, &["1000", "more"])]);
        check("«first batch»", Within::Text, &[(2, &["“first batch”"])]);
        check("“100 drones”", Within::Text, &[]);
        check("“1000” drones", Within::Text, &[]);
        check("“1000 drones", Within::Text, &[]);
        check("“ ”", Within::Text, &[]);
        // Marks that the text has itself are part of what is found.
        let text = Text::new("“\u{301}»\n\u{feff}T\u{308}itle„".to_owned());
        assert_eq!(text.find(text.as_str(), Within::Text).len(), 1);
        assert_eq!(text.nearest(text.as_str()), None);
    }

    #[test]
    fn what_nobody_sees_does_not_count() {
        let archived = "North sent 40 Pet\u{ad}rel-4 drones.\n";
        let text = Text::new(archived.to_owned());
        for quote in ["40 Petrel-4 drones", "40 Pet\u{ad}rel-4 drones", "\u{200e}40 Pe\u{200b}trel-4 drones"]
        {
            let found = text.find(quote, Within::Text);
            assert_eq!(found.len(), 1, "{quote}");
            assert_eq!(&archived[found[0].range()], "40 Pet\u{ad}rel-4 drones");
        }
        assert_eq!(text.find("40 Pet rel-4 drones", Within::Text), []);
        assert_eq!(text.find_as_written(&Normalised::new("40 Petrel-4")).len(), 1);
        assert_eq!(text.find_as_written(&Normalised::new("“40 Petrel-4”")), []);
        assert_eq!(text.find("\u{200b} ", Within::Text), []);
    }

    #[test]
    fn a_word_may_be_parted_at_the_end_of_a_line() {
        let archived = "One.\n\nThe second-\nhand Petrel-\n4 was deliv-\nered.\n";
        let text = Text::new(archived.to_owned());
        for (quote, expected) in [
            ("second- hand", "second-\nhand"),
            ("second-hand Petrel-4", "second-\nhand Petrel-\n4"),
            ("secondhand", "second-\nhand"),
            ("was delivered", "was deliv-\nered"),
            ("“was delivered”", "was deliv-\nered"),
        ] {
            let found = text.find(quote, Within::Paragraph(2));
            let found: Vec<_> =
                found.iter().map(|found| (found.paragraph, &archived[found.range()])).collect();
            assert_eq!(found, [(2, expected)], "{quote}");
            assert_eq!(text.nearest(quote), None);
        }
        assert_eq!(text.find("second hand", Within::Text), []);
        assert_eq!(text.find("Petrel4", Within::Text), []);
        assert_eq!(text.find("was delivered", Within::Line(5)).len(), 1);
    }

    #[test]
    fn a_rejected_place_does_not_hide_the_next_one() {
        let text = Text::new("1100 100 100".to_owned());
        assert_eq!(text.find("100 100", Within::Text)[0].range(), 5..12);
    }

    proptest! {
        #[test]
        fn any_fragment_that_ends_at_edges_is_found(
            original in "([a-zа-я0-9“”’…—.,' \u{301}\u{a0}\u{ad}\u{200b}ﬁ\n]|\n\n|Türk|無人){0,40}",
            a in 0_usize..200,
            b in 0_usize..200,
        ) {
            let text = Text::new(original.clone());
            let normal = text.normal.as_str();
            let number = u32::try_from(a).unwrap() % text.paragraph_count().max(1) + 1;
            let Some(paragraph) = text.normal_paragraph(number) else { return Ok(()) };
            let edges: Vec<_> = (paragraph.start..=paragraph.end).filter(|at| is_edge(normal, *at)).collect();
            let (a, b) = (edges[a % edges.len()], edges[b % edges.len()]);
            let fragment = &normal[a.min(b)..a.max(b)];
            if fragment.trim().is_empty() {
                return Ok(());
            }
            let original_fragment = &original[text.normal.original_range(a.min(b)..a.max(b))];
            prop_assert!(!text.find(original_fragment, Within::Text).is_empty(), "{:?}", original_fragment);
        }

        #[test]
        fn a_match_is_the_quote(original in "[ab“… \n]{0,30}", quote in "[ab“… ]{1,6}") {
            let text = Text::new(original.clone());
            let normal = |text: &str| Normalised::new(text.trim()).as_str().to_owned();
            let quote = normal(&quote);
            let readings = [Some(quote.as_str()), within_marks(&quote)].into_iter().flatten();
            let readings: Vec<_> = readings.flat_map(|quote| [Some(vec![quote]), pieces(quote)]).flatten().collect();
            for found in text.find(&quote, Within::Text) {
                let found_pieces: Vec<_> = found.pieces.iter().map(|piece| normal(&original[piece.clone()])).collect();
                prop_assert!(readings.iter().any(|pieces| *pieces == found_pieces), "{found_pieces:?}");
            }
        }

        #[test]
        fn nothing_panics(original in any::<String>(), quote in any::<String>(), number in 0_u32..5) {
            let text = Text::new(original);
            for within in [Within::Text, Within::Paragraph(number), Within::Line(number)] {
                text.find(&quote, within);
            }
            text.nearest(&quote);
        }
    }
}
