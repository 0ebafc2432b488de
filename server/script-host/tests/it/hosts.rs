use std::process::Command;
use std::time::Instant;

use crate::*;

/// A pool of one that has run something, and its process, found by an argument that nobody else is given.
async fn started(tag: &str) -> (ScriptHost, u32) {
    let launch =
        Launch::Program { path: env!("CARGO_BIN_EXE_script-host").into(), args: vec![tag.to_owned()] };
    let host = ScriptHost::new(Options { launch, hosts: 1 });
    host.run(script("1"), &mut Echo::default()).await.unwrap();
    let processes = std::fs::read_dir("/proc").unwrap();
    let mut ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let line = format!("script-host\0{tag}\0");
    let is_it =
        |id: &u32| std::fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|it| it.ends_with(&line));
    (host, ids.find(is_it).unwrap())
}

fn kill(process: u32) {
    assert!(Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
}

fn alive(process: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    !state.is_empty() && !state.contains(") Z ")
}

async fn gone(process: u32) {
    for _ in 0..200 {
        if !alive(process) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is still there");
}

#[tokio::test]
async fn a_host_is_kept_warm_and_replaced_when_it_died() {
    let (host, first) = started("warm").await;
    assert_eq!(host.run(script("2"), &mut Echo::default()).await.unwrap().value, 2);
    assert!(alive(first));
    kill(first);
    assert_eq!(host.run(script("3"), &mut Echo::default()).await.unwrap().value, 3);
    assert!(!alive(first));
}

#[tokio::test]
async fn a_host_that_dies_during_a_program_is_a_fault() {
    struct Killer(u32);
    impl Calls for Killer {
        async fn call(&mut self, _: Call) -> Result<Json, Refused> {
            kill(self.0);
            Ok(Json::Null)
        }
        fn log(&mut self, _: Level, _: String) {}
    }
    let (host, first) = started("dies").await;
    let fault = host.run(script("openidm.read('a'); 1"), &mut Killer(first)).await.unwrap_err();
    assert!(matches!(fault, Fault::Host(_)), "{fault:?}");
    assert_eq!(host.run(script("3"), &mut Echo::default()).await.unwrap().value, 3);
}

#[tokio::test]
async fn a_caller_that_goes_away_kills_the_program() {
    let (host, first) = started("away").await;
    let mut echo = Echo::default();
    let run = host.run(script("while (true);"), &mut echo);
    assert!(tokio::time::timeout(Duration::from_millis(100), run).await.is_err());
    gone(first).await;
    assert_eq!(host.run(script("3"), &mut Echo::default()).await.unwrap().value, 3);
}

#[tokio::test]
async fn a_host_ends_with_its_input_even_when_busy() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    for order in
        ["", r#"{"run":{"variables":{},"scope":{},"script":"new Array(1e9) + ''","questions":[],"limits":"#]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_script-host"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
        assert_eq!(greeting, "{\"scriptHost\":{\"version\":1}}\n");
        let mut input = child.stdin.take().unwrap();
        if !order.is_empty() {
            let limits =
                serde_json::to_string(&Limits { time: Duration::from_mins(1), ..Limits::default() }).unwrap();
            writeln!(input, "{order}{limits}}}}}").unwrap();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        drop(input);
        gone(child.id()).await;
        assert!(child.wait().unwrap().success());
    }
}

#[tokio::test]
async fn a_host_has_lowered_its_limits_and_sees_no_environment() {
    let (_host, process) = started("limits").await;
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().take(2).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    for (name, most) in [
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max open files", "3"),
        ("Max processes", "0"),
        ("Max address space", "2147483648"),
        ("Max data size", "536870912"),
    ] {
        assert_eq!(limit(name), [most, most], "{name}");
    }
    assert_eq!(std::fs::read(format!("/proc/{process}/environ")).unwrap(), b"");
    assert_eq!(std::fs::read_link(format!("/proc/{process}/cwd")).unwrap(), std::path::Path::new("/"));
}

#[tokio::test]
async fn many_programs_share_two_hosts() {
    let host = hosts(2);
    let began = Instant::now();
    let runs = (0..300).map(|n| {
        let host = host.clone();
        tokio::spawn(async move {
            let source = match n % 30 {
                0 => "while (true);".to_owned(),
                1 => "nothing".to_owned(),
                _ => format!("execution.setVariable('n', {n}); openidm.read('{n}').arguments[0]"),
            };
            let time = Duration::from_millis(if n % 30 == 0 { 100 } else { 5000 });
            let limits = Limits { time, ..Limits::default() };
            (n, host.run(Program { limits, ..script(&source) }, &mut Echo::default()).await)
        })
    });
    for run in runs.collect::<Vec<_>>() {
        match run.await.unwrap() {
            (n, Err(Fault::Time(_))) if n % 30 == 0 => {}
            (n, Err(Fault::Thrown { .. })) if n % 30 == 1 => {}
            (n, Ok(ran)) => assert_eq!((&ran.value, &ran.variables["n"]), (&n.to_string().into(), &n.into())),
            other => panic!("{other:?}"),
        }
    }
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_program_that_is_no_host_is_a_fault() {
    for (path, why) in [("/nonexistent", "No such file"), ("/bin/true", "it ended")] {
        let launch = Launch::Program { path: path.into(), args: Vec::new() };
        let host = ScriptHost::new(Options { launch, hosts: 1 });
        let fault = host.run(script("1"), &mut Echo::default()).await.unwrap_err().to_string();
        assert!(fault.starts_with("the script host failed: ") && fault.contains(why), "{fault}");
    }
}

#[tokio::test]
async fn what_a_program_prints_before_the_greeting_is_ignored() {
    let line = format!("echo; echo starting; echo '{{}}'; exec {}", env!("CARGO_BIN_EXE_script-host"));
    let launch = Launch::Program { path: "/bin/sh".into(), args: vec!["-c".to_owned(), line] };
    let host = ScriptHost::new(Options { launch, hosts: 1 });
    assert_eq!(host.run(script("1"), &mut Echo::default()).await.unwrap().value, 1);
}

#[tokio::test]
async fn a_thread_will_do_for_tests() {
    let host = ScriptHost::new(Options { launch: Launch::Thread, hosts: 2 });
    for _ in 0..3 {
        let mut echo = Echo::default();
        assert_eq!(
            host.run(script("logger.info('a'); openidm.read('x').arguments"), &mut echo).await.unwrap().value
                [0],
            "x"
        );
        assert_eq!((echo.calls.len(), echo.log.len()), (1, 1));
        assert!(matches!(host.run(brief(script("while (true);")), &mut echo).await, Err(Fault::Time(_))));
    }
}
