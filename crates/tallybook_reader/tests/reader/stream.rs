//! Transfers that are read part by part.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use tallybook_diagnostics::{Location, Meter, Place};
use tallybook_reader::{Elsewhere, Lines, Part, Reading, Run, StreamError};
use tallybook_schema::record::{Actor, Transfer};
use tallybook_schema::{Dataset, RecordType};

fn transfer(number: usize) -> String {
    format!(
        r#"{{"id":"t-{number}","kind":"materiel","supplier":"a","recipient":"b","stage":"ordered","note":"{}"}}"#,
        "й".repeat(number % 90)
    )
}

/// The ids of transfers with their numbers, as a dataset gives them when it is read as a whole.
fn whole(folder: &Path) -> Vec<String> {
    let reading = Reading::from_folder(folder).unwrap();
    reading.dataset.transfers.iter().map(|transfer| transfer.id.to_string()).collect()
}

fn write(folder: &Path, name: &str, lines: impl AsRef<[u8]>) {
    let lines = lines.as_ref();
    for entry in fs::read_dir(folder).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    fs::write(folder.join("dataset.yaml"), "title: T\n").unwrap();
    let bytes = if name == NAMES[1] {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(lines).unwrap();
        packed.finish().unwrap()
    } else if name == NAMES[2] {
        zstd::encode_all(lines, 1).unwrap()
    } else {
        lines.to_vec()
    };
    fs::write(folder.join(name), bytes).unwrap();
}

const NAMES: [&str; 3] = ["transfers.jsonl", "transfers.jsonl.gz", "transfers.jsonl.zst"];

#[test]
fn every_transfer_is_read_and_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    // A blank line, and one that cannot be read, are no transfers; the numbers of the others are those of their lines.
    let mut lines: Vec<String> = (0..3000).map(transfer).collect();
    lines[7] = String::new();
    lines[2100] = r#"{"id":"t-2100"}"#.to_owned();
    for (name, end) in NAMES.into_iter().flat_map(|name| [(name, "\n"), (name, "")]) {
        write(folder.path(), name, lines.join("\r\n") + end);
        let (reading, stream) = Reading::from_folder_in_parts(folder.path(), 0, Meter::none()).unwrap();
        let stream = stream.unwrap();
        assert!(reading.dataset.transfers.is_empty());
        let numbered = |transfers: &tallybook_schema::Records<Transfer>| {
            transfers.numbered().map(|(number, t)| (number, t.id.to_string())).collect::<Vec<_>>()
        };
        let mut parts = Vec::new();
        let known = stream.each(|part| numbered(&part.transfers), |part| parts.push(part)).unwrap();
        assert!(parts.len() > 1, "the file has several parts");
        let read: Vec<(usize, String)> = parts.concat();
        assert_eq!(read.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>(), whole(folder.path()), "{name}");
        assert!(read.iter().all(|(number, id)| id == &format!("t-{number}")));
        assert_eq!((known.count, known.unread.len(), known.problems.is_empty()), (2998, 1, false));

        let wanted = [0, 5, 6, 1999, 2999];
        let again = numbered(&stream.transfers(&known, &wanted).unwrap());
        assert_eq!(again, wanted.map(|number| (number, format!("t-{number}"))), "{name}");
        let shown = stream.lines(&known, &wanted).unwrap();
        assert_eq!(shown.len(), 1, "all are in one file");
        assert!(shown[0].1.iter().all(|line| *line.text == *lines[line.number]));
    }
}

#[test]
fn a_line_that_is_not_utf8_is_left_out_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines: Vec<Vec<u8>> = (0..4000).map(|number| (transfer(number) + "\n").into_bytes()).collect();
    let bad = [0, 700, 701, 3999];
    for number in bad {
        let at = lines[number].len() / 2;
        lines[number].splice(at..=at, *b"\xe9\xff");
    }
    for name in NAMES {
        write(folder.path(), name, lines.concat());
        let (mut reading, stream) = Reading::from_folder_in_parts(folder.path(), 0, Meter::none()).unwrap();
        let stream = stream.unwrap();
        let ids = |part: &Part| part.transfers.iter().map(|t| t.id.to_string()).collect::<Vec<_>>();
        let mut read = Vec::new();
        let known = stream.each(ids, |part| read.extend(part)).unwrap();
        assert_eq!(read, whole(folder.path()), "{name}");
        assert_eq!((known.count, known.problems.len(), known.unread.len()), (3996, 4, 4));
        assert!(known.unread.iter().zip(bad).all(|(unread, bad)| unread.id == Some(format!("t-{bad}"))));

        let whole = Reading::from_folder(folder.path()).unwrap();
        assert_eq!(format!("{:?}", known.problems), format!("{:?}", whole.problems));
        let places: Vec<Place> = known.problems.iter().map(|problem| problem.place.clone()).collect();
        reading.keep_lines(&stream, known, places.iter()).unwrap();
        let located = |reading: &Reading| reading.locate(&places.iter().collect::<Vec<_>>());
        assert!(located(&reading).iter().all(Option::is_some));
        assert_eq!(located(&reading), located(&whole));
    }
}

