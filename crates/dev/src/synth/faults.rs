//! Faults, each made in one record of a dossier, and each worth exactly one finding of severity error.
//!
//! Rules of severity error that no change of one record of JSON Lines can break are left out: E005 looks at the
//! bytes of an archived text; R006 and R008 at an earlier release; S006 at where a file stands; W002, W003 and
//! W004 at `dataset.yaml`. E003 and E012 need archived texts, so they are made only where those are written.

use serde_json::{Value, json};

use super::dossier::Dossier;
use super::random::Random;

/// Where a fault was made.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) table: &'static str,
    /// The position of the record in its dossier.
    pub(super) position: usize,
    /// The JSON Pointer of the value that the finding points at; `None` where it points into text.
    pub(super) path: Option<String>,
    /// What becomes of the line of the record, for faults that no JSON value can have.
    pub(super) garble: Option<fn(&str) -> String>,
}

/// Makes a fault somewhere in a dossier; `None` if none of its records is fit for it.
pub(super) type Make = fn(&mut Dossier, &mut Random) -> Option<Spot>;

/// The faults by the code of the rule that finds them.
pub(super) const FAULTS: &[(&str, Make)] = &[
    ("A001", |d, r| transfer(d, r, alone, "/recipient", |t| t["recipient"] = t["supplier"].clone())),
    ("A002", |d, r| {
        transfer(d, r, |t| has(t, "place"), "/place/country", |t| t["place"]["country"] = json!("QZ"))
    }),
    ("A005", |d, r| {
        let medium = d.sources.first()?["publisher"].clone();
        transfer(d, r, alone, "/supplier", |t| t["supplier"] = medium.clone())
    }),
    ("A007", |d, r| {
        let stranger = d.transfers.last()?["supplier"].clone();
        let fit = |t: &Value| in_deal(t) && t["kind"] != "funds" && t["supplier"] != stranger;
        transfer(d, r, fit, "/recipient", |t| t["recipient"] = stranger.clone())
    }),
    ("D001", |d, r| transfer(d, r, on_a_day, "", |t| t["delivered"] = json!("2021-02-30")).map(unread)),
    ("D002", |d, r| transfer(d, r, on_a_day, "", |t| t["delivered"] = json!("2021-06/2021-02")).map(unread)),
    ("D003", |d, r| {
        let fit = |t: &Value| on_a_day(t) && has(t, "ordered");
        transfer(d, r, fit, "/delivered", |t| {
            t["ordered"] = json!(format!("{}-01-05", year(&t["delivered"]) + 1));
        })
    }),
    ("D005", |d, r| {
        transfer(d, r, on_a_day, "/delivered", |t| {
            t["delivered"] = json!(format!("{}-06-01", year(&t["delivered"]) + 2));
        })
    }),
    ("D006", |d, r| {
        statement(
            d,
            r,
            |s| matches!(act(s), "accuse" | "request"),
            "/date",
            |s| {
                s["date"] = json!(format!("{}-06-01", year(&s["date"]) + 1));
            },
        )
    }),
    ("D007", |d, r| {
        source(d, r, |s| has(s, "retrieved"), "/retrieved", |s| s["retrieved"] = json!("2000-01-01"))
    }),
    ("D008", |d, r| source(d, r, |_| true, "/retrieved", |s| s["retrieved"] = json!("2999-01-01"))),
    ("E001", |d, r| {
        let spot = item(d, r, |_, _| true, "/equipment", |item| drop(item["evidence"].take()))?;
        remove_nulls(&mut d.transfers[spot.position]);
        Some(spot)
    }),
    ("E002", |d, r| {
        item(
            d,
            r,
            |_, _| true,
            "/evidence/0/supports/0",
            |item| {
                if let Some(fields) = item["evidence"][0]["supports"].as_array_mut() {
                    fields.insert(0, json!("price"));
                }
            },
        )
    }),
    ("E014", |d, r| {
        item(
            d,
            r,
            |_, _| true,
            "/evidence/0/note",
            |item| {
                item["evidence"][0]["note"] = json!("TODO: find the page");
            },
        )
    }),
    ("E016", |d, r| {
        item(
            d,
            r,
            |_, item| !has(&item["evidence"][0], "reports"),
            "/evidence/0/reports/quantity",
            |item| {
                item["evidence"][0]["reports"] = json!({ "quantity": item["quantity"] });
            },
        )
    }),
    ("M001", |d, r| transfer(d, r, |t| t["kind"] == "funds", "/amount", |t| t["amount"] = json!("XQX 5000"))),
    ("M002", |d, r| {
        let fit = |t: &Value| t["kind"] == "funds" && text(&t["amount"]).chars().all(|c| c != '.');
        let fit = |t: &Value| fit(t) && text(&t["amount"]).split(' ').count() == 2;
        transfer(d, r, fit, "/amount", |t| t["amount"] = json!(format!("{}.125", text(&t["amount"]))))
    }),
    ("M004", |d, r| {
        transfer(
            d,
            r,
            |t| t["kind"] == "funds",
            "/kind",
            |t| {
                t["amount"].take();
                withdraw(t, "amount");
            },
        )
    }),
    ("M005", |d, r| {
        let paid: Vec<Value> = d
            .transfers
            .iter()
            .filter(|t| t["kind"] == "funds" && t["stage"] == "delivered" && has(t, "amount"))
            .filter(|t| !text(&t["amount"]).starts_with("about"))
            .map(|t| t["deal"].clone())
            .collect();
        let fit = |deal: &Value| has(deal, "value") && paid.contains(&deal["id"]);
        change("deals", &mut d.deals, r, fit, "/value", |deal| {
            deal["value"] = json!(format!("{} 1", &text(&deal["value"])[..3]));
        })
    }),
    ("Q001", |d, r| {
        transfer(
            d,
            r,
            |t| counted(t, "exhaustive"),
            "/total",
            |t| {
                t["total"] = json!((number(&t["total"]) + 1000).to_string());
            },
        )
    }),
    ("Q002", |d, r| transfer(d, r, |t| counted(t, "partial"), "/total", |t| t["total"] = json!("1"))),
    ("Q004", |d, r| {
        transfer(
            d,
            r,
            |t| counted(t, "partial"),
            "/items",
            |t| {
                t["itemisation"].take();
                withdraw(t, "itemisation");
            },
        )
    }),
    ("Q005", |d, r| {
        item(d, r, |t, _| !has(t, "total"), "/quantity", |item| item["quantity"] = json!("120 to 100"))
    }),
    ("Q006", |d, r| {
        transfer(
            d,
            r,
            |t| t["kind"] == "service",
            "/itemisation",
            |t| {
                t["itemisation"] = json!("partial");
                support(t, "itemisation");
            },
        )
    }),
    ("Q011", |d, r| {
        item(
            d,
            r,
            |_, item| has(item, "equipment"),
            "/quantity",
            |item| {
                item["equipment"].take();
                withdraw(item, "equipment");
            },
        )
    }),
    ("R001", |d, r| {
        let taken = d.transfers.first()?["id"].clone();
        let told: Vec<String> =
            d.statements.iter().map(|s| text(&s["about"][0]["target"]).to_owned()).collect();
        let untold = |t: &Value| t["id"] != taken && !told.contains(&format!("transfer:{}", text(&t["id"])));
        transfer(d, r, untold, "/id", |t| t["id"] = taken.clone())
    }),
    ("R002", |d, r| {
        item(
            d,
            r,
            |_, item| has(item, "equipment"),
            "/equipment",
            |item| {
                item["equipment"] = json!("nothing-of-the-kind");
            },
        )
    }),
    ("R003", |d, r| {
        let state = d.transfers.first()?["supplier"].clone();
        statement(d, r, |_| true, "/medium", |s| s["medium"] = state.clone())
    }),
    ("R005", |d, r| {
        statement(
            d,
            r,
            |s| act(s) == "request",
            "/supersedes/0",
            |s| {
                s["supersedes"] = json!([s["id"]]);
                support(s, "supersedes");
            },
        )
    }),
    ("S001", |d, r| {
        transfer(d, r, |_| true, "", |_| ()).map(|spot| garbled(spot, |line| line.replace(':', ";")))
    }),
    ("S002", |d, r| transfer(d, r, |_| true, "", |t| t["colour"] = json!("red")).map(unread)),
    ("S003", |d, r| transfer(d, r, |_| true, "", |t| drop(t["stage"].take())).map(unread)),
    ("S004", |d, r| {
        item(d, r, |_, _| true, "", |item| item["quantity"] = json!("a few hundred")).map(unread)
    }),
    ("S005", |d, r| {
        let twice = |line: &str| line.replacen('{', "{\"note\":\"once\",\"note\":\"twice\",", 1);
        transfer(d, r, |t| !has(t, "note"), "", |_| ()).map(|spot| garbled(spot, twice))
    }),
    ("S007", |d, r| transfer(d, r, |_| true, "", |t| t["stage"] = json!("delivred")).map(unread)),
    ("S009", |d, r| {
        let deep =
            |line: &str| line.replacen('{', &format!("{{\"note\":{}{},", "[".repeat(99), "]".repeat(99)), 1);
        transfer(d, r, |t| !has(t, "note"), "", |_| ()).map(|spot| garbled(spot, deep))
    }),
    ("T001", |d, r| {
        statement(
            d,
            r,
            |s| act(s) == "request",
            "/id",
            |s| {
                s["about"].take();
                s["topics"].take();
                withdraw(s, "about");
            },
        )
    }),
    ("T002", |d, r| {
        statement(
            d,
            r,
            |s| act(s) == "deny",
            "/act",
            |s| {
                for target in s["about"].as_array_mut().into_iter().flatten() {
                    target["stance"] = json!("affirms");
                }
            },
        )
    }),
    ("T003", |d, r| {
        statement(
            d,
            r,
            |s| act(s) == "correct",
            "/date",
            |s| {
                s["date"] = json!(format!("{}-12-01", year(&s["date"]) - 1));
            },
        )
    }),
    ("T005", retracted),
    ("T008", |d, r| {
        statement(
            d,
            r,
            |s| act(s) == "accuse",
            "/about/0/claims/colour",
            |s| {
                s["about"][0]["claims"] = json!({ "colour": "red" });
            },
        )
    }),
    ("X001", |d, r| {
        transfer(d, r, |t| has(t, "note"), "/note", |t| t["note"] = json!("Compared by\u{200b} hand."))
    }),
    ("X004", |d, r| transfer(d, r, on_a_day, "", |t| t["delivered"] = json!("N/A")).map(unread)),
    ("X007", |d, r| transfer(d, r, |t| has(t, "place"), "/place/name", |t| t["place"]["name"] = json!(""))),
];

