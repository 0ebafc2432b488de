//! Who decides, found inside the database: for a grant `g` of a person `u` whose manager is `m`, of an item `i`.

use bailiwick::certification::{Certifier, SelfCertification, TemplateDefinition};
use bailiwick::id::UserId;
use sea_query::{CaseStatement, Expr, ExprTrait};

/// Who decides in a stage; NULL when there is nobody.
///
/// # Errors
/// Why such a certifier cannot be found inside the database.
pub(super) fn certifier(definition: &TemplateDefinition, stage: usize) -> Result<Expr, &'static str> {
    let by = definition.stages.get(stage).map(|stage| &stage.certifier);
    let own = match by {
        Some(certifier) => one(definition, certifier)?,
        None => Expr::cust("NULL"),
    };
    match &definition.default_certifier {
        Some(fallback) => Ok(Expr::expr(sea_query::Func::coalesce([own, one(definition, fallback)?]))),
        None => Ok(own),
    }
}

fn one(definition: &TemplateDefinition, certifier: &Certifier) -> Result<Expr, &'static str> {
    let not_oneself = definition.self_certification != SelfCertification::All;
    let skips = definition.skips_inactive;
    match certifier {
        Certifier::Person(user) => Ok(person(definition, *user)),
        Certifier::Manager => Ok(Expr::cust(match (skips, not_oneself) {
            (true, true) => "CASE WHEN m.status = 'active' AND m.id <> u.id THEN m.id END",
            (true, false) => "CASE WHEN m.status = 'active' THEN m.id END",
            (false, true) => "CASE WHEN m.id <> u.id THEN m.id END",
            (false, false) => "m.id",
        })),
        Certifier::EntitlementOwner | Certifier::RoleOwner => {
            Ok(owner(if not_oneself { OWNER_OF_ITEM_BUT_ONESELF } else { OWNER_OF_ITEM }))
        }
        Certifier::ApplicationOwner => {
            Ok(owner(if not_oneself { OWNER_OF_APPLICATION_BUT_ONESELF } else { OWNER_OF_APPLICATION }))
        }
        Certifier::Role(_) => Err("roles as certifiers are not supported"),
        Certifier::OrganizationAdmin => {
            Err("administrators of organisations as certifiers are not supported")
        }
        Certifier::Script(_) => Err("scripts that name certifiers are not supported"),
    }
}

fn person(definition: &TemplateDefinition, user: UserId) -> Expr {
    let theirs = match definition.self_certification {
        SelfCertification::All => return Expr::val(user.uuid()),
        SelfCertification::Restricted if definition.is_trusted_with_oneself(user) => {
            return Expr::val(user.uuid());
        }
        SelfCertification::Restricted | SelfCertification::Nobody => Expr::col(("u", "id")).ne(user.uuid()),
    };
    CaseStatement::new().case(theirs, Expr::val(user.uuid())).into()
}

fn owner(sql: &'static str) -> Expr {
    Expr::cust(sql)
}

macro_rules! owner_of {
    ($item:literal, $but:literal) => {
        concat!(
            "(SELECT o.user_id FROM item_owners o JOIN users w ON w.id = o.user_id WHERE o.item_id = ",
            $item,
            " AND w.status = 'active'",
            $but,
            " ORDER BY o.position LIMIT 1)"
        )
    };
}

// The owner of what is held, else of its application.
const OWNER_OF_ITEM: &str =
    concat!("COALESCE(", owner_of!("i.id", ""), ", ", owner_of!("i.application_id", ""), ")");
const OWNER_OF_ITEM_BUT_ONESELF: &str = concat!(
    "COALESCE(",
    owner_of!("i.id", " AND w.id <> u.id"),
    ", ",
    owner_of!("i.application_id", " AND w.id <> u.id"),
    ")"
);
const OWNER_OF_APPLICATION: &str = owner_of!("COALESCE(i.application_id, i.id)", "");
const OWNER_OF_APPLICATION_BUT_ONESELF: &str =
    owner_of!("COALESCE(i.application_id, i.id)", " AND w.id <> u.id");
