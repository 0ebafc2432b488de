//! Text from outside: what is refused, and how names are made comparable.

/// Letters of a name for comparison and search: lower case, without the marks of Latin letters.
///
/// Computed here, and stored, so that every database compares alike.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        match plain_letters(letter) {
            Some(plain) => out.push_str(plain),
            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            None => out.push(letter),
        }
    }
    out
}

/// The words of a text, normalised. Breaks at everything that is no letter or digit, and
/// between a small and a capital letter (`FinanceRead` → `finance`, `read`).
pub fn words(text: &str) -> Vec<String> {
    let mut broken = String::with_capacity(text.len() + 8);
    let mut before_was_small = false;
    for letter in text.chars() {
        if before_was_small && letter.is_uppercase() {
            broken.push(' ');
        }
        before_was_small = letter.is_lowercase() || letter.is_numeric();
        broken.push(if letter.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&letter) {
            letter
        } else {
            ' '
        });
    }
    broken.split_whitespace().map(normalise).filter(|word| !word.is_empty()).collect()
}

/// The plain spelling of a small Latin letter with a mark.
fn plain_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        _ => return None,
    })
}

/// What is wrong with a text from outside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// The text is empty or blank.
    #[error("must not be empty")]
    Empty,
    /// More characters than fit; the bound.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A control character other than a line break or tab (NUL among them).
    #[error("must not contain control characters")]
    Control,
}

/// Checks a text of at most `most` characters; line breaks and tabs may occur, other
/// control characters may not. Right-to-left text and emoji are text.
pub fn check(text: &str, most: usize) -> Result<(), TextFault> {
    if text.chars().count() > most {
        Err(TextFault::TooLong(most))
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Err(TextFault::Control)
    } else {
        Ok(())
    }
}

/// As [`check`], and not blank.
pub fn check_present(text: &str, most: usize) -> Result<(), TextFault> {
    if text.trim().is_empty() { Err(TextFault::Empty) } else { check(text, most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_marks() {
        assert_eq!(normalise(" Müller "), "muller");
        assert_eq!(normalise("Wiśniewska-KOWALCZYK"), "wisniewska-kowalczyk");
        assert_eq!(normalise("u\u{308}ber"), "uber");
        assert_eq!(normalise("Straße"), "strasse");
        assert_eq!(normalise("Дмитрий"), "дмитрий");
    }

    #[test]
    fn words_break_at_signs_and_at_capitals() {
        assert_eq!(words("ZFI_AP_PAY_POST"), ["zfi", "ap", "pay", "post"]);
        assert_eq!(words("FinanceRead: S/4HANA"), ["finance", "read", "s", "4", "hana"]);
        assert!(words(" -- ").is_empty());
    }

    #[test]
    fn control_characters_are_refused_but_emoji_and_rtl_are_text() {
        assert_eq!(check("a\0b", 10), Err(TextFault::Control));
        assert_eq!(check("line\nbreak", 20), Ok(()));
        assert_eq!(check("שלום 👩🏽‍💻", 20), Ok(()));
        assert_eq!(check("long", 3), Err(TextFault::TooLong(3)));
        assert_eq!(check_present("  ", 3), Err(TextFault::Empty));
    }
}
