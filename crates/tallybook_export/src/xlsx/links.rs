//! Where links lead, and how many a sheet may have.

use std::collections::HashMap;
use std::sync::Arc;

use rust_xlsxwriter::Url;

use crate::cells::{Value, cells};
use crate::column::Reference;
use crate::table::TableData;

/// The links that Excel allows a sheet.
const SHEET_LINKS: usize = 65_530;

/// The characters that Excel allows an address.
const ADDRESS_UNITS: usize = 2_079;

/// The rows of the sheets by the values of the column that other tables refer to: their first.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    tables: HashMap<&'static str, HashMap<&'a str, u32>>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(tables: &'a [Arc<TableData>]) -> Self {
        let rows = |data: &'a TableData| {
            let keys = data.batches.iter().flat_map(|batch| {
                let columns = cells(&data.columns, batch);
                (0..batch.num_rows()).map(move |row| columns.first().map(|column| column.get(row)))
            });
            // The header is the first row of a sheet; people count rows from 1.
            let numbered = (2_u32..).zip(keys);
            numbered.filter_map(|(row, key)| match key {
                Some(Value::Text(key)) => Some((key, row)),
                _ => None,
            })
        };
        Self { tables: tables.iter().map(|data| (data.table.name, rows(data).collect())).collect() }
    }

    /// The link to the row that a reference means; `None` if there is no such row.
    pub(super) fn link(&self, reference: Reference, id: &str) -> Option<Url> {
        let row = self.tables.get(reference.table)?.get(id)?;
        Some(Url::new(format!("internal:'{}'!A{row}", reference.table)))
    }
}

/// The link to an address on the web; `None` if the text is none, or is longer than Excel allows.
pub(super) fn web(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let plain = !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control());
    // What stands in the file is counted: these characters take three there.
    let units = |c: char| if "%\"<>[]^`{}".contains(c) { 3 } else { c.len_utf16() };
    let fits = text.chars().map(units).sum::<usize>() <= ADDRESS_UNITS;
    (web && plain && fits).then(|| Url::new(text))
}

/// The links that a sheet may still have.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Self(SHEET_LINKS)
    }

    /// Lets a link pass if there is room for it.
    pub(super) fn take(&mut self, link: Option<Url>) -> Option<Url> {
        let link = link?;
        self.0 = self.0.checked_sub(1)?;
        Some(link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_the_web_are_links() {
        for address in ["https://example.org/report", "HTTP://example.org", "https://example.org/%C3%A9#top"]
        {
            assert!(web(address).is_some(), "{address}");
        }
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ftp://example.org",
            "https://",
            "https://example.org and more",
            "see https://example.org",
            "internal:actors!A1",
        ] {
            assert!(web(text).is_none(), "{text}");
        }
    }

    #[test]
    fn long_addresses_are_plain_text() {
        let address = |length: usize| format!("https://example.org/{}", "a".repeat(length - 20));
        assert!(web(&address(ADDRESS_UNITS)).is_some());
        assert!(web(&address(ADDRESS_UNITS + 1)).is_none());
        assert!(web(&address(ADDRESS_UNITS).replace("aaa", "%20")).is_none());
    }

    #[test]
    fn links_run_out() {
        let mut budget = Budget::new();
        let link = || web("https://example.org");
        assert!((0..SHEET_LINKS).all(|_| budget.take(link()).is_some()));
        assert!(budget.take(None).is_none());
        assert!(budget.take(link()).is_none());
    }
}
