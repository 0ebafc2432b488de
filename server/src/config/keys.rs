//! The list of keys: name, type, default and meaning, said once.

use std::net::{Ipv4Addr, SocketAddr};

use bailiwick::attachment::FileTypes;
use serde::Deserialize;

use super::{LogFormat, OpenidClaim, ScriptProperties, SmtpSecurity};

/// One key, as the documentation shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its name in the file; the flag is the same with dashes.
    pub name: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// The value when nothing is said.
    pub default: String,
    /// What it means.
    pub meaning: String,
}

/// Makes [`Config`], the [`Layer`] that file, environment and flags are read into, and [`keys`].
macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr, $variable:literal;)+) => {
        /// All settings, each with its value.
        #[derive(Clone)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Config {
            /// These settings, but what the layer says where it says something.
            pub(super) fn with(self, layer: Layer) -> Self {
                Self { $($name: layer.$name.unwrap_or(self.$name),)+ }
            }
        }

        /// The settings that one source gives.
        #[derive(Clone, Default, Deserialize, clap::Args)]
        #[command(next_help_heading = "Configuration")]
        #[serde(default, deny_unknown_fields)]
        pub struct Layer {
            $($(#[doc = $doc])+
            #[arg(long, env = $variable, hide_env_values = true, global = true)]
            pub $name: Option<$type>,)+
        }

        /// The list of keys.
        pub fn keys() -> Vec<Key> {
            let defaults = Config::default();
            vec![$(Key {
                name: stringify!($name),
                variable: $variable,
                default: defaults.$name.to_string(),
                meaning: [$($doc.trim()),+].join(" "),
            },)+]
        }
    };
}

keys! {
    /// Address and port to listen on.
    listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), "BAILIWICK_LISTEN";

    /// The database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    /// A server that is not local must be reached with `?sslmode=verify-full`.
    database_url: String = "sqlite:bailiwick.db".to_owned(), "DATABASE_URL";

    /// Database connections, at most: those that read (SQLite) or all (PostgreSQL).
    connections: u32 = 8, "BAILIWICK_CONNECTIONS";

    /// Where people reach the product, for links and redirects; when empty, `http://` and the
    /// address listened on.
    base_url: String = String::new(), "BAILIWICK_BASE_URL";

    /// The OpenID provider that people may sign in at, as it calls itself (`iss`); when empty
    /// there is none. It must know `/signin/openid/callback` below `base_url` as a redirect address.
    openid_issuer: String = String::new(), "BAILIWICK_OPENID_ISSUER";

    /// The client that the product is for the provider.
    openid_client_id: String = String::new(), "BAILIWICK_OPENID_CLIENT_ID";

    /// That client's secret; empty for a public client. PKCE is used either way.
    openid_client_secret: String = String::new(), "BAILIWICK_OPENID_CLIENT_SECRET";

    /// What the provider is called on the sign-in page.
    openid_name: String = "single sign-on".to_owned(), "BAILIWICK_OPENID_NAME";

    /// What the provider is asked for beside `openid`.
    openid_scopes: String = "profile email".to_owned(), "BAILIWICK_OPENID_SCOPES";

    /// Which claim is the user name here when somebody comes for the first time:
    /// `preferred_username`, `email` (only when the provider has verified it) or `sub`. From then
    /// on `sub` finds them.
    openid_claim: OpenidClaim = OpenidClaim::PreferredUsername, "BAILIWICK_OPENID_CLAIM";

    /// Marks cookies `Secure`; they always are when `base_url` begins with `https://`.
    secure_cookies: bool = false, "BAILIWICK_SECURE_COOKIES";

    /// Largest request body in bytes; a larger one is answered with 413.
    body_limit: usize = 1_048_576, "BAILIWICK_BODY_LIMIT";

    /// Largest file beside a comment, in bytes.
    attachment_limit: usize = 5_242_880, "BAILIWICK_ATTACHMENT_LIMIT";

    /// Which files may stand beside comments: `pdf`, `png`, `jpeg`, `txt`, `csv`, `docx` and `xlsx`, separated by commas;
    /// none when empty. A file must be what its name says.
    attachment_types: FileTypes = FileTypes::default(), "BAILIWICK_ATTACHMENT_TYPES";

    /// Calls of SailPoint's API that one person or program may make within ten seconds; `0` for any number.
    isc_rate_limit: u32 = 100, "BAILIWICK_ISC_RATE_LIMIT";

    /// Seconds that running requests are given to finish when the server is asked to stop.
    stop_seconds: u64 = 10, "BAILIWICK_STOP_SECONDS";

    /// What `identityServer.getProperty` tells the scripts of workflows: `name=value`, separated by commas.
    script_properties: ScriptProperties = ScriptProperties::default(), "BAILIWICK_SCRIPT_PROPERTIES";

    /// The mail server that mail is handed to; when empty, nobody is told anything by mail.
    smtp_host: String = String::new(), "BAILIWICK_SMTP_HOST";

    /// Its port.
    smtp_port: u16 = 587, "BAILIWICK_SMTP_PORT";

    /// Whom the product signs in as there; when empty, it does not.
    smtp_user: String = String::new(), "BAILIWICK_SMTP_USER";

    /// The password for that.
    smtp_password: String = String::new(), "BAILIWICK_SMTP_PASSWORD";

    /// How the connection is encrypted: `starttls`, `tls` (from the first byte, mostly on port 465), or `none`,
    /// which only a mail server on this machine may have.
    smtp_security: SmtpSecurity = SmtpSecurity::Starttls, "BAILIWICK_SMTP_SECURITY";

    /// Whom mail is from: `bailiwick@example.org` or `Bailiwick <bailiwick@example.org>`.
    mail_from: String = String::new(), "BAILIWICK_MAIL_FROM";

    /// Days that notifications, and mail that was sent or given up, are kept; `0` keeps them for ever.
    notice_days: u32 = 365, "BAILIWICK_NOTICE_DAYS";

    /// A file with the key that evidence of campaigns is signed with: Ed25519 in PEM, as `openssl genpkey -algorithm ed25519`
    /// writes it, the same on every node. When empty, a key is made when evidence is signed first, and kept in the database.
    evidence_key_file: String = String::new(), "BAILIWICK_EVIDENCE_KEY_FILE";

    /// How log lines are written: `text` or `json`.
    log_format: LogFormat = LogFormat::Text, "BAILIWICK_LOG_FORMAT";

    /// What is logged: `error`, `warn`, `info`, `debug` or `trace`, also for each part of the
    /// product, as in `info,bailiwick_store=debug`.
    log_level: String = "info".to_owned(), "BAILIWICK_LOG_LEVEL";
}
