//! The key of the installation: Ed25519, made when evidence is signed first, and kept in the database.

use bailiwick::hex::hex;
use bailiwick_store::certifications::evidence as store;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Context, Engine, EngineError};

/// What comes before the 32 bytes of an Ed25519 key in its usual form (RFC 8410).
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The half of the key that everybody may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKey {
    /// `Ed25519`.
    pub algorithm: String,
    /// Its 32 bytes, as base64.
    pub public: String,
    /// The SHA-256 of these bytes: what people compare.
    pub fingerprint: String,
}

impl PublicKey {
    fn of(bytes: &[u8]) -> Self {
        Self {
            algorithm: "Ed25519".into(),
            public: BASE64.encode(bytes),
            fingerprint: hex(Sha256::digest(bytes)),
        }
    }

    /// As other programs read it.
    pub fn pem(&self) -> String {
        let bytes = BASE64.decode(&self.public).unwrap_or_default();
        let der: Vec<u8> = PREFIX.into_iter().chain(bytes).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der))
    }

    /// Whether it is whole, and its fingerprint its own.
    pub(super) fn is_sound(&self) -> bool {
        BASE64.decode(&self.public).is_ok_and(|bytes| bytes.len() == 32 && Self::of(&bytes) == *self)
    }

    /// Whether that key signed these bytes.
    pub(super) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let key = BASE64.decode(&self.public).unwrap_or_default();
        UnparsedPublicKey::new(&ED25519, key).verify(bytes, signature).is_ok()
    }
}

/// The public half of the key that evidence is signed with; for whoever has signed in.
pub async fn public_key(engine: &Engine, ctx: &Context) -> Result<PublicKey, EngineError> {
    ctx.signed_in()?;
    Ok(Signer::of(engine, ctx).await?.public())
}

/// Who signs.
pub(super) struct Signer(Ed25519KeyPair);

impl Signer {
    /// The key of the installation; made now if there was none. Of two made at the same instant the first stays.
    pub(super) async fn of(engine: &Engine, ctx: &Context) -> Result<Self, EngineError> {
        let known = store::seed(&mut engine.read().await?).await?;
        let seed = if let Some(seed) = known {
            seed
        } else {
            let mut tx = engine.write().await?;
            store::keep_seed(&mut tx, &engine.random_bytes::<32>(), ctx.now).await?;
            let kept = store::seed(&mut tx).await?;
            tx.commit().await?;
            kept.unwrap_or_default()
        };
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed);
        pair.map(Self).map_err(|_| EngineError::Internal("the key of evidence is broken".into()))
    }

    pub(super) fn public(&self) -> PublicKey {
        PublicKey::of(self.0.public_key().as_ref())
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_fingerprint_and_signs_what_it_signed() {
        let signer = Signer(Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap());
        let key = signer.public();
        assert!(key.is_sound() && key.signed(b"so it is", &signer.sign(b"so it is")));
        assert!(!key.signed(b"so it was", &signer.sign(b"so it is")));
        assert!(!PublicKey { fingerprint: "00".into(), ..key.clone() }.is_sound());
        assert!(key.pem().starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"), "{}", key.pem());
    }
}