#[test]
fn transfers_in_several_files_are_numbered_on_from_file_to_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "dataset.yaml", "title: T\n");
    fs::create_dir(folder.path().join("transfers")).unwrap();
    let lines: Vec<String> = (0..6000).map(transfer).collect();
    let mut bad = lines.clone();
    bad[4000] = r#"{"id":"t-4000"}"#.to_owned();
    // One has no lines, the last of one has no end, and one is packed.
    let files: [(&str, &[String]); 5] = [
        ("1.jsonl", &bad[..2500]),
        ("2.jsonl", &[]),
        ("3.jsonl", &bad[2500..2501]),
        ("4.jsonl.zst", &bad[2501..]),
        ("5.jsonl", &[]),
    ];
    for (name, lines) in files {
        let text = lines.join("\n");
        let bytes =
            if name.ends_with("zst") { zstd::encode_all(text.as_bytes(), 1).unwrap() } else { text.into() };
        fs::write(folder.path().join("transfers").join(name), bytes).unwrap();
    }
    let open = || Reading::from_folder_in_parts(folder.path(), 1000, Meter::none()).unwrap();
    let (mut reading, stream) = open();
    let stream = stream.unwrap();
    assert!(reading.dataset.transfers.is_empty() && !stream.is_seekable());
    let numbered =
        |part: &Part| part.transfers.numbered().map(|(n, t)| (n, t.id.to_string())).collect::<Vec<_>>();
    let unpacked = stream.clone().into_seekable().unwrap();
    assert!(unpacked.is_seekable());
    let mut known = Lines::default();
    for stream in [&unpacked, &stream] {
        let mut parts = Vec::new();
        known = stream.each(numbered, |part| parts.push(part)).unwrap();
        let read = parts.concat();
        assert_eq!(read.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>(), whole(folder.path()));
        assert!(read.iter().all(|(number, id)| id == &format!("t-{number}")));
        assert_eq!((known.count, known.unread.len()), (5999, 1));

        let wanted = [2, 2499, 2500, 2501, 5999];
        let again = stream.transfers(&known, &wanted).unwrap();
        let again: Vec<_> = again.numbered().map(|(number, t)| (number, t.id.to_string())).collect();
        assert_eq!(again, wanted.map(|number| (number, format!("t-{number}"))));
    }

    // What is found in them, the line that could not be read too, stands where it does in what is read as a whole.
    let whole = Reading::from_folder(folder.path()).unwrap();
    assert_eq!(format!("{:?}", known.problems), format!("{:?}", whole.problems));
    let faulty = known.problems[0].place.clone();
    let supplier = |number| Place::value(RecordType::Transfer, number, "/supplier");
    let places = [supplier(0), supplier(2500), faulty.clone(), supplier(5999)];
    reading.keep_lines(&stream, known, places.iter()).unwrap();
    // A line that could not be read has no number there.
    let of_whole = [supplier(0), supplier(2500), faulty, supplier(5998)];
    let (found, expected) = (reading.locate(&places.each_ref()), whole.locate(&of_whole.each_ref()));
    assert!(found.iter().all(Option::is_some));
    assert_eq!(found, expected);

    // What is too long, or not packed at all, cannot be unpacked. It is read as a whole, and that says so.
    let limits = "title: T\nchecks: {limits: {jsonl_bytes: 100000}}\n";
    let describe = |text: &str| fs::write(folder.path().join("dataset.yaml"), text).unwrap();
    describe(limits);
    assert!(open().1.unwrap().into_seekable().is_none());
    describe("title: T\n");
    fs::write(folder.path().join("transfers/5.jsonl.gz"), "no gzip").unwrap();
    assert!(open().1.unwrap().into_seekable().is_none());
    assert!(matches!(open().1.unwrap().each(|_| (), |()| ()), Err(StreamError::Unfit)));
    fs::remove_file(folder.path().join("transfers/5.jsonl.gz")).unwrap();

    // Beside one of another kind they are kept.
    fs::write(folder.path().join("transfers/more.yaml"), "[]").unwrap();
    assert!(open().1.is_none());
    // All of them together have to be many.
    fs::remove_file(folder.path().join("transfers/more.yaml")).unwrap();
    assert!(Reading::from_folder_in_parts(folder.path(), 1 << 30, Meter::none()).unwrap().1.is_none());
}

