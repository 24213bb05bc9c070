//! A hundred transfers with their deals, the sources that report them and the statements about them.
//!
//! A dossier names records of its own, actors and equipment, and nothing of other dossiers. So it is made
//! from its number alone, written, and forgotten.
//!
//! Its clock: deals are agreed and transfers ordered in one year, delivered in the next; whoever speaks of it
//! does so in the first half of the third year, and all sources are published in the second half of that.

use std::ops::Range;

use serde_json::{Value, json};

use super::Options;
use super::cast::Cast;
use super::dates::{self, Dated};
use super::random::Random;

/// Transfers of a dossier.
pub(super) const TRANSFERS: usize = 100;
/// Deals of a dossier.
pub(super) const DEALS: usize = 15;
/// Pairs of parties of a dossier: one for each deal, and some for transfers without one.
const PAIRS: usize = 18;
/// Pieces of evidence that stand in one paragraph.
const IN_A_PARAGRAPH: usize = 3;

const CURRENCIES: [&str; 5] = ["EUR", "USD", "GBP", "CHF", "JPY"];

/// The records of a dossier, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Dossier {
    pub(super) sources: Vec<Value>,
    pub(super) deals: Vec<Value>,
    pub(super) transfers: Vec<Value>,
    pub(super) statements: Vec<Value>,
    /// The text of each source, if texts are wanted.
    pub(super) texts: Vec<String>,
}

/// What is known of a deal before it is written.
struct Terms {
    id: Option<String>,
    supplier: usize,
    recipient: usize,
    currency: &'static str,
    delivered: bool,
    /// The first type of equipment handed over under it; the others follow.
    model: usize,
    /// Things handed over under it so far: no two are the same.
    things: usize,
    used: bool,
}

/// A source while what cites it is written.
struct Draft {
    id: String,
    kind: &'static str,
    cited: usize,
    quotes: Vec<Vec<String>>,
}

struct Writer<'a> {
    cast: &'a mut Cast,
    random: Random,
    year: usize,
    texts: bool,
    drafts: Vec<Draft>,
    terms: Vec<Terms>,
}

/// Makes a dossier. `sources` are the numbers of its sources, `transfers` those of its transfers.
pub(super) fn dossier(
    options: &Options,
    cast: &mut Cast,
    number: usize,
    sources: Range<usize>,
    transfers: Range<usize>,
) -> Dossier {
    let mut random = Random::new(options.seed, number as u64);
    let year = random.between(2008, 2018);
    let mut writer = Writer {
        cast,
        random,
        year,
        texts: options.archive.is_some(),
        drafts: Vec::new(),
        terms: Vec::new(),
    };
    writer.drafts = sources.map(|n| writer.draft(n)).collect();
    writer.terms = (0..PAIRS).map(|n| writer.terms(number, n)).collect();
    let first = transfers.start;
    let mut dossier = Dossier::default();
    for n in transfers {
        let transfer = writer.transfer(n, n - first);
        dossier.transfers.push(transfer);
    }
    for triple in 0..dossier.transfers.len() / 10 {
        let statements = writer.exchange(number, triple, &dossier.transfers[triple * 10 + triple % 10]);
        dossier.statements.extend(statements);
    }
    for n in 0..DEALS {
        dossier.deals.extend(writer.deal(n));
    }
    for n in 0..writer.drafts.len() {
        if writer.drafts[n].cited > 0 {
            let (source, text) = writer.source(n);
            dossier.sources.push(source);
            dossier.texts.push(text);
        }
    }
    dossier
}

