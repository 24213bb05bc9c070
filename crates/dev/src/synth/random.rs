//! Numbers and words that look random and are the same for the same seed.

/// A stream of numbers (`SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The stream for one part of a dataset: streams of other parts have nothing in common with it.
    pub(super) fn new(seed: u64, part: u64) -> Self {
        let mut random = Self(seed ^ part.wrapping_mul(0xD134_2543_DE82_EF95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A number of a range, both ends included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True so many times out of a hundred.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of several.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const CONSONANTS: [char; 16] =
    ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'y', 'z'];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
const SYLLABLES: usize = CONSONANTS.len() * VOWELS.len();

/// How many words there are.
pub(super) const WORDS: usize = SYLLABLES * SYLLABLES * SYLLABLES;

/// A word of three syllables with a capital. Different numbers below [`WORDS`] give different words, and
/// none is a number, a month or another word of English that a rule reads.
pub(super) fn word(number: usize) -> String {
    // The factor has no divisor in common with the number of words, so that neighbours look nothing alike.
    let mut rest = number * 104_729 % WORDS;
    let mut word = String::with_capacity(6);
    for _ in 0..3 {
        let syllable = rest % SYLLABLES;
        rest /= SYLLABLES;
        word.push(CONSONANTS[syllable / VOWELS.len()]);
        word.push(VOWELS[syllable % VOWELS.len()]);
    }
    word[..1].to_uppercase() + &word[1..]
}
