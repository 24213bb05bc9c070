//! Dates in fragments, by language, and how they go with dates of the dataset.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use tallybook_schema::value::Date;
use tallybook_text::dates::{
    Bound, Compatibility, DateMention, DatePart, DateReading, best_compatibility, compatible, dates,
};
use tallybook_text::known_languages;

fn show_reading(reading: DateReading) -> String {
    let year = reading.year.map_or_else(|| "-".to_owned(), |year| year.to_string());
    match reading.part {
        DatePart::Year => year,
        DatePart::Decade => format!("{year} Decade"),
        DatePart::Season(season) => format!("{year} {season:?}"),
        DatePart::Month(month) => format!("{year}-{month}"),
        DatePart::Day { month, day } => format!("{year}-{month}-{day}"),
    }
}

fn show(mention: &DateMention) -> String {
    mention.readings.iter().copied().map(show_reading).collect::<Vec<_>>().join("|")
}

#[track_caller]
fn check(language: &str, text: &str, expected: &[&str]) {
    let found: Vec<_> = dates(language, text).iter().map(show).collect();
    assert_eq!(found, expected, "{language}: {text}");
}

#[test]
fn english() {
    for (text, expected) in [
        ("on August 20, at the airport", &["--8-20"][..]),
        ("20 August 2022", &["2022-8-20"]),
        ("the 20th of August, 2022", &["2022-8-20"]),
        ("August 20th, 2022", &["2022-8-20"]),
        ("later than February 24, 2022.", &["2022-2-24"]),
        ("In September", &["--9"]),
        ("Nov. 5, and in Nov", &["--11-5", "--11"]),
        ("February 2022, summer 2022, the summer of 2022", &["2022-2", "2022 Summer", "2022 Summer"]),
        ("2022-08-20, 2022-08", &["2022-8-20", "2022-8"]),
        ("08/20/2022", &["2022-8-20"]),
        ("08/09/2022", &["2022-9-8|2022-8-9"]),
        ("8/20/22", &["2022-8-20|1922-8-20"]),
        ("20-22 August 2022", &["2022-8-20|2022-8-21|2022-8-22"]),
        ("August 20-21", &["--8-20|--8-21"]),
        ("between 20 and 21 August", &["--8-20|--8-21"]),
        ("in 2022, mid-2022, 2022-2023", &["2022", "2022", "2022|2023"]),
        ("in May, May 5, and they may march", &["--5", "--5-5"]),
        ("on Tuesday, yesterday, Geran-2022, 2,022, 2022.5, on 8/20, on 20.08.", &[]),
        ("in the 1990s, the mid-1990's, 1995s, Geran-2020s", &["1990 Decade", "1990 Decade"]),
        ("in the spring, a spring", &["- Spring"]),
        ("30 February, 31 November 2022", &["2022"]),
        ("29 February", &["--2-29"]),
        ("Q4 2022, the fourth quarter of 2022, Q4", &["2022 Q4", "2022 Q4"]),
        ("in the second half of 2022, in the first half, a quarter", &["2022 H2"]),
        ("August 2022 20 drones", &["2022-8"]),
        ("2021/23, 2021-22, in 2021-08", &["2021|2022|2023", "2021|2022", "2021-8"]),
        ("In August, 1200 drones, in August 1,200 drones", &["--8", "--8"]),
        ("On August 20, 2000 shells, August 2000", &["--8-20", "2000", "2000-8"]),
        ("In August 2022 drones", &["2022-8"]),
        ("In August, 2014 drones, in August, 2014", &["--8", "2014", "2014-8"]),
        ("On August 20, 2014 drones", &["2014-8-20"]),
        ("100 Shahed-136 drones", &[]),
        ("22-20 August 2022, August 22-20", &["2022-8-20", "--8-22"]),
        ("August 20 September 5", &["--8-20", "--9-5"]),
        ("Nov 2022, on 20 August 21 drones", &["2022-11", "--8-20"]),
        ("in August. 5 drones came", &["--8"]),
        ("by 2022, 5 may come, May is over", &["2022"]),
        ("08/2022, 08/08/2022", &["2022-8", "2022-8-8"]),
        ("20,08,2022, Model-20.08.2022, 20.08.2022.5, 8/20/222, 8-20-22", &[]),
        ("2021:2023", &["2021", "2023"]),
        ("on 30/02/2022, 31/04/2022, 31-11-2022, 2022-02-30, 32/08/2022, 02/29/2022", &[]),
        ("on 28/02/2022, 29/02/2024", &["2022-2-28", "2024-2-29"]),
        ("30/02/2022 or 02/2022", &["2022-2"]),
    ] {
        check("en", text, expected);
    }
}

