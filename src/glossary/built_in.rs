//! Attributes that stand for properties of items. They can be set like others, but not defined
//! otherwise or deleted.

use serde::{Deserialize, Serialize};

use super::{Attribute, Definition, ObjectKind, ValueType};
use crate::catalog::Risk;
use crate::id::AttributeId;
use crate::text::normalise;

/// A property of an item as an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BuiltIn {
    /// `requestable`: whether people may ask for it.
    Requestable,
    /// `riskLevel`: how much harm wrong hands could do.
    Risk,
    /// `applicationOwner`, `entitlementOwner`, `roleOwner`: who answers for it.
    Owner,
}

impl BuiltIn {
    /// Whether an attribute of that name would be taken for this one. `risk` is short for
    /// `riskLevel` in filters.
    pub(super) fn answers_to(self, name: &str) -> bool {
        let name = normalise(name);
        match self {
            Self::Requestable => name == "requestable",
            Self::Risk => name == "risk" || name == "risklevel",
            Self::Owner => {
                name == "owner" || ObjectKind::ALL.iter().any(|kind| name == format!("{kind}owner"))
            }
        }
    }

    /// The attribute, for a kind of item.
    pub fn of(self, kind: ObjectKind) -> Attribute {
        let (name, display_name, description, value_type) = match self {
            Self::Requestable => {
                ("requestable".to_owned(), "Requestable", "People may ask for it.", ValueType::Boolean)
            }
            Self::Risk => (
                "riskLevel".to_owned(),
                "Risk level",
                "How much harm wrong hands could do with it.",
                ValueType::Text,
            ),
            Self::Owner => (format!("{kind}Owner"), "Owner", "Who answers for it.", ValueType::Person),
        };
        let allowed_values = match self {
            Self::Risk => Risk::ALL.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        Attribute {
            // The same in every installation: the kind's place, then the attribute's.
            id: AttributeId(uuid::Uuid::from_u128(0x100 * (1 + kind as u128) + 1 + self as u128)),
            definition: Definition {
                object_kind: kind,
                name,
                display_name: display_name.into(),
                description: description.into(),
                value_type,
                is_multi_value: self == Self::Owner,
                allowed_values,
            },
            built_in: Some(self),
            created_at: None,
            modified_at: None,
        }
    }
}

/// The built-in attributes of a kind of object.
pub const fn built_in(kind: ObjectKind) -> &'static [BuiltIn] {
    match kind {
        ObjectKind::Application | ObjectKind::Entitlement | ObjectKind::Role => {
            &[BuiltIn::Requestable, BuiltIn::Risk, BuiltIn::Owner]
        }
        ObjectKind::Account | ObjectKind::User => &[],
    }
}