/// Faults for which archived texts are needed.
pub(super) const OF_TEXTS: &[(&str, Make)] = &[
    ("E003", |d, r| {
        item(
            d,
            r,
            |_, item| has(&item["evidence"][0], "quote"),
            "/evidence/0/quote",
            |item| {
                let quote = format!("{} and nothing else", text(&item["evidence"][0]["quote"]));
                item["evidence"][0]["quote"] = json!(quote);
            },
        )
    }),
    ("E012", |d, r| {
        item(
            d,
            r,
            |_, _| true,
            "/evidence/0/paragraph",
            |item| item["evidence"][0]["paragraph"] = json!(99_999),
        )
    }),
];

/// A fault of an actor.
#[derive(Debug)]
pub(super) struct ActorFault {
    pub(super) code: &'static str,
    /// The JSON Pointer of the value that the finding points at.
    pub(super) path: &'static str,
    /// The kind of actor that is fit for it.
    kind: &'static str,
    pub(super) make: fn(&mut Value),
}

impl ActorFault {
    pub(super) fn fits(&self, actor: &Value) -> bool {
        actor["kind"] == self.kind && !has(actor, "country") && !has(actor, "anonymous")
    }
}

/// The faults of actors.
pub(super) const ACTOR_FAULTS: &[ActorFault] = &[
    ActorFault { code: "A003", path: "/kind", kind: "organization", make: |a| a["kind"] = json!("state") },
    ActorFault { code: "A004", path: "/anonymous", kind: "person", make: |a| a["anonymous"] = json!({}) },
];

