//! Handing mail to a mail server over SMTP.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bailiwick_engine::notifications::{Carrier, Mail, Post};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use crate::config::{Config, ConfigError, SmtpSecurity};
use crate::state::AppState;

/// A mail server that says nothing for so long is taken to be away.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most time that one mail may take.
const MOST_TIME: Duration = Duration::from_mins(1);

/// What may be wrong with a mail or with the way it goes.
type Fault = Box<dyn Error + Send + Sync>;

/// Tells the engine how mail leaves.
///
/// # Errors
/// The sender or the mail server's name is none.
pub fn attach(state: &AppState) -> Result<(), ConfigError> {
    let invalid = |fault: Fault| ConfigError::Invalid { key: "smtp_host", fault: in_full(&*fault) };
    let carrier: Option<Arc<dyn Carrier>> = match state.config.smtp_host.as_str() {
        "" => None,
        _ => Some(Arc::new(Smtp::new(&state.config).map_err(invalid)?)),
    };
    state.engine.attach_post(Post { base_url: state.config.public_url(), carrier });
    Ok(())
}

/// A mail server.
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    fn new(config: &Config) -> Result<Self, Fault> {
        let host = config.smtp_host.as_str();
        let tls = match config.smtp_security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::Starttls => Tls::Required(TlsParameters::new(host.to_owned())?),
            SmtpSecurity::Tls => Tls::Wrapper(TlsParameters::new(host.to_owned())?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(config.smtp_port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if !config.smtp_user.is_empty() {
            let credentials = Credentials::new(config.smtp_user.clone(), config.smtp_password.clone());
            builder = builder.credentials(credentials);
        }
        Ok(Self { transport: builder.build(), from: config.mail_from.parse()? })
    }

    /// The mail as it goes over the wire. Sent again, it is the same but for the marks between its parts.
    fn message(&self, mail: &Mail) -> Result<Message, Fault> {
        let automatic = HeaderName::new_from_ascii("Auto-Submitted".to_owned())?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .date(SystemTime::from(mail.created_at))
            .subject(mail.subject.clone())
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let mailbox = |address: &String| address.parse::<Address>().map(Mailbox::from);
        for address in &mail.to {
            message = message.to(mailbox(address)?);
        }
        for address in &mail.cc {
            message = message.cc(mailbox(address)?);
        }
        for address in &mail.bcc {
            message = message.bcc(mailbox(address)?);
        }
        Ok(match &mail.html {
            Some(html) => {
                message.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone()))?
            }
            None => message.singlepart(SinglePart::plain(mail.text.clone()))?,
        })
    }

    async fn send(&self, mail: &Mail) -> Result<(), Fault> {
        let message = self.message(mail)?;
        timeout(MOST_TIME, self.transport.send(message))
            .await
            .map_err(|_| "the mail server is too slow")??;
        Ok(())
    }
}

#[async_trait]
impl Carrier for Smtp {
    async fn carry(&self, mail: &Mail) -> Result<(), String> {
        self.send(mail).await.map_err(|fault| in_full(&*fault))
    }
}

fn in_full(fault: &(dyn Error + 'static)) -> String {
    let mut text = fault.to_string();
    let mut source = fault.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}
