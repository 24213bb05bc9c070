//! What a reader of the tables counts twice, or not at all, without a warning.

use super::Subject;

/// The tables that a warning is about, all of which have to be exported, and the warning.
const WARNINGS: [(&[&str], &str); 6] = [
    (
        &["transfers", "items"],
        "**Totals and items.** The total of a transfer has its items in it: add up totals or items, never both. Where `itemisation` is \
         `partial`, the items sum to less than the total; `remainder_low` and `remainder_high` say by how much.",
    ),
    (
        &["transfers"],
        "**Bounds and currencies.** A sum of `total_best` passes over `more than 160`, which has a `total_low` alone. Sums of \
         `amount_best` want `group by amount_currency`.",
    ),
    (
        &["transfers", "items", "evidence"],
        "**Joins.** A transfer has several items and pieces of evidence, and a piece of evidence has a row for each field that it \
         is about. A join with them repeats the transfer, and a sum counts its total in every row: add up first, then join. \
         `count(distinct evidence_id)` counts evidence.",
    ),
    (
        &["transfers"],
        "**Denied transfers.** What is contested, or denied by all who speak of it, is a row as well: `stage` says what is reported, \
         `dispute_status` who stands by it. A sum of what nobody denies wants `where dispute_status in ('affirmed', 'unstated')`.",
    ),
    (
        &["figures"],
        "**Figures.** `figures` has what was said, as often as it was said: each statement that retells a report gives its \
         numbers again. They are no parts of a sum.",
    ),
    (
        &["transfers"],
        "**Open dates.** `delivered_end` is null where no end is known (`2022-02/..`), so that `delivered_end <= '2022-12-31'` \
         leaves that row out; a start, and other dates, can be null in the same way. What may have been delivered in 2022:\n\n\
         ```sql\n\
         select id, delivered_edtf, total_text from transfers\n\
         where delivered_edtf is not null\n  \
         and (delivered_start is null or delivered_start <= '2022-12-31')\n  \
         and (delivered_end is null or delivered_end >= '2022-01-01');\n\
         ```",
    ),
];

/// The warning that has an actor of the dataset.
const PARTS: &str = "**Actors and their parts.** A state and its organisations are several actors, and `supplier_id = …` finds one of them. All:\n\n\
     ```sql\n\
     with recursive part (id) as (\n  \
     select '{actor}'\n  \
     union\n  \
     select actors.id from actors join part on actors.part_of_id = part.id\n\
     )\n\
     select id, supplier_id, total_text from transfers where supplier_id in (select id from part);\n\
     ```";

/// The warnings about what is exported.
pub(super) fn counting(subject: &Subject<'_>) -> String {
    let known = WARNINGS.iter().filter(|(tables, _)| tables.iter().all(|table| subject.has(table)));
    let mut warnings: Vec<_> = known.map(|(_, warning)| (*warning).to_owned()).collect();
    let actors = subject.tables().iter().find(|data| data.table.name == "actors");
    let whole = actors.filter(|_| subject.has("transfers")).and_then(|actors| actors.example("part_of_id"));
    warnings.extend(whole.map(|actor| PARTS.replace("{actor}", actor)));
    if warnings.is_empty() {
        return String::new();
    }
    format!("\n## How not to count twice\n\n{}\n", warnings.join("\n\n"))
}
