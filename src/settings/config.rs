//! The categories of configuration and their keys: what values fit, and the defaults (contract 2.9).

use serde_json::{Map, Value as Json, json};

/// What a key holds, and what it holds unless somebody set it.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// True or false.
    Flag(bool),
    /// A whole number from 0 to the second.
    Number(u32, u32),
    /// A share, from 0 to 1.
    Share(f64),
    /// Words.
    Words(&'static [&'static str]),
    /// Somebody who decides: `managed/user/{uuid}`; nobody by default.
    Approver,
    /// Keys of its own.
    Keys(&'static [Key]),
}
use Kind::{Approver, Flag, Keys, Number, Share, Words};

type Key = (&'static str, Kind);

/// The most words of a list, and the most characters of one.
const MOST_WORDS: usize = 100;
const MOST_CHARACTERS: usize = 200;
const MOST_MILLIS: u32 = 86_400_000;

const ENABLED: Kind = Keys(&[("enabled", Flag(false))]);

const CATEGORIES: &[(&str, &[Key])] = &[
    (
        super::ACCESS_REQUEST,
        &[
            ("requireRequestJustification", Flag(false)),
            ("requireRejectJustification", Flag(false)),
            ("requireApproveJustification", Flag(false)),
            ("preventRequestWithViolation", Flag(false)),
            ("requireRequestJustificationWithViolation", Flag(false)),
            ("allowSelfApproval", Flag(false)),
            ("defaultApprover", Approver),
            ("maxManualRoleMembers", Number(super::MOST_MANUAL_MEMBERS, 1_000_000)),
        ],
    ),
    ("iga_global", &[("enableScoping", Flag(false))]),
    (
        "iga_autoid_integration",
        &[
            ("enableAutoId", Flag(false)),
            ("highScorePercentThreshold", Number(80, 100)),
            ("mediumScorePercentThreshold", Number(50, 100)),
            ("lowScorePercentThreshold", Number(30, 100)),
            ("training_features_filter", Words(&["user.managerId"])),
            ("roleMiningConfidenceThreshold", Share(0.75)),
            ("roleMiningMembershipThreshold", Number(30, 1_000_000)),
            ("roleMiningEntitlementThreshold", Number(1, 1_000_000)),
            ("enableFeatureRecommendation", Flag(true)),
            ("maxRecommendedFeatures", Number(10, 1_000)),
            ("featuresToSkipDuringRecommendation", Words(&[])),
        ],
    ),
    (
        "iga_ui_config",
        &[(
            "lcmSettings",
            Keys(&[
                ("user", ENABLED),
                ("role", ENABLED),
                ("organization", ENABLED),
                ("entitlement", ENABLED),
            ]),
        )],
    ),
    (
        super::NOTIFICATION,
        &[
            ("notificationPollingBatchSize", Number(50, 10_000)),
            ("notificationSendDelay", Number(1_000, MOST_MILLIS)),
            ("notificationRetryDelay", Number(60_000, MOST_MILLIS)),
            ("notificationMaxRetries", Number(3, 100)),
        ],
    ),
    ("iga-file", &[]),
    ("feature_recommendation", &[]),
];

/// Why configuration is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// There is no such category, or the category has no such key. The contract's own words (1.5).
    #[error("{0} is not a valid IGA config key.")]
    Unknown(String),
    /// The default approver is no id. The contract's own words (1.5).
    #[error("defaultApprover is not in proper id format.")]
    Approver,
    /// A value does not fit its key.
    #[error("`{key}` {fault}")]
    Value {
        /// Which, from its category on.
        key: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// The categories there are.
pub fn categories() -> impl Iterator<Item = &'static str> {
    CATEGORIES.iter().map(|(name, _)| *name)
}

/// A category with a value for every key: those given, else the defaults.
///
/// # Errors
/// See [`ConfigFault`]; null counts as not given.
pub fn completed(category: &str, given: &Map<String, Json>) -> Result<Map<String, Json>, ConfigFault> {
    let found = CATEGORIES.iter().find(|(name, _)| *name == category);
    let (_, keys) = found.ok_or_else(|| unknown(category))?;
    complete(category, keys, given)
}

fn unknown(name: &str) -> ConfigFault {
    ConfigFault::Unknown(name.chars().filter(|letter| !letter.is_control()).take(64).collect())
}

fn complete(at: &str, keys: &[Key], given: &Map<String, Json>) -> Result<Map<String, Json>, ConfigFault> {
    if let Some(name) = given.keys().find(|name| !keys.iter().any(|(key, _)| key == name)) {
        return Err(unknown(name));
    }
    let value = |(name, kind): &Key| {
        let value = given.get(*name).filter(|value| !value.is_null());
        Ok(((*name).to_owned(), kind.read(&format!("{at}.{name}"), value)?))
    };
    keys.iter().map(value).collect()
}

impl Kind {
    fn read(self, key: &str, given: Option<&Json>) -> Result<Json, ConfigFault> {
        let refused = |fault: String| ConfigFault::Value { key: key.into(), fault };
        if let Keys(keys) = self {
            let nothing = Map::new();
            let inner = match given {
                None => &nothing,
                Some(Json::Object(inner)) => inner,
                Some(_) => return Err(refused("must be an object".into())),
            };
            return complete(key, keys, inner).map(Json::Object);
        }
        let Some(given) = given else { return Ok(self.default()) };
        let is_word = |word: &Json| {
            word.as_str().is_some_and(|word| crate::text::check_present(word, MOST_CHARACTERS).is_ok())
        };
        let (fits, fault) = match self {
            Flag(_) => (given.is_boolean(), "must be true or false".to_owned()),
            Number(_, most) => (
                given.as_u64().is_some_and(|number| number <= u64::from(most)),
                format!("must be a whole number from 0 to {most}"),
            ),
            Share(_) => (
                given.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)),
                "must be a number from 0 to 1".to_owned(),
            ),
            Words(_) => (
                given.as_array().is_some_and(|list| list.len() <= MOST_WORDS && list.iter().all(is_word)),
                format!("must be a list of at most {MOST_WORDS} words"),
            ),
            Approver => {
                let text = given.as_str().unwrap_or_default();
                if text.strip_prefix("managed/role/").is_some_and(|id| id.parse::<uuid::Uuid>().is_ok()) {
                    (false, "must name a person: `managed/user/{uuid}`".to_owned())
                } else if crate::id::user_id(text).is_none() {
                    return Err(ConfigFault::Approver);
                } else {
                    (true, String::new())
                }
            }
            Keys(_) => (true, String::new()),
        };
        if fits { Ok(given.clone()) } else { Err(refused(fault)) }
    }

    fn default(self) -> Json {
        match self {
            Flag(flag) => json!(flag),
            Number(number, _) => json!(number),
            Share(share) => json!(share),
            Words(words) => json!(words),
            Approver | Keys(_) => Json::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(category: &str, given: &Json) -> Result<Json, String> {
        let given = given.as_object().unwrap();
        completed(category, given).map(Json::Object).map_err(|fault| fault.to_string())
    }

    #[test]
    fn what_is_not_given_is_the_default() {
        assert_eq!(with("iga_global", &json!({})), Ok(json!({"enableScoping": false})));
        assert_eq!(with("iga_global", &json!({"enableScoping": null})), Ok(json!({"enableScoping": false})));
        assert_eq!(with("iga-file", &json!({})), Ok(json!({})));
        let given = json!({"lcmSettings": {"role": {"enabled": true}}});
        let off = json!({"enabled": false});
        let all = json!({"lcmSettings": {"user": off, "role": {"enabled": true}, "organization": off, "entitlement": off}});
        assert_eq!(with("iga_ui_config", &given), Ok(all));
        for category in categories() {
            let defaults = completed(category, &Map::new()).unwrap();
            assert_eq!(completed(category, &defaults), Ok(defaults.clone()), "{category}");
        }
    }

    #[test]
    fn the_defaults_are_those_that_requests_go_by() {
        let defaults = completed(super::super::ACCESS_REQUEST, &Map::new()).unwrap();
        let read: super::super::AccessRequestSettings =
            serde_json::from_value(Json::Object(defaults.clone())).unwrap();
        assert_eq!(read, super::super::AccessRequestSettings::default());
        assert_eq!(serde_json::to_value(read).unwrap(), Json::Object(defaults));
    }

    #[test]
    fn the_defaults_are_those_that_mail_goes_by() {
        let defaults = completed(super::super::NOTIFICATION, &Map::new()).unwrap();
        let read: super::super::NotificationSettings =
            serde_json::from_value(Json::Object(defaults)).unwrap();
        assert_eq!(read, super::super::NotificationSettings::default());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (category, given, fault) in [
            ("iga_x", json!({}), "iga_x is not a valid IGA config key."),
            ("iga_global", json!({"scoping": true}), "scoping is not a valid IGA config key."),
            (
                "iga_global",
                json!({"enableScoping": "yes"}),
                "`iga_global.enableScoping` must be true or false",
            ),
            (
                "iga_access_request",
                json!({"defaultApprover": "zoe"}),
                "defaultApprover is not in proper id format.",
            ),
            (
                "iga_access_request",
                json!({"defaultApprover": 7}),
                "defaultApprover is not in proper id format.",
            ),
            (
                "iga_access_request",
                json!({"defaultApprover": "managed/role/00000000-0000-0000-0000-000000000007"}),
                "`iga_access_request.defaultApprover` must name a person: `managed/user/{uuid}`",
            ),
            (
                "iga_autoid_integration",
                json!({"roleMiningConfidenceThreshold": 2}),
                "`iga_autoid_integration.roleMiningConfidenceThreshold` must be a number from 0 to 1",
            ),
            (
                "iga_autoid_integration",
                json!({"lowScorePercentThreshold": -1}),
                "`iga_autoid_integration.lowScorePercentThreshold` must be a whole number from 0 to 100",
            ),
            (
                "iga_ui_config",
                json!({"lcmSettings": {"role": true}}),
                "`iga_ui_config.lcmSettings.role` must be an object",
            ),
        ] {
            assert_eq!(with(category, &given), Err(fault.to_owned()));
        }
    }
}
