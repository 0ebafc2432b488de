//! A form as it stands while it is filled in: what its scripts made of its fields, and what the fields hold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::check::is_blank;
use super::field::read_choices;
use super::{Choice, Design, Field, Row, Typed};
use crate::filter::Path;

/// More failures of scripts than these are not told.
const MOST_TOLD: usize = 10;

/// What a browser sent of a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sent {
    /// What was typed, by model.
    pub typed: Typed,
    /// The models of the fields that could be filled in.
    pub shown: BTreeSet<String>,
    /// What each field held before, by model.
    pub was: Map<String, Json>,
}

/// What a form holds before its scripts have had their say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Begun {
    /// What the fields hold, by model.
    pub values: Map<String, Json>,
    /// What people filled in: scripts leave it alone, but for that of what has changed.
    pub typed: BTreeSet<String>,
    /// What they changed since the form was last drawn.
    pub changed: BTreeSet<String>,
}

/// A form as it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The form, as its scripts have changed it.
    pub design: Design,
    /// What each field holds, by model; hidden ones, too.
    pub values: Map<String, Json>,
    /// What went wrong with its scripts.
    pub told: Vec<String>,
}

impl Standing {
    /// What people filled in: the values of the fields that they see and may change.
    pub fn filled(&self) -> Map<String, Json> {
        let fields = self.design.fields().into_iter().filter(|field| !field.is_hidden && !field.is_read_only);
        let value = |field: &Field| {
            let model = field.asks()?.as_str();
            Some((model.to_owned(), self.values.get(model)?.clone()))
        };
        fields.filter_map(value).collect()
    }
}

impl Design {
    /// A form that is shown for the first time, with what is there already.
    pub fn begin(&self, there: Map<String, Json>) -> Begun {
        let typed = there.keys().cloned().collect();
        Begun { values: self.or_defaults(there), typed, changed: BTreeSet::new() }
    }

    /// A form that came back. Of what was not shown, what it held before is still there.
    pub fn go_on(&self, sent: &Sent) -> Begun {
        let typed = self.values_of(&sent.typed);
        if sent.shown.is_empty() {
            return Begun { typed: typed.keys().cloned().collect(), values: typed, changed: BTreeSet::new() };
        }
        let mut begun = Begun::default();
        for field in self.fields() {
            let Some(model) = field.asks().map(Path::as_str) else { continue };
            let was = sent.was.get(model).filter(|value| !is_blank(value));
            if sent.shown.contains(model) {
                let value = field.typed_value(&sent.typed);
                if was != Some(&value).filter(|value| !is_blank(value)) {
                    begun.changed.insert(model.to_owned());
                }
                begun.typed.insert(model.to_owned());
                begun.values.insert(model.to_owned(), value);
            } else if let Some(value) = was.filter(|_| !field.is_read_only) {
                begun.values.insert(model.to_owned(), value.clone());
            }
        }
        begun.values = self.or_defaults(begun.values);
        begun
    }

    fn or_defaults(&self, mut values: Map<String, Json>) -> Map<String, Json> {
        for field in self.fields() {
            if let (Some(model), Some(default)) = (field.asks(), &field.default_value) {
                values.entry(model.as_str()).or_insert_with(|| default.clone());
            }
        }
        values
    }

    /// What a run of the form's scripts begins with: `{values, typed, changed, fields, steps}`. First the script of the
    /// form, then that of every field that holds something else than its default value, or has just been changed.
    pub fn run_of(&self, begun: &Begun) -> Json {
        let fields = self.fields();
        let of_form = self.on_load.iter().map(|script| json!({"script": script, "model": null}));
        let of_fields = fields.iter().filter_map(|field| {
            let (script, model) = (field.on_change.as_ref()?, field.asks()?.as_str());
            let value = begun.values.get(model).filter(|value| !is_blank(value));
            let is_untouched = value == field.default_value.as_ref() && !begun.changed.contains(model);
            (!is_untouched).then(|| json!({"script": script, "model": model}))
        });
        let steps: Vec<Json> = of_form.chain(of_fields).collect();
        let known = fields.iter().filter_map(|field| {
            let options: Vec<Json> = field.choices.iter().map(choice).collect();
            Some(json!({
                "model": field.model.as_ref()?.as_str(), "label": field.label, "options": options,
                "disabled": field.is_read_only, "hidden": false,
            }))
        });
        json!({
            "values": begun.values, "typed": begun.typed, "changed": begun.changed,
            "fields": known.collect::<Vec<_>>(), "steps": steps,
        })
    }

    /// The form as it stands after a run of its scripts, which answered `{values, set, fields, failed}`; what cannot be
    /// is left as it was, and told.
    pub fn stand(&self, begun: Begun, ran: &Json) -> Standing {
        let mut told: Vec<String> = texts(&ran["failed"]);
        let mut values = begun.values;
        if let Json::Object(after) = &ran["values"] {
            values.clone_from(after);
        }
        let set: BTreeSet<String> = texts(&ran["set"]).into_iter().collect();
        let mut effects = BTreeMap::new();
        for one in ran["fields"].as_array().into_iter().flatten() {
            if let Some(model) = one["model"].as_str() {
                effects.insert(model.to_owned(), one);
            }
        }
        let mut design = self.clone();
        change(&mut design.rows, &mut |field| {
            let Some(model) = field.model.as_ref().map(|model| model.as_str().to_owned()) else { return };
            if let Some(effect) = effects.get(&model) {
                told.extend(field.take(effect));
            }
            if field.asks().is_some() {
                told.extend(field.settle(&mut values, set.contains(&model)));
            }
        });
        let known: BTreeSet<&str> =
            self.fields().into_iter().filter_map(|field| Some(field.asks()?.as_str())).collect();
        values.retain(|model, _| known.contains(model.as_str()));
        told.truncate(MOST_TOLD);
        Standing { design, values, told }
    }
}

