//! Large files of JSON Lines whose records are kept and whose texts are not: a line that something is to be shown in
//! is read again.
//!
//! Only a file with nothing but good records is read so, one a line. Of any other the text is needed, to say what is
//! wrong with it.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use tallybook_diagnostics::FileId;
use tallybook_schema::record::{Actor, Deal, Equipment, Limits, Record, Source, Statement, Transfer};
use tallybook_schema::{Dataset, RecordType};

use crate::error::ReadError;
use crate::folder::OnDisk;
use crate::lines;
use crate::path::{Content, Format, Role, role};
use crate::reading::{Input, Output};
use crate::stream::{Elsewhere, InOrder, Lines, Packed, Parts, Source as From, Stream};

/// A file whose text is not kept, by what it takes to read single lines of it again.
#[derive(Debug, Clone)]
pub(crate) struct Unkept {
    stream: Stream,
    lines: Lines,
}

impl Unkept {
    /// Records of a type that lie elsewhere.
    pub(crate) fn elsewhere(record_type: RecordType, elsewhere: Arc<dyn Elsewhere>, limits: Limits) -> Self {
        let source = From::Elsewhere(record_type, elsewhere);
        Self { stream: Stream { files: Vec::new(), source, limits }, lines: Lines::default() }
    }

    /// The file, whose number is known only now, and where its lines are.
    pub(crate) fn of_file(mut self, file: FileId) -> (Stream, Lines) {
        self.stream.files = vec![file];
        (self.stream, self.lines)
    }
}

/// Reads a file without keeping its text; `None` if the text is needed.
pub(crate) fn read(input: &Input<OnDisk>, limits: &Limits) -> Result<Option<Output>, ReadError> {
    let (Ok((_, on_disk)), Role::Read(Content::Records(record_type), Format::JsonLines)) =
        (&input.body, role(&input.path))
    else {
        return Ok(None);
    };
    let packed = Packed::new(on_disk.path.clone(), input.packing);
    let mut dataset = Dataset::default();
    let starts = match record_type {
        RecordType::Source => records::<Source>(&mut dataset, &packed, limits),
        RecordType::Actor => records::<Actor>(&mut dataset, &packed, limits),
        RecordType::Equipment => records::<Equipment>(&mut dataset, &packed, limits),
        RecordType::Deal => records::<Deal>(&mut dataset, &packed, limits),
        RecordType::Transfer => records::<Transfer>(&mut dataset, &packed, limits),
        RecordType::Statement => records::<Statement>(&mut dataset, &packed, limits),
    };
    match starts {
        Ok(starts) => {
            let (files, source) = (Vec::new(), From::Files(vec![packed]));
            let stream = Stream { files, source, limits: limits.clone() };
            let unkept = Unkept { stream, lines: Lines::starting_at(starts) };
            Ok(Some(Output::unkept(input.path.clone(), dataset, unkept)))
        }
        Err(error) => match packed.fault(error) {
            (_, error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
            (path, error) => Err(ReadError::io(path, error)),
        },
    }
}

/// Reads the records of a file. Gives the bytes at which its lines start, with the end of the last;
/// [`io::ErrorKind::InvalidData`] if there is anything but one good record on each.
fn records<T: Record + Send>(
    dataset: &mut Dataset,
    packed: &Packed,
    limits: &Limits,
) -> io::Result<Vec<u64>> {
    let parts = Parts::new(packed.open()?, limits.jsonl_bytes);
    let bytes = packed.size();
    let (mut starts, mut records) = (vec![0], Vec::new());
    let in_order = InOrder::new(|(mut of_part, mut of_records): (Vec<u64>, Vec<T>)| {
        if records.is_empty() {
            // As many as there are if all parts are like the first.
            let parts = bytes / of_part.last().copied().unwrap_or(1).max(1) + 1;
            records.reserve(usize::try_from(parts).unwrap_or(0).saturating_mul(of_records.len()));
        }
        starts.append(&mut of_part);
        records.append(&mut of_records);
    });
    parts.enumerate().par_bridge().try_for_each(|(number, part)| {
        let part = part?;
        let batch = lines::chunk::<T>(&part.text, 0, &part.ends, &part.not_utf8, limits);
        if batch.records.len() != part.ends.len() {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        let ends = part.ends.iter().map(|end| part.start + *end as u64).collect();
        in_order.give(number, (ends, batch.records));
        Ok(())
    })?;
    drop(in_order);
    *T::of_mut(dataset) = records.into();
    Ok(starts)
}
