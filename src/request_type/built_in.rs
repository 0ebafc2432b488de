//! The types that are built in (contract 7), and the schema that all types share.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json, json};

use super::{COMMON_SCHEMA, Definition, RequestType, Section};
use crate::id::RequestTypeId;

/// One type, on one line of the contract.
struct Row {
    id: &'static str,
    name: &'static str,
    /// Empty when each request names its own.
    workflow: &'static str,
    section: Section,
    properties: &'static [Field],
    unique_keys: &'static [&'static str],
    not_modifiable: &'static [&'static str],
}

/// One property: its name, as shown, what it is, whether it must be given.
struct Field(&'static str, &'static str, &'static str, bool);

const USER: Field = Field("userId", "User", "text", true);
const APPLICATION: Field = Field("applicationId", "Application", "text", true);
const ENTITLEMENT: Field = Field("entitlementId", "Entitlement", "text", true);
const ROLE: Field = Field("roleId", "Role", "text", true);
const OBJECT: Field = Field("object", "Object", "object", false);
const GLOSSARY: Field = Field("glossary", "Glossary", "object", false);

const BY_APPLICATION: [&str; 3] = ["common.userId", "common.applicationId", "common.requestIdPrefix"];
const BY_ENTITLEMENT: [&str; 3] = ["common.userId", "common.entitlementId", "common.requestIdPrefix"];
const BY_ROLE: [&str; 3] = ["common.userId", "common.roleId", "common.requestIdPrefix"];

/// A type that gives or takes away: unique and fixed by person and item.
const fn access(
    id: &'static str,
    name: &'static str,
    workflow: &'static str,
    properties: &'static [Field],
    fixed: &'static [&'static str; 3],
) -> Row {
    let unique_keys = fixed.split_at(2).0;
    Row { id, name, workflow, section: Section::Common, properties, unique_keys, not_modifiable: fixed }
}

/// A type that creates, changes or deletes an object.
const fn life(
    id: &'static str,
    name: &'static str,
    workflow: &'static str,
    section: Section,
    properties: &'static [Field],
    not_modifiable: &'static [&'static str],
) -> Row {
    Row { id, name, workflow, section, properties, unique_keys: &[], not_modifiable }
}

const ROWS: [Row; 17] = [
    access(
        "applicationGrant",
        "Grant Application",
        "BasicApplicationGrant",
        &[USER, APPLICATION],
        &BY_APPLICATION,
    ),
    access(
        "applicationRemove",
        "Remove Application",
        "BasicApplicationRemove",
        &[USER, APPLICATION],
        &BY_APPLICATION,
    ),
    access(
        "entitlementGrant",
        "Grant Entitlement",
        "BasicEntitlementGrant",
        &[USER, ENTITLEMENT],
        &BY_ENTITLEMENT,
    ),
    access(
        "entitlementRemove",
        "Remove Entitlement",
        "BasicEntitlementRemove",
        &[USER, ENTITLEMENT],
        &BY_ENTITLEMENT,
    ),
    access("roleGrant", "Grant Role", "BasicRoleGrant", &[USER, ROLE], &BY_ROLE),
    access("roleRemove", "Remove Role", "BasicRoleRemove", &[USER, ROLE], &BY_ROLE),
    life(
        "createEntitlement",
        "Create Entitlement",
        "CreateEntitlement",
        Section::Entitlement,
        &[APPLICATION, Field("objectType", "Object type", "text", true), OBJECT, GLOSSARY],
        &["entitlement.applicationId", "entitlement.objectType"],
    ),
    life(
        "modifyEntitlement",
        "Modify Entitlement",
        "ModifyEntitlement",
        Section::Entitlement,
        &[ENTITLEMENT, OBJECT, GLOSSARY],
        &["entitlement.entitlementId"],
    ),
    life(
        "createUser",
        "Create User",
        "CreateUser",
        Section::User,
        &[Field("object", "Object", "object", true)],
        &[],
    ),
    life(
        "modifyUser",
        "Modify User",
        "ModifyUser",
        Section::User,
        &[USER, Field("object", "Object", "object", true)],
        &["user.userId"],
    ),
    life("deleteUser", "Delete User", "DeleteUser", Section::User, &[USER], &["user.userId"]),
    life(
        "createRole",
        "Create Role",
        "BasicRoleCreate",
        Section::Role,
        &[Field("roleId", "Role", "text", false), OBJECT, GLOSSARY],
        &[],
    ),
    life(
        "modifyRole",
        "Modify Role",
        "BasicRoleModify",
        Section::Role,
        &[ROLE, Field("status", "Status", "text", true), OBJECT, GLOSSARY],
        &["role.roleId"],
    ),
    life(
        "deleteRole",
        "Delete Role",
        "BasicRoleDelete",
        Section::Role,
        &[ROLE, Field("status", "Status", "text", true)],
        &["role.roleId"],
    ),
    life(
        "publishRole",
        "Publish Role",
        "BasicRolePublish",
        Section::Role,
        &[
            ROLE,
            Field("status", "Status", "text", false),
            OBJECT,
            GLOSSARY,
            Field("addAutoRoleMembers", "Add automatic members", "boolean", false),
            Field("updateIdm", "Update the directory", "boolean", false),
        ],
        &["role.roleId"],
    ),
    life(
        "entityMutation",
        "Entity Mutation",
        "",
        Section::Entity,
        &[Field("entityType", "Type of entity", "text", true), Field("entityId", "Entity", "text", true)],
        &[
            "common.requestIdPrefix",
            "common.workflowId",
            "common.blob.before",
            "common.blob.after",
            "entity.entityType",
            "entity.entityId",
        ],
    ),
    life(
        "extendEndDate",
        "Extend End Date",
        "extendGrantEndDate",
        Section::Common,
        &[
            Field("userId", "User", "text", false),
            Field("grantId", "Grant", "text", false),
            Field("grantIdType", "What the id is of", "text", false),
            Field("grantType", "Type of grant", "text", false),
            Field("endDate", "End date", "text", false),
        ],
        &[],
    ),
];

