//! The cart: items for people, before they are asked for.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use serde_json::{Map, Value as Json};

use crate::form::{Form, request_body};
use crate::id::{CartId, CartLineId, FormId, ItemId, RequestId, UserId};
use crate::request::{Modifier, Priority};

/// The most lines a cart, or a request in bulk, may have.
pub const MOST_LINES: usize = 1_000;

/// A person's cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// Server-made.
    pub id: CartId,
    /// Whose it is.
    pub owner: UserId,
    /// Why all of it is needed.
    pub justification: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Item × person, in the order added.
    pub lines: Vec<CartLine>,
}

/// One line: an item for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Server-made.
    pub id: CartLineId,
    /// What.
    pub item: ItemId,
    /// For whom.
    pub user: UserId,
    /// To be given or taken away.
    pub modifier: Modifier,
    /// From when; at once when absent.
    pub start: Option<DateTime<Utc>>,
    /// Until when; for ever when absent.
    pub end: Option<DateTime<Utc>>,
}

/// What was filled in for a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineForm {
    /// Into which form.
    pub form: FormId,
    /// As it was then: of another revision, it must be filled in again.
    pub revision: i64,
    /// The values, by model.
    pub values: Map<String, Json>,
    /// What comes of them.
    pub body: Map<String, Json>,
}

impl LineForm {
    /// What a form gives a line for which this was filled in, or nothing was: where nothing has to be, its default
    /// values are enough.
    ///
    /// # Errors
    /// [`LineFault::form`]: it is to be filled in first. A form with scripts is, since they may have something to say.
    pub fn answers(form: &Form, filled: Option<&Self>) -> Result<Map<String, Json>, LineFault> {
        let design = &form.definition.design;
        match filled {
            Some(filled) if filled.form == form.id && filled.revision == form.revision => {
                Ok(filled.body.clone())
            }
            None if !design.has_scripts() => {
                request_body(design, &Map::new(), &Map::new()).map_err(|_| missing(form))
            }
            _ => Err(missing(form)),
        }
    }
}

fn missing(form: &Form) -> LineFault {
    LineFault::form(&form.definition.name)
}

/// What checking one line found, in the contract's codes (3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LineFault {
    /// An unfinished request asks for the same.
    #[error("an unfinished request asks for the same")]
    Duplicate {
        /// That request.
        request: RequestId,
    },
    /// The person holds it already.
    #[error("the person already holds this access")]
    ExistingAccess,
    /// The person does not hold what is to be removed.
    #[error("the person does not hold this access")]
    NoAccess,
    /// They have the role by rule: it would come back.
    #[error("a rule gives it: the condition of the role would have to change")]
    GivenByRule,
    /// What is to be removed comes with something else.
    #[error("it comes with {by}, and goes with that alone")]
    Brought {
        /// What brings it, in words.
        by: String,
    },
    /// There is no such person or item.
    #[error("`{what}` does not exist")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// The item cannot be asked for.
    #[error("the item cannot be requested")]
    NotRequestable,
    /// The person is not active.
    #[error("the person is not active")]
    InactiveUser,
    /// The person would break rules that keep duties apart.
    #[error("it would break the policy rule {}", .rules.join(", "))]
    PolicyViolation {
        /// The rules, by name.
        rules: Vec<String>,
    },
    /// The type's validation script refuses it.
    #[error("{words}")]
    Refused {
        /// What it says.
        words: String,
    },
    /// A field is wrong.
    #[error("`{field}` {fault}")]
    Validation {
        /// Which field.
        field: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// What is wrong with a form that is not filled in, or was changed since.
const TO_FILL_IN: &str = "is to be filled in first";

impl LineFault {
    /// The line's form, of this name, is to be filled in first.
    pub fn form(name: &str) -> Self {
        Self::Validation { field: name.to_owned(), fault: TO_FILL_IN.to_owned() }
    }

    /// Whether the line's form is to be filled in first.
    pub fn is_form(&self) -> bool {
        matches!(self, Self::Validation { fault, .. } if fault == TO_FILL_IN)
    }

    /// The contract's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Duplicate { .. } => "DUPLICATE",
            Self::ExistingAccess => "EXISTING_ACCESS",
            Self::NoAccess | Self::Brought { .. } => "NO_ACCESS",
            Self::GivenByRule => "GIVEN_BY_RULE",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::NotRequestable => "NOT_REQUESTABLE",
            Self::InactiveUser => "INACTIVE_USER",
            Self::PolicyViolation { .. } => "POLICY_VIOLATION",
            Self::Validation { .. } | Self::Refused { .. } => "VALIDATION",
        }
    }
}