impl Writer<'_> {
    fn draft(&mut self, n: usize) -> Draft {
        let kinds = [
            "news-article",
            "news-article",
            "news-article",
            "press-release",
            "official-document",
            "broadcast",
            "social-media-post",
        ];
        Draft { id: format!("source-{n}"), kind: self.random.one(&kinds), cited: 0, quotes: Vec::new() }
    }

    fn terms(&mut self, dossier: usize, n: usize) -> Terms {
        let (supplier, recipient) = self.cast.pair(dossier * PAIRS + n);
        Terms {
            id: (n < DEALS).then(|| format!("deal-{}", dossier * DEALS + n)),
            supplier,
            recipient,
            currency: self.random.one(&CURRENCIES),
            delivered: self.random.percent(75),
            model: self.random.below(1_000_000),
            things: 0,
            used: false,
        }
    }

    /// A piece of evidence. A quote is left out now and then.
    fn cite(&mut self, main: usize, quote: Option<String>, supports: &[&str]) -> Value {
        let quote = quote.filter(|_| self.random.percent(80));
        let chosen = main % self.drafts.len();
        let draft = &mut self.drafts[chosen];
        let paragraph = 2 + draft.cited / IN_A_PARAGRAPH;
        draft.cited += 1;
        let mut evidence = json!({ "source": draft.id, "supports": supports });
        match draft.kind {
            _ if self.texts => evidence["paragraph"] = json!(paragraph),
            "broadcast" => {
                evidence["clip"] = json!(format!("00:{:02}:{:02}", paragraph / 60, paragraph % 60));
            }
            "official-document" => evidence["page"] = json!(paragraph),
            _ => evidence["paragraph"] = json!(paragraph),
        }
        if self.texts {
            draft.quotes.resize(paragraph - 1, Vec::new());
            draft.quotes[paragraph - 2].extend(quote.clone());
        }
        if let Some(quote) = quote {
            evidence["quote"] = json!(quote);
        }
        if self.random.percent(15) {
            let (medium, others) = (self.random.below(1000), self.random.below(1000));
            let mut via = vec![self.cast.medium(medium)];
            if self.random.percent(40) {
                via.push(self.cast.collective(others));
            }
            evidence["via"] = via.into_iter().map(|actor| json!(self.cast.actor(actor))).collect();
        }
        if self.random.percent(3) {
            evidence["note"] = json!("The source gives no author.");
        }
        evidence
    }

    fn transfer(&mut self, n: usize, position: usize) -> Value {
        let pair = position * PAIRS / TRANSFERS;
        let main = position * self.drafts.len() / TRANSFERS;
        let kind = match self.random.below(100) {
            0..=7 => "funds",
            8..=14 => "service",
            _ => "materiel",
        };
        let terms = &mut self.terms[pair];
        terms.used = true;
        let delivered = terms.delivered && self.random.percent(90);
        let open = ["planned", "in-transit", "cancelled"];
        let ordered = ["planned", "ordered", "ordered", "agreed"];
        let stage = match (terms.delivered, delivered) {
            (_, true) => "delivered",
            (true, false) => self.random.one(&open),
            (false, _) => self.random.one(&ordered),
        };
        // Money goes the other way.
        let (supplier, recipient) = match kind {
            "funds" => (terms.recipient, terms.supplier),
            _ => (terms.supplier, terms.recipient),
        };
        let deal = terms.id.clone();
        let (supplier_name, recipient_name) = (self.cast.name(supplier), self.cast.name(recipient));
        let mut record = json!({
            "id": format!("transfer-{n}"), "kind": kind, "stage": stage,
            "supplier": self.cast.actor(supplier), "recipient": self.cast.actor(recipient),
        });
        let mut quoted = vec!["supplier", "recipient", "stage"];
        let mut located = Vec::new();
        let mut quote = format!("{supplier_name} to {recipient_name}");
        if let Some(deal) = deal {
            record["deal"] = json!(deal);
            located.push("deal");
        }
        let mut date = |field: &'static str, verb: &str, dated: Dated| {
            record[field] = json!(dated.edtf);
            match dated.words {
                Some(words) => {
                    quote.push_str(&format!(", {verb} {words}"));
                    quoted.push(field);
                }
                None => located.push(field),
            }
        };
        if self.random.percent(40) {
            date("ordered", "ordered", dates::day_or_month(&mut self.random, self.year, (1, 12)));
        }
        if delivered && self.random.percent(95) {
            date("delivered", "handed over", dates::any(&mut self.random, self.year + 1));
        }
        match kind {
            "funds" => {
                let amount = self.amount(pair);
                quote.push_str(&format!(", {amount} in all"));
                record["amount"] = json!(amount);
                quoted.push("amount");
            }
            "materiel" => {
                let (items, itemisation, total) = self.items(pair, main);
                if let Some(total) = total {
                    quote.push_str(&format!(", {total} pieces in all"));
                    record["total"] = json!(total);
                    quoted.push("total");
                }
                if let Some(itemisation) = itemisation {
                    record["itemisation"] = json!(itemisation);
                    located.push("itemisation");
                    record["items"] = json!(items);
                }
            }
            _ => {}
        }
        self.circumstances(&mut record, &mut located);
        let mut evidence = vec![self.cite(main, Some(quote), &quoted)];
        if !located.is_empty() {
            evidence.push(self.cite(main, None, &located));
        }
        if self.random.percent(20) {
            let mut other = self.cite(main + 1, None, &["supplier", "recipient"]);
            if let Some(total) = record["total"].as_str().and_then(|total| total.parse::<usize>().ok()) {
                other["reports"] = json!({ "total": format!("about {}", total + 7) });
            }
            evidence.push(other);
        }
        record["evidence"] = json!(evidence);
        record
    }

    /// Where, from where and on what.
    fn circumstances(&mut self, record: &mut Value, located: &mut Vec<&'static str>) {
        if self.random.percent(30) {
            record["place"] = json!({
                "name": format!("{} harbour", super::random::word(self.random.below(90_000))),
                "country": self.random.one(&["DE", "FR", "PL", "TR", "KE"]),
            });
            located.push("place");
        }
        if self.random.percent(10) {
            let state = self.cast.state(self.random.below(10_000));
            record["origin"] = json!([self.cast.actor(state)]);
            located.push("origin");
        }
        if self.random.percent(5) {
            let carrier = self.cast.equipment(self.random.below(10_000));
            record["carrier"] = json!(self.cast.model(carrier));
            located.push("carrier");
        }
        if self.random.percent(5) {
            record["note"] = json!("The reports of this transfer were compared by hand.");
        }
    }

    /// An amount of money that no other payment of the pair has.
    fn amount(&mut self, pair: usize) -> String {
        let terms = &mut self.terms[pair];
        terms.things += 1;
        let number = 1000 * self.random.between(1, 900) + terms.things;
        let (currency, cents) = (terms.currency, self.random.below(100));
        match self.random.below(10) {
            0 => format!("about {currency} {number}"),
            1 => format!("{currency} {number} to {}", number + 5000),
            2 if currency != "JPY" => format!("{currency} {number}.{cents:02}"),
            _ => format!("{currency} {number}"),
        }
    }

    /// The items of a transfer, its itemisation and its total, which fit each other.
    fn items(&mut self, pair: usize, main: usize) -> (Vec<Value>, Option<&'static str>, Option<String>) {
        let count = self.random.between(1, 5);
        if self.random.percent(3) {
            return (Vec::new(), None, Some(self.random.between(2, 400).to_string()));
        }
        let exact = self.random.percent(60);
        let mut sum = 0;
        let mut items = Vec::new();
        for _ in 0..count {
            let number = self.random.between(2, 200);
            sum += number;
            let quantity = match (exact, self.random.below(12)) {
                (true, _) | (_, 0..=3) => number.to_string(),
                (_, 4..=5) => format!("about {number}"),
                (_, 6) => format!("more than {number}"),
                (_, 7) => format!("at least {number}"),
                (_, 8) => format!("up to {number}"),
                (_, 9..=10) => format!("{number} to {}", number + 20),
                _ => "unknown".to_owned(),
            };
            items.push(self.item(pair, main, &quantity));
        }
        let (itemisation, total) = match (exact, self.random.below(10)) {
            (true, 0..=4) => ("exhaustive", Some(sum.to_string())),
            (true, 5..=7) => ("partial", Some((sum + self.random.between(1, 90)).to_string())),
            (true, 8) => ("unknown", Some(format!("at least {sum}"))),
            (false, 0..=4) => ("partial", Some(format!("more than {}", sum + 200))),
            (false, 5..=6) => ("exhaustive", None),
            _ => ("unknown", None),
        };
        (items, Some(itemisation), total)
    }

    fn item(&mut self, pair: usize, main: usize, quantity: &str) -> Value {
        let terms = &mut self.terms[pair];
        let (model, thing) = (terms.model, terms.things);
        terms.things += 1;
        let mut item = json!({ "quantity": quantity });
        let (what, mut supports) = if self.random.percent(93) {
            let model = self.cast.equipment(model + thing);
            item["equipment"] = json!(self.cast.model(model));
            (self.cast.designation(model), vec!["equipment", "quantity"])
        } else {
            let description = format!("spare parts, lot {thing}");
            item["description"] = json!(description);
            (description, vec!["description", "quantity"])
        };
        if self.random.percent(20) {
            item["condition"] = json!(self.random.one(&["new", "second-hand", "refurbished", "captured"]));
            supports.push("condition");
        }
        let quote = format!("{quantity} {what}");
        let mut evidence = vec![self.cite(main, Some(quote), &supports)];
        if self.random.percent(15) {
            let mut other = self.cite(main + 1, Some(format!("some {what}")), &supports[..1]);
            other["reports"] = json!({ "quantity": format!("about {}", 1000 + self.random.below(90)) });
            evidence.push(other);
        }
        item["evidence"] = json!(evidence);
        item
    }

    /// The deal of a pair, if some transfer belongs to it.
    fn deal(&mut self, n: usize) -> Option<Value> {
        let terms = &self.terms[n];
        let (id, supplier, recipient) = (terms.id.clone()?, terms.supplier, terms.recipient);
        let (currency, delivered) = (terms.currency, terms.delivered);
        if !terms.used {
            return None;
        }
        let (one, other) = (self.cast.name(supplier), self.cast.name(recipient));
        let agreed = dates::day_or_month(&mut self.random, self.year, (1, 12));
        let mut quote = format!("{one} and {other} signed");
        if let Some(words) = &agreed.words {
            quote.push_str(&format!(" on {words}"));
        }
        let mut record = json!({
            "id": id, "title": format!("{one} supplies {other}"), "agreed": agreed.edtf,
            "parties": [self.cast.actor(supplier), self.cast.actor(recipient)],
            "stage": if delivered { "delivered" } else { "agreed" },
        });
        let mut evidence = vec![self.cite(n, Some(quote), &["parties", "stage", "agreed"])];
        if self.random.percent(40) {
            record["value"] = json!(format!("{currency} {}", 1_000_000 * self.random.between(100, 900)));
            evidence.push(self.cite(n, None, &["value"]));
        }
        record["evidence"] = json!(evidence);
        Some(record)
    }

    /// Three statements about a transfer: the supplier speaks of it, the recipient denies it, and the first
    /// takes it back or corrects it, or a third actor speaks.
    fn exchange(&mut self, dossier: usize, triple: usize, transfer: &Value) -> Vec<Value> {
        let first = dossier * 30 + triple * 3;
        let id = |n: usize| format!("statement-{}", first + n);
        let pair = (triple * 10 + triple % 10) * PAIRS / TRANSFERS;
        let (supplier, recipient) = (self.terms[pair].supplier, self.terms[pair].recipient);
        let target = json!({ "target": format!("transfer:{}", transfer["id"].as_str().unwrap_or_default()) });
        let about = |stance: &str| {
            let mut about = target.clone();
            about["stance"] = json!(stance);
            about
        };
        let act = self.random.one(&["announce", "assert", "admit"]);
        let mut affirmed = about("affirms");
        if transfer["total"].is_string() && self.random.percent(40) {
            affirmed["claims"] = json!({ "total": format!("about {}", 5000 + self.random.below(900)) });
        }
        let person = self.cast.person_of(supplier).filter(|_| self.random.percent(50));
        let speaker = (person.unwrap_or(supplier), person.map(|_| supplier));
        let mut opening = json!({ "id": id(0), "act": act, "about": [affirmed], "summary": "The supplier speaks of the transfer." });
        if self.random.percent(30) {
            opening["figures"] = json!([self.figure(triple)]);
        }
        self.said(&mut opening, speaker, (1, 2), triple, &["about"]);
        let answered = json!({ "target": format!("statement:{}", id(0)), "stance": "denies" });
        let mut denial = json!({
            "id": id(1), "act": "deny", "about": [about("denies"), answered],
            "summary": "The recipient says that nothing of the kind happened.", "topics": ["denials"],
        });
        self.said(&mut denial, (recipient, None), (3, 4), triple + 1, &["about"]);
        let mut last = json!({ "id": id(2), "summary": "What was said next." });
        match triple % 4 {
            0 => {
                (last["act"], last["retracts"]) = (json!("retract"), json!([id(0)]));
                last["topics"] = json!(["retractions"]);
                self.said(&mut last, speaker, (5, 6), triple, &["retracts"]);
            }
            1 => {
                (last["act"], last["supersedes"]) = (json!("correct"), json!([id(0)]));
                last["about"] = json!([about("affirms")]);
                self.said(&mut last, speaker, (5, 6), triple, &["supersedes", "about"]);
            }
            n => {
                let mut third = self.cast.party(self.random.below(10_000));
                while third == supplier || third == recipient {
                    third = self.cast.party(third + 1);
                }
                last["act"] = json!(if n == 2 { "accuse" } else { "request" });
                last["about"] = json!([about(if n == 2 { "affirms" } else { "mentions" })]);
                last["topics"] = json!(["reactions"]);
                self.said(&mut last, (third, None), (5, 6), triple, &["about"]);
            }
        }
        vec![opening, denial, last]
    }

    /// Adds who said it, when, to whom, and where that is printed.
    fn said(
        &mut self,
        statement: &mut Value,
        (speaker, principal): (usize, Option<usize>),
        months: (usize, usize),
        main: usize,
        also: &[&str],
    ) {
        let (medium, date) = (
            self.cast.medium(self.random.below(1000)),
            dates::day_or_month(&mut self.random, self.year + 2, months),
        );
        let mut supports = vec!["speaker", "act", "date", "medium"];
        let mut quote = self.cast.name(speaker);
        statement["speaker"] = json!(self.cast.actor(speaker));
        if let Some(principal) = principal {
            statement["on_behalf_of"] = json!(self.cast.actor(principal));
            quote.push_str(&format!(", for {},", self.cast.name(principal)));
            supports.push("on_behalf_of");
        }
        quote.push_str(&format!(" told {}", self.cast.name(medium)));
        if let Some(words) = date.words {
            quote.push_str(&format!(" on {words}"));
        }
        statement["medium"] = json!(self.cast.actor(medium));
        statement["date"] = json!(date.edtf);
        supports.extend(also);
        statement["evidence"] = json!([self.cite(main, Some(quote), &supports)]);
    }

    fn figure(&mut self, main: usize) -> Value {
        let number = self.random.between(2, 900);
        let (measure, unit) =
            self.random.one(&[("units-used", "aircraft"), ("flights", "flights"), ("arrests", "people")]);
        let quote = format!("{number} {unit}");
        let evidence = self.cite(main, Some(quote), &["measure", "value", "unit"]);
        json!({ "measure": measure, "value": number.to_string(), "unit": unit, "evidence": [evidence] })
    }

    /// A source that is cited, and its text.
    fn source(&mut self, n: usize) -> (Value, String) {
        let published = dates::day(&mut self.random, self.year + 2, (7, 12)).edtf;
        let publisher = self.cast.medium(self.random.below(1000));
        let draft = &self.drafts[n];
        let title = format!("Report {} of {}", draft.id.trim_start_matches("source-"), self.year + 2);
        let mut record = json!({
            "id": draft.id, "kind": draft.kind, "title": title, "published": published,
            "language": self.random.one(&["en", "en", "en-GB"]),
            "url": format!("https://news.example/{}/{}", self.year + 2, draft.id),
            "publisher": self.cast.actor(publisher),
        });
        if self.random.percent(60) {
            record["retrieved"] = json!(dates::day(&mut self.random, self.year + 3, (1, 12)).edtf);
        }
        if self.random.percent(30) {
            record["authors"] = json!([super::random::word(self.random.below(190_000))]);
        }
        let mut text = title;
        if self.texts {
            record["not_covered"] = json!([{ "paragraphs": "1", "reason": "the title" }]);
            for quotes in &draft.quotes {
                text.push_str("\n\n");
                for _ in 0..12 {
                    text.push_str(
                        "Nobody at the harbour of the town would say what had been loaded in the night. ",
                    );
                }
                text.push_str(&format!("It said: {}.", quotes.join("; ")));
            }
        }
        text.push('\n');
        (record, text)
    }
}
