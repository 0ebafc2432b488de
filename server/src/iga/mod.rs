//! The IGA face (`/iga`): the governance REST API of PingOne Advanced Identity Cloud.
//!
//! Everything here translates: its own shapes, names, paging and errors to and from one use
//! case. The route table is the whole face on one screen.

mod applications;
mod audit;
mod campaign_evidence;
mod campaigns;
mod catalog;
mod certification_targets;
mod certification_templates;
mod config;
pub(crate) mod controls;
mod delegates;
mod entitlements;
mod form_assignments;
mod forms;
mod glossary;
mod grants;
mod inbox;
mod line_items;
mod names;
mod notifications;
pub(crate) mod object;
mod orchestration;
mod paging;
mod people;
mod policies;
mod policy_rules;
mod provision;
mod request_types;
mod requests;
mod roles;
mod scans;
mod schema;
mod tokens;
mod violations;
mod workflows;

use axum::routing::{any, get, post, put};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::not_there;
use crate::state::AppState;

/// The tag of this face in the OpenAPI document.
pub const TAG: &str = "IGA";

/// Policies, their rules, scans, controls and violations.
fn policy_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(policies::list, policies::create))
        .routes(routes!(policies::search))
        .routes(routes!(policy_rules::list, policy_rules::create))
        .routes(routes!(policy_rules::search))
        .routes(routes!(
            policy_rules::read,
            policy_rules::duplicate,
            policy_rules::replace,
            policy_rules::delete
        ))
        .routes(routes!(policy_rules::scan))
        .routes(routes!(scans::list))
        .routes(routes!(scans::search))
        .routes(routes!(scans::read, scans::delete))
        .routes(routes!(scans::user))
        .routes(routes!(policies::read, policies::replace, policies::delete))
        .routes(routes!(policies::rules))
        .routes(routes!(policies::scan))
        .routes(routes!(controls::list, controls::create))
        .routes(routes!(controls::search))
        .routes(routes!(controls::read, controls::replace, controls::delete, controls::act))
        .routes(routes!(controls::evidence::list, controls::evidence::give))
        .routes(routes!(controls::evidence::file))
        .routes(routes!(violations::list, violations::create))
        .routes(routes!(violations::search))
        .routes(routes!(violations::mine))
        .routes(routes!(violations::search_mine))
        .routes(routes!(violations::look_up))
        .routes(routes!(violations::fix::find))
        .routes(routes!(
            violations::read,
            violations::delete,
            violations::bulk::act,
            violations::act::replace
        ))
        .routes(routes!(violations::act::phase))
        .routes(routes!(violations::act::add_phase))
        .routes(routes!(violations::act::remediation_status))
        .routes(routes!(violations::act::settle))
}

/// Certification: templates, campaigns and line items.
fn certification_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(certification_templates::list, certification_templates::create))
        .routes(routes!(certification_templates::search))
        .routes(routes!(
            certification_templates::read,
            certification_templates::replace,
            certification_templates::delete
        ))
        .routes(routes!(certification_templates::duplicate))
        .routes(routes!(certification_templates::forecast))
        .routes(routes!(certification_templates::schedule))
        .routes(routes!(certification_targets::filter_schema, certification_targets::read_filter_schema))
        .routes(routes!(certification_targets::count))
        .routes(routes!(campaigns::start))
        .routes(routes!(campaigns::change))
        .routes(routes!(campaigns::delete))
        .routes(routes!(campaigns::list))
        .routes(routes!(campaigns::read))
        .routes(routes!(campaigns::reviewers))
        .routes(routes!(campaigns::ledger))
        .routes(routes!(campaign_evidence::read))
        .routes(routes!(campaign_evidence::key))
        .routes(routes!(campaigns::act))
        .routes(routes!(line_items::mine))
        .routes(routes!(line_items::set_removal))
        .routes(routes!(line_items::list))
        .routes(routes!(line_items::search))
        .routes(routes!(line_items::users))
        .routes(routes!(line_items::applications))
        .routes(routes!(line_items::read_user))
        .routes(routes!(line_items::read_entitlement))
        .routes(routes!(line_items::act_on_many, line_items::read))
        .routes(routes!(line_items::act_on_one))
}

/// Every operation of the face, and the document's share of it.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(requests::list::list, requests::create::create))
        .routes(routes!(requests::list::search))
        .routes(routes!(requests::read::read, requests::act::act))
        .routes(routes!(requests::change::replace, requests::change::patch))
        .routes(routes!(requests::user::list, requests::user::search))
        .routes(routes!(request_types::list, request_types::create))
        .routes(routes!(
            request_types::read,
            request_types::replace,
            request_types::patch,
            request_types::delete
        ))
        .routes(routes!(workflows::list, workflows::act))
        .routes(routes!(workflows::replace))
        .routes(routes!(workflows::read, workflows::delete))
        .routes(routes!(people::list))
        .routes(routes!(applications::list))
        .routes(routes!(entitlements::create))
        .routes(routes!(entitlements::read, entitlements::change))
        .routes(routes!(entitlements::search))
        .routes(routes!(entitlements::holders))
        .route("/iga/governance/resource/search", post(entitlements::search))
        .route("/iga/governance/entitlement/{id}/grants", get(entitlements::holders))
        .routes(routes!(roles::list, roles::create))
        .routes(routes!(roles::read, roles::put, roles::patch, roles::delete))
        .routes(routes!(provision::application))
        .routes(routes!(provision::role))
        .routes(routes!(provision::entitlement))
        .routes(routes!(forms::list, forms::create))
        .routes(routes!(forms::read, forms::put, forms::patch, forms::delete))
        .routes(routes!(form_assignments::list, form_assignments::change))
        .merge(policy_routes())
        .merge(certification_routes())
        .routes(routes!(inbox::approvals, inbox::search_approvals))
        .routes(routes!(inbox::tasks, inbox::search_tasks))
        .routes(routes!(catalog::list, catalog::search))
        .routes(routes!(catalog::search_alias))
        .routes(routes!(schema::all))
        .routes(routes!(schema::one))
        .routes(routes!(config::read_all, config::replace_all))
        .routes(routes!(config::read_one, config::replace_one))
        .route("/iga/governance/config", get(config::read_all).put(config::replace_all))
        .route("/iga/governance/config/{key}", get(config::read_one).put(config::replace_one))
        .routes(routes!(glossary::schema::define))
        .routes(routes!(glossary::schema::search))
        .routes(routes!(glossary::schema::read, glossary::schema::change, glossary::schema::delete))
        .routes(routes!(glossary::values::read, glossary::values::create, glossary::values::replace))
        // A version of a role would be taken for it otherwise.
        .route(
            "/iga/governance/role/{id}/glossary",
            get(glossary::values::read_role)
                .post(glossary::values::create_role)
                .put(glossary::values::replace_role),
        )
        .routes(routes!(grants::list))
        .routes(routes!(delegates::list))
        .routes(routes!(delegates::name))
        .routes(routes!(delegates::end))
        .routes(routes!(notifications::list, notifications::act))
        .routes(routes!(notifications::preferences, notifications::set_preferences))
        .routes(routes!(tokens::list))
        .routes(routes!(tokens::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(audit::of_user))
        .route("/auto/orchestration/definition", get(workflows::list).post(workflows::act))
        .route("/auto/orchestration/definition/{id}", put(workflows::replace))
        .route(
            "/auto/orchestration/definition/{id}/{status}",
            get(orchestration::read).delete(orchestration::delete),
        )
        .route("/auto/{*rest}", any(not_there))
        .route("/iga/{*rest}", any(not_there))
}
