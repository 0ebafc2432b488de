//! Mail: what is to be sent, and the templates that were changed here.

pub mod outbox;
pub mod templates;
