//! `cargo dev synth`: a synthetic dataset of any size for measurements, with faults on request.
//!
//! The same options give the same bytes. Without faults nothing in it is worth an error or a warning. Records
//! are made and written dossier by dossier ([`dossier`]), so that memory does not grow with the dataset.

mod cast;
mod dates;
mod dossier;
mod faults;
mod random;
mod records;

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use self::cast::Cast;
use self::dossier::{Dossier, TRANSFERS, dossier};
use self::faults::{ACTOR_FAULTS, ActorFault, FAULTS, Make, OF_TEXTS, Spot};
use self::random::Random;
use self::records::Records;

/// What to write.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    /// How many transfers it has
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    transfers: usize,
    /// What it is made from: another seed gives another dataset
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Make so many faults, one a dossier of 100 transfers at most, and list them in `DIR.faults.jsonl`
    #[arg(long, value_name = "K", default_value_t = 0)]
    faults: usize,
    /// How many sources it has; without it, 6 for 100 transfers
    #[arg(long, value_name = "N")]
    sources: Option<usize>,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write a text for every source as well, below this folder
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// Write JSON Lines, which is the default
    #[arg(long, conflicts_with = "yaml")]
    jsonl: bool,
    /// Write YAML
    #[arg(long, conflicts_with = "faults")]
    yaml: bool,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let dossiers = options.transfers.div_ceil(TRANSFERS);
    if options.faults > dossiers {
        bail!("{} transfers have room for {dossiers} faults at most", options.transfers);
    }
    for folder in [Some(&options.out), options.archive.as_ref()].into_iter().flatten() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let manifest = json!({ "title": "Synthetic dataset", "version": "1.0.0", "licence": "CC0-1.0" });
    write(&options.out.join("dataset.yaml"), &serde_json::to_string_pretty(&manifest)?)?;

    let table = |name| Records::create(&options.out, name, options.yaml);
    let mut tables = [table("sources")?, table("deals")?, table("transfers")?, table("statements")?];
    let mut cast = Cast::new(options.seed, options.transfers);
    let Plan { mut in_dossiers, mut in_actors } = plan(options);
    let planned = in_dossiers.len();
    let mut made: Vec<Value> = Vec::new();
    let sources = options.sources.unwrap_or(options.transfers * 6 / 100).max(dossiers);
    for number in 0..dossiers {
        let share = number * sources / dossiers..(number + 1) * sources / dossiers;
        let transfers = number * TRANSFERS..options.transfers.min((number + 1) * TRANSFERS);
        let mut dossier = dossier(options, &mut cast, number, share, transfers);
        if let Some(folder) = &options.archive {
            archive(folder, &mut dossier)?;
        }
        let due = planned * (number + 1) / dossiers > planned - in_dossiers.len();
        let mut random = Random::new(options.seed, 4_000_000_000 + number as u64);
        let fault = if due { make_one(&mut in_dossiers, &mut dossier, &mut random) } else { None };
        let Dossier { sources, deals, transfers, statements, .. } = dossier;
        for (table, records) in tables.iter_mut().zip([sources, deals, transfers, statements]) {
            for (position, record) in records.iter().enumerate() {
                let here =
                    fault.as_ref().filter(|(_, spot)| table.holds(spot.table) && spot.position == position);
                table.write(record, here.and_then(|(_, spot)| spot.garble))?;
                made.extend(here.map(|(code, spot)| listed(code, table, record, spot.path.as_deref())));
            }
        }
    }
    tables.into_iter().try_for_each(Records::finish)?;

    let mut equipment = table("equipment")?;
    for record in cast.write_equipment() {
        equipment.write(&record, None)?;
    }
    equipment.finish()?;
    let mut actors = table("actors")?;
    for mut record in cast.write_actors() {
        let fault = in_actors.iter().position(|fault| fault.fits(&record)).map(|i| in_actors.swap_remove(i));
        if let Some(fault) = fault {
            (fault.make)(&mut record);
        }
        actors.write(&record, None)?;
        made.extend(fault.map(|fault| listed(fault.code, &actors, &record, Some(fault.path))));
    }
    actors.finish()?;
    if let Some(missed) =
        in_dossiers.iter().map(|(code, _)| *code).chain(in_actors.iter().map(|f| f.code)).next()
    {
        bail!("no record is left that is fit for the fault {missed}: write more transfers");
    }
    if options.faults > 0 {
        let lines: String = made.iter().map(|fault| format!("{fault}\n")).collect();
        write(&faults_path(&options.out), &lines)?;
    }
    Ok(())
}

