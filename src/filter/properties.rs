//! What holds of every filter.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::condition::Condition;
use super::list::{ListQuery, PageNumber, project};
use super::{Filter, Op, Path, Value, query, target};

const SEGMENTS: [&str; 16] = [
    "a",
    "b",
    "id",
    "true",
    "FALSE",
    "and",
    "pr",
    "Test User",
    "/entitlement",
    "x/y",
    "50%",
    "~1",
    "it's (so)!",
    "1e",
    "naïve",
    "שם",
];

fn paths() -> impl Strategy<Value = Path> {
    prop::collection::vec(prop::sample::select(&SEGMENTS), 1..4)
        .prop_map(|segments| Path::dotted(&segments.join(".")).unwrap())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&[
            "",
            "a",
            "A",
            "ab",
            "true",
            "10",
            "9",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "\\\"'+ "
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| text.replace('\0', "")),
    ]
}

fn scalars() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-20_i64..20).prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        texts().prop_map(Json::from),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    scalars().prop_map(|json| Value::from_json(&json).unwrap())
}

fn filters() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        1 => Just(Filter::All),
        1 => Just(Filter::None),
        8 => (paths(), prop::sample::select(&Op::ALL), values())
            .prop_map(|(path, op, value)| Filter::Compare { path, op, value }),
        2 => paths().prop_map(Filter::Present),
        2 => (paths(), prop::collection::vec(values(), 0..4)).prop_map(|(path, values)| Filter::In { path, values }),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Filter::Or),
            inner.prop_map(Filter::negated),
        ]
    })
}

fn objects() -> impl Strategy<Value = Json> {
    scalars().prop_recursive(4, 40, 5, |inner| {
        let key = prop_oneof![
            prop::sample::select(&SEGMENTS).prop_map(str::to_owned),
            prop::sample::select(&["a.b", "a/b", "/a"]).prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::hash_map(key, inner, 0..5).prop_map(Json::from_iter),
        ]
    })
}

/// Texts that are nearly filters.
fn near_queries() -> impl Strategy<Value = String> {
    let words = [
        "a", "b/c", "eq", "co", "pr", "and", "OR", "!", "(", ")", "\"x\"", "'", "\"", "\\", "+", " ", "true",
        "null", "1e+5", "-", "%", "%e9", "~", ".", "/", "é", "\0",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..30).prop_map(|words| words.concat())
}

/// JSON that is nearly a filter or a condition.
fn near_nodes() -> impl Strategy<Value = Json> {
    let words = ["AND", "NOT", "IN", "EXISTS", "EQUALS", "v2", "a..b", "", "a", "equals", "literal"];
    let keys = [
        "operator",
        "operand",
        "targetName",
        "targetValue",
        "targetFilter",
        "version",
        "filter",
        "and",
        "or",
        "equals",
        "contains",
        "left",
        "right",
        "in_string",
        "search_string_array",
        "literal",
    ];
    let leaf = prop_oneof![scalars(), prop::sample::select(words.to_vec()).prop_map(Json::from)];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::hash_map(
                prop::sample::select(keys.to_vec()).prop_map(str::to_owned),
                inner,
                0..5
            )
            .prop_map(Json::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn a_target_filter_reads_back_as_it_was_written(filter in filters()) {
        prop_assert_eq!(target::parse(&target::write(&filter)), Ok(filter));
    }

    #[test]
    fn serde_reads_back_what_it_wrote(filter in filters()) {
        let written = serde_json::to_value(&filter).unwrap();
        prop_assert_eq!(serde_json::from_value::<Filter>(written).unwrap(), filter);
    }

    #[test]
    fn a_query_filter_reads_back_in_normal_form(filter in filters()) {
        prop_assert_eq!(query::parse(&query::write(&filter)), Ok(filter.normalised()));
    }

    #[test]
    fn both_languages_match_the_same_objects(filter in filters(), object in objects()) {
        let matches = filter.matches(&object);
        prop_assert_eq!(target::parse(&target::write(&filter)).unwrap().matches(&object), matches);
        prop_assert_eq!(query::parse(&query::write(&filter)).unwrap().matches(&object), matches);
    }

    #[test]
    fn the_normal_form_is_stable_and_means_the_same(filter in filters(), object in objects()) {
        let normal = filter.clone().normalised();
        prop_assert_eq!(normal.matches(&object), filter.matches(&object));
        prop_assert!(normal.depth() <= filter.depth());
        prop_assert_eq!(normal.clone().normalised(), normal);
    }

    #[test]
    fn what_is_not_matched_is_matched_by_the_opposite(filter in filters(), object in objects()) {
        prop_assert_ne!(filter.clone().negated().matches(&object), filter.matches(&object));
    }

    #[test]
    fn a_path_has_one_form(path in paths()) {
        prop_assert_eq!(Path::crest(&path.to_crest()), Ok(path.clone()));
        prop_assert_eq!(Path::dotted(path.as_str()), Ok(path));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in prop_oneof![any::<String>(), near_queries()]) {
        if let Ok(filter) = query::parse(&text) {
            prop_assert_eq!(query::parse(&query::write(&filter)), Ok(filter));
        }
        let _ = Path::dotted(&text);
        let _ = target::parse_body_bytes(text.as_bytes());
        let names = ["_pageSize", "_sortKeys", "_fields", "_queryFilter", "pageNumber"];
        for name in names {
            let _ = ListQuery::parse([(name, &text)], PageNumber::Page);
        }
    }

    #[test]
    fn no_json_makes_the_parsers_panic(node in near_nodes(), object in objects()) {
        if let Ok(filter) = target::parse(&node) {
            prop_assert_eq!(target::parse(&target::write(&filter)), Ok(filter));
        }
        let _ = target::parse_body(&node);
        if let Ok(condition) = Condition::parse(&json!({"version": "v2", "filter": node})) {
            let truth = condition.is_true(&object);
            if let Ok(filter) = condition.to_filter() {
                prop_assert_eq!(filter.matches(&object), truth);
            }
        }
    }

    #[test]
    fn a_projection_keeps_what_was_asked_for(object in objects(), field in paths()) {
        let fields = [field];
        let shown = project(&object, &fields);
        if object.is_object() {
            prop_assert_eq!(super::found(&shown, &fields[0]), super::found(&object, &fields[0]));
        }
        prop_assert_eq!(project(&shown, &fields), shown);
    }
}