#[test]
fn what_is_anything_else_is_read_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let one = transfer(0);
    for (bytes, why) in [
        (b"\xef\xbb\xbf{}\n".to_vec(), "a byte order mark"),
        (format!("{one}\n\u{fffd}").replace('\u{fffd}', "\\ud800").into_bytes(), ""),
        ([one.as_bytes(), b"\n\xff\n"].concat(), ""),
        (b"\xff\xfe{\0}\0\n\0".to_vec(), "UTF-16"),
        ("{}\n".repeat(1100).into_bytes(), "more problems than are reported"),
    ] {
        write(folder.path(), "transfers.jsonl", "");
        fs::write(folder.path().join("transfers.jsonl"), bytes).unwrap();
        let (_, stream) = Reading::from_folder_in_parts(folder.path(), 0, Meter::none()).unwrap();
        let read = stream.unwrap().each(|_| (), |()| ());
        assert_eq!(matches!(read, Err(StreamError::Unfit)), !why.is_empty(), "{why}");
    }

    // Few are kept.
    write(folder.path(), "transfers.jsonl", &one);
    let in_parts = |least| Reading::from_folder_in_parts(folder.path(), least, Meter::none()).unwrap().1;
    assert!(in_parts(10).is_some() && in_parts(10_000).is_none());
}

#[test]
fn the_text_of_a_large_file_of_good_records_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let deal = |number: usize| {
        format!(r#"{{"id":"d-{number}","title":"й {number}","parties":["a","b"],"stage":"agreed"}}"#)
    };
    let place = |number| Place::value(RecordType::Deal, number, "/title");
    let good: Vec<String> = (0..5000).map(deal).collect();
    let mut blank = good.clone();
    blank[3] = String::new();
    let mut bad = good.clone();
    bad[3] = r#"{"id":"d-3","title":"x"}"#.to_owned();
    for (lines, is_good) in [(good, true), (blank, false), (bad, false)] {
        write(folder.path(), "transfers.jsonl", "");
        fs::create_dir_all(folder.path().join("deals")).unwrap();
        fs::write(folder.path().join("deals/a.jsonl"), deal(9999)).unwrap();
        fs::write(folder.path().join("deals/b.jsonl"), lines.join("\r\n")).unwrap();
        let whole = Reading::from_folder(folder.path()).unwrap();
        let (mut sparing, _) = Reading::from_folder_in_parts(folder.path(), 1000, Meter::none()).unwrap();
        let large: Vec<bool> = sparing.files.iter().map(|(_, file)| file.is_large()).collect();
        assert_eq!(large, [false, false, is_good, false]);
        let ids = |reading: &Reading| {
            reading.dataset.deals.iter().map(|deal| deal.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&sparing), ids(&whole));
        assert_eq!(format!("{:?}", sparing.problems), format!("{:?}", whole.problems));
        let places = [place(0), place(4000), place(2), place(4998)];
        sparing.keep(places.iter()).unwrap();
        let located = |reading: &Reading| reading.locate(&places.iter().collect::<Vec<_>>());
        assert_eq!(located(&sparing), located(&whole));
        assert!(located(&sparing).iter().all(Option::is_some));
        fs::remove_dir_all(folder.path().join("deals")).unwrap();
    }
}

/// Transfers that lie elsewhere, in runs of some lines, and the lines of actors.
#[derive(Debug, Clone)]
struct Runs(Vec<Vec<(usize, String)>>, Vec<String>);

impl Elsewhere for Runs {
    fn path(&self) -> &Path {
        Path::new("elsewhere")
    }

