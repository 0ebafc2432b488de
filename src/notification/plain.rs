//! The plain text of HTML, for mail programs that show no HTML and for lists in the product.

/// What becomes of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Their words, then their address.
    Shown,
    /// They are left out with their words.
    Dropped,
}

/// The words of a piece of HTML, a line for each paragraph.
pub fn plain(html: &str, links: Links) -> String {
    let mut text = String::new();
    let mut address: Option<String> = None;
    let mut hidden = false;
    let mut rest = html;
    loop {
        let (words, tag, behind) = match rest.split_once('<') {
            Some((words, after)) => match after.split_once('>') {
                Some((tag, behind)) => (words, tag, behind),
                None => (words, "", ""),
            },
            None => (rest, "", ""),
        };
        let dropped = hidden || (address.is_some() && links == Links::Dropped);
        if !dropped {
            text.push_str(&decoded(words).replace(['\r', '\n', '\t'], " "));
        }
        let name = tag.split([' ', '\n', '\t', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match (name.to_ascii_lowercase().as_str(), tag.starts_with('/')) {
            ("style" | "script" | "head" | "title", closes) => hidden = !closes,
            ("a", false) => address = Some(target(tag)),
            ("a", true) => {
                let shown = address.take().filter(|address| !address.is_empty() && links == Links::Shown);
                text.extend(shown.into_iter().flat_map(|address| [": ".to_owned(), address]));
            }
            ("p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "table" | "ul", true) | ("br", _) => {
                text.push('\n');
            }
            _ => {}
        }
        if behind.is_empty() {
            break;
        }
        rest = behind;
    }
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    rows.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn target(tag: &str) -> String {
    let quoted = tag.split_once("href=").map_or("", |(_, value)| value);
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = quote.and_then(|quote| quoted[1..].split_once(quote)).map_or("", |(value, _)| value);
    decoded(value)
}

fn decoded(text: &str) -> String {
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_become_lines_and_links_are_shown_or_dropped() {
        let html = "<html><head><title>x</title><style>p { a: b }</style></head><body>\n<p>Hello  <b>Zoë</b> &amp; \
                    all,</p><p>one<br>two</p><p><a href=\"https://x.example/?a=1&amp;b=2\">Open it</a></p></body></html>";
        assert_eq!(
            plain(html, Links::Shown),
            "Hello Zoë & all,\none\ntwo\nOpen it: https://x.example/?a=1&b=2"
        );
        assert_eq!(plain(html, Links::Dropped), "Hello Zoë & all,\none\ntwo");
    }

    #[test]
    fn what_is_no_html_stays_and_nothing_breaks_it() {
        assert_eq!(plain("just words", Links::Shown), "just words");
        assert_eq!(plain("a &lt;b&gt; &amp;lt; c", Links::Shown), "a <b> &lt; c");
        for odd in ["<", "<a href=", "<a href=\"x", "a<b", "<a href='x'>y", "</a>", "<é href=é>"] {
            plain(odd, Links::Shown);
        }
    }
}
