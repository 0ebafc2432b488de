//! A person as clients write them (contract 6.4): the properties of `managed/alpha_user`.

use serde_json::{Map, Value as Json, json};

use super::{Status, User};
use crate::document::{Fault, Reader, clip};
use crate::id::{OrganisationId, UserId};
use crate::text::check_present;

/// The most characters of a name, an address or a title.
const MOST: usize = 255;
/// What a person has. Names that begin with `_` are the server's own and have no effect.
const PROPERTIES: [&str; 9] = [
    "userName",
    "givenName",
    "sn",
    "displayName",
    "mail",
    "title",
    "accountStatus",
    "manager",
    "organization",
];

/// What is said about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name they sign in with.
    pub user_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub sn: String,
    /// As shown; both names when absent.
    pub display_name: Option<String>,
    /// Mail address.
    pub mail: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Whether they take part.
    pub status: Status,
    /// Whom they report to.
    pub manager: Option<UserId>,
    /// The name of their organisation.
    pub organisation: Option<String>,
}

impl Record {
    /// Reads it.
    ///
    /// # Errors
    /// The first property at fault: an unknown one, a missing `userName`, `givenName` or `sn`, a text that is blank
    /// or too long, `accountStatus` other than `active` or `inactive`, a `manager` that names nobody.
    pub fn parse(body: &Map<String, Json>) -> Result<Self, Fault> {
        let reader = Reader::new("", body);
        let is_known = |name: &&String| PROPERTIES.contains(&name.as_str()) || name.starts_with('_');
        if let Some(unknown) = reader.names().find(|name| !is_known(name)) {
            return Err(Fault::new(clip(unknown), "is no property of a person"));
        }
        let optional = |name: &str| -> Result<Option<String>, Fault> {
            let text = reader.text(name, MOST)?.map(str::trim).filter(|text| !text.is_empty());
            match text {
                Some(text) if text.contains(['\n', '\r', '\t']) => {
                    Err(reader.fault(name, "must be of one line"))
                }
                text => Ok(text.map(str::to_owned)),
            }
        };
        let required = |name: &str| -> Result<String, Fault> {
            let text = optional(name)?.ok_or_else(|| match reader.get(name) {
                None => reader.fault(name, "is missing"),
                Some(_) => reader.fault(name, "must not be empty"),
            })?;
            check_present(&text, MOST).map_err(|fault| reader.fault(name, fault))?;
            Ok(text)
        };
        let mail = optional("mail")?;
        if mail.as_ref().is_some_and(|mail| !mail.contains('@') || mail.contains(char::is_whitespace)) {
            return Err(reader.fault("mail", "must be a mail address"));
        }
        let status = match optional("accountStatus")? {
            None => Status::Active,
            Some(word) => {
                word.parse().map_err(|_| reader.fault("accountStatus", "must be one of active, inactive"))?
            }
        };
        let manager = match reader.get("manager") {
            None => None,
            Some(given) => Some(person(given).ok_or_else(|| {
                reader.fault("manager", "must name a person as `managed/alpha_user/{uuid}`")
            })?),
        };
        Ok(Self {
            user_name: required("userName")?,
            given_name: required("givenName")?,
            sn: required("sn")?,
            display_name: optional("displayName")?,
            mail,
            title: optional("title")?,
            status,
            manager,
            organisation: optional("organization")?,
        })
    }

    /// What is said about a person, whose organisation has that name.
    pub fn of(user: &User, organisation: Option<String>) -> Self {
        let is_plain = user.display_name == format!("{} {}", user.given_name, user.sn);
        Self {
            user_name: user.user_name.clone(),
            given_name: user.given_name.clone(),
            sn: user.sn.clone(),
            // What follows from the names follows them when they change.
            display_name: (!is_plain).then(|| user.display_name.clone()),
            mail: user.mail.clone(),
            title: user.title.clone(),
            status: user.status,
            manager: user.manager,
            organisation,
        }
    }

