//! Evidence of campaigns. The product's own: the contract has none.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::evidence::{Part, evidence, public_key};
use serde_json::{Value, json};

use super::TAG;
use super::campaigns::id_of;
use crate::api::evidence::{PARTS, send};
use crate::api::{ApiError, Caller, Message, Params, WordPath};

/// Load the evidence of a campaign down
///
/// All of it as a signed bundle (ZIP: tables, a readable page, the hash of each file, the signature), or one table. For the
/// campaign's owner and who reads every campaign; the audit trail says who took it.
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification/{id}/evidence",
    operation_id = "readCampaignEvidence",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("part" = Option<String>, Query, description = "`bundle`, unless said; `rows`, `decisions` or `ledger` as CSV"),
    ),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/zip"),
        (status = 400, description = "There is no such part, or the line items are still being made", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    let word = params.one_of("part", &PARTS.map(|(word, _)| word))?;
    let part = PARTS.into_iter().find(|(known, _)| *known == word).map_or(Part::Bundle, |(_, part)| part);
    Ok(send(evidence(&engine, &ctx, id_of(&id)?, part).await?))
}

/// Read the key that evidence is signed with
///
/// Its public half. Whoever checks a bundle compares the fingerprint with the one in it.
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification/evidence/key",
    operation_id = "readEvidenceKey",
    tag = TAG,
    responses(
        (status = 200, description = "`{algorithm, public, fingerprint, pem}`", body = Object),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn key(Caller(ctx): Caller, State(engine): State<Engine>) -> Result<Json<Value>, ApiError> {
    let key = public_key(&engine, &ctx).await?;
    Ok(Json(json!({
        "algorithm": key.algorithm, "public": key.public, "fingerprint": key.fingerprint, "pem": key.pem(),
    })))
}