impl Field {
    /// What scripts made of it; what went wrong with that.
    fn take(&mut self, effect: &Json) -> Option<String> {
        self.is_hidden = effect["hidden"] == Json::Bool(true);
        self.is_read_only = effect["disabled"] == Json::Bool(true);
        self.label = effect["label"].as_str().map(str::to_owned);
        match effect["options"].as_array().map(|options| read_choices(options)) {
            None => None,
            Some(Ok(choices)) => {
                self.choices = choices;
                None
            }
            Some(Err(at)) => Some(format!("option {} of `{}` has no `value`", at + 1, self.name())),
        }
    }

    /// Settles what it holds now, and what is to be sent of it.
    fn settle(&mut self, values: &mut Map<String, Json>, is_set: bool) -> Option<String> {
        let model = self.name();
        let fault = values.get(&model).filter(|value| !is_blank(value)).and_then(|value| self.fault(value));
        if fault.is_some() {
            values.remove(&model);
        }
        let value = values.get(&model).filter(|value| !is_blank(value)).cloned();
        if self.is_hidden {
            // Nobody sees it: it is sent only where a script says so.
            self.is_required = false;
            self.is_read_only = true;
            self.default_value = value.filter(|_| is_set);
        } else {
            self.default_value = value.filter(|_| self.is_read_only);
        }
        fault.filter(|_| is_set).map(|fault| format!("what was set of `{model}` {fault}"))
    }

    fn name(&self) -> String {
        self.model.as_ref().map(|model| model.as_str().to_owned()).unwrap_or_default()
    }
}

fn choice(choice: &Choice) -> Json {
    json!({"value": choice.value, "label": choice.label})
}

fn texts(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn change(rows: &mut [Row], with: &mut impl FnMut(&mut Field)) {
    for field in rows.iter_mut().flat_map(|row| &mut row.fields) {
        with(field);
        change(&mut field.rows, with);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Definition, request_body};

    fn design() -> Design {
        let form = json!({"name": "f", "type": "request", "form": {"events": {"onLoad": {"type": "script", "script": "1"}}, "fields": [
            {"model": "custom.kind", "type": "select", "options": ["person", "machine"],
             "onChangeEvent": {"type": "script", "script": "2"}, "validation": {"required": true}},
            {"model": "custom.host", "type": "string", "validation": {"required": true}},
            {"model": "custom.cost", "type": "string", "defaultValue": "0"},
        ]}});
        Definition::parse(form.as_object().unwrap().clone()).unwrap().design
    }

    fn sent(kind: &str, was: &Json) -> Sent {
        let one = |model: &str, text: &str| (model.to_owned(), vec![text.to_owned()]);
        Sent {
            typed: [one("custom.kind", kind), one("custom.host", "h1")].into_iter().collect(),
            shown: ["custom.kind".to_owned(), "custom.host".to_owned()].into_iter().collect(),
            was: was.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn scripts_of_what_was_touched_are_run() {
        let design = design();
        let steps = |begun: &Begun| {
            let run = design.run_of(begun);
            run["steps"].as_array().unwrap().iter().map(|step| step["script"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(steps(&design.begin(Map::new())), ["1"]);
        let begun = design.go_on(&sent("1", &json!({"custom.host": "h1", "custom.cost": "5"})));
        assert_eq!(begun.changed.iter().collect::<Vec<_>>(), ["custom.kind"]);
        assert_eq!(steps(&begun), ["1", "2"]);
        assert_eq!(begun.values["custom.kind"], "machine");
        assert_eq!(begun.values["custom.cost"], "5", "what is not shown is still there");
    }

    #[test]
    fn what_is_hidden_is_not_required_and_sent_only_where_a_script_sets_it() {
        let design = design();
        let begun = design.go_on(&sent("0", &json!({})));
        let mut ran = json!({
            "values": {"custom.kind": "person", "custom.host": "h1", "custom.cost": "7", "else": 1},
            "set": ["custom.cost"], "failed": [],
            "fields": [
                {"model": "custom.host", "hidden": true, "disabled": false, "label": "Host", "options": []},
                {"model": "custom.cost", "hidden": true, "disabled": false, "label": "Cost", "options": []},
            ],
        });
        let standing = design.stand(begun.clone(), &ran);
        let body = request_body(&standing.design, &standing.filled(), &Map::new()).unwrap();
        assert_eq!(Json::Object(body), json!({"custom": {"kind": "person", "cost": "7"}}));
        assert_eq!(standing.values["custom.host"], "h1", "it comes back when it is shown again");
        ran["values"]["custom.cost"] = json!({"a": 1});
        ran["fields"][0]["hidden"] = json!(false);
        ran["fields"][0]["options"] = json!([{"label": "no value"}]);
        let standing = design.stand(begun, &ran);
        assert_eq!(standing.told.len(), 2, "{:?}", standing.told);
        assert_eq!(standing.filled()["custom.host"], "h1");
    }

    #[test]
    fn what_cannot_be_chosen_any_more_is_not_held() {
        let design = design();
        let begun = design.go_on(&sent("1", &json!({})));
        let ran = json!({"values": {"custom.kind": "machine"}, "set": [], "failed": ["x"], "fields": [
            {"model": "custom.kind", "hidden": false, "disabled": false, "label": "Kind", "options": ["robot"]},
        ]});
        let standing = design.stand(begun, &ran);
        assert_eq!(standing.told, ["x"]);
        assert_eq!(standing.values.get("custom.kind"), None);
        let faults = request_body(&standing.design, &standing.filled(), &Map::new()).unwrap_err();
        assert_eq!(faults[0].property, "custom.kind");
    }
}
