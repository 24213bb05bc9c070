//! The places that excerpts are said to come from.

/// Stand around the number of an origin until the origin itself is put in. Neither is a character, so
/// no text from the data holds them: [`visible`](super::super::visible::visible) writes them out.
const STAND_IN: (char, char) = ('\u{fdd0}', '\u{fdd1}');

/// The origins of excerpts. `annotate-snippets` counts columns in the text that it is given, where long
/// lines are cropped and hidden characters written out; so it is given a stand-in for the path, and
/// what it makes of it is replaced by the place in the file itself.
#[derive(Debug, Default)]
pub(super) struct Origins(Vec<String>);

impl Origins {
    /// What to give as the path instead of an origin, `path:line:column`.
    pub(super) fn stand_in(&mut self, origin: String) -> String {
        self.0.push(origin);
        format!("{}{}{}", STAND_IN.0, self.0.len() - 1, STAND_IN.1)
    }

    /// What was drawn, with the origins in it.
    pub(super) fn put_in(&self, drawn: &str) -> String {
        let mut text = String::with_capacity(drawn.len());
        let mut rest = drawn;
        while let Some((before, after)) = rest.split_once(STAND_IN.0) {
            let (number, after) = after.split_once(STAND_IN.1).unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(number.parse().ok().and_then(|number: usize| self.0.get(number)).map_or("", |o| o));
            rest = after.trim_start_matches(|ch: char| ch == ':' || ch.is_ascii_digit());
        }
        text.push_str(rest);
        text
    }
}
