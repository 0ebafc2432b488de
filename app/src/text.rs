//! The portal's words that are not a page's own: plain English, in one place.

/// The months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The days of the week, from Monday.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A count as a number that is shown.
pub fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A number with its thousands apart: `1,162`.
pub fn number(n: impl Into<i64>) -> String {
    let n = n.into();
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: `1 line`, `5 lines`. Nouns that do not end in a plain `s` are not for this.
pub fn counted(n: impl Into<i64>, noun: &str) -> String {
    match n.into() {
        1 => format!("1 {noun}"),
        n => format!("{} {noun}s", number(n)),
    }
}

/// What the toast says after something was done; `None` for a code nobody knows, so that a
/// foreign link cannot put words into the portal's mouth.
pub fn notice(code: &str, count: Option<u32>) -> Option<String> {
    let some = |noun| counted(count.unwrap_or(1), noun);
    Some(match code {
        "cart-added" => format!("{} put in the cart", some("line")),
        "cart-removed" => format!("{} taken out of the cart", some("line")),
        "cart-saved" => "Cart saved".to_owned(),
        "cart-cleared" => "Cart emptied".to_owned(),
        "request-sent" => "Request sent".to_owned(),
        "request-changed" => "Change saved".to_owned(),
        "draft-kept" => "Draft kept".to_owned(),
        "draft-gone" => "Draft thrown away".to_owned(),
        "request-cancelled" => "Request cancelled".to_owned(),
        "comment-added" => "Comment added".to_owned(),
        "reminded" => "Reminder sent".to_owned(),
        "approved" => format!("{} approved", some("task")),
        "rejected" => format!("{} rejected", some("task")),
        "fulfilled" => format!("{} done", some("task")),
        "denied" => format!("{} said to be impossible", some("task")),
        "reassigned" => format!("{} passed on", some("task")),
        "delegated" => "Deputies changed".to_owned(),
        "access-removed" => "Access will be removed".to_owned(),
        "access-extended" => "The end date was moved".to_owned(),
        "token-created" => "Token created".to_owned(),
        "token-revoked" => "Token revoked".to_owned(),
        "preferences-saved" => "Preferences saved".to_owned(),
        "form-saved" => "Form saved".to_owned(),
        "form-deleted" => "Form deleted".to_owned(),
        "type-saved" => "Type saved".to_owned(),
        "type-deleted" => "Type deleted".to_owned(),
        "workflow-saved" => "Draft saved".to_owned(),
        "workflow-published" => "Workflow published".to_owned(),
        "workflow-deleted" => "Deleted".to_owned(),
        "password-changed" => "Password changed".to_owned(),
        _ => return None,
    })
}

/// Why a sign-in failed: what happened, and what to do next.
pub fn sign_in_error(code: &str) -> (&'static str, &'static str) {
    match code {
        "credentials" => (
            "That user name and password do not go together",
            "Check both, also for capital letters. After several wrong tries there is a pause.",
        ),
        "locked" => ("Too many wrong tries", "Wait a few minutes, then try again."),
        "disabled" => ("This account is not active", "Ask your administrator to switch it on."),
        "required" => ("Something is missing", "Give both a user name and a password."),
        "provider" => ("The single sign-on did not work", "Try it again, or use a password."),
        "stale" => {
            ("That sign-in is no longer open", "It took too long, or was begun in another window. Try again.")
        }
        "cancelled" => ("The single sign-on was cancelled", "Try it again, or use a password."),
        "unknown" => (
            "You are not known here",
            "The single sign-on knows you, but nobody here goes by that name. Ask your administrator.",
        ),
        "link" => {
            ("That link cannot be used any more", "It works once and for a short time. Ask for a new one.")
        }
        "expired" => ("You were signed out", "Sign in again; what you saved is still there."),
        _ => ("You could not be signed in", "Try again. If it stays so, ask your administrator."),
    }
}

/// A person's initials: first and last name.
pub fn person_initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// A thing's initials: of its first two words, or the first two letters of its only or all-capital word.
pub fn thing_initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return String::new() };
    let short = first.chars().count() > 1 && first.chars().all(char::is_uppercase);
    let letters: Vec<char> = match words.next().filter(|_| !short) {
        Some(second) => first.chars().take(1).chain(second.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    };
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_162), "1,162");
        assert_eq!(number(-1_000_000), "-1,000,000");
        assert_eq!(counted(1, "line"), "1 line");
        assert_eq!(counted(5_000, "line"), "5,000 lines");
    }

    #[test]
    fn initials_are_two_letters_or_fewer() {
        assert_eq!(person_initials("Aleksandra Wiśniewska-Kowalczyk"), "AW");
        assert_eq!(person_initials("Luis Ferreira de Almeida"), "LA");
        assert_eq!(person_initials("Órla"), "Ó");
        assert_eq!(person_initials(" - "), "");
        assert_eq!(thing_initials("SAP S/4HANA"), "SA");
        assert_eq!(thing_initials("Payments Hub"), "PH");
        assert_eq!(thing_initials("FINANCE_PAYMENTS_READ"), "FI");
        assert_eq!(thing_initials("Coupa"), "CO");
        assert_eq!(thing_initials(""), "");
    }

    #[test]
    fn a_notice_nobody_knows_says_nothing() {
        assert_eq!(notice("<b>hello</b>", None), None);
        assert_eq!(notice("cart-added", Some(3)).unwrap(), "3 lines put in the cart");
    }
}
