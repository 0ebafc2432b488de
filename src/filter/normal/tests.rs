use crate::filter::{Filter, Op, Path, Value};

fn is(field: &str, value: &str) -> Filter {
    Filter::equals(Path::dotted(field).unwrap(), value)
}

fn one_of(field: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|value| Value::from(*value)).collect();
    Filter::In { path: Path::dotted(field).unwrap(), values }
}

#[test]
fn a_chain_of_equalities_becomes_one_list() {
    let chain =
        Filter::Or(vec![is("id", "a"), Filter::Or(vec![is("id", "b"), is("name", "x")]), is("id", "a")]);
    assert_eq!(chain.normalised(), Filter::Or(vec![one_of("id", &["a", "b"]), is("name", "x")]));
    assert_eq!(Filter::Or(vec![is("id", "a"), is("id", "b")]).normalised(), one_of("id", &["a", "b"]));
    assert_eq!(one_of("id", &["a"]).normalised(), is("id", "a"));
    assert_eq!(one_of("id", &[]).normalised(), Filter::None);
}

#[test]
fn groups_are_flat_and_have_at_least_two_parts() {
    let nested = Filter::And(vec![is("a", "1"), Filter::And(vec![Filter::All, is("b", "2")])]);
    assert_eq!(nested.normalised(), Filter::And(vec![is("a", "1"), is("b", "2")]));
    assert_eq!(Filter::And(vec![is("a", "1"), Filter::All]).normalised(), is("a", "1"));
    assert_eq!(Filter::And(vec![is("a", "1"), Filter::None]).normalised(), Filter::None);
    assert_eq!(Filter::Or(vec![is("a", "1"), Filter::All]).normalised(), Filter::All);
    assert_eq!(Filter::Or(vec![Filter::None, Filter::None]).normalised(), Filter::None);
}

#[test]
fn empty_groups_match_everything() {
    assert_eq!(Filter::And(vec![]).normalised(), Filter::All);
    assert_eq!(Filter::Or(vec![]).normalised(), Filter::All);
    assert_eq!(Filter::Not(Box::new(Filter::Or(vec![]))).normalised(), Filter::None);
}

#[test]
fn double_negation_falls_away() {
    let twice = Filter::Not(Box::new(Filter::Not(Box::new(is("a", "1")))));
    assert_eq!(twice.normalised(), is("a", "1"));
}

#[test]
fn containing_nothing_is_being_there() {
    let path = Path::dotted("request.common.priority").unwrap();
    let contains = Filter::Compare { path: path.clone(), op: Op::Contains, value: "".into() };
    assert_eq!(contains.normalised(), Filter::Present(path));
}

#[test]
fn depth_counts_levels() {
    assert_eq!(Filter::All.depth(), 1);
    assert_eq!(Filter::And(vec![is("a", "1"), is("b", "2").negated()]).depth(), 3);
}

#[test]
fn fields_can_be_listed_and_renamed() {
    let filter = Filter::And(vec![is("catalog.role.name", "x"), one_of("catalog.id", &["1"]).negated()]);
    let renamed = filter.with_paths(&|path| path.strip_prefix("catalog").unwrap_or(path));
    assert_eq!(renamed.paths().into_iter().map(Path::as_str).collect::<Vec<_>>(), ["role.name", "id"]);
}
