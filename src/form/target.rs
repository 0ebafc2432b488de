//! What a form is shown for.

use std::fmt;
use std::str::FromStr;

use crate::id::RequestTypeId;
use crate::request::is_life_cycle;
use crate::text;

/// The most characters of a target.
const MOST_CHARACTERS: usize = 500;

/// What a form is shown for (the contract's `objectId`):
///
/// * `application/{id}/{objectType}/{create|update}`: an object of an application is created or changed,
/// * `lcm/{type}/{create|update|delete}`: a person, role, entitlement or the like is,
/// * `requestType/{id}`: a request of that type is made,
/// * `workflow/{id}/node/{id}`: a step of a workflow asks for something.
///
/// What the ids name need not be there: who moves an installation may bring forms before types and workflows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormTarget(String);

/// What is wrong with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    /// None of the four forms.
    #[error(
        "must be `application/{{id}}/{{objectType}}/{{create or update}}`, \
         `lcm/{{type}}/{{create, update or delete}}`, `requestType/{{id}}` or `workflow/{{id}}/node/{{id}}`"
    )]
    Shape,
    /// A part is empty, or has a space at an end.
    #[error("must have no empty part, and no space at a part's end")]
    Part,
    /// Too long, or with control characters.
    #[error("must have at most {MOST_CHARACTERS} characters and no control characters")]
    Text,
}

impl FormTarget {
    /// What shows a form for the requests of a type, in the order in which it is looked for: the type itself, and for
    /// those that create, change or delete an object that.
    pub fn of_type(id: &RequestTypeId) -> Vec<Self> {
        let mut targets: Vec<Self> = format!("requestType/{id}").parse().into_iter().collect();
        let operations = [("create", "create"), ("modify", "update"), ("delete", "delete")];
        if is_life_cycle(id) {
            targets.extend(operations.iter().filter_map(|(word, operation)| {
                let what = id.0.strip_prefix(word)?.to_lowercase();
                format!("lcm/{what}/{operation}").parse().ok()
            }));
        }
        targets
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FormTarget {
    type Err = TargetFault;

    fn from_str(target: &str) -> Result<Self, TargetFault> {
        if text::check(target, MOST_CHARACTERS).is_err() || target.contains(['\n', '\r', '\t']) {
            return Err(TargetFault::Text);
        }
        let parts: Vec<&str> = target.split('/').collect();
        let fits = matches!(
            parts.as_slice(),
            ["application", _, _, "create" | "update"]
                | ["lcm", _, "create" | "update" | "delete"]
                | ["requestType", _]
                | ["workflow", _, "node", _]
        );
        if !fits {
            Err(TargetFault::Shape)
        } else if parts.iter().any(|part| part.is_empty() || part.trim() != *part) {
            Err(TargetFault::Part)
        } else {
            Ok(Self(target.to_owned()))
        }
    }
}

impl fmt::Display for FormTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_changes_an_object_is_found_by_either_name() {
        let targets = |id: &str| {
            let targets = FormTarget::of_type(&RequestTypeId(id.to_owned()));
            targets.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(targets("modifyUser"), ["requestType/modifyUser", "lcm/user/update"]);
        assert_eq!(targets("createBadge"), ["requestType/createBadge"]);
    }
}
