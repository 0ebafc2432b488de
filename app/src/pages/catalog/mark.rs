//! What of a name was searched for.

use bailiwick::text::{normalise, words};
use leptos::prelude::*;

/// A name with what was searched for marked in it.
#[component]
pub fn Marked(
    /// The name.
    name: String,
    /// What was searched for.
    text: String,
) -> impl IntoView {
    let part = |(part, hit): (String, bool)| {
        if hit { view! { <mark>{part}</mark> }.into_any() } else { part.into_any() }
    };
    parts(&name, &text).into_iter().map(part).collect_view()
}

/// The name in parts, and of each whether it was searched for.
fn parts(name: &str, text: &str) -> Vec<(String, bool)> {
    let letters: Vec<char> = name.chars().collect();
    let mut hit = vec![false; letters.len()];
    for word in words(text) {
        let beginnings = (0..letters.len()).filter(|at| begins_word(&letters, *at));
        let mut found: Vec<_> = beginnings.filter_map(|at| reaches(&letters, at, &word)).collect();
        if found.is_empty() {
            found = (0..letters.len()).filter_map(|at| reaches(&letters, at, &word)).collect();
        }
        for (from, to) in found {
            hit[from..to].fill(true);
        }
    }
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (letter, hit) in letters.into_iter().zip(hit) {
        match parts.last_mut() {
            Some((part, same)) if *same == hit => part.push(letter),
            _ => parts.push((letter.to_string(), hit)),
        }
    }
    parts
}

fn begins_word(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| letters[at]);
    letters[at].is_alphanumeric()
        && before.is_none_or(|before| {
            !before.is_alphanumeric() || (before.is_lowercase() && letters[at].is_uppercase())
        })
}

/// How far a word reaches from here, if it stands here.
fn reaches(letters: &[char], from: usize, word: &str) -> Option<(usize, usize)> {
    let mut read = String::new();
    for (at, letter) in letters.iter().enumerate().skip(from) {
        read.push_str(&normalise(&letter.to_string()));
        if read.len() >= word.len() {
            return read.starts_with(word).then_some((from, at + 1));
        }
        if !letter.is_alphanumeric() || !word.starts_with(&read) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(name: &str, text: &str) -> String {
        parts(name, text)
            .into_iter()
            .map(|(part, hit)| if hit { format!("[{part}]") } else { part })
            .collect()
    }

    #[test]
    fn marks_the_beginnings_of_words() {
        assert_eq!(marked("Post vendor payments", "pay"), "Post vendor [pay]ments");
        assert_eq!(marked("FINANCE_PAYMENTS_READ", "pay read"), "FINANCE_[PAY]MENTS_[READ]");
        assert_eq!(marked("FinanceRead", "rea"), "Finance[Rea]d");
        assert_eq!(marked("Prepay, pay", "pay"), "Prepay, [pay]");
    }

    #[test]
    fn marks_inside_words_where_no_word_begins_so() {
        assert_eq!(marked("Accounts repayable", "payable"), "Accounts re[payable]");
    }

    #[test]
    fn marks_letters_with_and_without_marks_alike() {
        assert_eq!(marked("Prüfung: Straße", "pruf strasse"), "[Prüf]ung: [Straße]");
        assert_eq!(marked("👩🏽‍💻 Ops", "ops"), "👩🏽‍💻 [Ops]");
    }

    #[test]
    fn marks_nothing_where_nothing_was_searched() {
        assert_eq!(marked("Payroll", ""), "Payroll");
        assert_eq!(marked("", "pay"), "");
        assert_eq!(marked("Payroll", "payrolls"), "Payroll");
    }
}
