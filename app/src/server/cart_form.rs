//! The form of a line of the cart, for the portal.

use bailiwick_engine::{Context, Engine, carts, forms};

use super::filled::{Untaken, bring_back, standing};
use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::cart_form::LineForm;
use crate::url;

/// The place at which a line's form is filled in.
pub fn place(line: &str) -> String {
    format!("cart/{line}")
}

/// Fills in the form of a line. One that is not taken comes back.
pub async fn fill(form: &LineForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let place = place(&form.line);
    match take(&engine, &ctx, form).await {
        Ok(()) => {
            forms::forget_typed(&engine, &ctx, &place).await.map_err(failed)?;
            leptos_axum::redirect(&url::to("/cart", &[("done", "saved")]));
            Ok(())
        }
        Err(untaken) => {
            bring_back(&engine, &ctx, &place, form, untaken, &form.filled.page).await.map_err(refuse)
        }
    }
}

async fn take(engine: &Engine, ctx: &Context, form: &LineForm) -> Result<(), Untaken> {
    let line = form.line.parse().map_err(|_| PortalError::NotFound)?;
    let to_fill = carts::to_fill(engine, ctx, line).await.map_err(failed)?;
    if form.then == "update" {
        return Err(Untaken::Update);
    }
    let standing = standing(engine, ctx, &to_fill.form.definition.design, &form.filled).await?;
    let filled = carts::fill_in(engine, ctx, line, form.revision, &standing, form.others).await;
    filled.map_err(failed)?.map_err(Untaken::Faults)
}
