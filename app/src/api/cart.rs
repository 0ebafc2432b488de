//! The cart, and what is done to it.
//!
//! Each change answers what was done ([`Done`]), so that it can be said and taken back. Sent by a
//! plain form, it leads back to its page with the same in `?done=`.

use std::{fmt, str::FromStr};

use bailiwick::{
    id::{CartLineId, ItemId, UserId},
    view::CartView,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// The cart, with its lines checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartAnswer {
    /// The cart.
    pub cart: CartView,
    /// Whose it is.
    pub me: UserId,
    /// Now.
    pub clock: Clock,
}

/// What was done to the cart, with what taking it back needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// These lines were put in.
    Added(Vec<CartLineId>),
    /// This line was taken out.
    Removed(Taken),
    /// What had been done was taken back.
    TakenBack,
    /// The dates of a line were changed.
    Dated,
    /// All lines were taken out.
    Cleared,
    /// What holds for every line was kept.
    Saved,
}

/// A line that was taken out; its dates as a date field has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// What.
    pub item: ItemId,
    /// For whom.
    pub user: UserId,
    /// From when.
    pub from: String,
    /// Until when.
    pub until: String,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(lines) => {
                f.write_str("added")?;
                lines.iter().try_for_each(|line| write!(f, ",{line}"))
            }
            Self::Removed(Taken { item, user, from, until }) => {
                write!(f, "removed,{item},{user},{from},{until}")
            }
            Self::TakenBack => f.write_str("taken-back"),
            Self::Dated => f.write_str("dated"),
            Self::Cleared => f.write_str("cleared"),
            Self::Saved => f.write_str("saved"),
        }
    }
}

impl FromStr for Done {
    type Err = PortalError;

    fn from_str(text: &str) -> Result<Self, PortalError> {
        let unknown = || PortalError::invalid("", "this cannot be taken back any more");
        let mut parts = text.split(',');
        Ok(match (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>().as_slice()) {
            ("added", lines) => Self::Added(
                lines.iter().map(|line| line.parse()).collect::<Result<_, _>>().map_err(|_| unknown())?,
            ),
            ("removed", [item, user, from, until]) => Self::Removed(Taken {
                item: item.parse().map_err(|_| unknown())?,
                user: user.parse().map_err(|_| unknown())?,
                from: (*from).to_owned(),
                until: (*until).to_owned(),
            }),
            ("taken-back", []) => Self::TakenBack,
            ("dated", []) => Self::Dated,
            ("cleared", []) => Self::Cleared,
            ("saved", []) => Self::Saved,
            _ => return Err(unknown()),
        })
    }
}

/// The cart.
#[server(input = GetUrl)]
pub async fn read_cart() -> Result<CartAnswer, PortalError> {
    crate::server::cart::read().await
}

/// Puts an item in the cart, for people (ids, joined by commas; the reader when empty).
#[server]
pub async fn add_to_cart(
    /// What: the item's id.
    item: String,
    /// For whom: ids, joined by commas.
    #[server(default)]
    people: String,
    /// From which day.
    #[server(default)]
    from: String,
    /// Until which day.
    #[server(default)]
    until: String,
    /// Where a plain form leads back to.
    #[server(default)]
    back: String,
) -> Result<Done, PortalError> {
    crate::server::cart::add(&item, &people, &from, &until, &back).await
}

/// Gives a line other dates; empty fields mean at once, and for ever.
#[server]
pub async fn set_line_dates(
    /// Which: the line's id.
    line: String,
    /// From which day.
    from: String,
    /// Until which day.
    until: String,
    /// Where a plain form leads back to.
    #[server(default)]
    back: String,
) -> Result<Done, PortalError> {
    crate::server::cart::set_dates(&line, &from, &until, &back).await
}

/// Takes a line out.
#[server]
pub async fn remove_line(
    /// Which: the line's id.
    line: String,
    /// Where a plain form leads back to.
    #[server(default)]
    back: String,
) -> Result<Done, PortalError> {
    crate::server::cart::remove(&line, &back).await
}

/// Takes back what was done to the cart.
#[server]
pub async fn take_back(
    /// What was done, as the address tells it.
    done: String,
    /// Where a plain form leads back to.
    #[server(default)]
    back: String,
) -> Result<Done, PortalError> {
    crate::server::cart::take_back(done.parse()?, &back).await
}

/// Takes all lines out.
#[server]
pub async fn clear_cart() -> Result<Done, PortalError> {
    crate::server::cart::clear().await
}

/// Keeps what holds for every line and, when `intent` is `send`, sends the lines that are ready:
/// then it leads to the requests they became.
#[server]
pub async fn check_out(
    /// Why all of it is needed.
    justification: String,
    /// How urgent it is.
    priority: String,
    /// `send`, or anything else to keep only.
    #[server(default)]
    intent: String,
) -> Result<Done, PortalError> {
    crate::server::cart::check_out(&justification, &priority, intent == "send").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_survives_the_address() {
        let id = uuid::Uuid::from_u128(7);
        let taken =
            Taken { item: id.into(), user: id.into(), from: String::new(), until: "2027-01-31".into() };
        for done in
            [Done::Added(vec![id.into(), id.into()]), Done::Removed(taken), Done::Saved, Done::TakenBack]
        {
            assert_eq!(done.to_string().parse::<Done>(), Ok(done));
        }
        assert!("removed,x,y,,".parse::<Done>().is_err());
        assert!("added,<b>".parse::<Done>().is_err());
        assert!("formatted".parse::<Done>().is_err());
    }
}
