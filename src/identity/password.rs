//! What a password must be. Length is what counts: no rules about kinds of signs.

use crate::text::normalise;

/// A password has at least this many characters.
pub const LEAST_CHARACTERS: usize = 12;
/// A password has at most this many characters.
pub const MOST_CHARACTERS: usize = 128;

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too short to be safe.
    #[error("must have at least {LEAST_CHARACTERS} characters")]
    TooShort,
    /// Longer than any password need be.
    #[error("must have at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// Anybody would try it first.
    #[error("must not be the user name")]
    UserName,
    /// One sign again and again.
    #[error("must not be one character repeated")]
    Repeated,
}

/// Checks a password somebody with this user name wants to have.
pub fn check_password(user_name: &str, password: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    let mut letters = password.chars();
    let first = letters.next();
    if length < LEAST_CHARACTERS {
        Err(PasswordFault::TooShort)
    } else if length > MOST_CHARACTERS {
        Err(PasswordFault::TooLong)
    } else if normalise(password) == normalise(user_name) {
        Err(PasswordFault::UserName)
    } else if letters.all(|letter| Some(letter) == first) {
        Err(PasswordFault::Repeated)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_in_characters() {
        assert_eq!(check_password("ann", "elevenchars"), Err(PasswordFault::TooShort));
        assert_eq!(check_password("ann", "zwölf Zeichn"), Ok(()));
        assert_eq!(check_password("ann", &"ä b".repeat(42)), Ok(()));
        assert_eq!(check_password("ann", &"ab".repeat(65)), Err(PasswordFault::TooLong));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        assert_eq!(check_password("Ann.Jørgensen", "ann.jørgensen"), Err(PasswordFault::UserName));
        assert_eq!(check_password("ann", "aaaaaaaaaaaaa"), Err(PasswordFault::Repeated));
    }
}
