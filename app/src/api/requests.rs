//! Requests as they are read: one's own, one of them, and what waits in the inbox.

use bailiwick::id::UserId;
use bailiwick::view::{Conflict, RequestContext, RequestView};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// Requests on a page of the list.
pub const REQUESTS_A_PAGE: u32 = 25;
/// Tasks on a page of the inbox.
pub const TASKS_A_PAGE: u32 = 50;

bailiwick::words! {
    /// Which of one's requests are listed.
    #[derive(Default)]
    pub enum Shown {
        /// Something can still happen to them.
        #[default]
        Open = "open",
        /// They have ended.
        Ended = "ended",
        /// Both.
        All = "all",
    }
}

/// A page of the reader's requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyRequests {
    /// Now.
    pub clock: Clock,
    /// Who reads.
    pub reader: UserId,
    /// Newest first.
    pub rows: Vec<RequestView>,
    /// How many fit, over all pages.
    pub total: i64,
    /// How many there are of each of [`Shown::ALL`].
    pub counts: Vec<i64>,
    /// What was sent together just now.
    pub sent: Vec<RequestView>,
}

/// The reader's requests that have this status and fit these words.
#[server(input = GetUrl)]
pub async fn read_requests(
    /// Of this status.
    shown: Shown,
    /// Words to look for.
    q: String,
    /// Which page, from 0.
    page: u32,
    /// Also what was sent together under this correlation.
    sent: String,
) -> Result<MyRequests, PortalError> {
    crate::server::requests::mine(shown, &q, page, &sent).await
}

/// One request as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneRequest {
    /// Now.
    pub clock: Clock,
    /// Who reads.
    pub reader: Option<UserId>,
    /// The request.
    pub view: RequestView,
    /// The policy rules that it would break.
    pub conflicts: Vec<Conflict>,
    /// What was sent with it.
    pub together: Vec<RequestView>,
}

/// One request, by its number or id.
#[server(input = GetUrl)]
pub async fn read_request(
    /// Its number or id.
    key: String,
) -> Result<OneRequest, PortalError> {
    crate::server::requests::one(&key).await
}

/// A page of what waits for the reader, or of what they decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tasks {
    /// Now.
    pub clock: Clock,
    /// Most urgent first; of what was decided, newest first.
    pub rows: Vec<RequestView>,
    /// How many there are, over all pages.
    pub total: i64,
    /// How many wait.
    pub waiting: i64,
    /// How many the reader had to do with that do not wait any more.
    pub done: i64,
}

/// What waits for the reader, or what they decided.
#[server(input = GetUrl)]
pub async fn read_tasks(
    /// What was decided, instead of what waits.
    done: bool,
    /// Which page, from 0.
    page: u32,
) -> Result<Tasks, PortalError> {
    crate::server::requests::tasks(done, page).await
}

/// The open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// Now.
    pub clock: Clock,
    /// Who reads.
    pub reader: Option<UserId>,
    /// The request, with what a decision needs beside it.
    pub context: RequestContext,
    /// The number of the task before.
    pub previous: Option<i64>,
    /// The number of the task after.
    pub next: Option<i64>,
}

/// The task with that number (the first one, when 0); nothing when there is none.
#[server(input = GetUrl)]
pub async fn read_task(
    /// Its number, or 0.
    number: i64,
    /// What was decided, instead of what waits.
    done: bool,
    /// Which page, from 0.
    page: u32,
) -> Result<Option<OpenTask>, PortalError> {
    crate::server::requests::open_task(number, done, page).await
}