/// What is known about one line when it is checked.
#[derive(Debug, Clone)]
pub struct LineFacts {
    /// The item can be asked for; `None` when there is no such item.
    pub requestable: Option<bool>,
    /// The person is active; `None` when there is no such person.
    pub user_active: Option<bool>,
    /// The person holds the item now, in another way than as a member of something.
    pub held: bool,
    /// The person holds it directly, so that it can be removed.
    pub held_directly: bool,
    /// The person has the role because they meet its condition.
    pub given_by_rule: bool,
    /// What brings it where they do not, in words.
    pub brought_by: Option<String>,
    /// An unfinished request for the same.
    pub open_request: Option<RequestId>,
}

/// Checks one line. The first fault found is the one a person should mend first.
pub fn check_line(
    modifier: Modifier,
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
    facts: &LineFacts,
    now: DateTime<Utc>,
) -> Result<(), LineFault> {
    let Some(user_active) = facts.user_active else {
        return Err(LineFault::NotFound { what: "user".into() });
    };
    let Some(requestable) = facts.requestable else {
        return Err(LineFault::NotFound { what: "catalog item".into() });
    };
    // What somebody who has left still holds can be taken away.
    if modifier == Modifier::Add && !user_active {
        return Err(LineFault::InactiveUser);
    }
    if modifier == Modifier::Add && !requestable {
        return Err(LineFault::NotRequestable);
    }
    check_dates(start, end, now)?;
    if let Some(request) = &facts.open_request {
        return Err(LineFault::Duplicate { request: request.clone() });
    }
    match modifier {
        Modifier::Add if facts.held => Err(LineFault::ExistingAccess),
        Modifier::Remove if !facts.held_directly => Err(match &facts.brought_by {
            Some(by) => LineFault::Brought { by: by.clone() },
            None => LineFault::NoAccess,
        }),
        Modifier::Remove if facts.given_by_rule && user_active => Err(LineFault::GivenByRule),
        _ => Ok(()),
    }
}

/// The end must come after the start, and not lie in the past.
pub fn check_dates(
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), LineFault> {
    let Some(end) = end else { return Ok(()) };
    let fault = if end <= now {
        "must lie in the future"
    } else if start.is_some_and(|start| end <= start) {
        "must be after `startDate`"
    } else {
        return Ok(());
    };
    Err(LineFault::Validation { field: "endDate".into(), fault: fault.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    fn fine() -> LineFacts {
        LineFacts {
            requestable: Some(true),
            user_active: Some(true),
            held: false,
            held_directly: false,
            given_by_rule: false,
            brought_by: None,
            open_request: None,
        }
    }

    fn check(facts: &LineFacts) -> Result<(), LineFault> {
        check_line(Modifier::Add, None, None, facts, at(10))
    }

    #[test]
    fn a_line_says_what_stands_in_its_way() {
        assert_eq!(check(&fine()), Ok(()));
        let open = RequestId("r".into());
        let duplicate = LineFacts { open_request: Some(open.clone()), ..fine() };
        assert_eq!(check(&duplicate), Err(LineFault::Duplicate { request: open }));
        assert_eq!(check(&LineFacts { held: true, ..fine() }), Err(LineFault::ExistingAccess));
        assert_eq!(check(&LineFacts { requestable: Some(false), ..fine() }), Err(LineFault::NotRequestable));
        assert_eq!(check(&LineFacts { user_active: Some(false), ..fine() }), Err(LineFault::InactiveUser));
        assert!(matches!(check(&LineFacts { requestable: None, ..fine() }), Err(LineFault::NotFound { .. })));
    }

    #[test]
    fn only_what_is_held_directly_can_be_removed() {
        let through_role = LineFacts { held: true, ..fine() };
        assert_eq!(check_line(Modifier::Remove, None, None, &through_role, at(1)), Err(LineFault::NoAccess));
        let brought = LineFacts { brought_by: Some("the role Clerk".into()), ..through_role };
        let fault = check_line(Modifier::Remove, None, None, &brought, at(1)).unwrap_err();
        assert_eq!(fault.to_string(), "it comes with the role Clerk, and goes with that alone");
        let direct = LineFacts { held: true, held_directly: true, ..fine() };
        let by_rule = LineFacts { given_by_rule: true, ..direct.clone() };
        assert_eq!(check_line(Modifier::Remove, None, None, &by_rule, at(1)), Err(LineFault::GivenByRule));
        assert_eq!(check_line(Modifier::Remove, None, None, &direct, at(1)), Ok(()));
        let left = LineFacts { user_active: Some(false), ..by_rule };
        assert_eq!(
            check_line(Modifier::Remove, None, None, &left, at(1)),
            Ok(()),
            "from whoever has left, too"
        );
    }

    #[test]
    fn dates_must_not_be_reversed_or_past() {
        assert!(check_dates(Some(at(20)), Some(at(19)), at(10)).is_err());
        assert!(check_dates(Some(at(20)), Some(at(20)), at(10)).is_err());
        assert!(check_dates(None, Some(at(9)), at(10)).is_err());
        assert_eq!(check_dates(Some(at(20)), Some(at(21)), at(10)), Ok(()));
        assert_eq!(check_dates(Some(at(2)), None, at(10)), Ok(()));
    }
}
