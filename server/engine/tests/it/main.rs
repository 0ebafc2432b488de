//! What the engine promises, on both databases.

mod access;
mod carts;
mod catalog;
mod requests;
mod timers;