    fn count(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    fn records(&self, record_type: RecordType) -> io::Result<Dataset> {
        let mut dataset = Dataset::default();
        if record_type != RecordType::Actor {
            return Ok(dataset);
        }
        let actors: Result<Vec<Actor>, _> = self.1.iter().map(|line| serde_json::from_str(line)).collect();
        dataset.actors = actors?.into();
        Ok(dataset)
    }

    fn each(&self, look: &(dyn Fn(usize, Run) -> io::Result<()> + Sync)) -> io::Result<()> {
        // Runs may come in any order.
        self.0.iter().enumerate().rev().try_for_each(|(place, lines)| {
            let mut run = Run::default();
            for (number, line) in lines {
                run.numbers.push(*number);
                run.transfers.push(serde_json::from_str(line)?);
            }
            look(place, run)
        })
    }

    fn again(
        &self,
        numbers: &[usize],
        evidence: &(dyn Fn(usize) -> bool + Sync),
    ) -> io::Result<Vec<(usize, Transfer)>> {
        let read = |(number, line): (usize, String)| {
            let mut transfer: Transfer = serde_json::from_str(&line)?;
            transfer.evidence.retain(|_| evidence(number));
            Ok((number, transfer))
        };
        self.lines(RecordType::Transfer, numbers)?.into_iter().map(read).collect()
    }

    fn lines(&self, record_type: RecordType, numbers: &[usize]) -> io::Result<Vec<(usize, String)>> {
        let mut lines = match record_type {
            RecordType::Transfer => self.0.concat(),
            _ => self.1.iter().cloned().enumerate().collect(),
        };
        lines.retain(|(number, _)| numbers.contains(number));
        lines.sort();
        Ok(lines)
    }
}

#[test]
fn records_that_lie_elsewhere_are_numbered_as_they_say() {
    let actors = [r#"{"id":"a","kind":"state","name":"A"}"#, r#"{"id":"b","kind":"state","name":"Б"}"#];
    let elsewhere = |runs: &[&[usize]]| {
        let run = |numbers: &&[usize]| numbers.iter().map(|&number| (number, transfer(number))).collect();
        Runs(runs.iter().map(run).collect(), actors.map(str::to_owned).to_vec())
    };
    let open = |description: &str, runs: Runs| {
        let elsewhere: Arc<dyn Elsewhere> = Arc::new(runs);
        Reading::from_elsewhere(("dataset.yaml".to_owned(), description.to_owned()), &elsewhere)
    };
    let title = "title: T\n";
    let (mut reading, stream) = open(title, elsewhere(&[&[3, 0], &[4, 1, 2]])).unwrap();
    assert!(reading.problems.is_empty() && reading.dataset.transfers.is_empty());
    let mut parts = Vec::new();
    let look = |part: &Part| part.transfers.numbered().map(|(n, _)| n).collect::<Vec<_>>();
    let known = stream.each(look, |looked| parts.push(looked)).unwrap();
    assert_eq!(parts, [vec![0, 3], vec![1, 2, 4]], "each part is in its order");
    assert_eq!(
        known.ids().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["t-0", "t-1", "t-2", "t-3", "t-4"]
    );
    let again = stream.transfers(&known, &[1, 3]).unwrap();
    assert_eq!(
        again.numbered().map(|(n, t)| (n, t.id.to_string())).collect::<Vec<_>>(),
        [(1, "t-1".to_owned()), (3, "t-3".to_owned())]
    );

    // What is found in a line is located as if there were files, but for the bytes before the line.
    let places = [
        Place::value(RecordType::Transfer, 0, "/supplier"),
        Place::value(RecordType::Transfer, 3, "/supplier"),
        Place::value(RecordType::Actor, 1, "/name"),
    ];
    reading.keep_lines(&stream, known, places.iter()).unwrap();
    reading.keep(places.iter()).unwrap();
    let found = reading.locate(&places.each_ref());
    let lines: Vec<String> = (0..5).map(transfer).collect();
    let whole = Reading::from_lines(
        ("dataset.yaml".to_owned(), title.to_owned()),
        [("actors.jsonl", actors.join("\n")), ("transfers.jsonl", lines.join("\n"))]
            .map(|(path, text)| (path.to_owned(), text)),
    );
    let at = |reading: &Reading, found: Vec<Option<Location>>| {
        let at = |found: Option<Location>| {
            let found = found.unwrap();
            let offset = reading.files.offset(&found).unwrap();
            assert_eq!(offset + 1, found.column);
            (found.file, found.line, found.column, found.end_line, found.end_column, found.range.len())
        };
        found.into_iter().map(at).collect::<Vec<_>>()
    };
    assert_eq!(at(&reading, found), at(&whole, whole.locate(&places.each_ref())));

    let limited = |limit: &str| format!("{title}checks: {{limits: {{{limit}}}}}\n");
    let each = |description: &str, runs| {
        let (_, stream) = open(description, runs).map_err(|_| StreamError::Unfit)?;
        stream.each(|_| (), |()| ()).map(|lines| lines.count)
    };
    let mut no_record = elsewhere(&[&[0]]);
    no_record.0[0][0].1 = r#"{"id":"t-0"}"#.to_owned();
    for (description, wrong, why) in [
        (title.to_owned(), elsewhere(&[&[0, 1], &[1, 2]]), "a number is there twice"),
        (title.to_owned(), elsewhere(&[&[0, 2]]), "a number is lacking"),
        (title.to_owned(), no_record, "one is no record"),
        (limited("depth: 3"), elsewhere(&[&[0]]), "a record may be nested too deep"),
    ] {
        assert!(matches!(each(&description, wrong), Err(StreamError::Unfit)), "{why}");
    }
}
