//! Forms with words and a file (`multipart/form-data`).

use axum::extract::multipart::{Field, Multipart};
use bailiwick::attachment::{FileFault, Taken, check_name};
use bailiwick_engine::EngineError;
use bailiwick_engine::tasks::NewFile;

use super::ApiError;
use crate::config::Config;

/// The most bytes of the words.
const MOST_WORDS: usize = 65_536;
/// The most parts of a form.
const MOST_PARTS: usize = 10;

/// What the parts of a form are called; others are not read.
#[derive(Debug, Clone, Copy)]
pub struct PartNames {
    /// The words.
    pub words: &'static str,
    /// The file.
    pub file: &'static str,
}

/// What a form brought.
#[derive(Debug, Default)]
pub struct Upload {
    /// The words; empty when they are missing.
    pub words: Vec<u8>,
    /// The file, if there is one.
    pub file: Option<NewFile>,
}

/// Which files this server takes.
pub fn taken(config: &Config) -> Taken {
    Taken { most_bytes: config.attachment_limit, types: config.attachment_types.clone() }
}

/// Reads a form. A file whose own name cannot be taken is not read at all, and no more is read of one than may be.
///
/// # Errors
/// It is malformed or broke off, a part is too large, or the file's name cannot be taken.
pub async fn read(mut form: Multipart, names: PartNames, taken: &Taken) -> Result<Upload, ApiError> {
    let refused = |fault: FileFault| ApiError::from(EngineError::invalid(names.file, fault));
    let mut upload = Upload::default();
    for _ in 0..MOST_PARTS {
        let Some(mut part) = form.next_field().await.map_err(|_| broken())? else { break };
        match part.name() {
            Some(name) if name == names.words => {
                let too_long =
                    || ApiError::field(names.words, format!("must have at most {MOST_WORDS} bytes"));
                upload.words = content(&mut part, MOST_WORDS).await?.ok_or_else(too_long)?;
            }
            Some(name) if name == names.file => {
                let name = part.file_name().unwrap_or_default().to_owned();
                if !name.is_empty() {
                    check_name(&name, taken).map_err(refused)?;
                }
                let too_large = || refused(FileFault::TooLarge(taken.most_bytes));
                let Some(content) = content(&mut part, taken.most_bytes).await? else {
                    // A browser that is not heard to the end shows no answer.
                    while part.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
                    return Err(too_large());
                };
                // Browsers send an empty part where no file was chosen.
                upload.file = Some(NewFile { name, content })
                    .filter(|file| !(file.name.is_empty() && file.content.is_empty()));
            }
            _ => {}
        }
    }
    Ok(upload)
}

/// A part's content, as long as it has no more than so many bytes: what goes beyond is not read.
async fn content(part: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, ApiError> {
    let mut content = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| broken())? {
        if content.len() + chunk.len() > most {
            return Ok(None);
        }
        content.extend_from_slice(&chunk);
    }
    Ok(Some(content))
}

fn broken() -> ApiError {
    ApiError::bad("the form broke off, is malformed, or is too large")
}