/// An item that rests on the word of somebody who took it back.
fn retracted(dossier: &mut Dossier, random: &mut Random) -> Option<Spot> {
    let statements = &dossier.statements;
    let taken_back: Vec<(String, Value)> = statements
        .iter()
        .filter(|s| act(s) == "retract")
        .filter_map(|s| statements.iter().find(|earlier| earlier["id"] == s["retracts"][0]))
        .map(|s| (text(&s["about"][0]["target"]).replace("transfer:", ""), s["speaker"].clone()))
        .collect();
    let speaker =
        |t: &Value| taken_back.iter().find(|(id, _)| t["id"] == id.as_str()).map(|(_, s)| s.clone());
    let position = start(&dossier.transfers, random, |t| speaker(t).is_some() && has(t, "items"))?;
    let transfer = &mut dossier.transfers[position];
    let speaker = speaker(transfer)?;
    for evidence in transfer["items"][0]["evidence"].as_array_mut()? {
        evidence["via"] = json!([speaker]);
    }
    let field = if has(&transfer["items"][0], "equipment") { "equipment" } else { "description" };
    Some(spot("transfers", position, &format!("/items/0/{field}")))
}

fn spot(table: &'static str, position: usize, path: &str) -> Spot {
    Spot { table, position, path: Some(path.to_owned()), garble: None }
}

