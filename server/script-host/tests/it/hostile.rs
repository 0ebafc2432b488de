use std::time::Instant;

use serde_json::json;

use crate::*;

/// Runs something hostile, then something normal on the same pool.
async fn survived(program: Program) -> Fault {
    let host = hosts(1);
    let began = Instant::now();
    let fault = host.run(program, &mut Echo::default()).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(host.run(script("1 + 1"), &mut Echo::default()).await.unwrap().value, 2);
    fault
}

/// With time enough also on a busy machine.
async fn hostile(source: &str) -> Fault {
    let limits = Limits { memory: 16 << 20, time: Duration::from_secs(9), ..Limits::default() };
    survived(Program { limits, ..script(source) }).await
}

#[tokio::test]
async fn time_is_up() {
    let sources = [
        "while (true);",
        "for (;;) { try { while (true); } catch (e) {} finally { while (true); } }",
        "new Array(1e9) + ''",
        "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
        "/(a+)+$/.test('a'.repeat(100) + 'b')",
        "(async () => { while (true) await null; })()",
        "({ toJSON() { while (true); } })",
        "throw { get message() { while (true); } }",
        "const e = new Error(); Object.defineProperty(e, 'stack', { get() { while (true); } }); throw e",
        "[].sort.call(new Proxy({ length: 1e9 }, {}))",
    ];
    for source in sources {
        assert_eq!(
            survived(brief(script(source))).await,
            Fault::Time(Duration::from_millis(300)),
            "{source}"
        );
    }
    let questions = vec!["while (true);".to_owned()];
    let fault = survived(brief(Program { questions, ..Program::default() })).await;
    assert_eq!(fault.to_string(), "in expression 1: the script took longer than 0.3 s");
}

/// Each promise of the chain keeps the one before: on a fast machine the memory gives out before the time does, and without
/// memory for an error the engine throws null.
#[tokio::test]
async fn a_chain_of_promises_ends() {
    let fault = survived(brief(script("const again = () => Promise.resolve().then(again); again();"))).await;
    let thrown_null = Fault::Thrown { message: "null".to_owned(), line: None };
    assert!(matches!(fault, Fault::Time(_) | Fault::Memory(_)) || fault == thrown_null, "{fault:?}");
}

#[tokio::test]
async fn memory_is_full() {
    let sources = [
        "let a = 'x'; while (true) a += a;",
        "const a = []; while (true) a.push({});",
        "for (let i = 0; ; i++) execution.getVariables().put('k' + i, 'x'.repeat(10000));",
        "const a = []; while (true) a.push(new ArrayBuffer(1e6));",
        "'x'.repeat(3e7)",
        "new Array(1e7).fill(0)",
    ];
    for source in sources {
        assert_eq!(hostile(source).await, Fault::Memory(16 << 20), "{source}");
    }
    // The most that may be given is less than the process may have.
    let limits = Limits { memory: 1 << 30, time: Duration::from_secs(20), ..Limits::default() };
    let fault =
        run(Program { limits, ..script("const a = []; while (true) a.push('x'.repeat(1e6) + a.length)") })
            .await;
    assert_eq!(fault, Err(Fault::Memory(256 << 20)));
}

#[tokio::test]
async fn functions_are_too_deep() {
    for source in ["function f() { return f() + 1; } f()", "const a = []; a.toString = () => a + ''; a + ''"]
    {
        assert_eq!(hostile(source).await, Fault::Stack, "{source}");
    }
    assert!(matches!(hostile("JSON.parse('['.repeat(1e6))").await, Fault::Stack | Fault::Thrown { .. }));
    let nested = "let a = 1; for (let i = 0; i < 1000; i++) a = [a]; a";
    assert_eq!(hostile(nested).await, Fault::Nesting);
    assert!(matches!(
        hostile(&format!("{}1", "(".repeat(100_000))).await,
        Fault::Stack | Fault::Syntax { .. }
    ));
    assert!(matches!(hostile("new RegExp('('.repeat(100000))").await, Fault::Stack | Fault::Thrown { .. }));
}

#[tokio::test]
async fn nothing_deep_goes_out_in_a_call() {
    let source = "let a = 1; for (let i = 0; i < 1000; i++) a = [a];
        try { openidm.read(a) } catch (e) { e.message }";
    assert_eq!(value(source).await, "the arguments are no list, or nested too deeply");
}

#[tokio::test]
async fn calls_are_counted() {
    for source in
        ["while (true) openidm.read('a');", "while (true) try { openidm.read('refuse'); } catch (e) {}"]
    {
        let program = Program { limits: Limits { calls: 20, ..Limits::default() }, ..script(source) };
        let host = hosts(1);
        let mut echo = Echo::default();
        assert_eq!(host.run(program, &mut echo).await, Err(Fault::Calls(20)));
        assert_eq!(echo.calls.len(), 20);
        assert_eq!(host.run(script("1"), &mut echo).await.unwrap().value, 1);
    }
}

