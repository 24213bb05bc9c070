//! The laws of intervals: what holds for every number of each holds for the interval, and no end is
//! wider than it has to be.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use rust_decimal::Decimal;
use tallybook_analysis::{Interval, MoneyInterval};
use tallybook_schema::value::{Money, Quantity};

/// A number whose sums with a few others can still be counted.
const LARGE: i64 = i64::MAX / 4;

fn interval() -> impl Strategy<Value = Interval> {
    let number = || prop_oneof![0_i64..20, 0..=LARGE];
    (number(), number(), any::<bool>())
        .prop_map(|(a, b, bounded)| Interval { low: a.min(b), high: bounded.then_some(a.max(b)) })
}

/// An interval with a number that lies in it.
fn with_member() -> impl Strategy<Value = (Interval, i64)> {
    interval().prop_flat_map(|it| (Just(it), it.low..=it.high.unwrap_or(it.low.saturating_add(100))))
}

fn contains(interval: Interval, number: i64) -> bool {
    interval.low <= number && interval.high.is_none_or(|high| number <= high)
}

fn quantity() -> impl Strategy<Value = Quantity> {
    let written = prop_oneof![
        Just("unknown".to_owned()),
        Just("few".to_owned()),
        any::<u32>().prop_map(|n| n.to_string()),
        any::<u32>().prop_map(|n| format!("more than {n}")),
        any::<u32>().prop_map(|n| format!("at least {n}")),
        any::<u32>().prop_map(|n| format!("up to {n}")),
        any::<u32>().prop_map(|n| format!("about {n}")),
        (any::<u32>(), any::<u32>()).prop_map(|(a, b)| format!("{a} to {b}")),
    ];
    written.prop_map(|text| text.parse().unwrap())
}

proptest! {
    #[test]
    fn a_sum_holds_every_sum((a, x) in with_member(), (b, y) in with_member()) {
        prop_assert!(contains(a.plus(b), x + y));
    }

    #[test]
    fn the_ends_of_a_sum_are_sums(a in interval(), b in interval()) {
        let sum = a.plus(b);
        prop_assert_eq!(sum.low, a.low + b.low);
        prop_assert_eq!(sum.high, a.high.zip(b.high).map(|(a, b)| a + b));
    }

    #[test]
    fn sums_commute_and_associate(a in interval(), b in interval(), c in interval()) {
        prop_assert_eq!(a.plus(b), b.plus(a));
        prop_assert_eq!(a.plus(b).plus(c), a.plus(b.plus(c)));
        prop_assert_eq!(a.plus(Interval::ZERO), a);
    }

    #[test]
    fn a_difference_holds_every_difference((a, x) in with_member(), (b, y) in with_member()) {
        if x >= y {
            prop_assert!(a.minus(b).is_some_and(|difference| contains(difference, x - y)));
        }
    }

    #[test]
    fn a_difference_is_none_where_none_is_possible(a in interval(), b in interval()) {
        prop_assert_eq!(a.minus(b).is_none(), a.certainly_below(b));
    }

    #[test]
    fn what_is_added_can_be_taken_away(a in interval(), (b, y) in with_member()) {
        let exactly = Interval { low: y, high: Some(y) };
        prop_assert_eq!(a.plus(exactly).minus(exactly), Some(a));
        prop_assert!(a.plus(b).minus(b).is_some_and(|rest| rest.low <= a.low));
    }

    #[test]
    fn intervals_meet_or_one_is_below((a, x) in with_member(), b in interval()) {
        prop_assert_eq!(a.intersects(b), b.intersects(a));
        prop_assert_eq!(a.intersects(b), !a.certainly_below(b) && !b.certainly_below(a));
        prop_assert!(!(a.certainly_below(b) && b.certainly_below(a)));
        prop_assert!(!contains(b, x) || a.intersects(b));
    }

    #[test]
    fn below_means_every_pair((a, x) in with_member(), (b, y) in with_member()) {
        prop_assert!(!a.certainly_below(b) || x < y);
    }

    #[test]
    fn a_quantity_lies_in_its_interval(quantity in quantity()) {
        let interval = Interval::of(&quantity);
        prop_assert!(interval.low >= 0 && interval.high.is_none_or(|high| interval.low <= high));
        prop_assert_eq!(quantity.best().is_none_or(|best| contains(interval, best)), true);
        if !quantity.is_reversed() {
            prop_assert!(quantity.low().is_none_or(|low| interval.low == low));
            prop_assert_eq!(interval.high, quantity.high());
        }
    }

    #[test]
    fn an_exact_amount_is_above_what_is_less(a in 0_u64..1_000_000, b in 0_u64..1_000_000) {
        let of = |prefix: &str, amount: u64| {
            MoneyInterval::of(&format!("{prefix}EUR {amount}").parse::<Money>().unwrap())
        };
        let (x, y) = (of("", a), of("", b));
        prop_assert_eq!(x.certainly_above(y), a > b);
        prop_assert_eq!(of("more than ", a).certainly_above(y), a >= b);
        prop_assert!(!of("about ", a).certainly_above(y));
        prop_assert!(!of("up to ", a).certainly_above(y));
        prop_assert!(!x.certainly_above(of("at least ", b)));
        prop_assert_eq!(x.plus(y).low, Decimal::from(a + b));
        prop_assert_eq!(x.plus(y).high, Some(Decimal::from(a + b)));
        prop_assert_eq!(x.plus(MoneyInterval::ZERO), x);
    }
}

#[test]
fn an_end_too_large_to_count_is_no_bound() {
    let largest = Interval { low: i64::MAX, high: Some(i64::MAX) };
    let sum = largest.plus(Interval { low: 1, high: Some(1) });
    assert_eq!(sum, Interval { low: i64::MAX, high: None });
}
