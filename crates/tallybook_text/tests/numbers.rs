//! Numbers in fragments, by language.

use proptest::prelude::*;
use rust_decimal::Decimal;
use tallybook_text::known_languages;
use tallybook_text::numbers::{Form, NumberMention, numbers, supports};

/// A mention as `160`, `1.5|15` with several readings, `[20]` in a date, `(1)` for an article.
fn show(mention: &NumberMention) -> String {
    let readings: Vec<_> = mention.readings.iter().map(|value| value.normalize().to_string()).collect();
    let readings = readings.join("|");
    match (mention.in_date, mention.form) {
        (true, _) => format!("[{readings}]"),
        (false, Form::Article) => format!("({readings})"),
        (false, _) => readings,
    }
}

#[track_caller]
fn check(language: &str, text: &str, expected: &[&str]) {
    let found: Vec<_> = numbers(language, text).iter().map(show).collect();
    assert_eq!(found, expected, "{language}: {text}");
}

#[test]
fn english() {
    for (text, expected) in [
        ("batch of 160 vehicles", &["160"][..]),
        ("14,000 people", &["14000"]),
        ("14 000 people, 14\u{a0}000, 14\u{202f}000, 14'000, 14’000", &["14000"; 5]),
        ("1,234,567.89", &["1234567.89"]),
        ("1.5 million and 0.25", &["1500000", "0.25"]),
        ("140m of it, 2.5bn, 5k", &["140000000|140", "2500000000", "5000"]),
        ("100-120 drones, 100 to 120 million", &["100", "120", "100|100000000", "120000000"]),
        ("six large ones", &["6"]),
        ("Twenty-one and forty two", &["21", "42"]),
        ("one hundred and sixty", &["160"]),
        ("a hundred", &["100"]),
        ("two thousand three hundred and five", &["2305"]),
        ("six and seven", &["6", "7"]),
        ("a dozen, two dozen", &["12", "24"]),
        ("half a million", &["500000"]),
        ("two and a half million", &["2500000"]),
        ("2 and a half billion", &["2500000000"]),
        ("five hundred thousand million", &["500000000000"]),
        ("a drone", &["(1)"]),
        ("a batch of 6 herons, a 6-heron batch, a shipment of more than six", &["6", "6", "6"]),
        (
            "a heron and 6 drones, a heron, 6 of them, a heron in 2022",
            &["(1)", "6", "(1)", "6", "(1)", "2022"],
        ),
        ("a €5 million deal, a heron of North for 5 million", &["5000000", "(1)", "5000000"]),
        ("dozens, hundreds of drones, several, a few hundred, many thousands", &[]),
        ("the 20th, 21st, 1990s", &[]),
        ("Il-76, T-72B3, Mohajer-6, F16, 9K72, S-300PMU", &[]),
        ("22-year-old", &["22"]),
        ("155mm, 30 km, 100km", &["155", "30", "100"]),
        ("90 155mm howitzers, 100 120 mm mortars", &["90", "155", "100", "120"]),
        ("180 250-pound bombs, 6 155 mm CAESAR", &["180", "250", "6", "155"]),
        ("1 105 155mm shells, 12 000 kg, 14\u{a0}155 mm", &["1105", "155", "12000", "14155"]),
        ("version 1.2.3", &[]),
        ("on August 20 160 drones", &["[20]", "160"]),
        ("on 2022-08-20 and in 2022", &["[2022]", "[8]", "[20]", "2022"]),
        ("1,5 million", &["1500000"]),
        ("one-way attack drones", &[]),
        ("100 … 6", &["100", "6"]),
        ("two to three thousand, two or three hundred", &["2|2000", "3000", "2|200", "300"]),
        ("two hundred to three hundred thousand", &["200|200000", "300000"]),
        ("two thousand to three thousand", &["2000", "3000"]),
        ("two herons to three thousand", &["2", "3000"]),
        ("150k-200k, 100 - 120 million", &["150000", "200000", "100|100000000", "120000000"]),
        ("one thousand, two hundred", &["1000|1200", "200"]),
        ("two thousand three hundred million", &["2300000000"]),
        ("a pair of frigates, two pairs", &["2", "2"]),
        ("24units, S-400 x3, S-400 ×3, (x3), X-55, ax3", &["24", "3", "3", "3"]),
        ("150 M€, 150 M", &["150000000", "150"]),
        ("Kalibr-3M-54", &[]),
    ] {
        check("en", text, expected);
    }
}