#[tokio::test]
async fn a_slow_call_is_not_the_script_s_time_but_counts_on_the_wall() {
    let slow = || brief(script("openidm.read('slow'); openidm.read('slow'); 1"));
    assert_eq!(run(slow()).await.unwrap().value, 1);
    let mut program = slow();
    program.limits.wall = Duration::from_millis(700);
    assert_eq!(survived(program).await, Fault::Wall(Duration::from_millis(700)));
}

#[tokio::test]
async fn large_answers_are_refused() {
    let limits = Limits { output: 1000, ..Limits::default() };
    let large = ["'x'.repeat(1000)", "execution.setVariable('a', 'x'.repeat(1000))"];
    for source in large {
        assert_eq!(survived(Program { limits, ..script(source) }).await, Fault::Output(1000));
    }
    let asking = Program { limits, ..script("openidm.create('c', null, 'x'.repeat(1000))") };
    assert!(matches!(survived(asking).await, Fault::Thrown { message, .. } if message.contains("too large")));
    let input = script(&"x".repeat(17 << 20));
    assert_eq!(survived(input).await, Fault::Input(16 << 20));
    // As large as may be, with much to escape, it still comes through.
    let limits =
        Limits { output: 8 << 20, memory: 128 << 20, time: Duration::from_secs(20), ..Limits::default() };
    let ran = run(Program { limits, ..script("'\\u0001'.repeat(1.3e6)") }).await.unwrap();
    assert_eq!(ran.value.as_str().map(str::len), Some(1_300_000));
}

#[tokio::test]
async fn a_promise_that_nothing_settles_is_a_fault() {
    let fault = hostile("new Promise(() => {})").await;
    assert_eq!(fault.to_string(), "the script threw: it waits for a promise that nothing settles");
    let rejected = hostile("(async () => { throw new Error('late'); })()").await;
    assert!(matches!(rejected, Fault::Thrown { message, .. } if message == "late"));
}

#[tokio::test]
async fn nothing_is_left_for_the_next_program() {
    let host = hosts(1);
    let pollute = "Object.prototype.polluted = 1; Array.prototype.map = null; globalThis.left = 1; JSON.stringify = () => '666';
        String.prototype.toWellFormed = null; Math.max = () => 7; execution.left = 1; openidm.read = () => 'mine'; 1";
    host.run(script(pollute), &mut Echo::default()).await.unwrap();
    let look =
        "[typeof left, ({}).polluted, [1].map(x => x), JSON.stringify(1), Math.max(1), typeof execution.left,
        openidm.read('missing')]";
    let ran = host.run(script(look), &mut Echo::default()).await.unwrap();
    assert_eq!(ran.value, json!(["undefined", null, [1], "1", 1, "undefined", null]));
}

#[tokio::test]
async fn nothing_else_is_reachable() {
    let names = "std os require process module exports Deno Bun fetch XMLHttpRequest setTimeout setInterval load print
        scriptArgs java Packages call log bjson navigator performance SharedWorker Worker";
    let names: Vec<_> = names.split_whitespace().collect();
    let source = format!("const g = Function('return this')(); {}.filter(name => name in g)", json!(names));
    assert_eq!(value(&source).await, json!([]));
    assert!(matches!(hostile("import('fs')").await, Fault::Thrown { .. }));
    assert!(matches!(hostile("import('/etc/passwd')").await, Fault::Thrown { .. }));
    assert!(matches!(
        hostile("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)").await,
        Fault::Thrown { .. }
    ));
    // All that a new world has; whatever a new version of the engine brings is to be looked at.
    let known = "Object Function Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError
        AggregateError SuppressedError Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI
        encodeURIComponent escape unescape Infinity NaN undefined Number Boolean String Math Reflect Symbol globalThis
        Iterator BigInt Date eval RegExp JSON Proxy Map Set WeakMap WeakSet ArrayBuffer SharedArrayBuffer Uint8ClampedArray
        Int8Array Uint8Array Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array
        Float32Array Float64Array DataView Atomics Promise queueMicrotask execution openidm identityServer logger console
        AsyncDisposableStack DisposableStack";
    let known: Vec<_> = known.split_whitespace().collect();
    let source = format!(
        "const known = {}; Object.getOwnPropertyNames(globalThis).filter(n => !known.includes(n))",
        json!(known)
    );
    assert_eq!(value(&source).await, json!([]));
}

#[tokio::test]
async fn a_script_cannot_speak_for_the_host() {
    let source =
        r#"console.log('{"ran":{"value":1}}\n{"fault":{}}'); openidm.read('"}\n{"parsed":null}\n'); "own""#;
    assert_eq!(value(source).await, "own");
    let setters =
        "Object.defineProperty(Object.prototype, 'answer', { set() { throw 1 }, get() { return 'false' } });
        let said; try { said = openidm.read('a') } catch (e) { said = e } typeof said";
    assert!(value(setters).await.is_string());
    let asking = "let n = 0;
        Object.defineProperty(Object.prototype, 'answer', { set() { if (n++ < 3) openidm.read('b') } }); openidm.read('a'); n";
    assert_eq!(value(asking).await, 4);
    let no_list = "Array.prototype.toJSON = () => 'text'; try { openidm.read('a') } catch (e) { e.message }";
    assert_eq!(value(no_list).await, "the arguments are no list, or nested too deeply");
}
