//! Changing a form piece by piece, as its designer does. What the designer does not know stays as it is.

use serde_json::{Map, Value as Json, json};

use super::FieldType;
use crate::document::Fault;

type Members = Map<String, Json>;

/// Where a field stands: row and place in it; within a section, the section's place and then the same again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place(Vec<usize>);

impl Place {
    /// The field of a row.
    #[must_use]
    pub fn of(row: usize, field: usize) -> Self {
        Self(vec![row, field])
    }

    /// The field of a row of the section that stands here.
    #[must_use]
    pub fn within(&self, row: usize, field: usize) -> Self {
        Self(self.0.iter().copied().chain([row, field]).collect())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(usize::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

impl std::str::FromStr for Place {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let parts: Result<Vec<usize>, _> = text.split('.').map(str::parse).collect();
        match parts {
            Ok(parts) if parts.len() % 2 == 0 => Ok(Self(parts)),
            _ => Err(Fault::new("place", "is no place of a field")),
        }
    }
}

/// What the designer says about a field; blank texts take away what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldChange {
    /// What it is; a word that is unknown here stays.
    pub field_type: Option<FieldType>,
    /// Where its value goes.
    pub model: String,
    /// As shown.
    pub label: String,
    /// What to fill in, in a sentence.
    pub description: String,
    /// What it holds at first.
    pub default: String,
    /// What can be chosen: a line each, the value, or the value, a bar and the words for it.
    pub options: String,
    /// It must be filled in.
    pub is_required: bool,
    /// It keeps its default value.
    pub is_read_only: bool,
    /// A regular expression for its text.
    pub pattern: String,
    /// What to tell who fills in something else.
    pub message: String,
    /// How many of twelve columns it takes.
    pub columns: Option<u8>,
}

/// Changes the field at a place.
///
/// # Errors
/// There is no field there.
pub fn change_field(body: &Members, place: &Place, change: &FieldChange) -> Result<Members, Fault> {
    let mut body = body.clone();
    let field = field_at(&mut body, place)?;
    if let Some(field_type) = change.field_type {
        field.insert("type".into(), json!(field_type.as_str()));
    }
    for (name, text) in
        [("model", &change.model), ("label", &change.label), ("description", &change.description)]
    {
        set(field, name, said(text));
    }
    let options = options(field.get("options"), &change.options);
    let default = default_value(change, &options);
    set(field, "options", (!options.is_empty()).then_some(Json::Array(options)));
    set(field, "defaultValue", default);
    set(field, "readOnly", change.is_read_only.then_some(Json::Bool(true)));
    let regex = said(&change.pattern).map(|pattern| match said(&change.message) {
        Some(message) => json!({"pattern": pattern, "message": message}),
        None => json!({"pattern": pattern}),
    });
    set_within(field, "validation", "required", change.is_required.then_some(Json::Bool(true)));
    set_within(field, "validation", "regex", regex);
    set_within(field, "layout", "columns", change.columns.map(Json::from));
    Ok(body)
}

/// Adds a field in a row of its own: behind the row that a place is in, or as the last one.
///
/// # Errors
/// There is no such row.
pub fn add_field(
    body: &Members,
    after: Option<&Place>,
    field_type: FieldType,
    model: &str,
    label: &str,
) -> Result<(Members, Place), Fault> {
    let mut body = body.clone();
    let mut field = json!({"type": field_type.as_str()});
    if let Some(members) = field.as_object_mut() {
        set(members, "model", said(model));
        set(members, "label", said(label));
        if field_type == FieldType::Section {
            members.insert("fields".into(), json!([]));
        }
    }
    let (above, row) = match after.map(|place| place.0.as_slice()) {
        Some([above @ .., row, _]) => (above.to_vec(), row + 1),
        _ => (Vec::new(), usize::MAX),
    };
    let rows = rows_of(&mut body, &above)?;
    let row = row.min(rows.len());
    rows.insert(row, json!({"fields": [field]}));
    Ok((body, Place(above.into_iter().chain([row, 0]).collect())))
}

/// Takes a field out; a row without fields goes, too.
///
/// # Errors
/// There is no field there.
pub fn remove_field(body: &Members, place: &Place) -> Result<Members, Fault> {
    let mut body = body.clone();
    take(&mut body, place)?;
    Ok(body)
}

/// Moves a field to a row of its own, one up or down; it stays where nothing is above or below. Where it stands then.
///
/// # Errors
/// There is no field there.
pub fn move_field(body: &Members, place: &Place, up: bool) -> Result<(Members, Place), Fault> {
    let mut body = body.clone();
    let [above @ .., row, _] = place.0.as_slice() else { return Err(nothing()) };
    let count = rows_of(&mut body, above)?.len();
    let alone = row_len(&mut body, above, *row)? == 1;
    if alone && ((up && *row == 0) || (!up && row + 1 == count)) {
        return Ok((body, place.clone()));
    }
    let field = take(&mut body, place)?;
    let rows = rows_of(&mut body, above)?;
    // A row of its own closes up when it is taken out; a shared one stays.
    let to = match (up, alone) {
        (true, true) => row - 1,
        (true, false) => *row,
        (false, _) => row + 1,
    };
    let to = to.min(rows.len());
    rows.insert(to, json!({"fields": [field]}));
    Ok((body, Place(above.iter().copied().chain([to, 0]).collect())))
}

/// Puts a field beside the last one of the row above.
///
/// # Errors
/// There is no field there, or nothing above.
pub fn join_above(body: &Members, place: &Place) -> Result<(Members, Place), Fault> {
    let mut body = body.clone();
    let [above @ .., row, _] = place.0.as_slice() else { return Err(nothing()) };
    let to = row.checked_sub(1).ok_or_else(|| Fault::new("place", "has nothing above"))?;
    let field = take(&mut body, place)?;
    let rows = rows_of(&mut body, above)?;
    let row = rows.get_mut(to).ok_or_else(nothing)?;
    if is_field(row) {
        *row = json!({"fields": [row.clone()]});
    }
    let fields = row.get_mut("fields").and_then(Json::as_array_mut).ok_or_else(nothing)?;
    fields.push(field);
    let last = fields.len() - 1;
    Ok((body, Place(above.iter().copied().chain([to, last]).collect())))
}

fn nothing() -> Fault {
    Fault::new("place", "has no field: the form has changed")
}

/// Whether an element of a list of rows is a field that stands for itself.
fn is_field(row: &Json) -> bool {
    row.get("type").is_some() || row.get("model").is_some()
}

fn rows_of<'a>(body: &'a mut Members, above: &[usize]) -> Result<&'a mut Vec<Json>, Fault> {
    let holder = if above.is_empty() {
        body.entry("form").or_insert_with(|| json!({})).as_object_mut().ok_or_else(nothing)?
    } else {
        field_at(body, &Place(above.to_vec()))?
    };
    holder.entry("fields").or_insert_with(|| json!([])).as_array_mut().ok_or_else(nothing)
}

