use serde_json::json;

use super::*;

fn parse(parameters: &[(&str, &str)]) -> Result<ListQuery, ListError> {
    ListQuery::parse(parameters.iter().copied(), PageNumber::Page)
}

fn refusal(name: &str, value: &str) -> String {
    parse(&[(name, value)]).unwrap_err().to_string()
}

fn path(name: &str) -> Path {
    Path::dotted(name).unwrap()
}

fn key(name: &str, descending: bool, kind: SortType) -> SortKey {
    SortKey { path: path(name), descending, kind }
}

#[test]
fn without_parameters_it_is_the_first_page_of_everything() {
    let list = parse(&[("other", "x"), ("_pageSize", ""), ("_sortKeys", " "), ("_searchAfter", "")]).unwrap();
    assert_eq!(list, ListQuery::default());
    assert_eq!((list.page_size, list.filter), (10, Filter::All));
}

#[test]
fn the_paging_set_is_read() {
    let list = parse(&[
        ("_pageSize", "25"),
        ("_pagedResultsOffset", "50"),
        ("_sortKeys", "decision.startDate"),
        ("_sortDir", "desc"),
        ("_sortType", "date"),
        ("_searchAfter", "2026-01-01,a321329c"),
        ("_fields", "user.userName,application.name, id"),
        ("_queryFilter", "workflow/id eq 'x'"),
    ])
    .unwrap();
    let expected = ListQuery {
        page_size: 25,
        offset: 50,
        sort: vec![key("decision.startDate", true, SortType::Date)],
        search_after: Some("2026-01-01,a321329c".to_owned()),
        fields: vec![path("user.userName"), path("application.name"), path("id")],
        filter: Filter::equals(path("workflow.id"), "x"),
        text: None,
    };
    assert_eq!(list, expected);
}

#[test]
fn the_older_names_are_read() {
    let list = parse(&[
        ("pageSize", "20"),
        ("pageNumber", "3"),
        ("sortBy", "actor.userName"),
        ("sortDesc", "true"),
        ("searchAfter", "k"),
        ("fields", "id"),
        ("queryString", "jones"),
    ])
    .unwrap();
    assert_eq!((list.page_size, list.offset), (20, 60));
    assert_eq!(list.sort, [key("actor.userName", true, SortType::Text)]);
    assert_eq!((list.search_after.as_deref(), list.text.as_deref()), (Some("k"), Some("jones")));
    assert_eq!(list.fields, [path("id")]);
    let newer = parse(&[("_pageSize", "5"), ("pageSize", "7"), ("_pageNumber", "2")]).unwrap();
    assert_eq!((newer.page_size, newer.offset), (5, 10));
}

#[test]
fn a_page_number_may_count_rows() {
    let parameters = [("pageSize", "20"), ("pageNumber", "40")];
    assert_eq!(ListQuery::parse(parameters, PageNumber::Row).unwrap().offset, 40);
    assert_eq!(ListQuery::parse(parameters, PageNumber::Page).unwrap().offset, 800);
    let both = [("pageNumber", "4"), ("_pagedResultsOffset", "3")];
    assert_eq!(ListQuery::parse(both, PageNumber::Page).unwrap().offset, 3);
}

#[test]
fn no_rows_asks_for_the_totals() {
    assert_eq!(parse(&[("_pageSize", "0"), ("pageNumber", "1")]).unwrap().page_size, 0);
    assert_eq!(parse(&[("_pageSize", "10000")]).unwrap().page_size, MAX_PAGE_SIZE);
}

#[test]
fn a_sign_turns_one_key() {
    let list = parse(&[("_sortKeys", "-a/b,+c, d"), ("_sortDir", "DESC"), ("_sortType", "int")]).unwrap();
    let kind = SortType::Integer;
    assert_eq!(list.sort, [key("a.b", true, kind), key("c", false, kind), key("d", true, kind)]);
    // Decoding makes a space of the plus sign.
    assert_eq!(parse(&[("_sortKeys", " a")]).unwrap().sort, [key("a", false, SortType::Text)]);
    assert_eq!(
        parse(&[("_sortKeys", "a"), ("_sortType", "string")]).unwrap().sort,
        [key("a", false, SortType::Text)]
    );
}

#[test]
fn a_star_is_every_field() {
    assert!(parse(&[("_fields", "*,user.id")]).unwrap().fields.is_empty());
}

#[test]
fn refusals_name_the_parameter_and_the_fault() {
    let number = "must be a whole number from 0 to 10000";
    for given in ["-1", "10001", "ten", "1.5", "99999999999999999999"] {
        assert_eq!(refusal("_pageSize", given), format!("`_pageSize` {number}, not `{given}`"));
    }
    assert_eq!(refusal("pageSize", "x"), format!("`pageSize` {number}, not `x`"));
    assert_eq!(
        refusal("_pagedResultsOffset", "9999999999"),
        "`_pagedResultsOffset` must be a whole number from 0 to 1000000000, not `9999999999`"
    );
    assert_eq!(
        refusal("pageNumber", "100000001"),
        "`pageNumber` must be a whole number from 0 to 100000000, not `100000001`"
    );
    assert_eq!(refusal("_sortDir", "up"), "`_sortDir` must be asc or desc, not `up`");
    assert_eq!(refusal("sortDesc", "1"), "`sortDesc` must be true or false, not `1`");
    assert_eq!(refusal("_sortKeys", "a..b"), "`_sortKeys` is wrong: field name `a..b` has an empty segment");
    assert_eq!(refusal("_sortKeys", "-"), "`_sortKeys` is wrong: field name `` must not be empty");
    assert_eq!(refusal("_sortKeys", &["a"; 9].join(",")), "`_sortKeys` has more than 8 field names");
    assert_eq!(refusal("_fields", &["a"; 201].join(",")), "`_fields` has more than 200 field names");
    assert_eq!(
        refusal("_queryFilter", "id eq"),
        "`_queryFilter` is wrong: filter at character 6: expected a quoted text, a number, true, false or null, \
         found the end"
    );
}

#[test]
fn a_projection_shows_only_the_fields() {
    let object = json!({
        "id": "R-1",
        "user": {"userName": "jones", "mail": "j@example.org"},
        "decision": {"phases": [{"name": "manager", "status": "complete", "x": 1}, {"status": "active"}, 7]},
        "glossary": {"Test User": true, "idx": {"/role": {"owner": "u", "risk": 1}}}
    });
    let shown = |names: &[&str]| project(&object, &names.iter().map(|name| path(name)).collect::<Vec<_>>());
    assert_eq!(shown(&[]), object);
    assert_eq!(shown(&["user.userName", "id"]), json!({"id": "R-1", "user": {"userName": "jones"}}));
    assert_eq!(
        shown(&["decision.phases.name", "decision.phases.status"]),
        json!({"decision": {"phases": [{"name": "manager", "status": "complete"}, {"status": "active"}]}})
    );
    assert_eq!(shown(&["user", "user.mail"]), json!({"user": object["user"]}));
    assert_eq!(
        shown(&["glossary.Test User", "glossary.idx./role.owner"]),
        json!({"glossary": {"Test User": true, "idx": {"/role": {"owner": "u"}}}})
    );
    assert_eq!(shown(&["none", "id.more"]), json!({}));
}
