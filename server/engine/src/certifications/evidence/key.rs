//! The half of the installation's key that everybody may know.

use bailiwick::hex::hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::signer::Signer;
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
    pub(super) fn of(bytes: &[u8]) -> Self {
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