/// The faults that are to be made, every kind as often as the others.
struct Plan {
    in_dossiers: VecDeque<(&'static str, Make)>,
    in_actors: Vec<&'static ActorFault>,
}

fn plan(options: &Options) -> Plan {
    let of_texts = if options.archive.is_some() { OF_TEXTS } else { &[] };
    let in_dossiers: Vec<_> = FAULTS.iter().chain(of_texts).copied().collect();
    let kinds = in_dossiers.len() + ACTOR_FAULTS.len();
    let mut plan = Plan { in_dossiers: VecDeque::new(), in_actors: Vec::new() };
    for n in (0..options.faults).map(|n| n % kinds) {
        match in_dossiers.get(n) {
            Some(fault) => plan.in_dossiers.push_back(*fault),
            None => plan.in_actors.push(&ACTOR_FAULTS[n - in_dossiers.len()]),
        }
    }
    plan
}

/// Makes the first of the faults that some record of the dossier is fit for.
fn make_one(
    faults: &mut VecDeque<(&'static str, Make)>,
    dossier: &mut Dossier,
    random: &mut Random,
) -> Option<(&'static str, Spot)> {
    let (at, fault) = faults
        .iter()
        .enumerate()
        .find_map(|(at, (code, make))| Some((at, (*code, make(dossier, random)?))))?;
    faults.remove(at);
    Some(fault)
}

/// A fault as it is listed: the code of the rule that finds it, and where.
fn listed(code: &str, table: &Records, record: &Value, path: Option<&str>) -> Value {
    let record = record["id"].as_str().unwrap_or_default();
    json!({ "code": code, "file": table.name, "line": table.count, "record": record, "path": path })
}

/// Where the faults are listed: beside the dataset, where its reader does not look.
fn faults_path(out: &Path) -> PathBuf {
    out.with_added_extension("faults.jsonl")
}

/// Writes the texts of a dossier, and their names and digests into its sources.
fn archive(folder: &Path, dossier: &mut Dossier) -> anyhow::Result<()> {
    for (source, text) in dossier.sources.iter_mut().zip(&dossier.texts) {
        let file = format!("{}.txt", source["id"].as_str().unwrap_or_default());
        write(&folder.join(&file), text)?;
        let sha256: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        source["text"] = json!({ "file": file, "sha256": sha256 });
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use tallybook_check::Settings;
    use tallybook_diagnostics::{Finding, Meter, Report, Severity, render};
    use tallybook_reader::{Archive, Reading};

    use super::*;

    /// Codes, each with the record, the value, and the line of its file.
    type Found = Vec<(String, String, String, String, u64)>;

    fn options(folder: &Path, transfers: usize, faults: usize, archive: bool) -> Options {
        Options {
            transfers,
            seed: 7,
            faults,
            sources: None,
            out: folder.join("data"),
            archive: archive.then(|| folder.join("texts")),
            jsonl: true,
            yaml: false,
        }
    }

    /// What is found of at least a severity, in the order of files and lines.
    fn found(options: &Options, severity: Severity) -> Found {
        let mut reading = Reading::from_folder(&options.out).unwrap();
        if let Some(folder) = &options.archive {
            let archive = Archive::read(&reading.dataset, folder).unwrap();
            reading.attach(archive, "texts");
        }
        let settings = Settings::new("2026-01-01".parse().unwrap());
        let mut findings = tallybook_check::check(&reading, &settings).findings;
        findings.retain(|finding| finding.severity >= severity);
        let mut found: Found = reading
            .locate_findings(findings)
            .into_iter()
            .map(|located| {
                let location = located.primary.unwrap();
                let file = reading.files.get(location.file).unwrap();
                let record = located.record.map_or_else(String::new, |(_, id)| id);
                let finding = located.finding;
                let value = finding.primary.place.pointer().unwrap_or_default().to_owned();
                (finding.code.to_owned(), record, value, file.path().to_owned(), location.line as u64)
            })
            .collect();
        found.sort();
        found
    }

    /// What was made, the record left out where it can no longer be read.
    fn made(options: &Options) -> Found {
        let lines = fs::read_to_string(faults_path(&options.out)).unwrap();
        let mut made: Found = lines
            .lines()
            .map(|line| {
                let fault: Value = serde_json::from_str(line).unwrap();
                let text = |field: &str| fault[field].as_str().unwrap_or_default().to_owned();
                let record = if fault["path"].is_null() { String::new() } else { text("record") };
                (text("code"), record, text("path"), text("file"), fault["line"].as_u64().unwrap())
            })
            .collect();
        made.sort();
        made
    }

    /// All that a check says, as JSON; with the transfers read as a whole or part by part.
    fn said(options: &Options, in_parts: bool) -> String {
        let settings = Settings::new("2026-01-01".parse().unwrap());
        let (mut reading, stream) = Reading::from_folder_in_parts(&options.out, 0, Meter::none()).unwrap();
        let outcome = if in_parts {
            let stream = stream.unwrap();
            let (outcome, lines) = tallybook_check::check_in_parts(&reading, &stream, &settings).unwrap();
            let places = outcome.findings.iter().flat_map(Finding::places);
            reading.keep_lines(&stream, lines, places).unwrap();
            reading.keep(outcome.findings.iter().flat_map(Finding::places)).unwrap();
            outcome
        } else {
            reading = Reading::from_folder(&options.out).unwrap();
            tallybook_check::check(&reading, &settings)
        };
        let findings = reading.locate_findings(outcome.findings);
        let rules = tallybook_check::RULES.iter().map(|rule| &rule.info);
        render::json::render(&Report::new(&reading.files, findings, outcome.summary, rules))
    }

    #[test]
    fn transfers_read_part_by_part_give_the_same_findings() {
        let folder = tempfile::tempdir().unwrap();
        for (transfers, faults) in [(170, 0), (6_000, 60)] {
            let options = options(folder.path(), transfers, faults, false);
            run(&options).unwrap();
            let (in_parts, whole) = (said(&options, true), said(&options, false));
            for (number, (one, other)) in in_parts.lines().zip(whole.lines()).enumerate() {
                assert_eq!(one, other, "line {number} of the report");
            }
            assert_eq!(in_parts.len(), whole.len());
        }
    }

    #[test]
    fn a_dataset_without_faults_gives_no_warning() {
        let folder = tempfile::tempdir().unwrap();
        for (transfers, archive) in [(1, true), (170, true), (20_000, false)] {
            let options = options(folder.path(), transfers, 0, archive);
            run(&options).unwrap();
            assert_eq!(found(&options, Severity::Warning), Found::new());
        }
    }

    #[test]
    fn each_fault_gives_one_error_and_no_other_is_found() {
        let folder = tempfile::tempdir().unwrap();
        for (transfers, faults, archive) in [(6_000, 50, false), (20_000, 150, true)] {
            let options = options(folder.path(), transfers, faults, archive);
            run(&options).unwrap();
            let made = made(&options);
            assert_eq!(made.len(), faults);
            assert_eq!(found(&options, Severity::Error), made);
        }
    }

    #[test]
    fn every_rule_of_severity_error_has_a_fault_or_a_reason_for_none() {
        let without = ["A008", "E005", "R006", "R008", "S006", "W002", "W003", "W004"];
        let mut known: Vec<&str> = FAULTS.iter().chain(OF_TEXTS).map(|(code, _)| *code).collect();
        known.extend(ACTOR_FAULTS.iter().map(|fault| fault.code).chain(without));
        known.sort_unstable();
        let rules = tallybook_check::RULES.iter().map(|rule| rule.info);
        let errors: Vec<&str> =
            rules.filter(|rule| rule.severity == Severity::Error).map(|r| r.code).collect();
        assert_eq!(known, errors);
    }

    #[test]
    fn the_same_options_give_the_same_bytes() {
        let read = |seed| {
            let folder = tempfile::tempdir().unwrap();
            let options = Options { seed, ..options(folder.path(), 300, 3, false) };
            run(&options).unwrap();
            let transfers = fs::read(options.out.join("transfers.jsonl")).unwrap();
            (transfers, fs::read(faults_path(&options.out)).unwrap())
        };
        assert_eq!(read(7), read(7));
        assert_ne!(read(7), read(8));
    }
}
