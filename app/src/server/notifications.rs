//! What a person does about what they were told.

use std::collections::BTreeMap;

use bailiwick::id::NotificationId;
use bailiwick::notification::{NotificationKind, Preferences};
use bailiwick_engine::notifications;

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::drawn::notifications::NOTIFICATIONS;
use crate::url;

/// They have read one, or all when none is named.
pub async fn read(id: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    if id.is_empty() {
        notifications::mark_read(&engine, &ctx, None).await.map_err(failed)?;
    } else {
        let id: NotificationId = id.parse().map_err(|_| refuse(PortalError::NotFound))?;
        notifications::mark_read(&engine, &ctx, Some(&[id])).await.map_err(failed)?;
    }
    leptos_axum::redirect(NOTIFICATIONS);
    Ok(())
}

/// What they want by mail.
pub async fn prefer(mail: &BTreeMap<String, bool>) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let wanted = |kind: &NotificationKind| (*kind, mail.get(kind.as_str()) == Some(&true));
    let preferences = Preferences { mail: NotificationKind::ALL.iter().map(wanted).collect() };
    notifications::set_preferences(&engine, &ctx, &preferences).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(NOTIFICATIONS, &[("notice", "preferences-saved")]));
    Ok(())
}
