//! What the company's own catalog and people are described by: four attributes, and a value of each for everything it
//! belongs to.

use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::glossary::{Attribute, Definition, ObjectKind, ValueType};
use bailiwick::id::AttributeId;
use bailiwick_store::bulk::NewItem;
use bailiwick_store::{Tx, bulk, glossary};
use uuid::Uuid;

use super::dice::{Dice, Kind};
use super::people::Company;
use crate::{Context, Engine, EngineError};

const CLASSES: &[&str] = &["public", "internal", "confidential", "strictly confidential"];
const HOSTING: &[&str] = &["on premises", "own cloud", "vendor"];

/// How people are employed.
pub(super) const EMPLOYMENT: &str = "employment";
const EMPLOYED: &[&str] = &["employee", "contractor"];

fn definitions() -> [Definition; 4] {
    let one = |object_kind, name: &str, display_name: &str, description: &str, allowed: &[&str]| Definition {
        object_kind,
        name: name.into(),
        display_name: display_name.into(),
        description: description.into(),
        value_type: ValueType::Text,
        is_multi_value: false,
        allowed_values: allowed.iter().map(|value| (*value).to_owned()).collect(),
    };
    let (application, entitlement) = (ObjectKind::Application, ObjectKind::Entitlement);
    [
        one(application, "costCentre", "Cost centre", "Who pays for it.", &[]),
        one(application, "hosting", "Hosted", "Where it runs.", HOSTING),
        one(ObjectKind::User, EMPLOYMENT, "Employment", "How they work here.", EMPLOYED),
        one(entitlement, "dataClassification", "Data", "The most secret data it opens.", CLASSES),
    ]
}

/// What an item has of an attribute.
fn value(company: &Company, new: &NewItem, name: &str) -> String {
    let mut dice = Dice::of(company.seed, Kind::Glossary, new.number.unsigned_abs());
    let (centre, place, less) =
        (dice.between(10, 79), dice.weighted([5, 3, 4].into_iter()), dice.percent(20));
    match name {
        "costCentre" => format!("{centre}00"),
        "hosting" => HOSTING[place].into(),
        _ => CLASSES[secrecy(&new.item) - usize::from(less && new.item.risk < Risk::High)].into(),
    }
}

fn employed(company: &Company, person: usize) -> String {
    EMPLOYED[usize::from(company.people[person].contractor)].to_owned()
}

/// Riskier rights open what is more secret.
fn secrecy(item: &Item) -> usize {
    match item.risk {
        Risk::Low => 1,
        Risk::Medium | Risk::High => 2,
        Risk::Critical => 3,
    }
}

/// Defines the attributes and describes the items.
pub(super) async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    company: &Company,
    items: &[NewItem],
) -> Result<(), EngineError> {
    for definition in definitions() {
        let id = AttributeId(engine.new_id());
        glossary::insert(tx, id, &definition, ctx.now).await?;
        let described = |new: &&NewItem| match new.item.kind {
            ItemKind::Application => definition.object_kind == ObjectKind::Application,
            ItemKind::Entitlement => definition.object_kind == ObjectKind::Entitlement,
            ItemKind::Role => false,
        };
        let of_item = |new: &NewItem| (new.item.id.uuid(), vec![value(company, new, &definition.name)]);
        let of_person = |index: usize| (company.ids.user(index).uuid(), vec![employed(company, index)]);
        let values: Vec<(Uuid, Vec<String>)> = if definition.object_kind == ObjectKind::User {
            (0..company.people.len()).map(of_person).collect()
        } else {
            items.iter().filter(described).map(of_item).collect()
        };
        let (created_at, modified_at) = (Some(ctx.now), Some(ctx.now));
        let attribute = Attribute { id, definition, built_in: None, created_at, modified_at };
        bulk::insert_glossary_values(tx, &attribute, &values).await?;
    }
    Ok(())
}
