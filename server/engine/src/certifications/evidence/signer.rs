//! The half of the installation's key that signs: Ed25519, from a file outside of the database, else made when evidence is
//! signed first and kept in the database.

use bailiwick::authority::Actor;
use bailiwick_store::certifications::evidence as store;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::key::PublicKey;
use crate::audit::Event;
use crate::{Context, Engine, EngineError};

/// What comes before the 32 bytes of such a key in its usual form (RFC 8410).
const PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// A file holds no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("holds no Ed25519 key in PEM, as `openssl genpkey -algorithm ed25519` writes one")]
pub struct NoSigningKey;

/// A key that signs, as it stands in a file (PKCS#8). No log shows it.
#[derive(Clone)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Reads a key from the text of its file.
    ///
    /// # Errors
    /// It holds none.
    pub fn read(pem: &str) -> Result<Self, NoSigningKey> {
        let (_, rest) = pem.split_once(BEGIN).ok_or(NoSigningKey)?;
        let (text, _) = rest.split_once(END).ok_or(NoSigningKey)?;
        let text: String = text.split_whitespace().collect();
        let key = Self(BASE64.decode(text).map_err(|_| NoSigningKey)?);
        if key.pair().is_some() { Ok(key) } else { Err(NoSigningKey) }
    }

    /// The text of a file that holds it.
    pub fn pem(&self) -> String {
        format!("{BEGIN}\n{}\n{END}\n", BASE64.encode(&self.0))
    }

    fn of_seed(seed: &[u8]) -> Self {
        Self(PREFIX.iter().chain(seed).copied().collect())
    }

    fn pair(&self) -> Option<Ed25519KeyPair> {
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&self.0).ok()
    }
}

/// The key that is kept in the database, to be moved into a file; none where nothing was signed with one. For the product
/// itself.
///
/// # Errors
/// `Forbidden`.
pub async fn kept_key(engine: &Engine, ctx: &Context) -> Result<Option<SigningKey>, EngineError> {
    is_product(ctx)?;
    let seed = store::seed(&mut engine.read().await?).await?;
    Ok(seed.map(|seed| SigningKey::of_seed(&seed)))
}

/// Keeps the key in the database no longer. For the product itself, once a file holds it.
///
/// # Errors
/// `Forbidden`.
pub async fn forget_key(engine: &Engine, ctx: &Context) -> Result<(), EngineError> {
    is_product(ctx)?;
    let mut tx = engine.write().await?;
    store::forget_seed(&mut tx).await?;
    Event::new("move-evidence-key", "evidence-key", "1", "").write(&mut tx, engine, ctx).await?;
    Ok(tx.commit().await?)
}

fn is_product(ctx: &Context) -> Result<(), EngineError> {
    if matches!(ctx.actor, Actor::System) {
        return Ok(());
    }
    Err(EngineError::forbidden("only who runs the installation moves its key"))
}

/// Who signs.
pub(super) struct Signer(Ed25519KeyPair);

impl Signer {
    /// The key of the installation: from its file, where there is one. Else the one in the database; made now if there was
    /// none. Of two made at the same instant the first stays.
    pub(super) async fn of(engine: &Engine, ctx: &Context) -> Result<Self, EngineError> {
        let key = match engine.evidence_key() {
            Some(key) => key.clone(),
            None => SigningKey::of_seed(&seed(engine, ctx).await?),
        };
        let broken = || EngineError::Internal("the key of evidence is broken".into());
        key.pair().map(Self).ok_or_else(broken)
    }

    pub(super) fn public(&self) -> PublicKey {
        PublicKey::of(self.0.public_key().as_ref())
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).as_ref().to_vec()
    }
}

async fn seed(engine: &Engine, ctx: &Context) -> Result<Vec<u8>, EngineError> {
    if let Some(seed) = store::seed(&mut engine.read().await?).await? {
        return Ok(seed);
    }
    let mut tx = engine.write().await?;
    store::keep_seed(&mut tx, &engine.random_bytes::<32>(), ctx.now).await?;
    let kept = store::seed(&mut tx).await?;
    tx.commit().await?;
    Ok(kept.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_fingerprint_and_signs_what_it_signed() {
        let signer = Signer(SigningKey::of_seed(&[7; 32]).pair().unwrap());
        let key = signer.public();
        assert!(key.is_sound() && key.signed(b"so it is", &signer.sign(b"so it is")));
        assert!(!key.signed(b"so it was", &signer.sign(b"so it is")));
        assert!(!PublicKey { fingerprint: "00".into(), ..key.clone() }.is_sound());
        assert!(key.pem().starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"), "{}", key.pem());
    }

    #[test]
    fn a_file_holds_the_key_as_openssl_writes_it() {
        let key = SigningKey::of_seed(&[7; 32]);
        assert!(key.pem().starts_with("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE"));
        assert!(
            SigningKey::read(&format!("Bag Attributes\n{}", key.pem())).is_ok_and(|read| read.0 == key.0)
        );
        let (other, cut) = (key.pem().replace("MC4C", "MC4D"), key.pem()[..60].to_owned());
        for broken in [String::new(), "MC4CAQAwBQYDK2VwBCIE".to_owned(), other, cut] {
            assert!(SigningKey::read(&broken).is_err(), "{broken}");
        }
    }
}
