//! Listening, working in the background, and stopping without losing anything.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use bailiwick_engine::{EngineError, access_index, audit, jobs, upkeep};
use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::app::app;
use crate::state::AppState;

/// So many jobs are done at once: while the script of one runs, others write.
const WORKERS: usize = 4;

/// Why the server did not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// What a former process left undone cannot be taken up.
    #[error("unfinished work cannot be taken up: {0}")]
    Recover(#[from] EngineError),
    /// The system failed us.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Serves until SIGTERM or SIGINT; then finishes running requests, stops the background work
/// and closes the database.
///
/// # Errors
/// The address is taken, or signals cannot be received.
pub async fn serve(state: AppState) -> Result<(), ServeError> {
    let engine = state.engine.clone();
    let (address, patience) = (state.config.listen, Duration::from_secs(state.config.stop_seconds));
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let stop = stop_signal()?;
    let (end_work, work_ends) = watch::channel(false);
    jobs::recover(&engine).await?;
    let work = || tokio::spawn(jobs::worker(engine.clone(), until(work_ends.clone())));
    let workers: Vec<_> = std::iter::repeat_with(work).take(WORKERS).collect();
    let sealer = tokio::spawn(audit::sealer(engine.clone(), until(work_ends.clone())));
    let keep = Some(state.config.notice_days).filter(|days| *days > 0);
    let keep = keep.and_then(|days| TimeDelta::try_days(i64::from(days)));
    let keeper = tokio::spawn(upkeep::keeper(engine.clone(), keep, until(work_ends.clone())));
    let follower = tokio::spawn(access_index::follower(engine.clone(), until(work_ends)));

    tracing::info!(database = engine.db().kind(), "listening on http://{}", listener.local_addr()?);
    let service = app(&state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(until(stop.clone())).into_future();
    let overtime = async {
        until(stop).await;
        tracing::info!("stopping");
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        served = serving => served?,
        () = overtime => tracing::warn!("some requests did not finish in time"),
    }

    end_work.send_replace(true);
    for task in workers.into_iter().chain([sealer, keeper, follower]) {
        if let Err(error) = task.await {
            tracing::error!(%error, "background work ended badly");
        }
    }
    engine.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Turns true at the first SIGTERM or SIGINT. A second one ends the process at once.
fn stop_signal() -> Result<watch::Receiver<bool>, std::io::Error> {
    let (stop, stopped) = watch::channel(false);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        for second in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if second {
                std::process::exit(1);
            }
            stop.send_replace(true);
        }
    });
    Ok(stopped)
}

async fn until(mut flag: watch::Receiver<bool>) {
    // When the sender is gone nobody will ever ask again: that is the end, too.
    let _ = flag.wait_for(|set| *set).await;
}
