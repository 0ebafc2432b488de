//! The URL is state: addresses with a part of their query changed.

use std::fmt::Write as _;

use leptos_router::params::ParamsMap;

/// The path with the query changed: a name with a value is set, one with `None` is taken out,
/// everything else stays. A name that is given several times stays several times.
pub fn with(path: &str, query: &ParamsMap, changes: &[(&str, Option<&str>)]) -> String {
    let kept = query.into_iter().map(|(name, value)| (name.as_ref(), value));
    let kept = kept.filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let set = changes.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let pairs: Vec<String> = kept.chain(set).map(|(name, value)| pair(name, value)).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The path with this query and no other.
pub fn to(path: &str, query: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = query.iter().map(|(name, value)| pair(name, value)).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", escape(name), escape(value))
}

/// Text as part of an address. The same in server and browser, unlike the router's own.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The address, when it leads to a page of this portal; `/` when it leads anywhere else.
pub fn local_or_home(address: &str) -> &str {
    let local = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\r', '\n', '\t', '\0']);
    if local { address } else { "/" }
}

/// The page a list is at, from 0. In addresses pages count from 1.
pub fn page(query: &ParamsMap) -> u32 {
    let number = query.get("page").and_then(|page| page.parse::<u32>().ok());
    number.map_or(0, |number| number.saturating_sub(1))
}

/// A page, from 0, as it stands in addresses; the first is left out.
pub fn page_number(page: u32) -> Option<String> {
    (page > 0).then(|| page.saturating_add(1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_only_what_it_is_told() {
        let query: ParamsMap = [("q", "pay & go"), ("type", "role"), ("page", "2")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(
            with("/catalog", &query, &[("page", None), ("item", Some("ä/1"))]),
            "/catalog?q=pay%20%26%20go&type=role&item=%C3%A4%2F1"
        );
        assert_eq!(with("/catalog", &ParamsMap::new(), &[("page", None)]), "/catalog");
        assert_eq!(to("/signin", &[("next", "/cart?a=b")]), "/signin?next=%2Fcart%3Fa%3Db");
    }

    #[test]
    fn leads_nowhere_else() {
        assert_eq!(local_or_home("/cart?x=1"), "/cart?x=1");
        for bad in
            ["", "cart", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
        {
            assert_eq!(local_or_home(bad), "/", "{bad:?}");
        }
    }

    #[test]
    fn pages_count_from_one_in_addresses() {
        let query =
            |page: &str| -> ParamsMap { [("page".to_owned(), page.to_owned())].into_iter().collect() };
        for (written, read) in [("1", 0), ("3", 2), ("0", 0), ("-1", 0), ("x", 0)] {
            assert_eq!(page(&query(written)), read, "{written}");
        }
        assert_eq!(page_number(0), None);
        assert_eq!(page_number(2).as_deref(), Some("3"));
    }
}