#[test]
fn german() {
    for (text, expected) in [
        ("14.000 Menschen", &["14000"][..]),
        ("1,5 Mrd. Euro", &["1500000000"]),
        ("140 Mio. Euro, 140 Millionen", &["140000000"; 2]),
        ("einhundertsechzig Drohnen", &["160"]),
        ("dreiundzwanzig", &["23"]),
        ("zweitausendzweiundzwanzig", &["2022"]),
        ("einhundertundsechs", &["106"]),
        ("dreihunderttausend", &["300000"]),
        ("zwei Millionen dreihunderttausend", &["2300000"]),
        ("anderthalb Millionen, eine halbe Million", &["1500000", "500000"]),
        ("ein Dutzend", &["12"]),
        ("eine Drohne", &["(1)"]),
        ("zwei bis drei Millionen", &["2|2000000", "3000000"]),
        ("eine Lieferung von 6 Drohnen", &["6"]),
        ("Dutzende, Hunderte, mehrere hundert, einige Tausend", &[]),
        ("am 20. August 2022 sechs", &["[20]", "[2022]", "6"]),
        ("100 bis 120 Mio.", &["100|100000000", "120000000"]),
        ("1.5 Mio", &["1500000"]),
        ("14 155-mm-Haubitzen", &["14", "155"]),
        ("Eintracht, Hundertschaft, achtsam", &[]),
    ] {
        check("de", text, expected);
    }
}

#[test]
fn french() {
    for (text, expected) in [
        ("14 000 personnes", &["14000"][..]),
        ("1,5 milliard, 140 millions, 2 Mds", &["1500000000", "140000000", "2000000000"]),
        ("soixante-dix, soixante et onze", &["70", "71"]),
        ("quatre-vingts, quatre-vingt-dix-sept", &["80", "97"]),
        ("vingt et un", &["21"]),
        ("deux cent soixante", &["260"]),
        ("deux cents drones", &["200"]),
        ("mille neuf cent quatre-vingt-dix-neuf", &["1999"]),
        ("une centaine, une douzaine", &["100", "12"]),
        ("un million et demi", &["1500000"]),
        ("un drone", &["(1)"]),
        ("deux à trois millions", &["2|2000000", "3000000"]),
        ("une livraison de 6 drones", &["6"]),
        ("des centaines, quelques milliers, plusieurs cent, la centaine", &[]),
        ("le 1er et le 20e", &[]),
        ("le 20 août, six", &["[20]", "6"]),
    ] {
        check("fr", text, expected);
    }
}

#[test]
fn spanish() {
    for (text, expected) in [
        ("14.000 personas", &["14000|14"][..]),
        ("14,000 personas", &["14000|14"]),
        ("1,5 millones", &["1500000"]),
        ("2 mil millones, dos mil millones", &["2000000000"; 2]),
        ("ciento sesenta", &["160"]),
        ("dos mil quinientos millones, mil doscientos", &["2500000000", "1200"]),
        ("treinta y uno", &["31"]),
        ("veintidós", &["22"]),
        ("doscientas mil", &["200000"]),
        ("cien", &["100"]),
        ("medio millón, un millón y medio", &["500000", "1500000"]),
        ("una docena", &["12"]),
        ("cientos, miles, varios mil, decenas", &[]),
        ("20 de agosto de 2022, seis", &["[20]", "[2022]", "6"]),
    ] {
        check("es", text, expected);
    }
}

