//! What rules give: conditions over how people are employed and where they belong.

use bailiwick::filter::{Filter, FilterError, target};
use bailiwick_store::{Tx, roles};
use chrono::Duration;
use serde_json::{Value, json};

use super::company::DIVISIONS;
use super::glossary::EMPLOYMENT;
use super::items::Catalog;
use super::people::Company;
use super::roles::{Given, ROLES};
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Says who has which role by rule; they hold it already.
pub(super) async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    company: &Company,
    catalog: &Catalog,
) -> Result<(), EngineError> {
    let tomorrow = company.today + Duration::days(1);
    for role in ROLES {
        let Some(condition) = condition(role.given) else { continue };
        let condition = condition.map_err(|fault| EngineError::Internal(Box::new(fault)))?;
        for (number, _) in catalog.roles(role.given) {
            let role = company.ids.item(number);
            roles::set_condition(tx, role, Some(&condition)).await?;
            Job::FollowMembers { role, at: tomorrow }.write(tx, engine, ctx, tomorrow).await?;
        }
    }
    Ok(())
}

fn condition(given: Given) -> Option<Result<Filter, FilterError>> {
    let employed = |how: &str| equals(&format!("user.glossary.{EMPLOYMENT}"), how);
    let node = match given {
        Given::Employees => employed("employee"),
        Given::Contractors => employed("contractor"),
        Given::Division(name) => {
            let division = DIVISIONS.iter().find(|division| division.name == name)?;
            let of = |name: &str| equals("user.organization", name);
            let parts: Vec<Value> = division.departments.iter().map(|part| of(part.name)).collect();
            json!({"operator": "OR", "operand": parts})
        }
        Given::Managers | Given::Job(_) | Given::Request => return None,
    };
    Some(target::parse(&node))
}

fn equals(name: &str, value: &str) -> Value {
    json!({"operator": "EQUALS", "operand": {"targetName": name, "targetValue": value}})
}
