//! The cells that the values of a record come from.

use std::collections::BTreeMap;

use super::evidence::{COLUMNS, LOCATOR, NOTE, PATH, Piece, QUOTE, REPORTED, SOURCE, VIA};
use super::rows::{Row, TableFile};
use super::shape::{Field, Member, Shape};
use super::walk::Record;
use crate::grid::Address;

/// Where each value of a record came from, by its JSON Pointer.
pub(super) type Trace = BTreeMap<String, Address>;

impl Record<'_> {
    /// Where its values came from.
    pub(super) fn trace(&self) -> Trace {
        let mut trace = Trace::new();
        let tables = self.walk.tables;
        of_row(&mut trace, &tables.records, self.row, "");
        for (list, name) in tables.lists.iter().enumerate() {
            for (place, row) in (0..).map_while(|place| Some((place, self.part(list, place)?))) {
                of_row(&mut trace, &tables.parts[list], row, &format!("/{name}/{place}"));
            }
        }
        for piece in self.pieces() {
            let block = piece.block.map(|(list, place)| format!("/{}/{place}", tables.lists[list]));
            let pointer = format!("{}/evidence/{}", block.unwrap_or_default(), piece.place);
            self.of_piece(&mut trace, piece, &pointer);
        }
        trace
    }

    fn of_piece(&self, trace: &mut Trace, piece: &Piece, pointer: &str) {
        let table = &self.walk.written.evidence;
        let cell = |row: Row<'_>, column: usize| table.address(row.place(), Some(COLUMNS[column]));
        let Some(evidence) = self.evidence() else { return };
        if let Some(row) = evidence.rows.row(piece.rows.start) {
            trace.insert(pointer.to_owned(), table.address(row.place(), None));
            for (name, column) in [
                ("source", SOURCE),
                ("via", VIA),
                ("paragraph", LOCATOR),
                ("page", LOCATOR),
                ("line", LOCATOR),
                ("clip", LOCATOR),
                ("quote", QUOTE),
                ("note", NOTE),
            ] {
                trace.insert(format!("{pointer}/{name}"), cell(row, column));
            }
        }
        for (number, row) in evidence.rows.rows(&piece.supports).enumerate() {
            trace.insert(format!("{pointer}/supports/{number}"), cell(row, PATH));
        }
        for (field, row) in evidence.fields(&piece.reports).zip(evidence.rows.rows(&piece.reports)) {
            trace.insert(format!("{pointer}/reports/{}", field.as_str()), cell(row, REPORTED));
        }
    }
}

/// Traces the cells of a row of records or of parts.
fn of_row(trace: &mut Trace, (table, shape): &(TableFile, Shape), row: Row<'_>, pointer: &str) {
    trace.insert(pointer.to_owned(), table.address(row.place(), None));
    let mut cell = |pointer: String, field: &Field| {
        trace.insert(pointer, table.address(row.place(), Some(shape.columns[field.column])));
    };
    for (name, member) in &shape.members {
        match member {
            Member::Field(field) => cell(format!("{pointer}/{name}"), field),
            Member::Mapping(fields, flag) => {
                if let Some(flag) = flag {
                    cell(format!("{pointer}/{name}"), flag);
                }
                for (inner, field) in fields {
                    cell(format!("{pointer}/{name}/{inner}"), field);
                }
            }
            Member::Parts(_) => {}
        }
    }
}
