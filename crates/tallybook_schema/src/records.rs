//! The records of one type, whole or in part.

use std::ops::{Deref, Index, Range};
use std::sync::Arc;

/// Records of one type, each with its number: its position among all records of that type, from 0, in the order
/// of the files. A large dataset is looked at part by part, and a record has the same number in any part.
///
/// Copies share the records, so that a copy costs next to nothing.
#[derive(Debug, Clone)]
pub struct Records<T> {
    records: Arc<Vec<T>>,
    numbers: Numbers,
}

#[derive(Debug, Clone)]
enum Numbers {
    /// The first has this number, and the others follow.
    From(usize),
    /// Each has its own, ascending.
    Each(Arc<[usize]>),
}

const HERE: &str = "the record is in this part of the dataset";

impl<T> Records<T> {
    /// Records that follow each other, of which the first has the number `first`.
    pub fn starting_at(first: usize, records: Vec<T>) -> Self {
        Self { records: Arc::new(records), numbers: Numbers::From(first) }
    }

    /// Records with a number each, in ascending order.
    pub fn with_numbers(numbered: impl IntoIterator<Item = (usize, T)>) -> Self {
        let (numbers, records): (Vec<usize>, Vec<T>) = numbered.into_iter().unzip();
        Self::zipped(numbers, records)
    }

    /// Records with the numbers beside them, in ascending order.
    pub fn zipped(numbers: Vec<usize>, records: Vec<T>) -> Self {
        debug_assert!(numbers.is_sorted(), "numbers ascend");
        debug_assert_eq!(numbers.len(), records.len(), "each record has a number");
        Self { records: Arc::new(records), numbers: Numbers::Each(numbers.into()) }
    }

    /// The record with a number, if it is here.
    pub fn get(&self, number: usize) -> Option<&T> {
        self.records.get(self.position(number)?)
    }

    /// Where the record with a number would be.
    fn position(&self, number: usize) -> Option<usize> {
        match &self.numbers {
            Numbers::From(first) => number.checked_sub(*first),
            Numbers::Each(numbers) => numbers.binary_search(&number).ok(),
        }
    }

    /// The records with some numbers, which are here and ascend, each with its number.
    ///
    /// # Panics
    /// If no record with such a number is here.
    pub fn those<'r>(&'r self, numbers: &'r [usize]) -> impl Iterator<Item = (usize, &'r T)> {
        // Mostly they follow each other here too.
        let mut next = 0;
        numbers.iter().map(move |&number| {
            let is_next = matches!(&self.numbers, Numbers::Each(own) if own.get(next) == Some(&number));
            let position = if is_next { Some(next) } else { self.position(number) };
            next = position.unwrap_or(next) + 1;
            (number, position.and_then(|position| self.records.get(position)).expect(HERE))
        })
    }

    /// The records with their numbers.
    pub fn numbered(&self) -> impl ExactSizeIterator<Item = (usize, &T)> {
        self.numbers().zip(self.records.iter())
    }

    /// The numbers of the records, ascending.
    pub(crate) fn numbers(&self) -> NumbersIter<'_> {
        NumbersIter { numbers: &self.numbers, positions: 0..self.records.len() }
    }
}

/// The numbers of records, whatever their type.
pub(crate) struct NumbersIter<'a> {
    numbers: &'a Numbers,
    positions: Range<usize>,
}

impl Iterator for NumbersIter<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let position = self.positions.next()?;
        Some(match self.numbers {
            Numbers::From(first) => first + position,
            Numbers::Each(numbers) => numbers[position],
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
}

impl ExactSizeIterator for NumbersIter<'_> {}

impl<T: Clone> Records<T> {
    /// The records as a list of their own, without their numbers.
    pub fn into_vec(self) -> Vec<T> {
        Arc::unwrap_or_clone(self.records)
    }

    /// Adds records after the last.
    pub fn append(&mut self, more: Self) {
        if self.records.is_empty() {
            *self = more;
        } else if !more.records.is_empty() {
            // Only now, as records that are shared are copied first.
            Arc::make_mut(&mut self.records).append(&mut more.into_vec());
        }
    }

    /// Changes the records as a list; they are numbered anew from 0.
    pub fn edit(&mut self, change: impl FnOnce(&mut Vec<T>)) {
        change(Arc::make_mut(&mut self.records));
        self.numbers = Numbers::From(0);
    }
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Records<T> {
    fn from(records: Vec<T>) -> Self {
        Self::starting_at(0, records)
    }
}

impl<T> Deref for Records<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.records
    }
}

/// By number.
///
/// # Panics
/// If no record with this number is here.
impl<T> Index<usize> for Records<T> {
    type Output = T;

    fn index(&self, number: usize) -> &T {
        self.get(number).expect(HERE)
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_number_in_any_part() {
        let parts = [
            Records::starting_at(7, vec!['h', 'i', 'j']),
            Records::with_numbers([(2, 'c'), (7, 'h'), (9, 'j')]),
            Records::from(vec!['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']),
        ];
        for part in &parts {
            assert_eq!((part.get(7), part[7]), (Some(&'h'), 'h'));
            assert!(part.numbered().all(|(number, record)| part.get(number) == Some(record)));
            assert!(part.get(10).is_none());
        }
        for numbers in [&[2, 7, 9][..], &[2, 9], &[7], &[]] {
            let those: Vec<_> = parts[1].those(numbers).collect();
            let one_by_one: Vec<_> = numbers.iter().map(|&number| (number, &parts[1][number])).collect();
            assert_eq!(those, one_by_one);
        }
        assert_eq!(parts[0].those(&[7, 9]).collect::<Vec<_>>(), [(7, &'h'), (9, &'j')]);
        assert_eq!(parts[1].numbers().collect::<Vec<_>>(), [2, 7, 9]);
        assert!(parts[0].get(6).is_none() && parts[1].get(3).is_none());
    }

    #[test]
    fn what_is_added_follows_the_last() {
        let mut records = Records::starting_at(0, vec!['a']);
        records.append(Records::from(vec!['b', 'c']));
        assert_eq!(records.numbered().last(), Some((2, &'c')));
        let shared = records.clone();
        records.append(Records::default());
        assert!(std::ptr::eq(&raw const records[0], &raw const shared[0]), "nothing is copied for nothing");
        records.edit(|records| records.retain(|&c| c != 'a'));
        assert_eq!(records.into_vec(), ['b', 'c']);
    }
}
