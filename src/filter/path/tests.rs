use super::*;

fn crest(name: &str) -> String {
    Path::crest(name).unwrap().to_string()
}

#[test]
fn dots_and_slashes_mean_the_same_in_crest() {
    assert_eq!(crest("workflow/id"), "workflow.id");
    assert_eq!(crest("/workflow/id"), "workflow.id");
    assert_eq!(Path::crest("workflow/id"), Path::dotted("workflow.id"));
    assert_eq!(crest("glossary/Test%20User"), "glossary.Test User");
}

#[test]
fn a_segment_may_begin_with_a_slash() {
    let path = Path::dotted("glossary.idx./entitlement.description").unwrap();
    assert_eq!(path.segments().collect::<Vec<_>>(), ["glossary", "idx", "/entitlement", "description"]);
    assert_eq!(Path::crest("glossary.idx./entitlement.description"), Ok(path.clone()));
    assert_eq!(Path::crest("glossary/idx//entitlement/description"), Ok(path.clone()));
    assert_eq!(path.to_crest(), "glossary.idx./entitlement.description");
}

#[test]
fn slashes_within_a_dotted_segment_are_part_of_it() {
    let path = Path::dotted("glossary.read/write").unwrap();
    assert_eq!(path.segments().collect::<Vec<_>>(), ["glossary", "read/write"]);
    assert_eq!(path.to_crest(), "glossary.read~1write");
    assert_eq!(Path::crest("glossary.read~1write"), Ok(path));
}

#[test]
fn letters_that_would_end_a_name_are_encoded() {
    assert_eq!(Path::dotted("Test User's (old)").unwrap().to_crest(), "Test%20User%27s%20%28old%29");
    assert_eq!(Path::dotted("true").unwrap().to_crest(), "%74rue");
    assert_eq!(crest("100%"), "100%");
}

#[test]
fn a_prefix_can_be_dropped() {
    let path = Path::dotted("catalog.application.name").unwrap();
    assert_eq!(path.strip_prefix("catalog"), Path::dotted("application.name").ok());
    assert_eq!(path.strip_prefix("cat"), None);
    assert_eq!(path.strip_prefix("catalog.application.name"), None);
}

#[test]
fn names_that_name_nothing_are_refused() {
    let fault = |name: &str| Path::dotted(name).unwrap_err().to_string();
    assert_eq!(fault(""), "field name `` must not be empty");
    assert_eq!(fault("a..b"), "field name `a..b` has an empty segment");
    assert_eq!(fault("a."), "field name `a.` has an empty segment");
    assert_eq!(fault("a\0"), "field name `a\u{fffd}` must not contain NUL");
    assert_eq!(Path::crest("workflow/").unwrap_err().fault, PathFault::EmptySegment);
    assert_eq!(Path::crest("%ff").unwrap_err().fault, PathFault::Encoding);
    assert_eq!(Path::crest("a%00").unwrap_err().fault, PathFault::Nul);
    let many = vec!["a"; MAX_PATH_SEGMENTS + 1].join(".");
    assert!(fault(&many).ends_with("has more than 32 segments"));
    let long = "a".repeat(MAX_PATH_BYTES + 1);
    assert_eq!(fault(&long), format!("field name `{}…` is longer than 1024 bytes", "a".repeat(40)));
}
