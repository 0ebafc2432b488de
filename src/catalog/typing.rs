//! Typing errors: a word of the catalog is found although one letter is wrong, missing,
//! too many, or two have changed places.
//!
//! Every word is stored with each of its letters left out in turn; what was typed is
//! treated alike, and equal strings give the candidates. So no database needs to compute
//! a distance.

/// Shorter words are not corrected: too much would be near them.
pub const SHORTEST: usize = 4;
/// Longer words are not stored: they are keys, not words.
pub const LONGEST: usize = 24;

/// Whether a word takes part in correction: letters, of a sensible length.
pub fn is_correctable(word: &str) -> bool {
    let letters = word.chars().count();
    (SHORTEST..=LONGEST).contains(&letters) && word.chars().all(char::is_alphabetic)
}

/// The word itself and the word with each letter left out.
pub fn variants(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut all = vec![word.to_owned()];
    for left_out in 0..letters.len() {
        let variant: String =
            letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| c).collect();
        if !all.contains(&variant) {
            all.push(variant);
        }
    }
    all
}

/// Whether `typed` becomes `word`, or the beginning of it, by one correction.
pub fn is_one_off(typed: &str, word: &str) -> bool {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().collect();
    (typed.len().saturating_sub(1)..=typed.len() + 1)
        .filter(|length| *length <= word.len())
        .any(|length| differs_by_one(&typed, &word[..length]))
}

/// One letter replaced, inserted, left out, or two neighbours swapped.
fn differs_by_one(a: &[char], b: &[char]) -> bool {
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let same_end =
        a[same_start..].iter().rev().zip(b[same_start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (left, right) = (&a[same_start..a.len() - same_end], &b[same_start..b.len() - same_end]);
    match (left, right) {
        ([_], [_]) | ([_], []) | ([], [_]) => true,
        ([x, y], [z, w]) => x == w && y == z,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for typed in ["paymnet", "payent", "paymment", "paynent"] {
            assert!(is_one_off(typed, "payment"), "{typed}");
        }
        assert!(!is_one_off("pamnet", "payment"));
        assert!(is_one_off("paymne", "payments"), "the beginning of a word is enough");
    }

    proptest! {
        #[test]
        fn a_word_with_a_letter_replaced_shares_a_variant(word in "[a-z]{4,12}", at in 0_usize..4, letter in "[a-z]") {
            let mut typed: Vec<char> = word.chars().collect();
            typed[at] = letter.chars().next().unwrap();
            let typed: String = typed.into_iter().collect();
            prop_assert!(variants(&typed).iter().any(|v| variants(&word).contains(v)));
        }
    }
}
