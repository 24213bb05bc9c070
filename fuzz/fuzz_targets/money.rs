//! Amounts of money: low ≤ best ≤ high, every number as it was written.
#![no_main]

use tallybook_schema::value::{Money, Qualifier};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(money) = tallybook_fuzz::value::<Money>("Money", text) else { return };
    let (low, best, high) = (money.low(), money.best(), money.high());
    assert!(money.numbers().all(|number| text.contains(&number.to_string())), "{text}");
    assert!(money.numbers().all(|number| number.scale() <= money.decimals()), "{text}");
    assert!(money.decimals() <= Money::MAX_DECIMALS, "{text}");
    assert!([low, best, high].into_iter().flatten().all(|n| money.numbers().any(|own| own == n)), "{text}");
    assert_eq!(money.is_reversed(), low.is_some() && high.is_some() && low > high, "{text}");
    if !money.is_reversed() {
        tallybook_fuzz::in_order([low, best, high]);
    }
    assert_eq!(money.currency().is_none(), money.qualifier() == Qualifier::Unknown, "{text}");
    assert!(money.currency().is_none_or(|currency| text.contains(&currency.to_string())), "{text}");
});
