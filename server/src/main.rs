//! bailiwick.
fn main() {}
