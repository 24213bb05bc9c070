//! Reports to be rendered.

use tallybook_diagnostics::{
    FileId, Files, Finding, Located, Location, Place, QuoteCounts, Report, RuleInfo, Severity, Summary,
    TextCounts, WaivedBy,
};
use tallybook_schema::RecordType;

/// A run in the making: add files, then findings that point at texts in them.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    pub(crate) files: Files,
    pub(crate) findings: Vec<Located>,
    pub(crate) summary: Summary,
}

pub(crate) const RULES: [RuleInfo; 4] = [
    rule(
        "D005",
        "event-after-publication",
        Severity::Error,
        "a completed event starts after its source was published",
    ),
    rule("E011", "single-source", Severity::Info, "all evidence of a fact reaches one primary source"),
    rule(
        "Q001",
        "items-miss-total",
        Severity::Error,
        "the items of an exhaustive list cannot add up to the total",
    ),
    rule("X005", "mixed-scripts", Severity::Warning, "a word has letters of several scripts"),
];

const fn rule(code: &'static str, name: &'static str, severity: Severity, summary: &'static str) -> RuleInfo {
    RuleInfo {
        code,
        name,
        severity,
        summary,
        page: "# The page\n\n## Why it matters\n\nIt *matters* because of `x < y`.\n",
    }
}

impl Sample {
    pub(crate) fn file(&mut self, path: &str, text: &str) -> FileId {
        self.files.add(path, text.to_owned())
    }

    /// Where a text stands in a file for the first time.
    pub(crate) fn at(&self, file: FileId, text: &str) -> Option<Location> {
        let start = self.files.get(file).unwrap().text().find(text).unwrap();
        self.files.location(file, start..start + text.len())
    }

    pub(crate) fn add(
        &mut self,
        code: &'static str,
        finding: Finding,
        primary: Option<Location>,
        related: Vec<Option<Location>>,
    ) -> &mut Located {
        let mut finding = finding;
        finding.code = code;
        finding.severity = RULES.iter().find(|rule| rule.code == code).unwrap().severity;
        self.findings.push(Located { finding, primary, related, record: None, patches: Vec::new() });
        self.findings.last_mut().unwrap()
    }

    pub(crate) fn report(&self) -> Report<'_> {
        Report::new(&self.files, self.findings.clone(), self.summary.clone(), &RULES).in_folder("dataset")
    }
}

/// A place in a transfer; where it is in the files is said apart.
pub(crate) fn transfer(pointer: &str) -> Place {
    Place::value(RecordType::Transfer, 0, pointer)
}

pub(crate) fn waived(reason: &str) -> WaivedBy {
    WaivedBy { index: 0, reason: reason.to_owned() }
}

pub(crate) const TRANSFERS: &str = "\
- id: uav-batch-1
  kind: materiel
  supplier: iran
  recipient: russia
  total: 160
  itemisation: exhaustive
  items:
    - {equipment: shahed-136, quantity: 100}
    - {equipment: mohajer-6, quantity: 6}
  delivered: 2022-11-09
  evidence:
    - {source: seed-article, paragraph: 7, supports: [total, delivered]}
";

pub(crate) const SOURCES: &str = "\
- id: seed-article
  kind: news-article
  title: Iranian UAVs
  published: 2022-11-08
";

/// Two files, an error within one, an error across both, an info that is waived, an error of the
/// dataset as a whole: what every format has to show.
pub(crate) fn typical() -> Sample {
    let mut sample = Sample::default();
    let transfers = sample.file("transfers.yaml", TRANSFERS);
    let sources = sample.file("sources.yaml", SOURCES);
    let record = || Some((RecordType::Transfer, "uav-batch-1".to_owned()));

    let related = vec![sample.at(transfers, "100"), sample.at(transfers, "6}").map(|l| one(&sample, &l))];
    let primary = sample.at(transfers, "160");
    let finding = Finding::new(transfer("/total"), "the items add up to 106, the total says `160`")
        .label("the total")
        .related(transfer("/items/0/quantity"), "100 of the sum")
        .related(transfer("/items/1/quantity"), "6 of the sum")
        .note("100 + 6 = 106, total says 160")
        .help("correct the number that is wrong, or write `itemisation: partial` if the batch had more in it than the items");
    sample.add("Q001", finding, primary, related).record = record();

    let primary = sample.at(transfers, "2022-11-09");
    let related = vec![sample.at(sources, "2022-11-08")];
    let finding = Finding::new(
        transfer("/delivered"),
        "the delivery starts on `2022-11-09`, after the source that reports it was published",
    )
    .label("delivered from this day")
    .related(Place::value(RecordType::Source, 0, "/published"), "published on this day")
    .note("a source cannot report what has not happened: 2022-11-09 is 1 day after 2022-11-08")
    .help("correct the date, or cite the source that reports the delivery");
    sample.add("D005", finding, primary, related).record = record();

    let primary = sample.at(transfers, "160");
    let finding = Finding::new(transfer("/total"), "all evidence of `total` reaches `sky-news`")
        .label("one primary source");
    let located = sample.add("E011", finding, primary, vec![]);
    located.record = record();
    located.finding.waived = Some(waived("the other channels had not\n  reported the number yet"));

    let finding = Finding::new(Place::Dataset, "rule Q001 broke off, so it did not look at everything")
        .note("this is a fault of Tallybook, not of the dataset")
        .help("report it, with the dataset if you can");
    sample.add("Q001", finding, None, vec![]);

    sample.summary = Summary {
        title: "Iranian UAVs for Russia, 2022".to_owned(),
        version: Some("0.1.0".to_owned()),
        files: 2,
        records: vec![
            (RecordType::Source, 1),
            (RecordType::Actor, 0),
            (RecordType::Equipment, 0),
            (RecordType::Deal, 0),
            (RecordType::Transfer, 1),
            (RecordType::Statement, 0),
        ],
        unread_records: 0,
        texts: TextCounts::default(),
        facts: 12,
        evidence: 1,
        quotes: QuoteCounts { verified: 0, failed: 0, unchecked: 0 },
        rules_run: vec!["D005", "E011", "Q001"],
        rules_skipped: vec![("X005", "switched off in dataset.yaml".to_owned())],
        waivers_unjudged: Vec::new(),
        today: "2026-01-01".to_owned(),
    };
    sample
}

/// The first byte of a location: for texts that are found by what follows them.
fn one(sample: &Sample, location: &Location) -> Location {
    sample.files.location(location.file, location.range.start..location.range.start + 1).unwrap()
}
