//! A private PostgreSQL for one run of the tests: its own folder, its own port, gone afterwards.

use crate::Outcome;
use crate::command::{output, program, run, say};
use crate::tools;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where nothing is lost that anybody would miss, waiting for the disk is not worth it.
const SETTINGS: &[&str] =
    &["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; dropped, it stops and its folder goes.
pub struct Postgres {
    server: Child,
    port: u16,
    bin: PathBuf,
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Installs PostgreSQL when it is missing, and starts it.
    pub fn start() -> Outcome<Self> {
        let bin = tools::postgres()?;
        let user = User::to_run_as()?;
        let folder = tempfile::Builder::new().prefix("bailiwick-postgres-").tempdir()?;
        user.give(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = user.program(&bin.join("initdb"), folder.path());
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        output(initdb.arg("--pgdata").arg(&data))?;

        let port = free_port()?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut server = user.program(&bin.join("postgres"), folder.path());
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        server.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut postgres = Self { server, port, bin, folder };
        postgres.wait()?;
        say(format!("a private PostgreSQL listens on port {port}"));
        Ok(postgres)
    }

    /// The address of a database on it; `postgres` is there from the start.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database.
    pub fn create(&self, database: &str) -> Outcome {
        run(self.client("createdb").arg("--username=postgres").arg(database))
    }

    fn client(&self, name: &str) -> Command {
        let mut client = Command::new(self.bin.join(name));
        client.args(["--host=127.0.0.1", "--port", &self.port.to_string()]);
        client
    }

    fn wait(&mut self) -> Outcome {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL did not start: {status}\n{log}").into());
            }
            if self.client("pg_isready").arg("--quiet").status()?.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("PostgreSQL did not get ready in time".into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT asks for a fast shutdown: connections are cut, its own processes end.
        let asked = run(&mut program("sh", &["-c", &format!("kill -INT {}", self.server.id())]));
        if asked.is_err() || self.server.wait().is_err() {
            say(format!("PostgreSQL (process {}) may still be running", self.server.id()));
        }
    }
}

/// PostgreSQL refuses to run as root; then it runs as the user that its package made.
struct User(Option<(u32, u32)>);

impl User {
    fn to_run_as() -> Outcome<Self> {
        let id = |args: &[&str]| -> Outcome<u32> { Ok(output(&mut program("id", args))?.trim().parse()?) };
        if id(&["-u"])? != 0 {
            return Ok(Self(None));
        }
        Ok(Self(Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))))
    }

    fn give(&self, folder: &Path) -> Outcome {
        match self.0 {
            Some((user, group)) => Ok(chown(folder, Some(user), Some(group))?),
            None => Ok(()),
        }
    }

    fn program(&self, file: &Path, folder: &Path) -> Command {
        let mut command = Command::new(file);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command.current_dir(folder);
        command
    }
}

/// A port of the loopback address that nobody uses right now.
pub fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
