//! How mail leaves.

use std::sync::Arc;

use async_trait::async_trait;
use bailiwick_store::mail::outbox::Mail;

/// Takes mail to a mail server.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Hands a mail over. The same mail may come twice, with the same id.
    ///
    /// # Errors
    /// The mail server cannot be reached or refuses the mail, in words for administrators.
    async fn carry(&self, mail: &Mail) -> Result<(), String>;
}

/// How mail leaves, and where its links lead.
pub struct Post {
    /// Where people reach the product, without a slash at the end.
    pub base_url: String,
    /// Takes the mail; without one no mail is written.
    pub carrier: Option<Arc<dyn Carrier>>,
}
