//! Amounts of money in fragments, by language.

use proptest::prelude::*;
use tallybook_text::known_languages;
use tallybook_text::money::{money, supports};

#[track_caller]
fn check(language: &str, text: &str, expected: &[&str]) {
    let found: Vec<_> = money(language, text)
        .iter()
        .map(|mention| {
            let currency = match mention.currencies.as_slice() {
                [only] => only.to_string(),
                [.., last] => format!("{last}*"),
                [] => String::new(),
            };
            let amounts: Vec<_> = mention.amounts.iter().map(|value| value.normalize().to_string()).collect();
            format!("{currency} {}", amounts.join("|"))
        })
        .collect();
    assert_eq!(found, expected, "{language}: {text}");
}

#[test]
fn signs_and_codes() {
    for (text, expected) in [
        ("delivered €140 million to Iran", &["EUR 140000000"][..]),
        (
            "EUR 140m, EUR140m, 140 EUR, 140EUR",
            &["EUR 140000000|140", "EUR 140000000|140", "EUR 140", "EUR 140"],
        ),
        ("$2.5bn", &["UYU* 2500000000"]),
        ("US$ 5", &["USD 5"]),
        ("5€ and £3", &["EUR 5", "SYP* 3"]),
        ("₽100, 100 ₴", &["RUB 100", "UAH 100"]),
        ("€140 m", &["EUR 140|140000000"]),
        ("€100-120 million", &["EUR 100|100000000", "EUR 120000000"]),
        ("€100-€120 million", &["EUR 100|100000000", "EUR 120000000"]),
        ("between US$100 and US$120 million", &["USD 100|100000000", "USD 120000000"]),
        ("EUR 100 to EUR 120 million", &["EUR 100|100000000", "EUR 120000000"]),
        ("between 100 and 120 million euros", &["EUR 100|100000000", "EUR 120000000"]),
        ("100 drones, 5 of them", &[]),
        ("on August 20, 2022 €5", &["EUR 5"]),
        ("the FEUR 5, EURO 5", &[]),
        ("R$ 5, Rs 5, DM 5, 5 kr, 5 Kč", &["BRL 5", "PKR* 5", "DEM 5", "SEK* 5", "CZK 5"]),
        ("XDM 5, 5 krona, Rsx 5", &["SEK* 5"]),
    ] {
        check("en", text, expected);
    }
}

#[test]
fn names_by_language() {
    check(
        "en",
        "140 million euros, five dollars, a million pounds",
        &["EUR 140000000", "USD* 5", "SYP* 1000000"],
    );
    check("en", "a 5-euro note", &["EUR 5"]);
    check(
        "fr",
        "150 M€, 150 k€, 150M€, 150 M$",
        &["EUR 150000000", "EUR 150000", "EUR 150000000|150", "UYU* 150000000"],
    );
    check("de", "140 Mio. Euro, 140 Mio. €", &["EUR 140000000"; 2]);
    check("fr", "140 millions d'euros, 140 millions de dollars", &["EUR 140000000", "USD* 140000000"]);
    check("es", "140 millones de euros", &["EUR 140000000"]);
    check("ru", "5 млн рублей, 5 млн руб., 100 евро", &["SUR* 5000000", "RUB 5000000", "EUR 100"]);
    check("uk", "5 млн гривень, сто доларів США", &["UAH 5000000", "USD 100"]);
    check("fa", "100 euros, 100 EUR", &["EUR 100"]);
    check("en", "400 million Norwegian kroner, 400 million kroner", &["NOK 400000000", "SEK* 400000000"]);
    check("en", "5 Czech crowns, 5 forints, 5 rupees, 5 won", &["CZK 5", "HUF 5", "PKR* 5", "KRW* 5"]);
    check("de", "400 Mio. Kronen, 5 schwedische Kronen", &["SKK* 400000000", "SEK 5"]);
    check("fr", "5 millions de couronnes danoises, 5 livres turques", &["DKK 5000000", "TRY 5"]);
    check("es", "5 millones de coronas checas", &["CZK 5000000"]);
    check("ru", "5 млн норвежских крон, 5 млн риалов", &["NOK 5000000", "YER* 5000000"]);
    check("uk", "5 млн шведських крон", &["SEK 5000000"]);
}

#[test]
fn an_amount_has_its_currency() {
    let mentions = money("en", "€140 million and 5 dollars");
    let currency = |code: &str| code.parse().unwrap();
    assert!(supports(&mentions, currency("EUR"), 140_000_000.into()));
    assert!(supports(&mentions, currency("USD"), 5.into()));
    assert!(!supports(&mentions, currency("USD"), 140_000_000.into()));
}

proptest! {
    #[test]
    fn nothing_panics(text in "[0-9 .,a-zа-я€$-]{0,20}|.*") {
        for language in known_languages() {
            for mention in money(language, &text) {
                prop_assert!(text.get(mention.range).is_some() && !mention.currencies.is_empty());
            }
        }
    }
}
