//! Numbers that look random and are the same in every run (xorshift64*).

pub(super) struct Random(u64);

impl Random {
    /// The seed must not be zero.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from zero to one below the end.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(number).unwrap() % end
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(super) fn other_digit(&mut self, digit: &str) -> String {
        let digit: usize = digit.parse().unwrap();
        ((digit + 1 + self.below(9)) % 10).to_string()
    }

    /// Another small Latin letter.
    pub(super) fn other_letter(&mut self, letter: &str) -> String {
        let number = usize::from(letter.as_bytes()[0] - b'a');
        let other = (number + 1 + self.below(25)) % 26;
        char::from(b'a' + u8::try_from(other).unwrap()).to_string()
    }
}