#[test]
fn german() {
    check("de", "am 20. August 2022, am 20.8.2022", &["2022-8-20", "2022-8-20"]);
    check("de", "20. bis 22. August", &["--8-20|--8-21|--8-22"]);
    check("de", "im März, im Sommer 2022, Anfang Nov. 2022", &["--3", "2022 Summer", "2022-11"]);
    check("de", "im August 20 Drohnen", &["--8"]);
    check("de", "im August 1200 Drohnen", &["--8"]);
    check("de", "08.09.2022, 30.02.2022", &["2022-9-8"]);
    check("de", "im vierten Quartal 2022, im ersten Halbjahr 2022", &["2022 Q4", "2022 H1"]);
    check("de", "am 20.08. und vom 5. 8. bis 22.08.", &["--8-20", "--8-5", "--8-22"]);
    check("de", "Abschnitt 5.1. und 5.1., am 31.02., am 20.08 und am 20.13., seit 1.000.", &[]);
    check("de", "in den 1990ern, 2020er Jahre", &["1990 Decade", "2020 Decade"]);
    check("de", "05.11.22, 05.11.00", &["2022-11-5|1922-11-5", "2000-11-5|1900-11-5"]);
}

#[test]
fn french() {
    check("fr", "le 20 août, le 20 août 2022", &["--8-20", "2022-8-20"]);
    check("fr", "le 1er août, le premier août", &["--8-1", "--8-1"]);
    check("fr", "en septembre, l'août 2022, mi-mars", &["--9", "2022-8", "--3"]);
    check("fr", "a été livré, été 2022, l'été 2022", &["2022 Summer", "2022 Summer"]);
    check("fr", "20/08/2022, 31/06/2022", &["2022-8-20"]);
    // There is such a day where the month stands first.
    check("fr", "08/20/2022", &["2022"]);
    check("fr", "au quatrième trimestre de 2022", &["2022 Q4"]);
}

#[test]
fn spanish() {
    check("es", "20 de agosto de 2022, el 20 de agosto del 2022", &["2022-8-20", "2022-8-20"]);
    check("es", "en septiembre, 1º de mayo, primero de mayo", &["--9", "--5-1", "--5-1"]);
    check("es", "verano de 2022, segundo semestre de 2022", &["2022 Summer", "2022 H2"]);
}

#[test]
fn russian() {
    check("ru", "20 августа 2022 года, 20-го августа", &["2022-8-20", "--8-20"]);
    check("ru", "в августе 2022 г., в августе 20 дронов", &["2022-8", "--8"]);
    check("ru", "летом 2022 года, в 2022 году", &["2022 Summer", "2022"]);
    check("ru", "20.08.2022, с 20 по 22 августа", &["2022-8-20", "--8-22"]);
    check("ru", "5 нояб. 2022, в 1990-х, 2020-е годы", &["2022-11-5", "1990 Decade", "2020 Decade"]);
    check("ru", "до 20.08.", &[]);
    check("ru", "в четвёртом квартале 2022 года, во второй половине 2022 года", &["2022 Q4", "2022 H2"]);
}

#[test]
fn ukrainian() {
    check("uk", "20 серпня 2022 року, у серпні", &["2022-8-20", "--8"]);
    check("uk", "8 листопада, восени 2022", &["--11-8", "2022 Autumn"]);
    check("uk", "у першому кварталі 2022 року", &["2022 Q1"]);
}

#[test]
fn unknown_languages_have_digits_only() {
    check("fa", "2022-08-20, 08/09/2022, 20 August", &["2022-8-20", "2022-9-8|2022-8-9"]);
}

#[track_caller]
fn check_compatible(text: &str, date: &str, expected: Option<Compatibility>) {
    let date: Date = date.parse().unwrap();
    assert_eq!(best_compatibility(&dates("en", text), &date), expected, "{text}: {date}");
}