fn row_len(body: &mut Members, above: &[usize], row: usize) -> Result<usize, Fault> {
    let row = rows_of(body, above)?.get(row).ok_or_else(nothing)?;
    if is_field(row) {
        return Ok(1);
    }
    Ok(row.get("fields").and_then(Json::as_array).map_or(0, Vec::len))
}

fn field_at<'a>(body: &'a mut Members, place: &Place) -> Result<&'a mut Members, Fault> {
    let [above @ .., row, at] = place.0.as_slice() else { return Err(nothing()) };
    let row = rows_of(body, above)?.get_mut(*row).ok_or_else(nothing)?;
    let field = if is_field(row) {
        Some(row).filter(|_| *at == 0)
    } else {
        row.get_mut("fields").and_then(Json::as_array_mut).and_then(|fields| fields.get_mut(*at))
    };
    field.and_then(Json::as_object_mut).ok_or_else(nothing)
}

fn take(body: &mut Members, place: &Place) -> Result<Json, Fault> {
    let [above @ .., row, at] = place.0.as_slice() else { return Err(nothing()) };
    let rows = rows_of(body, above)?;
    let holder = rows.get_mut(*row).ok_or_else(nothing)?;
    if is_field(holder) {
        return if *at == 0 { Ok(rows.remove(*row)) } else { Err(nothing()) };
    }
    let fields = holder.get_mut("fields").and_then(Json::as_array_mut).ok_or_else(nothing)?;
    if *at >= fields.len() {
        return Err(nothing());
    }
    let field = fields.remove(*at);
    if fields.is_empty() {
        rows.remove(*row);
    }
    Ok(field)
}

fn said(text: &str) -> Option<Json> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(Json::from)
}

fn set(members: &mut Members, name: &str, value: Option<Json>) {
    match value {
        Some(value) => {
            members.insert(name.to_owned(), value);
        }
        None => {
            members.remove(name);
        }
    }
}

fn set_within(members: &mut Members, name: &str, inner: &str, value: Option<Json>) {
    if !members.get(name).is_some_and(Json::is_object) {
        if value.is_none() {
            return;
        }
        members.insert(name.to_owned(), json!({}));
    }
    if let Some(Json::Object(within)) = members.get_mut(name) {
        set(within, inner, value);
    }
}

