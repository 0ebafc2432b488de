//! What people are told: in the product always, by mail where there is a mail server and they want it.
//!
//! Both are written in the transaction of their cause. Mail is then sent by a job, outside any transaction; see
//! [`send`].

mod certification;
mod change;
mod control;
mod deputy;
mod managers;
mod outbox;
mod own;
mod post;
mod tell;
mod template;

pub use bailiwick_store::mail::outbox::Mail;
pub(crate) use certification::{CampaignNotice, ToldOf};
pub(crate) use change::tell_of;
pub(crate) use control::{tell_of_control, tell_of_lost_ground};
pub(crate) use deputy::tell_deputy;
pub(crate) use managers::{Manager, tell_managers};
pub(crate) use outbox::post;
pub(crate) use outbox::send;
pub use outbox::{Outgoing, Words, post_now};
pub use own::{mark_read, mine, preferences, set_preferences, unread};
pub use post::{Carrier, Post};
pub(crate) use tell::Notice;
pub use template::{set_template, template};
