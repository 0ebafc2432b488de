//! `POST /idhub/api/cart`: what somebody wants to ask for (contract row 4).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::cart::MOST_LINES;
use bailiwick::catalog::{ItemKind, item_of_catalog_id};
use bailiwick::directory::UserBrief;
use bailiwick::id::ItemId;
use bailiwick::request::Modifier;
use bailiwick::text::normalise;
use bailiwick::view::SubmittedFault;
use bailiwick_engine::requests::NewLine;
use bailiwick_engine::{Context, Engine, carts, people};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::TAG;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message};

/// Faults that are named in one refusal.
const MOST_NAMED: usize = 20;

/// What somebody wants to ask for: items, each for one or more people. Other members of stored carts
/// (`owner`, `name`, `archive`, `_etag` …) may be there and are ignored.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct UserCart {
    /// Who asks: the caller.
    requester: CartPerson,
    /// At most 1,000 lines, an item for a person each. A lone object stands for a list of one.
    #[schema(min_items = 1)]
    cart_items: Vec<CartItem>,
    /// When it is submitted: why.
    #[schema(value_type = Option<String>, example = "For the new AWS accounts")]
    pub justification: String,
}

/// Somebody, by sign-in name.
#[derive(Debug, ToSchema)]
pub struct CartPerson {
    /// The name they sign in with.
    #[schema(example = "jerome")]
    login: String,
}

/// An item for people.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct CartItem {
    /// The `_id` of a found document, its `$oid`, or a catalog id.
    entity_id: String,
    /// For whom. A lone object stands for a list of one.
    #[schema(min_items = 1)]
    beneficiaries: Vec<Beneficiary>,
    /// `TargetSystem` (or `Application`), `Entitlement` or `Role`.
    #[schema(value_type = String, example = "Entitlement")]
    entity_type: EntityType,
}

/// Somebody an item is for.
#[derive(Debug, ToSchema)]
pub struct Beneficiary {
    /// The name they sign in with.
    #[schema(example = "jerome")]
    login: String,
    /// `create` or `revoke` the access; `create` when missing.
    #[schema(value_type = Option<String>, example = "create")]
    r#type: LineType,
}

bailiwick::words! {
    /// What an item is called in a cart.
    pub enum EntityType {
        /// An application.
        TargetSystem = "TargetSystem",
        /// A role.
        Role = "Role",
        /// An entitlement.
        Entitlement = "Entitlement",
        /// An application.
        Application = "Application",
    }
}

impl EntityType {
    const fn kind(self) -> ItemKind {
        match self {
            Self::TargetSystem | Self::Application => ItemKind::Application,
            Self::Role => ItemKind::Role,
            Self::Entitlement => ItemKind::Entitlement,
        }
    }
}

bailiwick::words! {
    /// What is to be done.
    pub enum LineType {
        /// Give.
        Create = "create",
        /// Take away.
        Revoke = "revoke",
    }
}

impl FromBody for UserCart {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let requester = fields.object("requester")?.ok_or_else(|| fields.fault("requester", "is missing"))?;
        let items = fields.objects_or_one("cartItems", MOST_LINES)?;
        if items.is_empty() {
            return Err(fields.fault("cartItems", "must not be empty"));
        }
        Ok(Self {
            requester: CartPerson { login: requester.required_text("login")?.to_owned() },
            cart_items: items.iter().map(CartItem::read).collect::<Result<_, _>>()?,
            justification: fields.text("justification")?.unwrap_or_default().to_owned(),
        })
    }
}

impl CartItem {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let entity_type: EntityType =
            fields.word("entityType")?.ok_or_else(|| fields.fault("entityType", "is missing"))?;
        // A document's id as it was found: `{"$oid": …}`.
        let given = match fields.object("entityId") {
            Ok(Some(id)) => id.required_text("$oid")?.to_owned(),
            _ => fields.required_text("entityId")?.to_owned(),
        };
        let beneficiaries = fields.objects_or_one("beneficiaries", MOST_LINES)?;
        if beneficiaries.is_empty() {
            return Err(fields.fault("beneficiaries", "must not be empty"));
        }
        Ok(Self {
            entity_type,
            entity_id: given,
            beneficiaries: beneficiaries.iter().map(Beneficiary::read).collect::<Result<_, _>>()?,
        })
    }

    /// A catalog id that names an item of another type than was said names nothing.
    fn item(&self) -> Option<ItemId> {
        match item_of_catalog_id(&self.entity_id) {
            Some((kind, item)) => (kind == self.entity_type.kind()).then_some(item),
            None => self.entity_id.parse().ok(),
        }
    }
}

