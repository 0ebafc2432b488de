//! What requests hold, as people read it.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::form::Form;
use bailiwick::id::{ItemId, RequestTypeId, user_id};
use bailiwick::request::{Request, facts};
use bailiwick_store::Tx;
use serde_json::{Map, Value as Json};

use crate::{EngineError, forms};

/// The forms of requests, each looked up once.
#[derive(Default)]
pub(super) struct RequestForms(HashMap<(RequestTypeId, Option<ItemId>), Option<Form>>);

impl RequestForms {
    /// What a request holds: what its form asks, in its words, then the rest by its properties. A person or an item
    /// that it is about goes by name.
    pub(super) async fn told(
        &mut self,
        tx: &mut Tx,
        request: &Request,
        item: Option<&ItemBrief>,
        people: &[UserBrief],
        about: Option<&ItemBrief>,
    ) -> Result<Vec<(String, String)>, EngineError> {
        if request.content.is_empty() {
            return Ok(Vec::new());
        }
        let form = self.form(tx, request, item).await?;
        let (mut told, rest) = match (form, request.access.is_some()) {
            (None, false) => (Vec::new(), request.content.clone()),
            (Some(form), false) => form.definition.design.facts(&request.content),
            (form, true) => of_access(form, &request.content),
        };
        told.extend(facts(&rest));
        let person = request.named_user().and_then(|id| people.iter().find(|person| person.id == id));
        Ok(told.into_iter().map(|fact| by_name(fact, person, about)).collect())
    }

    async fn form(
        &mut self,
        tx: &mut Tx,
        request: &Request,
        item: Option<&ItemBrief>,
    ) -> Result<Option<&Form>, EngineError> {
        let key = (request.request_type.clone(), request.item());
        if !self.0.contains_key(&key) {
            let form = match (item, request.access.as_ref()) {
                (Some(item), Some(access)) => forms::of_item(tx, item, access.modifier).await?,
                _ => forms::of_type(tx, &request.request_type).await?,
            };
            self.0.insert(key.clone(), form);
        }
        Ok(self.0.get(&key).and_then(Option::as_ref))
    }
}

/// Requests for access keep what was filled in under `common.blob.form`; the rest of the content.
fn of_access(form: Option<&Form>, content: &Map<String, Json>) -> (Vec<(String, String)>, Map<String, Json>) {
    let mut rest = content.clone();
    let blob = rest.get_mut("common").and_then(|common| common.get_mut("blob")).and_then(Json::as_object_mut);
    let Some(Json::Object(filled)) = blob.and_then(|blob| blob.remove("form")) else {
        return (Vec::new(), rest);
    };
    let (mut told, left) = match form {
        Some(form) => form.definition.design.facts(&filled),
        None => (Vec::new(), filled),
    };
    told.extend(facts(&Map::from_iter([("form".to_owned(), Json::Object(left))])));
    (told, rest)
}

fn by_name(
    (property, value): (String, String),
    person: Option<&UserBrief>,
    about: Option<&ItemBrief>,
) -> (String, String) {
    let is_person = person.is_some_and(|person| user_id(&value) == Some(person.id));
    let named = match (person, about) {
        (Some(person), _) if is_person => Some(&person.display_name),
        (_, Some(item)) if value == item.id.to_string() => Some(&item.name),
        _ => None,
    };
    match named {
        Some(name) => (property.trim_end_matches(" id").to_owned(), name.clone()),
        None => (property, value),
    }
}
