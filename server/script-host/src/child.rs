//! The script host itself: a process that runs one program after another and does nothing else.

mod fault;
mod guard;
mod link;
mod outside;
mod watch;
mod world;

use std::cell::RefCell;
use std::io::{self, BufReader};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

use crate::protocol::{self, Order, Report, VERSION};
use link::Link;
use world::World;

/// The stack of the thread that runs JavaScript: more than [`Limits::stack`](crate::Limits::stack) can be.
const STACK: usize = 8 << 20;

/// The main function of a script host. Speaks with the server over standard input and output, and ends the process when
/// the input does. Call it before anything else is set up: it lowers the limits of the whole process.
pub fn serve() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the script host failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> io::Result<()> {
    let (send, receive) = mpsc::channel();
    let (ready, limited) = mpsc::channel();
    let worker = thread::Builder::new().stack_size(STACK).spawn(move || {
        if limited.recv().is_ok() {
            work(Link::new(move || receive.recv().ok(), io::stdout()))
        } else {
            Ok(())
        }
    })?;
    // A thread of its own, so that the process ends with the server even while a script keeps the other one busy.
    thread::Builder::new().spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Ok(Some(line)) = protocol::read_line(&mut input) {
            if send.send(line).is_err() {
                break;
            }
        }
        std::process::exit(0)
    })?;
    guard::lower()?;
    if ready.send(()).is_err() {
        return Err(io::Error::other("nobody is there to run scripts"));
    }
    worker.join().map_err(|_| io::Error::other("it panicked"))?
}

/// A host on a thread: what it is asked comes over the stream, and it ends when the stream does.
#[cfg(feature = "testing")]
pub fn serve_on_thread(stream: std::os::unix::net::UnixStream) -> io::Result<()> {
    let mut input = BufReader::new(stream.try_clone()?);
    thread::Builder::new().stack_size(STACK).spawn(move || {
        // An error here is the end of the stream; the other side sees it too.
        work(Link::new(move || protocol::read_line(&mut input).ok().flatten(), stream)).ok()
    })?;
    Ok(())
}

fn work(mut link: Link) -> io::Result<()> {
    link.say(&Report::ScriptHost { version: VERSION })?;
    let link = Rc::new(RefCell::new(link));
    loop {
        let world = World::new(&link);
        // Heard before the match: a program uses the link while it runs.
        let order = link.borrow_mut().hear();
        let report = match order {
            None => return Ok(()),
            Some(Order::Run(task)) => world.and_then(|world| world.run(&task)).unwrap_or_else(Report::Fault),
            Some(Order::Check(source)) => {
                world::check(&source).map_or_else(Report::Fault, |()| Report::Parsed)
            }
            Some(Order::Answer(_) | Order::Refused(_)) => return Err(io::Error::other("nothing was asked")),
        };
        link.borrow_mut().say(&report)?;
    }
}
