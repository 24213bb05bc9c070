//! `tallybook init`: a small dataset that checks clean, with comments that teach.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context;

use crate::Verdict;
use crate::cli::InitArgs;
use crate::command::schema;
use crate::output::{Output, Style, hinted};
use crate::run;
use crate::stopping::uninterrupted;

/// The folder of the schemas. It is hidden, so that no records are looked for in it.
const SCHEMAS: &str = ".schema";

/// The files of the small dataset.
pub(crate) const FILES: [(&str, &str); 7] = [
    ("dataset.yaml", include_str!("../init/dataset.yaml")),
    ("sources.yaml", include_str!("../init/sources.yaml")),
    ("actors.yaml", include_str!("../init/actors.yaml")),
    ("equipment.yaml", include_str!("../init/equipment.yaml")),
    ("deals.yaml", include_str!("../init/deals.yaml")),
    ("transfers.yaml", include_str!("../init/transfers.yaml")),
    ("statements.yaml", include_str!("../init/statements.yaml")),
];

pub(crate) fn run(args: &InitArgs, output: &Output) -> anyhow::Result<Verdict> {
    let shown = run::shown(&args.dir);
    make_empty(&args.dir, &shown)?;
    uninterrupted(|| write(&args.dir))?;
    let mut text = format!("Started a dataset in {}\n\n", output.style(Style::Bold, &shown));
    for (name, about) in [
        ("dataset.yaml", "what the dataset is"),
        ("sources.yaml", "what was read"),
        ("actors.yaml", "who"),
        ("equipment.yaml", "what kind of thing"),
        ("deals.yaml", "agreements that tie transfers together"),
        ("transfers.yaml", "what changed hands"),
        ("statements.yaml", "who said what about it"),
        (SCHEMAS, "what editors with a YAML language server complete and check by"),
    ] {
        text.push_str(&format!("  {name:<16} {}\n", output.style(Style::Dim, about)));
    }
    text.push_str(&format!("\nNow read its comments, and run\n  tallybook check {shown}\n"));
    output.print(output.unless_quiet(&text))?;
    Ok(Verdict::Clean)
}

fn write(dir: &Path) -> anyhow::Result<()> {
    schema::write(&dir.join(SCHEMAS))?;
    for (name, text) in FILES {
        let path = dir.join(name);
        // `create_new` never overwrites, whatever has happened to the folder since it was looked at.
        fs::File::create_new(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
            .with_context(|| format!("`{}` cannot be written", run::shown(&path)))?;
    }
    Ok(())
}

fn make_empty(dir: &Path, shown: &str) -> anyhow::Result<()> {
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(hinted(
                    format!("`{shown}` holds files already, and none of them is touched"),
                    "name a folder that does not exist yet",
                ));
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(dir).with_context(|| format!("the folder `{shown}` cannot be made"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(hinted(
            format!("`{shown}` is a file, or lies below one"),
            "name a folder that does not exist yet",
        )),
        Err(error) => Err(error).with_context(|| format!("the folder `{shown}` cannot be looked into")),
    }
}
