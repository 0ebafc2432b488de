use super::*;
use crate::filter::{MAX_LEAVES, PathFault};

fn path(name: &str) -> Path {
    Path::dotted(name).unwrap()
}

fn is(name: &str, value: impl Into<Value>) -> Filter {
    Filter::equals(path(name), value)
}

fn refusal(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn every_operator_is_read_in_any_case() {
    for op in Op::ALL {
        let expected = Filter::Compare { path: path("name"), op, value: "x".into() };
        assert_eq!(parse(&format!("name {} 'x'", op.keyword())), Ok(expected.clone()));
        assert_eq!(parse(&format!("name {} 'x'", op.keyword().to_uppercase())), Ok(expected));
    }
    assert_eq!(parse("name PR"), Ok(Filter::Present(path("name"))));
}

#[test]
fn every_value_is_read() {
    assert_eq!(parse(r#"a eq "it's""#), Ok(is("a", "it's")));
    assert_eq!(parse("a eq 'say \"hi\"'"), Ok(is("a", "say \"hi\"")));
    assert_eq!(parse("a eq True"), Ok(is("a", true)));
    assert_eq!(parse("a eq NULL"), Ok(is("a", Value::Null)));
    assert_eq!(parse("a eq -12"), Ok(is("a", -12)));
    assert_eq!(parse("a eq 1.5e+3"), parse("a eq 1500.0"));
    assert_eq!(parse("a eq ''"), Ok(is("a", "")));
}

#[test]
fn a_backslash_escapes_quotes_and_itself_only() {
    assert_eq!(parse(r#"a eq "say \"hi\"""#), Ok(is("a", "say \"hi\"")));
    assert_eq!(parse(r"a eq 'it\'s'"), Ok(is("a", "it's")));
    assert_eq!(parse(r"a eq 'C:\\'"), Ok(is("a", r"C:\")));
    assert_eq!(parse(r"a eq 'CORP\jones'"), Ok(is("a", r"CORP\jones")));
}

#[test]
fn and_binds_closer_than_or() {
    let (a, b, c) = (is("a", 1), is("b", 2), is("c", 3));
    let both = Filter::And(vec![b.clone(), c.clone()]);
    assert_eq!(parse("a eq 1 or b eq 2 and c eq 3"), Ok(Filter::Or(vec![a.clone(), both])));
    let either = Filter::Or(vec![a.clone(), b.clone()]);
    assert_eq!(parse("(a eq 1 OR b eq 2) And c eq 3"), Ok(Filter::And(vec![either, c])));
    assert_eq!(parse("!a eq 1 and b eq 2"), Ok(Filter::And(vec![a.clone().negated(), b])));
    assert_eq!(parse("! (!(a eq 1))"), Ok(a));
}

#[test]
fn true_is_everything_and_so_is_nothing_said() {
    for text in ["true", "TRUE", "", "  ", "+", "(true)", "true or a eq 1", "!false"] {
        assert_eq!(parse(text), Ok(Filter::All), "{text}");
    }
    assert_eq!(parse("false"), Ok(Filter::None));
    assert_eq!(parse("a eq 1 and !true"), Ok(Filter::None));
}

#[test]
fn dots_and_slashes_mean_the_same() {
    for name in ["workflow/id", "/workflow/id", "workflow.id"] {
        assert_eq!(parse(&format!("{name} eq 'x'")), Ok(is("workflow.id", "x")));
    }
    assert_eq!(parse("glossary.Test%20User co ''"), Ok(Filter::Present(path("glossary.Test User"))));
}

#[test]
fn plus_signs_outside_of_texts_are_spaces() {
    assert_eq!(parse("id+eq+'x+y'+and+name+pr"), parse("id eq 'x+y' and name pr"));
    assert_eq!(parse("1e+eq+1"), Ok(is("1e", 1)));
}

#[test]
fn spaces_are_needed_only_between_words() {
    assert_eq!(parse("(a eq'x')and(b eq\"y\")"), parse("a eq 'x' and b eq 'y'"));
    assert_eq!(parse("\t( a   pr ) "), Ok(Filter::Present(path("a"))));
}

#[test]
fn a_chain_of_ids_is_one_list() {
    let ids = ["7f", "8a", "9c"];
    let chain: Vec<String> = ids.iter().map(|id| format!("id eq \"{id}\"")).collect();
    let values = ids.map(Value::from).to_vec();
    let list = Filter::In { path: path("id"), values };
    assert_eq!(parse(&format!("({})", chain.join(" or "))), Ok(list.clone()));
    assert_eq!(write(&list), chain.join(" or "));
    assert_eq!(write(&Filter::And(vec![list, is("a", 1)])), format!("({}) and a eq 1", chain.join(" or ")));
}

#[test]
fn filters_are_written_as_clients_write_them() {
    assert_eq!(write(&Filter::All), "true");
    assert_eq!(write(&Filter::None), "false");
    assert_eq!(write(&Filter::Or(vec![])), "true");
    assert_eq!(write(&is("a", r#"CORP\"x""#)), r#"a eq "CORP\\\"x\"""#);
    assert_eq!(write(&is("a", 1).negated()), "!(a eq 1)");
    assert_eq!(write(&Filter::Present(path("glossary.Test User"))), "glossary.Test%20User pr");
}

#[test]
fn refusals_name_the_place_and_the_fault() {
    let operator = "expected one of eq, co, sw, ew, gt, ge, lt, le, pr";
    let value = "expected a quoted text, a number, true, false or null";
    assert_eq!(refusal("id"), format!("filter at character 3: {operator}, found the end"));
    assert_eq!(refusal("id ne 'x'"), format!("filter at character 4: {operator}, found `ne`"));
    assert_eq!(refusal("id eq"), format!("filter at character 6: {value}, found the end"));
    assert_eq!(refusal("id eq x"), format!("filter at character 7: {value}, found `x`"));
    assert_eq!(refusal("id eq 'x"), "filter at character 7: the text has no closing quote");
    assert_eq!(refusal(r"id eq 'x\'"), "filter at character 7: the text has no closing quote");
    assert_eq!(refusal("é eq 'a\0'"), "filter at character 8: text must not contain NUL");
    assert_eq!(refusal("(id pr"), "filter at character 7: expected `and`, `or` or `)`, found the end");
    assert_eq!(refusal("id pr)"), "filter at character 6: expected `and`, `or` or the end, found `)`");
    assert_eq!(
        refusal("id pr name pr"),
        "filter at character 7: expected `and`, `or` or the end, found `name`"
    );
    assert_eq!(refusal("id pr and"), "filter at character 10: expected a condition, found the end");
    assert_eq!(refusal("'id' eq 1"), "filter at character 1: expected a condition, found `'`");
    assert_eq!(refusal("a pr or b..c pr"), "filter at character 9: field name `b..c` has an empty segment");
    let Err(FilterError::Syntax { fault: SyntaxFault::Path(error), .. }) = parse("%00 pr") else { panic!() };
    assert_eq!(error.fault, PathFault::Nul);
}

#[test]
fn the_nesting_is_bounded() {
    let nested = |levels: usize| format!("{}a pr{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(parse(&nested(32)), Ok(Filter::Present(path("a"))));
    for levels in [33, 1000, 30_000] {
        assert_eq!(refusal(&nested(levels)), "filter is nested deeper than 32 levels");
    }
    assert_eq!(refusal(&"(".repeat(60_000)), "filter is nested deeper than 32 levels");
    assert_eq!(parse(&format!("{}a pr", "!".repeat(60_000))), Ok(Filter::Present(path("a"))));
    let alternating = |levels: usize| format!("{}a pr{}", "!(b pr or ".repeat(levels), ")".repeat(levels));
    assert_eq!(parse(&alternating(15)).unwrap().depth(), 31);
    assert_eq!(refusal(&alternating(16)), "filter is nested deeper than 32 levels");
}

#[test]
fn the_conditions_are_bounded() {
    let many = |count: usize| vec!["id eq 'x'"; count].join(" or ");
    assert_eq!(parse(&many(MAX_LEAVES)), Ok(is("id", "x")));
    assert_eq!(refusal(&many(MAX_LEAVES + 1)), "filter has more than 1000 conditions");
}

#[test]
fn the_length_is_bounded() {
    assert_eq!(refusal(&" ".repeat(64 * 1024 + 1)), "filter is longer than 65536 bytes");
}

#[test]
fn collections_are_searched_by_lists_and_opposites() {
    let (filter, used) =
        parse_collection(r#"not (id in ("a", "b,c")) and name ne "x" and completed eq true"#).unwrap();
    let row = |id: &str, name: &str| serde_json::json!({"id": id, "name": name, "completed": true});
    assert!(filter.matches(&row("c", "y")));
    assert!(!filter.matches(&row("b,c", "y")) && !filter.matches(&row("c", "x")));
    let used: Vec<String> = used.iter().map(|(path, op)| format!("{path} {op}")).collect();
    assert_eq!(used, ["id in", "name ne", "completed eq"]);
    for wrong in ["id in", "id in (", r#"id in ("a""#, r#"id in ("a" "b")"#, "id in ()", "name ne", "not"] {
        assert!(parse_collection(wrong).is_err(), "{wrong}");
    }
    assert!(
        parse(r#"id in ("a")"#).is_err() && parse(r#"name ne "a""#).is_err(),
        "no part of `_queryFilter`"
    );
}
