use std::fmt::Write;

use clap::{Args, Command, FromArgMatches};

use super::*;

/// The layer that these flags give; the environment plays no part.
fn flags(flags: &[&str]) -> Layer {
    let command = Layer::augment_args(Command::new("test")).mut_args(|arg| arg.env(None::<&str>));
    let matches = command.try_get_matches_from([&["test"], flags].concat()).unwrap();
    Layer::from_arg_matches(&matches).unwrap()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn fault(text: &str, given: Layer) -> String {
    let file = file(text);
    Config::load(Some(file.path()), given).err().expect("an error").to_string()
}

#[test]
fn flags_win_over_the_file_and_the_file_over_the_default() {
    let file = file("listen = \"127.0.0.1:1\"\nconnections = 3\nlog_format = \"json\"\n");
    let config = Config::load(Some(file.path()), flags(&["--connections", "5"])).unwrap();
    assert_eq!(config.listen.port(), 1);
    assert_eq!(config.connections, 5);
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.database_url, "sqlite:bailiwick.db");
}

#[test]
fn the_defaults_can_be_used() {
    assert!(Config::load(None, Layer::default()).is_ok());
}

#[test]
fn errors_name_the_key() {
    assert!(fault("lisen = \"127.0.0.1:1\"", Layer::default()).contains("lisen"));
    assert!(fault("listen = 7", Layer::default()).contains("listen"));
    assert!(fault("log_format = \"xml\"", Layer::default()).contains("log_format"));
    assert!(fault("body_limit = 1", Layer::default()).contains("`body_limit`"));
    assert!(fault("log_level = \"=x=\"", Layer::default()).contains("`log_level`"));
    assert!(fault("", flags(&["--base-url", "example.org"])).contains("`base_url`"));
    assert!(fault("", flags(&["--database-url", "mysql://x"])).contains("`database_url`"));
    assert!(fault("openid_claim = \"name\"", Layer::default()).contains("openid_claim"));
    assert!(fault("", flags(&["--connections", "0"])).contains("`connections`"));
}

#[test]
fn an_openid_provider_is_reached_encrypted_or_not_at_all() {
    let config = |issuer| {
        Config::load(None, flags(&["--openid-issuer", issuer, "--openid-client-id", "bailiwick"])).err()
    };
    for good in
        ["https://login.example.org/tenant", "http://localhost:3000", "http://127.0.0.1/x", "http://[::1]:1"]
    {
        assert!(config(good).is_none(), "{good}");
    }
    for bad in ["http://login.example.org", "http://localhost.example.org", "http://127.0.0.1.evil", "login"]
    {
        assert!(config(bad).unwrap().to_string().contains("`openid_issuer`"), "{bad}");
    }
    assert!(
        fault("", flags(&["--openid-issuer", "https://login.example.org"])).contains("`openid_client_id`")
    );
}

#[test]
fn a_mail_server_is_reached_encrypted_unless_it_is_here() {
    let fault = |given: &[&str]| {
        let from = ["--mail-from", "Bailiwick <access@example.org>"];
        Config::load(None, flags(&[&from, given].concat())).err().map(|error| error.to_string())
    };
    assert_eq!(fault(&["--smtp-host", "mail.example.org"]), None);
    assert_eq!(fault(&["--smtp-host", "127.0.0.1", "--smtp-security", "none"]), None);
    let open = fault(&["--smtp-host", "mail.example.org", "--smtp-security", "none"]).unwrap();
    assert!(open.contains("`smtp_security`"), "{open}");
    let unnamed = Config::load(None, flags(&["--smtp-host", "mail.example.org"])).err().unwrap().to_string();
    assert!(unnamed.contains("`mail_from`"), "{unnamed}");
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::load(Some(Path::new("no-such.toml")), Layer::default()).err().unwrap();
    assert!(error.to_string().contains("no-such.toml"));
}

#[test]
fn encrypted_installations_have_secure_cookies() {
    let config = |flag| Config::load(None, flags(&["--base-url", flag])).unwrap();
    assert!(config("https://id.example.org/").cookies_are_secure());
    assert_eq!(config("https://id.example.org/").public_url(), "https://id.example.org");
    assert!(!config("http://localhost:8080").cookies_are_secure());
    assert_eq!(Config::default().public_url(), "http://127.0.0.1:8080");
}

/// `docs/configuration.md` is made from the list; `UPDATE_DOCS=1 cargo test` writes it anew.
#[test]
fn the_documentation_is_the_list() {
    let mut text = String::from(HEAD);
    for key in keys() {
        let flag = key.name.replace('_', "-");
        let default = if key.default.is_empty() { "empty".to_owned() } else { format!("`{}`", key.default) };
        writeln!(text, "## `{}`\n\n{}\n", key.name, key.meaning).unwrap();
        writeln!(text, "Flag `--{flag}`, environment `{}`, default {default}.\n", key.variable).unwrap();
    }
    let text = text.trim_end().to_owned() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/configuration.md is stale: run the tests once with UPDATE_DOCS=1");
}

const HEAD: &str = "\
# Configuration

Every setting can be given as a flag, as an environment variable or in a TOML file that `--config FILE` (or
`BAILIWICK_CONFIG`) names. A flag wins over the environment, the environment over the file, the file over the
default. An unknown key in the file is an error. For example:

```toml
listen = \"0.0.0.0:8080\"
base_url = \"https://access.example.org\"
database_url = \"postgres://bailiwick@db.example.org/bailiwick?sslmode=verify-full\"
log_format = \"json\"
```

Secrets, such as a password in `database_url`, belong in the environment or in a file that only the server can
read: other users of the machine can see flags.

";
