//! Where the steps stand, and the pages, rendered.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bailiwick::workflow::{Definition, DefinitionStatus, Events, Finding, Given, in_days, seeded};
use bailiwick_engine::workflows::{Copied, Standing};
use leptos::prelude::*;
use serde_json::{Value as Json, json};

use super::layout::{Layout, layout};
use super::list::{lines, shown};
use super::one::One;
use super::{Place, Query, edges, list, one, words};

fn definition(body: Json) -> Definition {
    Definition::parse(serde_json::from_value(body).unwrap()).unwrap()
}

/// Steps that lead to each other by their numbers; nothing leads to the end.
fn graph(ways: &[&[usize]]) -> Definition {
    let step = |(i, to): (usize, &&[usize])| {
        let next: Vec<Json> = to.iter().map(|to| json!({"step": format!("s{to}")})).collect();
        let next = if next.is_empty() { vec![json!({"step": null})] } else { next };
        json!({"name": format!("s{i}"), "type": "scriptTask", "scriptTask": {"script": "", "nextStep": next}})
    };
    let steps: Vec<Json> = ways.iter().enumerate().map(step).collect();
    definition(json!({"id": "w", "steps": steps}))
}

fn everything_has_a_place_of_its_own(definition: &Definition) -> Layout {
    let layout = layout(definition);
    assert_eq!(layout.steps.len(), definition.steps.len());
    let all: BTreeSet<_> = layout.steps.iter().copied().chain([layout.start, layout.end]).collect();
    assert_eq!(all.len(), definition.steps.len() + 2, "{}: {layout:?}", definition.id);
    assert!(all.iter().all(|cell| cell.layer < layout.size.layer && cell.lane < layout.size.lane));
    layout
}

#[test]
fn no_two_steps_stand_at_one_place() {
    for definition in seeded() {
        everything_has_a_place_of_its_own(definition);
    }
    let graphs: [&[&[usize]]; 6] =
        [&[], &[&[0]], &[&[1], &[0]], &[&[1, 2, 3], &[3], &[3], &[]], &[&[1], &[], &[2]], &[&[9]]];
    for ways in graphs {
        everything_has_a_place_of_its_own(&graph(ways));
    }
}

#[test]
fn steps_stand_below_what_leads_to_them() {
    let layout = everything_has_a_place_of_its_own(&graph(&[&[1, 2], &[3], &[1, 3], &[0]]));
    let layers: Vec<usize> = layout.steps.iter().map(|cell| cell.layer).collect();
    assert_eq!((layers, layout.start.layer, layout.end.layer), (vec![1, 3, 2, 4], 0, 5));
}

#[test]
fn a_drawing_counts_unless_it_is_not_whole() {
    let mut body = graph(&[&[1], &[]]).body().clone();
    let nodes = |places: Json| json!({"startNode": {"x": 0, "y": 10}, "endNode": {"x": 900, "y": 0}, "uiConfig": places});
    body.insert("staticNodes".into(), nodes(json!({"s0": {"x": 300, "y": 0}, "s1": {"x": 600, "y": 200}})));
    let drawn = everything_has_a_place_of_its_own(&Definition::parse(body.clone()).unwrap());
    let cells: Vec<_> = drawn.steps.iter().map(|cell| (cell.layer, cell.lane)).collect();
    assert_eq!(cells, [(1, 0), (2, 1)]);
    for places in
        [json!({"s0": {"x": 1, "y": 2}}), json!({"s0": {"x": 300, "y": 0}, "s1": {"x": 310, "y": 5}})]
    {
        body.insert("staticNodes".into(), nodes(places));
        let computed = everything_has_a_place_of_its_own(&Definition::parse(body.clone()).unwrap());
        assert_eq!(computed.steps[1].lane, 0);
    }
}

#[test]
fn ways_to_one_place_are_one_line() {
    let approval = seeded().iter().find(|one| one.id.0 == "BasicEntitlementGrant").unwrap();
    let lines = edges::edges(approval, &layout(approval));
    assert!(lines.iter().any(|line| line.label == "reject, expiration"), "{lines:?}");
    assert!(lines.iter().all(|line| line.path.starts_with('M')));
}

