use std::time::Instant;

use crate::*;

/// How long things take, in this build: `cargo nextest run -p bailiwick-script-host speed --run-ignored all --no-capture`.
#[tokio::test]
#[ignore = "measures"]
async fn speed() {
    let began = Instant::now();
    let host = hosts(1);
    host.run(script("1"), &mut Echo::default()).await.unwrap();
    println!("first program, with the start of the host: {:?}", began.elapsed());
    let small = || Program {
        variables: object(serde_json::json!({ "id": "r1", "context": { "type": "admin" } })),
        questions: vec!["context.type == 'admin'".to_owned(), "failureReason == null".to_owned()],
        ..script("execution.setVariable('skip', execution.getVariables().get('context').type == 'admin')")
    };
    let calling = || script("for (var i = 0; i < 10; i++) openidm.read('missing');");
    let programs: [(&str, &dyn Fn() -> Program); 3] = [
        ("empty program", &Program::default),
        ("script and two conditions", &small),
        ("ten calls", &calling),
    ];
    for (what, program) in programs {
        for pause in [Duration::from_millis(4), Duration::ZERO] {
            let mut times = Vec::new();
            for _ in 0..400 {
                tokio::time::sleep(pause).await;
                let program = program();
                let began = Instant::now();
                host.run(program, &mut Echo::default()).await.unwrap();
                times.push(began.elapsed());
            }
            times.sort();
            println!("{what}, {pause:?} after the last: median {:?}, 95 % {:?}", times[200], times[380]);
        }
    }
}
