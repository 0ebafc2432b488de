//! The conversation with the server, as the host sees it.

use std::io::{self, Write};

use crate::protocol::{self, Order, Report};

/// Reads orders and writes reports.
pub struct Link {
    read: Box<dyn FnMut() -> Option<Vec<u8>>>,
    write: Box<dyn Write>,
}

impl Link {
    pub fn new(read: impl FnMut() -> Option<Vec<u8>> + 'static, write: impl Write + 'static) -> Self {
        Self { read: Box::new(read), write: Box::new(write) }
    }

    /// The next order; nothing when the server is gone, or says what is no order.
    pub fn hear(&mut self) -> Option<Order> {
        serde_json::from_slice(&(self.read)()?).ok()
    }

    pub fn say(&mut self, report: &Report) -> io::Result<()> {
        let line = protocol::line(report)?.ok_or_else(|| io::Error::other("a report is too long"))?;
        self.write.write_all(&line)?;
        self.write.flush()
    }
}