#[test]
fn a_date_agrees_is_more_precise_or_contradicts() {
    use Compatibility::{Agrees, Contradicts, LessPrecise};
    for (text, date, expected) in [
        ("on August 20", "2022-08-20", Some(Agrees)),
        ("on August 20", "2022-08-20?", Some(Agrees)),
        ("on August 20", "2022-08", Some(Agrees)),
        ("on August 20", "2022", Some(Agrees)),
        ("on August 20", "2022-08-21", Some(Contradicts)),
        ("on August 20, 2021", "2022-08-20", Some(Contradicts)),
        ("in August", "2022-08-20", Some(LessPrecise)),
        ("in the 1990s", "199X", Some(Agrees)),
        ("in the 1990s", "1995", Some(LessPrecise)),
        ("in the 1990s", "2000", Some(Contradicts)),
        ("in the 1900s", "1955", Some(LessPrecise)),
        ("in the 1900s", "19XX", Some(Agrees)),
        ("in August", "2022-08", Some(Agrees)),
        ("in August", "2022-09", Some(Contradicts)),
        ("in 2022", "2022-08-20", Some(LessPrecise)),
        ("in 2021", "2022-08-20", Some(Contradicts)),
        ("in 2021-2023", "2022-08-20", Some(LessPrecise)),
        ("in 2021-2023", "2024", Some(Contradicts)),
        ("by the end of 2021", "2022-08-20", Some(Contradicts)),
        ("by the end of 2021", "2020", Some(LessPrecise)),
        ("before 2023", "2022", Some(LessPrecise)),
        ("since 2021", "2022", Some(LessPrecise)),
        ("since the end of 2021", "2020", Some(Contradicts)),
        ("not before 2021", "2022", Some(LessPrecise)),
        ("no later than the end of 2021", "2020", Some(LessPrecise)),
        ("no later than August 20", "2022-08-21", Some(Contradicts)),
        ("by August 20", "2022-08-15", Some(LessPrecise)),
        ("from August 2021 to October 2022", "2022-03", Some(LessPrecise)),
        ("summer 2022", "2022-22", Some(Agrees)),
        ("winter 2022", "2022-24", Some(Agrees)),
        ("Q4 2022", "2022-10/2022-12", Some(Agrees)),
        ("Q4 2022", "2022-11", Some(LessPrecise)),
        ("Q4 2022", "2022-08", Some(Contradicts)),
        ("second half of 2022", "2022-07/2022-12", Some(Agrees)),
        ("winter 2022", "2022-01", Some(LessPrecise)),
        ("summer 2022", "2022-08-20", Some(LessPrecise)),
        ("later than February 24, 2022", "2022-02-24/..", Some(Agrees)),
        ("in 2022", "2022-02-24/..", Some(LessPrecise)),
        ("in March", "2022-02-24/..", Some(Agrees)),
        ("in March", "../2022-02-23", Some(Agrees)),
        ("29 February", "2019/2021", Some(Agrees)),
        ("29 February", "2021/2022", Some(Contradicts)),
        ("29 February", "1899/..", Some(Agrees)),
        ("08/09/2022", "2022-08-09", Some(Agrees)),
        ("08/09/2022", "2022-09-08", Some(Agrees)),
        ("In October, on November 5", "2022-11-05", Some(Agrees)),
        ("after the start of the war", "2022-02-24/..", None),
    ] {
        check_compatible(text, date, expected);
    }
}

#[test]
fn parts_of_a_year_begin_and_end_with_their_months() {
    use Compatibility::{Agrees, Contradicts, LessPrecise};
    for (text, first, last) in [
        ("in 2022", 1, 12),
        ("in April 2022", 4, 4),
        ("spring 2022", 3, 5),
        ("summer 2022", 6, 8),
        ("autumn 2022", 9, 11),
        ("Q1 2022", 1, 3),
        ("Q2 2022", 4, 6),
        ("Q3 2022", 7, 9),
        ("Q4 2022", 10, 12),
        ("H1 2022", 1, 6),
        ("H2 2022", 7, 12),
    ] {
        let from_to = |first: i8, last: i8| format!("2022-{first:02}/2022-{last:02}");
        check_compatible(text, &from_to(first, last), Some(Agrees));
        if first < last {
            check_compatible(text, &from_to(first + 1, last), Some(LessPrecise));
            check_compatible(text, &from_to(first, last - 1), Some(LessPrecise));
        }
        if first > 1 {
            check_compatible(text, &from_to(first - 1, first - 1), Some(Contradicts));
        }
    }
    // A winter is that of the year in which it begins or of that in which it ends.
    for year in [2021, 2022] {
        let next = year + 1;
        check_compatible("winter 2022", &format!("{year}-12/{next}-02"), Some(Agrees));
        check_compatible("winter 2022", &format!("{next}-01/{next}-02"), Some(LessPrecise));
        check_compatible("winter 2022", &format!("{year}-12/{next}-01"), Some(LessPrecise));
    }
    for (text, last) in [
        ("in December 2022", "2022-12-31"),
        ("in November 2022", "2022-11-30"),
        ("in February 2024", "2024-02-29"),
    ] {
        check_compatible(text, last, Some(LessPrecise));
    }
}