#[test]
fn events_are_told_in_words_where_they_are_the_usual_ones() {
    let after = |days| json!({"isExpression": true, "value": in_days(days)});
    let task = |events: Json| {
        let task = json!({"actors": [], "events": events, "nextStep": []});
        let step = json!({"name": "a", "type": "approvalTask", "approvalTask": task});
        let definition = definition(json!({"id": "w", "steps": [step]}));
        match &definition.steps[0].kind {
            bailiwick::workflow::StepKind::Task(task) => task.events.clone(),
            _ => Events::default(),
        }
    };
    let usual = task(json!({
        "reminder": {"frequency": 3, "date": after(3)},
        "expiration": {"action": "reject", "date": after(7)},
    }));
    assert_eq!(
        words::events(&usual),
        ["Reminds after 3 days, then every 3 days", "Expires after 7 days as rejected"]
    );
    let own =
        task(json!({"expiration": {"action": "approve", "date": {"isExpression": true, "value": "soon()"}}}));
    assert_eq!(words::events(&own), ["Expires at soon() as approved"]);
    assert_eq!(words::days(Some(&Given::Expression("soon()".into()))), None);
}

fn copy(status: DefinitionStatus, mutable: bool) -> Copied {
    let definition = graph(&[&[1], &[]]);
    Copied { definition, status, revision: 4, mutable }
}

#[test]
fn both_copies_are_one_line_that_can_be_found() {
    let copies = [copy(DefinitionStatus::Draft, true), copy(DefinitionStatus::Published, true)];
    let id = copies[0].definition.id.clone();
    let running = HashMap::from([(id, 3)]);
    let lines = lines(&copies, &running, &[("w".into(), "Badge".into())]);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].draft && lines[0].published && !lines[0].ships);
    assert_eq!((lines[0].running, lines[0].steps), (3, 2));
    assert_eq!(shown(lines.clone(), "BADGE", false).len(), 1);
    assert_eq!(shown(lines, "x", false), []);
}

fn page(one: One) -> String {
    Owner::new().with(|| one::view(one).to_html())
}

fn one_of(status: DefinitionStatus, mutable: bool, admin: bool) -> One {
    let copy = copy(status, mutable);
    let place = Place { status, ..Place::draft(&copy.definition.id) }.at("s0");
    let standing =
        Standing { instances: 2, more: false, steps: BTreeMap::from([("s0".into(), 2), ("old".into(), 1)]) };
    One {
        place,
        copy,
        draft: status == DefinitionStatus::Draft,
        published: status == DefinitionStatus::Published,
        standing,
        running: 2,
        findings: None,
        types: vec!["Badge".into()],
        admin,
        ask: String::new(),
    }
}

#[test]
fn a_draft_is_edited_by_administrators_alone() {
    let draft = page(one_of(DefinitionStatus::Draft, true, true));
    for part in
        ["Save the step", "Add the step", "Validate", "Discard draft", "running here", "1 at steps of"]
    {
        assert!(draft.contains(part), "{part} in {draft}");
    }
    for (status, mutable, admin) in [
        (DefinitionStatus::Draft, true, false),
        (DefinitionStatus::Published, true, true),
        (DefinitionStatus::Published, false, true),
    ] {
        let html = page(one_of(status, mutable, admin));
        assert!(!html.contains("Save the step") && !html.contains("Add the step"), "{html}");
        assert_eq!(html.contains("<form"), mutable && admin, "{html}");
    }
}

#[test]
fn findings_stand_in_a_list_and_at_their_steps() {
    let mut one = one_of(DefinitionStatus::Draft, true, true);
    let finding =
        Finding { step: Some("s0".into()), display_name: None, reason: "its script does not parse".into() };
    one.findings = Some(vec![finding]);
    one.ask = "publish".into();
    let html = page(one);
    assert_eq!(html.matches("its script does not parse").count(), 2, "{html}");
    assert!(html.contains("1 finding to be mended") && !html.contains("Publish it"), "{html}");
}

#[test]
fn publishing_says_what_changes() {
    let mut one = one_of(DefinitionStatus::Draft, true, true);
    one.findings = Some(Vec::new());
    one.ask = "publish".into();
    let html = page(one);
    for part in [
        "Publish w?",
        "Requests of these types go by it: Badge.",
        "2 instances go on by the text",
        "Publish it",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_list_says_when_nothing_fits() {
    let lines = lines(&[copy(DefinitionStatus::Published, false)], &HashMap::new(), &[]);
    let view = |query: &str, admin| {
        let (lines, query) = (lines.clone(), Query::parse(query));
        Owner::new().with(|| list::view(lines, &query, admin).to_html())
    };
    let all = view("", true);
    assert!(all.contains("Ships with Bailiwick") && all.contains("copy=w"), "{all}");
    assert!(view("q=nothing", true).contains("No workflow fits"));
    assert!(view("copy=w&status=published", true).contains("wCopy"));
    assert!(!view("copy=w&new=1", false).contains("Make the draft"));
}
