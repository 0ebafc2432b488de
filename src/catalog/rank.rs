//! Which found item comes first: how well its name answers what was typed.

/// How well a name answers the typed words; more is better. Both are normalised
/// ([`crate::text`]).
///
/// Exact name, then name that begins with the whole text, then every typed word a whole
/// word of the name, then every one a beginning of a word, then those found elsewhere
/// (description, key, application). Within these, earlier and in shorter names is better.
pub fn score(typed: &str, typed_words: &[String], name: &str, name_words: &[String]) -> u32 {
    let shortness = 99 - u32::try_from(name.chars().count().min(99)).unwrap_or(99);
    if name == typed {
        return 500 + shortness;
    }
    if name.starts_with(typed) {
        return 400 + shortness;
    }
    let place = |word: &String| name_words.iter().position(|w| w.starts_with(word.as_str()));
    let Some(places) = typed_words.iter().map(place).collect::<Option<Vec<_>>>() else {
        return shortness / 2;
    };
    let tier = if typed_words.iter().all(|word| name_words.contains(word)) { 600 } else { 400 };
    let first = if places.first() == Some(&0) { 50 } else { 0 };
    (tier + first + shortness) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{normalise, words};

    fn of(typed: &str, name: &str) -> u32 {
        score(&normalise(typed), &words(typed), &normalise(name), &words(name))
    }

    #[test]
    fn the_better_answer_comes_first() {
        let order = ["Pay", "Payment run", "Vendor pay", "Post vendor payments", "Invoice approver"];
        let scores: Vec<u32> = order.iter().map(|name| of("pay", name)).collect();
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    }

    #[test]
    fn among_equals_the_shorter_name_comes_first() {
        assert!(of("pay", "Payment run") > of("pay", "Payment run for all company codes"));
    }
}