/// A value as it is typed.
fn text_of(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One choice a line. A value that was there with the same text keeps what it is: a number, say.
fn options(before: Option<&Json>, lines: &str) -> Vec<Json> {
    let value_of = |option: &Json| option.get("value").unwrap_or(option).clone();
    let before: Vec<Json> = before.and_then(Json::as_array).into_iter().flatten().map(value_of).collect();
    let line = |line: &str| {
        let (value, label) = line.split_once('|').unwrap_or((line, line));
        let (value, label) = (value.trim(), label.trim());
        let kept = before.iter().find(|one| text_of(one) == value).cloned();
        json!({"value": kept.unwrap_or_else(|| Json::from(value)), "label": label})
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}

fn default_value(change: &FieldChange, options: &[Json]) -> Option<Json> {
    let text = change.default.trim();
    if text.is_empty() {
        return None;
    }
    let chosen = |text: &str| {
        let value = |option: &Json| option.get("value").cloned().unwrap_or_default();
        options.iter().map(value).find(|value| text_of(value) == text).unwrap_or_else(|| Json::from(text))
    };
    Some(match change.field_type {
        Some(FieldType::CheckBox) => Json::Bool(matches!(text, "true" | "yes" | "on")),
        Some(FieldType::Select) => chosen(text),
        Some(FieldType::MultiSelect) => text.lines().map(|line| chosen(line.trim())).collect(),
        _ => Json::from(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Definition;

    fn body() -> Members {
        let body = json!({"name": "f", "type": "request", "theirs": 1, "form": {"fields": [
            {"id": "r1", "fields": [{"model": "custom.a", "type": "string", "customSlot": 1}, {"model": "custom.b", "type": "string"}]},
            {"type": "section", "label": "More", "fields": [{"fields": [{"model": "custom.c", "type": "select", "options": [1, 2]}]}]},
            {"model": "custom.d", "type": "date"},
        ]}});
        body.as_object().unwrap().clone()
    }

    fn models(body: &Members) -> Vec<String> {
        let design = Definition::parse(body.clone()).unwrap().design;
        let names = design
            .fields()
            .into_iter()
            .map(|field| field.model.as_ref().map(|model| model.as_str().to_owned()));
        names.map(|name| name.unwrap_or_else(|| "-".into())).collect()
    }

    fn place(text: &str) -> Place {
        text.parse().unwrap()
    }

    #[test]
    fn a_field_is_changed_and_the_rest_stays() {
        let change = FieldChange {
            field_type: Some(FieldType::Select),
            model: "custom.c".into(),
            label: "Size".into(),
            options: "1 | Small\n 2|Large \n3".into(),
            default: "2".into(),
            is_required: true,
            columns: Some(6),
            ..FieldChange::default()
        };
        let changed = change_field(&body(), &place("1.0.0.0"), &change).unwrap();
        let field = &changed["form"]["fields"][1]["fields"][0]["fields"][0];
        assert_eq!(
            *field,
            json!({"model": "custom.c", "type": "select", "label": "Size", "defaultValue": 2,
                "options": [{"value": 1, "label": "Small"}, {"value": 2, "label": "Large"}, {"value": "3", "label": "3"}],
                "validation": {"required": true}, "layout": {"columns": 6}})
        );
        assert_eq!(changed["theirs"], 1);
        let plain = FieldChange { model: "custom.a".into(), ..FieldChange::default() };
        let kept = change_field(&body(), &place("0.0"), &plain).unwrap();
        assert_eq!(
            kept["form"]["fields"][0]["fields"][0],
            json!({"model": "custom.a", "type": "string", "customSlot": 1})
        );
        for wrong in ["0.2", "7.0", "2.1", "0.0.0.0"] {
            assert!(change_field(&body(), &place(wrong), &plain).is_err(), "{wrong}");
        }
        assert!("1".parse::<Place>().is_err() && "a.b".parse::<Place>().is_err());
    }

    #[test]
    fn fields_come_go_and_move() {
        let (added, at) = add_field(&body(), Some(&place("0.1")), FieldType::Text, "custom.e", "E").unwrap();
        assert_eq!(
            (models(&added), at),
            (
                ["custom.a", "custom.b", "custom.e", "-", "custom.c", "custom.d"].map(str::to_owned).to_vec(),
                place("1.0")
            )
        );
        let (within, at) =
            add_field(&body(), Some(&place("1.0.0.0")), FieldType::Text, "custom.e", "").unwrap();
        assert_eq!(at, place("1.0.1.0"));
        assert_eq!(models(&within)[3..5], ["custom.c".to_owned(), "custom.e".to_owned()]);
        let (last, at) = add_field(&body(), None, FieldType::Section, "", "End").unwrap();
        assert_eq!((models(&last).len(), at), (6, place("3.0")));

        let gone = remove_field(&remove_field(&body(), &place("0.0")).unwrap(), &place("0.0")).unwrap();
        assert_eq!(models(&gone), ["-", "custom.c", "custom.d"]);
        let (up, at) = move_field(&body(), &place("2.0"), true).unwrap();
        assert_eq!((models(&up)[2].as_str(), at), ("custom.d", place("1.0")));
        let (apart, at) = move_field(&body(), &place("0.1"), true).unwrap();
        assert_eq!(
            (models(&apart)[..2].to_vec(), at),
            (vec!["custom.b".to_owned(), "custom.a".to_owned()], place("0.0"))
        );
        let (same, at) = move_field(&body(), &place("2.0"), false).unwrap();
        assert_eq!((same, at), (body(), place("2.0")));
        let (beside, at) = join_above(&up, &place("1.0")).unwrap();
        assert_eq!(at, place("0.2"));
        assert_eq!(beside["form"]["fields"][0]["fields"].as_array().unwrap().len(), 3);
        assert!(join_above(&body(), &place("0.0")).is_err());
    }
}
