//! Comments with files.

use bailiwick::attachment::{Attachment, FileFault, Taken, check_content, check_name};
use bailiwick::id::{AttachmentId, PhaseId};
use bailiwick::request::Action;
use bailiwick::view::TaskView;
use bailiwick_store::attachments;

use super::read;
use crate::audit::Event;
use crate::engine::retry;
use crate::requests::apply;
use crate::{Context, Engine, EngineError, requests};

/// The most bytes of all files of one request.
const MOST_OF_REQUEST: i64 = 100 * 1_024 * 1_024;

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What they call it.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// Says something about a task, with a file where one is given; the task afterwards. With a file the words may be
/// missing: its name stands for them.
///
/// # Errors
/// `NotFound`; `Forbidden` for who only reads; `Invalid` (`message`, `attachment`); `Conflict` when the request has
/// too many files already.
pub async fn comment(
    engine: &Engine,
    ctx: &Context,
    id: PhaseId,
    words: &str,
    file: Option<NewFile>,
    taken: &Taken,
) -> Result<TaskView, EngineError> {
    let task = read(engine, ctx, id).await?;
    let file = file.map(|file| checked_file(file, taken)).transpose();
    let file = file.map_err(|fault| EngineError::invalid("attachment", fault))?;
    let words = match (words.trim(), &file) {
        ("", Some((attachment, _))) => attachment.0.clone(),
        (words, _) => words.to_owned(),
    };
    retry!(write(engine, ctx, &task, &words, file.clone()))?;
    read(engine, ctx, id).await
}

pub(crate) type Checked = ((String, bailiwick::attachment::FileType), Vec<u8>);

/// A file that may be taken: its cleaned name, what it is, and its content.
///
/// # Errors
/// It may not.
pub(crate) fn checked_file(file: NewFile, taken: &Taken) -> Result<Checked, FileFault> {
    let named = check_name(&file.name, taken)?;
    check_content(named.1, &file.content, taken)?;
    Ok((named, file.content))
}

async fn write(
    engine: &Engine,
    ctx: &Context,
    task: &TaskView,
    words: &str,
    file: Option<Checked>,
) -> Result<(), EngineError> {
    let request = &task.view.request.id;
    let mut tx = engine.write().await?;
    let action = Action::Comment { comment: words.to_owned() };
    let comment = apply(&mut tx, engine, ctx, request, &action).await.map_err(|error| match error {
        EngineError::Invalid { field, fault } if field == "comment" => EngineError::invalid("message", fault),
        error => error,
    })?;
    if let Some(((name, kind), content)) = file {
        let more = i64::try_from(content.len()).unwrap_or(i64::MAX);
        if attachments::bytes_of_request(&mut tx, request).await?.saturating_add(more) > MOST_OF_REQUEST {
            return Err(EngineError::Conflict("the request has too many files already".into()));
        }
        let attachment = Attachment {
            id: AttachmentId(engine.new_id()),
            request: request.clone(),
            name,
            kind,
            size: content.len() as u64,
            created_at: ctx.now,
        };
        attachments::insert(&mut tx, &attachment, comment, content).await?;
        Event::new("attach-file", "request", request, &attachment.name)
            .about(task.view.request.user)
            .set("attachment", attachment.id)
            .set("size", attachment.size)
            .write(&mut tx, engine, ctx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// What is known about a file, for whom may see its request.
///
/// # Errors
/// `NotFound`.
pub async fn attachment(engine: &Engine, ctx: &Context, id: AttachmentId) -> Result<Attachment, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("attachment", id);
    let found = attachments::find(&mut engine.read().await?, id).await?.ok_or_else(missing)?;
    match requests::read(engine, ctx, &found.request).await {
        Err(EngineError::NotFound { .. }) => Err(missing()),
        Err(error) => Err(error),
        Ok(_) => Ok(found),
    }
}

/// A file with its content, for whom may see its request.
///
/// # Errors
/// `NotFound`.
pub async fn content(
    engine: &Engine,
    ctx: &Context,
    id: AttachmentId,
) -> Result<(Attachment, Vec<u8>), EngineError> {
    let found = attachment(engine, ctx, id).await?;
    let content = attachments::content(&mut engine.read().await?, id).await?;
    Ok((found, content.ok_or_else(|| EngineError::not_found("attachment", id))?))
}