#[test]
fn russian() {
    for (text, expected) in [
        ("шесть, шести, шестью", &["6", "6", "6"][..]),
        ("сто шестьдесят, ста шестидесяти", &["160", "160"]),
        ("сотня, две сотни, пять сотен", &["100", "200", "500"]),
        ("две тысячи двадцать два", &["2022"]),
        ("двадцать одна тысяча", &["21000"]),
        ("500 тыс., 2 млн, 1,5 млрд", &["500000", "2000000", "1500000000"]),
        ("14 000 человек", &["14000"]),
        ("18 152-мм гаубиц, 18 152 гаубиц", &["18", "152", "18152"]),
        ("полтора миллиона, полмиллиона", &["1500000", "500000"]),
        ("два с половиной миллиона", &["2500000"]),
        ("тысяча", &["1000"]),
        ("от двух до трех миллионов, два-три миллиона", &["2|2000000", "3000000", "2|2000000", "3000000"]),
        ("десятки, сотни, тысячи, несколько сотен, несколько тысяч", &[]),
        ("20-й, 20-го, 20-летие", &["20"]),
        ("20 августа 2022 года шесть", &["[20]", "[2022]", "6"]),
        ("Герань-2, Ил-76", &[]),
    ] {
        check("ru", text, expected);
    }
}

#[test]
fn ukrainian() {
    for (text, expected) in [
        ("шість, шести, шістьма", &["6", "6", "6"][..]),
        ("п'ять, п’ять, пʼять", &["5", "5", "5"]),
        ("сто шістдесят", &["160"]),
        ("дві тисячі двадцять два", &["2022"]),
        ("дев'яносто дев'ять мільйонів", &["99000000"]),
        ("500 тис., 2 млн, 1,5 млрд", &["500000", "2000000", "1500000000"]),
        ("півтора мільйона", &["1500000"]),
        ("десятки, сотні, кілька сотень", &[]),
        ("20 серпня 2022 року шість", &["[20]", "[2022]", "6"]),
    ] {
        check("uk", text, expected);
    }
}

#[test]
fn unknown_languages_have_digits_only() {
    check("fa", "14.000, 14,000", &["14000|14", "14000|14"]);
    check("ja", "1,5 six", &["1.5"]);
    check("zh", "100架", &["100"]);
}

#[test]
fn numbers_too_large_are_none() {
    check("en", &"9".repeat(40), &[]);
    check("en", "trillion trillion trillion", &[]);
}

#[test]
fn parts_of_dates_support_nothing() {
    let mentions = numbers("en", "on August 20, six");
    assert!(supports(&mentions, 6));
    assert!(!supports(&mentions, 20));
    assert!(!supports(&mentions, 7));
}

/// A number with marks between its groups of three.
fn grouped(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

proptest! {
    #[test]
    fn grouped_digits_are_found(number in 0_u64..=u64::MAX, exponent in 0_u32..19) {
        let number = number / 10_u64.pow(exponent);
        for (language, mark) in
            [("en", ','), ("en", '\u{a0}'), ("de", '.'), ("fr", '\u{202f}'), ("es", '.'), ("ru", ' '), ("uk", '\u{a0}'), ("de", '’')]
        {
            let text = format!("mit {} xyz", grouped(number, mark));
            prop_assert!(supports(&numbers(language, &text), Decimal::from(number)), "{} {}", language, text);
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        for language in known_languages().chain([""]) {
            for mention in numbers(language, &text) {
                prop_assert!(text.get(mention.range).is_some());
            }
        }
    }

    #[test]
    fn words_and_digits_in_any_order_do_not_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "a", "half a", "and a half", "and", "six", "hundred", "thousand", "million", "trillion", "100", "1,000",
                "2.5", "-", ",", ".", " ", "August", "20", "2022", "und", "ein", "einhundertsechs", "mil", "€", "m", "сто",
            ]),
            0..12,
        ),
    ) {
        let text = words.concat();
        let spaced = words.join(" ");
        for language in known_languages() {
            for text in [&text, &spaced] {
                for mention in numbers(language, text) {
                    prop_assert!(!mention.readings.is_empty());
                    prop_assert!(text.get(mention.range).is_some_and(|part| !part.is_empty()));
                }
            }
        }
    }
}