#[test]
fn words_tell_years_from_quantities() {
    for (language, text, is_year) in [
        ("en", "delivered in 2021", true),
        ("en", "during 2021", true),
        ("en", "by the end of 2021, South", true),
        ("en", "in the year 2021", true),
        ("en", "in mid-2021", true),
        ("en", "since early 2021", true),
        ("en", "in 2021 it", true),
        ("en", "in 2000 boxes", false),
        ("en", "a batch of 2021 drones", false),
        ("en", "up to 2021", false),
        ("en", "the 2021 contract", false),
        ("de", "im Jahr 2021", true),
        ("de", "Ende 2021", true),
        ("de", "von 2021 Drohnen", false),
        ("fr", "en 2021", true),
        ("fr", "d'ici fin 2021", true),
        ("es", "a finales de 2021", true),
        ("es", "unos 2021 drones", false),
        ("ru", "в 2021 году", true),
        ("ru", "в 2000 году", true),
        ("ru", "до 2021 дронов", false),
        ("uk", "у 2021 році", true),
        ("fa", "in 2021", false),
    ] {
        let found: Vec<_> = dates(language, text).iter().map(|mention| !mention.may_be_quantity).collect();
        assert_eq!(found, [is_year], "{language}: {text}");
    }
}

#[test]
fn bounds_are_named_in_every_language() {
    for (language, text, bound) in [
        ("de", "bis Ende 2021", Some(Bound::Latest)),
        ("de", "nicht vor 2021", Some(Bound::Earliest)),
        ("de", "im Jahr 2021", None),
        ("fr", "d'ici la fin de 2021", Some(Bound::Latest)),
        ("fr", "à partir d'août 2021", Some(Bound::Earliest)),
        ("fr", "à partir de 2021", Some(Bound::Earliest)),
        ("es", "antes de finales de 2021", Some(Bound::Latest)),
        ("ru", "до конца 2021 года", Some(Bound::Latest)),
        ("ru", "не ранее августа 2021", Some(Bound::Earliest)),
        ("ru", "в августе 2021", None),
        ("uk", "після 20 серпня", Some(Bound::Earliest)),
    ] {
        let found: Vec<_> = dates(language, text).iter().map(|mention| mention.bound).collect();
        assert_eq!(found, [bound], "{language}: {text}");
    }
}

proptest! {
    #[test]
    fn a_day_written_in_any_language_is_that_day(year in 1950_i16..2090, month in 1_i8..=12, day in 1_i8..=28) {
        let name = |names: [&str; 12]| names[usize::try_from(month - 1).unwrap()].to_owned();
        let english = name([
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]);
        let russian = name([
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
            "декабря",
        ]);
        let date: Date = format!("{year}-{month:02}-{day:02}").parse().unwrap();
        for (language, text) in [
            ("en", format!("{english} {day}, {year}")),
            ("en", format!("{day} {english} {year}")),
            ("en", format!("{month}/{day}/{year}")),
            ("ru", format!("{day} {russian} {year} года")),
            ("de", format!("{day:02}.{month:02}.{year}")),
            ("fr", format!("{year}-{month:02}-{day:02}")),
        ] {
            let mentions = dates(language, &text);
            prop_assert_eq!(mentions.len(), 1, "{}", text);
            prop_assert_eq!(compatible(&mentions[0], &date), Compatibility::Agrees, "{}", text);
            prop_assert_eq!(mentions[0].range.clone(), 0..text.len(), "{}", text);
        }
    }

    #[test]
    fn nothing_panics(text in "[0-9 ./,-]{0,16}|(20|August|of|,| |th|2022|-|.|May|to|and|года){0,8}|.*") {
        for language in known_languages().chain([""]) {
            for mention in dates(language, &text) {
                prop_assert!(text.get(mention.range.clone()).is_some());
                prop_assert!(!mention.readings.is_empty());
                for date in ["2022-08-20", "../2022", "2022/.."] {
                    compatible(&mention, &date.parse().unwrap());
                }
            }
        }
    }
}
