//! Evidence of campaigns, and reports about them, as a download, a piece at a time.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bailiwick_engine::certifications::evidence::{Evidence, Part};
use futures::stream::try_unfold;
use tokio::io::AsyncReadExt;

/// So many bytes are sent at once.
const PIECE: usize = 64 * 1024;

/// The names under which parts of the evidence are asked for, each with the part.
pub const PARTS: [(&str, Part); 4] = [
    ("bundle", Part::Bundle),
    ("rows", Part::Rows),
    ("decisions", Part::Decisions),
    ("ledger", Part::Ledger),
];

/// Sends what was written as a file that browsers keep.
pub fn send(evidence: Evidence) -> Response {
    let length = evidence.file.metadata().map(|data| data.len()).ok();
    let file = tokio::fs::File::from_std(evidence.file);
    let pieces = try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    let headers = [
        (header::CONTENT_TYPE, evidence.content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", evidence.name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let mut response = (headers, Body::from_stream(pieces)).into_response();
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    // A bundle is compressed already.
    if evidence.content_type == "application/zip" {
        let identity = axum::http::HeaderValue::from_static("identity");
        response.headers_mut().insert(header::CONTENT_ENCODING, identity);
    }
    response
}
