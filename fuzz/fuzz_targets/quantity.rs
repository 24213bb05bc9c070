//! Quantities: low ≤ best ≤ high, and nothing that the text does not say.
#![no_main]

use tallybook_schema::value::{Qualifier, Quantity};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(quantity) = tallybook_fuzz::value::<Quantity>("Quantity", text) else { return };
    let (low, best, high) = (quantity.low(), quantity.best(), quantity.high());
    let numbers: Vec<i64> = quantity.numbers().collect();
    assert!(numbers.iter().all(|number| *number >= 0 && text.contains(&number.to_string())), "{text}");
    assert_eq!(quantity.is_reversed(), low > high && high.is_some() && low.is_some(), "{text}");
    if !quantity.is_reversed() {
        tallybook_fuzz::in_order([low, best, high]);
    }
    let more = i64::from(quantity.qualifier() == Qualifier::MoreThan);
    for bound in [low.map(|low| low.saturating_sub(more)), best, high].into_iter().flatten() {
        let largest = more == 1 && low == Some(i64::MAX);
        assert!(numbers.contains(&bound) || largest, "{text} does not say {bound}");
    }
    assert_eq!(best.is_some() && low.is_some(), quantity.qualifier() == Qualifier::Exact, "{text}");
    assert_eq!(
        Quantity::exact(numbers.first().copied().unwrap_or(-1)).is_none(),
        numbers.is_empty(),
        "{text}"
    );
});