impl Beneficiary {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        Ok(Self {
            login: fields.required_text("login")?.to_owned(),
            r#type: fields.word("type")?.unwrap_or(LineType::Create),
        })
    }
}

impl UserCart {
    /// One line for each item and person, none twice.
    ///
    /// # Errors
    /// Too many lines, or somebody asks in the name of another.
    pub async fn lines(&self, engine: &Engine, ctx: &Context) -> Result<Vec<NewLine>, ApiError> {
        let count: usize = self.cart_items.iter().map(|item| item.beneficiaries.len()).sum();
        if count > MOST_LINES {
            let fault = format!("make {count} lines: at most {MOST_LINES} can be in a cart");
            return Err(ApiError::field("cartItems", fault));
        }
        if ctx.actor.user_id().is_some() {
            let me = people::me(engine, ctx).await?;
            if normalise(&me.user_name) != normalise(&self.requester.login) {
                return Err(ApiError::field(
                    "requester.login",
                    format!("must be `{}`: nobody asks in another's name", me.user_name),
                ));
            }
        }
        let people = self.people(engine, ctx).await?;
        let mut lines: Vec<NewLine> = Vec::with_capacity(count);
        for item in &self.cart_items {
            for beneficiary in &item.beneficiaries {
                let login = normalise(&beneficiary.login);
                let user = people
                    .iter()
                    .find(|person| normalise(&person.user_name) == login)
                    .map(|person| person.id);
                let known = |line: &NewLine| {
                    line.user_given == beneficiary.login && line.item_given == item.entity_id
                };
                if lines.iter().any(known) {
                    continue;
                }
                lines.push(NewLine {
                    user,
                    item: item.item(),
                    user_given: beneficiary.login.clone(),
                    item_given: item.entity_id.clone(),
                    modifier: match beneficiary.r#type {
                        LineType::Create => Modifier::Add,
                        LineType::Revoke => Modifier::Remove,
                    },
                    start: None,
                    end: None,
                    content: serde_json::Map::new(),
                });
            }
        }
        Ok(lines)
    }

    async fn people(&self, engine: &Engine, ctx: &Context) -> Result<Vec<UserBrief>, ApiError> {
        let all = self.cart_items.iter().flat_map(|item| &item.beneficiaries);
        let mut logins: Vec<&str> = all.map(|beneficiary| beneficiary.login.as_str()).collect();
        logins.sort_unstable();
        logins.dedup();
        Ok(people::by_user_names(engine, ctx, &logins).await?)
    }
}

/// A refusal that names the lines at fault.
pub fn refusal(faults: &[SubmittedFault]) -> ApiError {
    let named = faults
        .iter()
        .take(MOST_NAMED)
        .map(|SubmittedFault { user, item, fault }| format!("`{item}` for `{user}`: {fault}"));
    let mut message = named.collect::<Vec<_>>().join("; ");
    if faults.len() > MOST_NAMED {
        message = format!("{message}; and {} more", faults.len() - MOST_NAMED);
    }
    ApiError::bad(message)
}

/// That it was done, and what to find it by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The cart's id, or what requests that were sent together share.
    pub correlation_id: Uuid,
    /// Always true.
    pub result: bool,
}

/// Fill the cart
///
/// Replaces what is in the caller's cart, as the portal shows it. Lines that are duplicates or ask for what is held
/// already are kept, and marked there; lines whose person or item does not exist, or cannot be asked for,
/// are refused, and nothing is changed.
#[utoipa::path(
    post,
    path = "/idhub/api/cart",
    operation_id = "idhubCreateCart",
    tag = TAG,
    request_body = UserCart,
    responses(
        (status = 201, description = "The cart is filled", body = Done),
        (status = 400, description = "A field or line is wrong, or there are too many lines", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "Programs have no cart", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(cart): Body<UserCart>,
) -> Result<(StatusCode, Json<Done>), ApiError> {
    ctx.person()?;
    let lines = cart.lines(&engine, &ctx).await?;
    let filled = carts::fill(&engine, &ctx, &lines).await?;
    if !filled.faults.is_empty() {
        return Err(refusal(&filled.faults));
    }
    Ok((StatusCode::CREATED, Json(Done { correlation_id: filled.cart.uuid(), result: true })))
}
