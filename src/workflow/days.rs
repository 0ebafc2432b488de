//! The usual expression of a date: so many days from now.

const BEFORE: &str = "(new Date(new Date().getTime()+(";
const AFTER: &str = "*24*60*60*1000))).toISOString()";

/// The expression of the moment that is so many days ahead, as definitions are used to write it.
pub fn in_days(days: u32) -> String {
    format!("{BEFORE}{days}{AFTER}")
}

/// How many days ahead an expression is, where it is the usual one; spaces do not count.
pub fn days_ahead(expression: &str) -> Option<u32> {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let given = bare(expression);
    given.trim_end_matches(';').strip_prefix(&bare(BEFORE))?.strip_suffix(AFTER)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_where_the_expression_is_the_usual_one() {
        assert_eq!(days_ahead(&in_days(7)), Some(7));
        assert_eq!(
            days_ahead("(new Date( new Date().getTime() + (3 * 24*60*60*1000))).toISOString();"),
            Some(3)
        );
        for other in ["", "requestIndex.request.common.startDate", "(new Date()).toISOString()"] {
            assert_eq!(days_ahead(other), None, "{other}");
        }
    }
}