/// A record that cannot be read has no values to point at.
#[expect(clippy::needless_pass_by_value, reason = "options are mapped with it")]
fn unread(spot: Spot) -> Spot {
    Spot { path: None, ..spot }
}

fn garbled(spot: Spot, garble: fn(&str) -> String) -> Spot {
    Spot { garble: Some(garble), ..unread(spot) }
}

/// The position of a record that is fit, looked for from anywhere on.
fn start(records: &[Value], random: &mut Random, fit: impl Fn(&Value) -> bool) -> Option<usize> {
    let from = random.below(records.len());
    (from..records.len()).chain(0..from).find(|&position| fit(&records[position]))
}

fn change(
    table: &'static str,
    records: &mut [Value],
    random: &mut Random,
    fit: impl Fn(&Value) -> bool,
    path: &str,
    make: impl FnOnce(&mut Value),
) -> Option<Spot> {
    let position = start(records, random, fit)?;
    make(&mut records[position]);
    remove_nulls(&mut records[position]);
    Some(spot(table, position, path))
}

fn transfer(
    dossier: &mut Dossier,
    random: &mut Random,
    fit: impl Fn(&Value) -> bool,
    path: &str,
    make: impl FnOnce(&mut Value),
) -> Option<Spot> {
    change("transfers", &mut dossier.transfers, random, fit, path, make)
}

fn statement(
    dossier: &mut Dossier,
    random: &mut Random,
    fit: impl Fn(&Value) -> bool,
    path: &str,
    make: impl FnOnce(&mut Value),
) -> Option<Spot> {
    change("statements", &mut dossier.statements, random, fit, path, make)
}

fn source(
    dossier: &mut Dossier,
    random: &mut Random,
    fit: impl Fn(&Value) -> bool,
    path: &str,
    make: impl FnOnce(&mut Value),
) -> Option<Spot> {
    change("sources", &mut dossier.sources, random, fit, path, make)
}

/// Changes the first item of a transfer.
fn item(
    dossier: &mut Dossier,
    random: &mut Random,
    fit: impl Fn(&Value, &Value) -> bool,
    path: &str,
    make: impl FnOnce(&mut Value),
) -> Option<Spot> {
    let fit = |t: &Value| t["items"].get(0).is_some_and(|item| fit(t, item));
    transfer(dossier, random, fit, &format!("/items/0{path}"), |t| {
        make(&mut t["items"][0]);
        remove_nulls(&mut t["items"][0]);
    })
}

/// Removes the fields whose value was taken, or asked for in vain.
fn remove_nulls(record: &mut Value) {
    if let Some(fields) = record.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
}

/// Lets the first piece of evidence support a field more.
fn support(block: &mut Value, field: &str) {
    if let Some(fields) = block["evidence"][0]["supports"].as_array_mut() {
        fields.push(json!(field));
    }
}

/// Takes a field out of all evidence.
fn withdraw(block: &mut Value, field: &str) {
    for evidence in block["evidence"].as_array_mut().into_iter().flatten() {
        if let Some(fields) = evidence["supports"].as_array_mut() {
            fields.retain(|name| name != field);
        }
    }
}

fn has(record: &Value, field: &str) -> bool {
    record.get(field).is_some()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> usize {
    text(value).parse().unwrap_or_default()
}

fn year(date: &Value) -> usize {
    text(date).get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
}

fn act(statement: &Value) -> &str {
    text(&statement["act"])
}

fn in_deal(transfer: &Value) -> bool {
    has(transfer, "deal")
}

fn alone(transfer: &Value) -> bool {
    !in_deal(transfer)
}

/// Whether a transfer was handed over on a day.
fn on_a_day(transfer: &Value) -> bool {
    text(&transfer["delivered"]).len() == "2021-05-03".len() && !text(&transfer["delivered"]).contains('X')
}

/// Whether a transfer has exact items and an exact total.
fn counted(transfer: &Value, itemisation: &str) -> bool {
    transfer["itemisation"] == itemisation && text(&transfer["total"]).parse::<usize>().is_ok()
}
