//! Typing errors: a word of the catalog is found although one letter is wrong, missing,
//! too many, or two have changed places.
//!
//! Every word is stored with each of its letters left out in turn; what was typed is
//! treated alike, and equal strings give the candidates. So no database needs to compute
//! a distance.

/// Shorter words are not corrected: too much would be near them.
pub const SHORTEST: usize = 4;
/// Longer words are not stored: they are keys, not words.
pub const LONGEST: usize = 16;

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

/// What to store for a word: every beginning of it (of at least [`SHORTEST`] letters) under
/// each of its variants, so that a slip is forgiven while one is still typing.
pub fn entries(word: &str) -> Vec<(String, String)> {
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).skip(SHORTEST - 1);
    let beginnings = ends.filter_map(|end| word.get(..end));
    beginnings
        .flat_map(|begun| variants(begun).into_iter().map(move |variant| (variant, begun.to_owned())))
        .collect()
}

/// Whether `typed` becomes `meant` by one correction.
pub fn is_one_off(typed: &str, meant: &str) -> bool {
    let typed: Vec<char> = typed.chars().collect();
    let meant: Vec<char> = meant.chars().collect();
    differs_by_one(&typed, &meant)
}

/// One letter replaced, inserted, left out, or two neighbours swapped.
fn differs_by_one(typed: &[char], meant: &[char]) -> bool {
    let same_start = typed.iter().zip(meant).take_while(|(left, right)| left == right).count();
    let (typed, meant) = (&typed[same_start..], &meant[same_start..]);
    let same_end =
        typed.iter().rev().zip(meant.iter().rev()).take_while(|(left, right)| left == right).count();
    match (&typed[..typed.len() - same_end], &meant[..meant.len() - same_end]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([first, second], [swapped_first, swapped_second]) => {
            first == swapped_second && second == swapped_first
        }
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
        assert!(!is_one_off("payment", "payment"), "nothing to forgive");
    }

    #[test]
    fn a_slip_is_forgiven_while_one_is_still_typing() {
        let entries = entries("payments");
        let meant = |typed: &str| {
            let variants = variants(typed);
            entries.iter().any(|(variant, begun)| variants.contains(variant) && is_one_off(typed, begun))
        };
        assert!(meant("paymne") && meant("paymnets") && meant("payent"));
        assert!(!meant("pamnet"));
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