    /// The properties that have a value, as [`Self::parse`] reads them.
    pub fn document(&self) -> Map<String, Json> {
        let manager = self.manager.map(|id| json!(format!("managed/alpha_user/{id}")));
        let all = [
            ("userName", Some(json!(self.user_name))),
            ("givenName", Some(json!(self.given_name))),
            ("sn", Some(json!(self.sn))),
            ("displayName", self.display_name.as_ref().map(|text| json!(text))),
            ("mail", self.mail.as_ref().map(|text| json!(text))),
            ("title", self.title.as_ref().map(|text| json!(text))),
            ("accountStatus", Some(json!(self.status))),
            ("manager", manager),
            ("organization", self.organisation.as_ref().map(|text| json!(text))),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// The person it makes of one; the organisation is looked up by who calls.
    #[must_use]
    pub fn put(&self, user: &User, organisation: Option<OrganisationId>) -> User {
        let shown = self.display_name.clone().unwrap_or_else(|| format!("{} {}", self.given_name, self.sn));
        User {
            id: user.id,
            user_name: self.user_name.clone(),
            given_name: self.given_name.clone(),
            sn: self.sn.clone(),
            display_name: shown,
            mail: self.mail.clone(),
            title: self.title.clone(),
            organisation,
            manager: self.manager,
            status: self.status,
            created_at: user.created_at,
        }
    }
}

/// A person by id, by path, or by a reference `{_ref, _refResourceId}`.
fn person(given: &Json) -> Option<UserId> {
    let text = match given {
        Json::Object(members) => members.get("_refResourceId").or_else(|| members.get("_ref"))?.as_str()?,
        other => other.as_str()?,
    };
    let bare = ["managed/alpha_user/", "managed/user/"].into_iter().find_map(|path| text.strip_prefix(path));
    bare.unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &Json) -> Result<Record, String> {
        Record::parse(body.as_object().unwrap()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_person_reads_back_as_written() {
        let manager = uuid::Uuid::from_u128(7);
        for named in [
            json!(manager.to_string()),
            json!(format!("managed/user/{manager}")),
            json!({"_ref": format!("managed/alpha_user/{manager}"), "_refResourceId": manager.to_string()}),
        ] {
            let given = json!({"_id": "x", "userName": " lena ", "givenName": "Lena", "sn": "Aho", "manager": named,
                "mail": "lena@example.com", "title": "", "organization": "Sales"});
            let record = parse(&given).unwrap();
            assert_eq!((record.user_name.as_str(), record.status), ("lena", Status::Active));
            assert_eq!((record.manager, &record.title), (Some(UserId(manager)), &None));
            assert_eq!(Record::parse(&record.document()).unwrap(), record);
        }
    }

    #[test]
    fn the_shown_name_follows_the_names_unless_it_was_chosen() {
        let record = parse(&json!({"userName": "lena", "givenName": "Lena", "sn": "Aho"})).unwrap();
        let user = User {
            id: UserId(uuid::Uuid::nil()),
            user_name: String::new(),
            given_name: String::new(),
            sn: String::new(),
            display_name: String::new(),
            mail: None,
            title: None,
            organisation: None,
            manager: None,
            status: Status::Active,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let user = record.put(&user, None);
        assert_eq!(user.display_name, "Lena Aho");
        let mut document = Record::of(&user, None).document();
        document.insert("sn".into(), json!("Berg"));
        assert_eq!(Record::parse(&document).unwrap().put(&user, None).display_name, "Lena Berg");
    }

    #[test]
    fn every_fault_names_its_property() {
        let with = |name: &str, value: Json| {
            let mut body = json!({"userName": "lena", "givenName": "Lena", "sn": "Aho"});
            body[name] = value;
            parse(&body).unwrap_err()
        };
        assert_eq!(with("password", json!("secret")), "`password` is no property of a person");
        assert_eq!(with("userName", Json::Null), "`userName` is missing");
        assert_eq!(with("sn", json!(" ")), "`sn` must not be empty");
        assert_eq!(with("givenName", json!("a\nb")), "`givenName` must be of one line");
        assert_eq!(with("mail", json!("lena")), "`mail` must be a mail address");
        assert_eq!(with("title", json!(7)), "`title` must be a text");
        assert_eq!(with("accountStatus", json!("gone")), "`accountStatus` must be one of active, inactive");
        assert_eq!(
            with("manager", json!("mia")),
            "`manager` must name a person as `managed/alpha_user/{uuid}`"
        );
    }
}
