use super::*;

#[test]
fn booleans_may_be_texts_in_any_case() {
    assert_eq!(Value::from("True").truth(), Some(true));
    assert_eq!(Value::from("false").truth(), Some(false));
    assert_eq!(Value::from(true).truth(), Some(true));
    assert_eq!(Value::from("yes").truth(), None);
    assert_eq!(Value::from(1).truth(), None);
}

#[test]
fn numbers_may_be_texts() {
    assert_eq!(Value::from("42").number(), Some(42.into()));
    assert_eq!(Value::from("-0.5").number(), Number::from_f64(-0.5));
    assert_eq!(Value::from("18446744073709551615").number(), Some(u64::MAX.into()));
    for text in ["", "-", "inf", "nan", "1_000", "0x10", "1e999", "2026-01-01"] {
        assert_eq!(Value::from(text).number(), None, "{text}");
    }
}

#[test]
fn dates_are_moments_whatever_their_form() {
    let midnight = Value::from("2026-01-01").instant();
    assert!(midnight.is_some());
    for text in [
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00+01:00",
        "2026-01-01T00:00:00.000000000Z",
        "2026-01-01T00:00:00",
    ] {
        assert_eq!(Value::from(text).instant(), midnight, "{text}");
    }
    for text in ["", "2026", "2026-13-01", "a date in 2026", "日本日本日本"] {
        assert_eq!(Value::from(text).instant(), None, "{text}");
    }
}

#[test]
fn whole_numbers_keep_all_their_digits() {
    let (small, large) = (Number::from(u64::MAX - 1), Number::from(u64::MAX));
    assert_eq!(compare_numbers(&small, &large), Some(Ordering::Less));
    assert_eq!(compare_numbers(&1.into(), &Number::from_f64(1.0).unwrap()), Some(Ordering::Equal));
}