/// What every request has.
const COMMON: [Field; 11] = [
    Field("justification", "Justification", "text", false),
    Field("externalRequestId", "External request id", "text", false),
    Field("requestIdPrefix", "Prefix of the request's id", "text", false),
    Field("isDraft", "Draft", "boolean", false),
    Field("priority", "Priority", "text", false),
    Field("expiryDate", "Request expires", "text", false),
    Field("context", "Context", "object", false),
    Field("workflowId", "Workflow", "text", false),
    Field("startDate", "Start date", "text", false),
    Field("endDate", "End date", "text", false),
    Field("blob", "Further data", "object", false),
];

/// The schema of section `common` that every type has, in full.
pub(super) fn common_schema() -> &'static Json {
    static SCHEMA: LazyLock<Json> = LazyLock::new(|| schema("Common", &COMMON, false));
    &SCHEMA
}

/// The types that are built in, as they are until somebody changes one.
pub fn built_in() -> &'static [RequestType] {
    static TYPES: LazyLock<Vec<RequestType>> =
        LazyLock::new(|| ROWS.iter().filter_map(Row::request_type).collect());
    &TYPES
}

impl Row {
    /// None only if its own body could not be read, which a test rules out.
    fn request_type(&self) -> Option<RequestType> {
        Some(RequestType {
            id: RequestTypeId(self.id.into()),
            is_custom: false,
            definition: Definition::parse(self.body()).ok()?,
            revision: 1,
            created_at: None,
            modified_at: None,
        })
    }

    fn body(&self) -> Map<String, Json> {
        let own = schema(self.name, self.properties, self.section == Section::Common);
        let mut schemas = Map::from_iter([("common".to_owned(), json!([COMMON_SCHEMA]))]);
        if self.section == Section::Common {
            schemas.insert("common".into(), json!([COMMON_SCHEMA, own]));
        } else {
            schemas.insert(self.section.as_str().into(), json!([own]));
        }
        let workflow =
            if self.workflow.is_empty() { json!({}) } else { json!({"id": self.workflow, "type": "bpmn"}) };
        Map::from_iter([
            ("displayName".to_owned(), json!(self.name)),
            ("schemas".to_owned(), Json::Object(schemas)),
            ("workflow".to_owned(), workflow),
            ("uniqueKeys".to_owned(), json!(self.unique_keys)),
            ("notModifiableProperties".to_owned(), json!(self.not_modifiable)),
            ("validation".to_owned(), json!({"source": self.script()})),
        ])
    }

    fn script(&self) -> String {
        let own = match self.id {
            "createUser" => include_str!("checks/create_user.js"),
            "modifyUser" | "deleteUser" => include_str!("checks/user.js"),
            "createEntitlement" => include_str!("checks/create_entitlement.js"),
            "modifyEntitlement" => include_str!("checks/modify_entitlement.js"),
            "entityMutation" => NAMES_WORKFLOW,
            _ => "",
        };
        format!("{JUSTIFIED}{own}outcome;\n")
    }
}

const JUSTIFIED: &str = r#"var outcome = { errors: [], comments: [] };
var said = String((request.common && request.common.justification) || "").trim();
if (systemSettings.settings.requireRequestJustification && said === "") {
  outcome.errors.push("Justification is required");
}
"#;

const NAMES_WORKFLOW: &str = r#"if (!request.common || !request.common.workflowId) {
  outcome.errors.push("common.workflowId is required");
}
if (!request.common || !request.common.blob || !request.common.blob.after) {
  outcome.errors.push("common.blob.after is required");
}
"#;

fn schema(name: &str, fields: &[Field], is_access: bool) -> Json {
    let (mut meta, mut properties) = (Map::new(), Map::new());
    for (order, Field(name, title, kind, is_required)) in (1..).zip(fields) {
        let is_technical = matches!(*name, "context" | "blob" | "workflowId" | "object" | "glossary");
        let mut how = json!({
            "isRequired": is_required,
            "isInternal": is_technical,
            "isMultiValue": false,
            "display": {"name": title, "isVisible": !is_technical, "order": order},
        });
        if is_access && let Some(lookup) = lookup(name) {
            how["lookup"] = lookup;
        }
        meta.insert((*name).to_owned(), how);
        let mut what = json!({"type": kind});
        match *name {
            "priority" => what["defaultValue"] = json!("low"),
            "isDraft" => what["defaultValue"] = json!(false),
            _ => {}
        }
        properties.insert((*name).to_owned(), what);
    }
    json!({"_meta": {"type": "system", "displayName": name, "properties": meta}, "properties": properties})
}

/// Where the object is found that a request for access names.
fn lookup(name: &str) -> Option<Json> {
    let of_catalog = |what: &str, grant: &str| {
        json!({
            "path": "/iga/index/catalog",
            "query": format!("{what}/id/keyword eq \"${{{name}}}\" and item/type/keyword eq \"{grant}\""),
        })
    };
    Some(match name {
        "userId" => json!({"path": "/openidm/managed/user", "query": "_id eq \"${userId}\""}),
        "applicationId" => of_catalog("application", "accountGrant"),
        "entitlementId" => of_catalog("assignment", "entitlementGrant"),
        "roleId" => of_catalog("role", "roleMembership"),
        _ => return None,
    })
}
