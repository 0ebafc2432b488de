//! The limits that the process sets for itself before it runs anything.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Bytes the process may write to: JavaScript's heap at its largest, and as much again for JSON on its way.
const DATA: u64 = 512 << 20;
/// Bytes of address space, with the executable and the libraries.
const ADDRESS_SPACE: u64 = 2 << 30;
/// Standard input, output and errors, which are open already.
const OPEN_FILES: u64 = 3;

/// Lowers the limits of the process, for ever. No thread can be started afterwards by an unprivileged user.
pub fn lower() -> io::Result<()> {
    let limits = [
        (Resource::Data, DATA),
        (Resource::As, ADDRESS_SPACE),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nproc, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
