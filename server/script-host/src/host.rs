//! The server's side of one script host: starting it, talking with it, killing it.

use std::pin::Pin;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::value::RawValue;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::program::{Call, Calls, Limits, Ran, Refused};
use crate::protocol::{self, MAX_LINE, MAX_LOGS, Order, Report, VERSION};
use crate::{Fault, Launch};

/// How long a host may take to start.
const START: Duration = Duration::from_secs(10);
/// A host sees for itself that the time is over, unless JavaScript is somewhere where it does not look. So much later it
/// is killed.
const GRACE: Duration = Duration::from_millis(300);
/// After so many programs a host is replaced, whatever they left behind.
const PROGRAMS: u32 = 1000;

/// A host, killed when dropped.
pub struct Host {
    from: BufReader<Pin<Box<dyn AsyncRead + Send>>>,
    to: Pin<Box<dyn AsyncWrite + Send>>,
    /// Holding it keeps the process alive.
    _child: Option<Child>,
    programs: u32,
    /// Whether it said anything since it was last given something to do.
    heard: bool,
}

/// An order, ready to be sent, and its limits.
pub struct Saying {
    line: Vec<u8>,
    limits: Limits,
}

impl Saying {
    pub fn new(order: &Order, limits: Limits) -> Result<Self, Fault> {
        let line = protocol::line(order)?.ok_or(Fault::Input(MAX_LINE))?;
        Ok(Self { line, limits })
    }
}

impl Host {
    /// Starts a host and waits for its greeting.
    pub async fn start(launch: &Launch) -> Result<Self, Fault> {
        let mut host = match launch {
            Launch::Program { path, args } => Self::process(path, args)?,
            #[cfg(feature = "testing")]
            Launch::Thread => Self::thread()?,
        };
        timeout(START, host.greeting()).await.map_err(|_| failed("it did not start in time"))??;
        Ok(host)
    }

    fn process(path: &std::path::Path, args: &[String]) -> Result<Self, Fault> {
        let mut child = Command::new(path)
            .args(args)
            .env_clear()
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("it has no pipes"));
        };
        Ok(Self::over(Box::pin(from), Box::pin(to), Some(child)))
    }

    #[cfg(feature = "testing")]
    fn thread() -> Result<Self, Fault> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        crate::child::serve_on_thread(theirs)?;
        ours.set_nonblocking(true)?;
        let (from, to) = tokio::net::UnixStream::from_std(ours)?.into_split();
        Ok(Self::over(Box::pin(from), Box::pin(to), None))
    }

    fn over(
        from: Pin<Box<dyn AsyncRead + Send>>,
        to: Pin<Box<dyn AsyncWrite + Send>>,
        child: Option<Child>,
    ) -> Self {
        Self { from: BufReader::new(from), to, _child: child, programs: 0, heard: false }
    }

    /// Whatever comes before the greeting was printed by what else the program does when it starts.
    async fn greeting(&mut self) -> Result<(), Fault> {
        loop {
            match serde_json::from_slice(&self.read_line().await?) {
                Ok(Report::ScriptHost { version: VERSION }) => return Ok(()),
                Ok(Report::ScriptHost { version }) => {
                    return Err(failed(&format!("it speaks version {version}, not {VERSION}")));
                }
                _ => {}
            }
        }
    }

    /// Has an order carried out, within its limits.
    pub async fn converse(&mut self, saying: &Saying, calls: &mut impl Calls) -> Result<Ran, Fault> {
        self.programs += 1;
        self.heard = false;
        let limits = saying.limits;
        timeout(limits.wall, self.carry_out(saying, calls)).await.map_err(|_| Fault::Wall(limits.wall))?
    }

    /// Whether it had died before it was given the order: another host may try.
    pub fn was_dead(&self, end: &Result<Ran, Fault>) -> bool {
        matches!(end, Err(Fault::Host(_))) && self.programs > 1 && !self.heard
    }

    /// Whether it may go on after an order that ended so.
    pub fn is_good_after(&self, end: &Result<Ran, Fault>) -> bool {
        self.programs < PROGRAMS && end.as_ref().err().is_none_or(Fault::spares_host)
    }

    async fn carry_out(&mut self, saying: &Saying, calls: &mut impl Calls) -> Result<Ran, Fault> {
        self.write(&saying.line).await?;
        let limits = saying.limits;
        let mut left = limits.time + GRACE;
        let (mut asked, mut logged) = (0, 0);
        loop {
            let began = Instant::now();
            let report = timeout(left, self.report()).await.map_err(|_| Fault::Time(limits.time))??;
            left = left.saturating_sub(began.elapsed());
            match report {
                Report::Call { binding, arguments } => {
                    asked += 1;
                    if asked > limits.calls {
                        return Err(Fault::Calls(limits.calls));
                    }
                    let answer = answer(binding, &arguments, calls).await;
                    self.write(&answer?).await?;
                }
                Report::Log { level, text } => {
                    logged += 1;
                    if logged > MAX_LOGS + 1 {
                        return Err(failed("it logs without end"));
                    }
                    calls.log(level, text);
                }
                Report::Ran { value, variables, answers } => {
                    return ran(&value, &variables, &answers).map_err(|_| Fault::Nesting);
                }
                Report::Parsed => return Ok(Ran::default()),
                Report::Fault(fault) => return Err(fault),
                Report::ScriptHost { .. } => return Err(failed("it greets again")),
            }
        }
    }

    async fn report(&mut self) -> Result<Report, Fault> {
        let line = self.read_line().await?;
        self.heard = true;
        serde_json::from_slice(&line).map_err(|error| failed(&format!("it said what is no message: {error}")))
    }

    async fn read_line(&mut self) -> Result<Vec<u8>, Fault> {
        let mut line = Vec::new();
        (&mut self.from).take(MAX_LINE as u64).read_until(b'\n', &mut line).await?;
        protocol::whole(&line)?;
        if line.is_empty() { Err(failed("it ended")) } else { Ok(line) }
    }

    async fn write(&mut self, line: &[u8]) -> Result<(), Fault> {
        self.to.write_all(line).await?;
        Ok(self.to.flush().await?)
    }
}

async fn answer(binding: String, arguments: &RawValue, calls: &mut impl Calls) -> Result<Vec<u8>, Fault> {
    let answered = match serde_json::from_str(arguments.get()) {
        Ok(arguments) => calls.call(Call { binding, arguments }).await,
        Err(_) => Err(refused(400, "the arguments are no list, or nested too deeply")),
    };
    let order = match answered {
        Ok(answer) => {
            Order::Answer(serde_json::value::to_raw_value(&answer).map_err(|e| failed(&e.to_string()))?)
        }
        Err(refused) => Order::Refused(refused),
    };
    if let Some(line) = protocol::line(&order)? {
        return Ok(line);
    }
    let refused = Order::Refused(refused(500, "the answer is too large for a script"));
    protocol::line(&refused)?.ok_or(Fault::Input(MAX_LINE))
}

fn ran(value: &RawValue, variables: &RawValue, answers: &[Box<RawValue>]) -> serde_json::Result<Ran> {
    Ok(Ran {
        value: serde_json::from_str(value.get())?,
        variables: serde_json::from_str(variables.get())?,
        answers: answers.iter().map(|answer| serde_json::from_str(answer.get())).collect::<Result<_, _>>()?,
    })
}

fn refused(status: u16, message: &str) -> Refused {
    Refused { message: message.to_owned(), status }
}

fn failed(why: &str) -> Fault {
    Fault::Host(why.to_owned())
}
