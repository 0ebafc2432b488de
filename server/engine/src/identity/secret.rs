//! What lets somebody in, and what is kept of it.

use bailiwick::hex::hex;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Engine;

/// What a personal token begins with.
pub(super) const PERSONAL: &str = "bwp_";
/// What a client's access token begins with.
pub(super) const ACCESS: &str = "bwa_";
/// What a client's secret begins with.
pub(super) const CLIENT: &str = "bwc_";

/// A new secret and the hash to keep.
pub(super) fn mint(engine: &Engine, prefix: &str) -> (String, String) {
    let secret = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(engine.random_bytes::<32>()));
    let hash = digest(&secret);
    (secret, hash)
}

/// The hash of a secret. A fast one will do: nobody guesses 256 random bits.
pub(super) fn digest(secret: &str) -> String {
    hex(Sha256::digest(secret.as_bytes()))
}
