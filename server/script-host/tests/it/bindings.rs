use serde_json::json;

use crate::*;

#[tokio::test]
async fn variables_are_read_and_set() {
    let program = Program {
        variables: object(json!({ "id": "r1", "old": { "deep": [1] }, "size": 3 })),
        script: Some(
            r#"
            const all = execution.getVariables();
            all.old.deep.push(2);
            all.plain = true;
            all.put("put", 1);
            execution.setVariable("one", { a: null });
            execution.setVariables({ two: 2, id: "r2", gone: undefined });
            [all.get("id"), all.get("missing"), all.missing === undefined, all.has("id"), all.containsKey("no"),
             all.keySet().includes("two"), execution.getVariable("two"), execution.getVariable("no"), all.size,
             "id" in all, JSON.stringify(all) === JSON.stringify(execution.getVariables())]"#
                .to_owned(),
        ),
        ..Program::default()
    };
    let ran = run(program).await.unwrap();
    assert_eq!(ran.value, json!(["r2", null, true, true, false, true, 2, null, 3, true, true]));
    let expected = json!({ "id": "r2", "old": { "deep": [1, 2] }, "size": 3, "plain": true, "put": 1,
        "one": { "a": null }, "two": 2, "gone": null });
    assert_eq!(Json::Object(ran.variables), expected);
}

#[tokio::test]
async fn every_call_goes_out_with_its_arguments() {
    let mut echo = Echo::default();
    let source = r#"
        openidm.action("iga/governance/requests/1", "GET", {}, { a: [1] });
        openidm.read("managed/alpha_user/1", null, ["*"]);
        openidm.query("q", { _queryFilter: "true" });
        openidm.create("c", null, { name: "ü\n" });
        openidm.update("u", "1", {});
        openidm.patch("p", undefined, []);
        openidm.delete("d", "rev");
        [openidm.read("missing"), identityServer.getProperty("esv.x", "else"), identityServer.getProperty("missing", "else"),
         identityServer.getProperty("missing")]"#;
    let ran = hosts(1).run(script(source), &mut echo).await.unwrap();
    let answer = json!({ "binding": "identityServer.getProperty", "arguments": ["esv.x", "else"] });
    assert_eq!(ran.value, json!([null, answer, "else", null]));
    let calls: Vec<_> =
        echo.calls.iter().map(|call| (call.binding.as_str(), json!(call.arguments))).collect();
    let expected = [
        ("openidm.action", json!(["iga/governance/requests/1", "GET", {}, { "a": [1] }])),
        ("openidm.read", json!(["managed/alpha_user/1", null, ["*"]])),
        ("openidm.query", json!(["q", { "_queryFilter": "true" }])),
        ("openidm.create", json!(["c", null, { "name": "ü\n" }])),
        ("openidm.update", json!(["u", "1", {}])),
        ("openidm.patch", json!(["p", null, []])),
        ("openidm.delete", json!(["d", "rev"])),
    ];
    assert_eq!(calls[..7], expected);
}

#[tokio::test]
async fn the_log_is_kept_and_bounded() {
    let mut echo = Echo::default();
    let source = r#"
        logger.info("user {} has {} of {}", "bjensen", { n: 1 }, [2]);
        logger.warn("{} {}", 1); logger.error(new Error("no")); logger.debug(null);
        console.log("a", 1, undefined); logger.info("half \ud83d"); logger.info("x".repeat(1e5));
        for (let i = 0; i < 1000; i++) logger.info(i);"#;
    hosts(1).run(script(source), &mut echo).await.unwrap();
    let first = [
        (Level::Info, "user bjensen has {\"n\":1} of [2]"),
        (Level::Warn, "1 {}"),
        (Level::Error, "Error: no"),
        (Level::Debug, "null"),
        (Level::Info, "a 1 undefined"),
        (Level::Info, "half \u{fffd}"),
    ];
    let log: Vec<_> = echo.log.iter().map(|(level, text)| (*level, text.as_str())).collect();
    assert_eq!(log[..6], first);
    assert_eq!(log[6].1.len(), 2000);
    assert_eq!((log.len(), log[200].1), (201, "further lines are left out"));
}

#[tokio::test]
async fn what_a_call_refuses_is_thrown() {
    let source = r#"
        let seen;
        try { openidm.action("refuse", "POST", {}, {}); }
        catch (e) {
            seen = [e.message, e instanceof Error, JSON.parse(e.javaException.detail), e.javaException.getDetail() === e.javaException.detail,
                e.javaException.message];
        }
        seen"#;
    let message = "it is \"held\" already";
    let detail = json!({ "code": 400, "body": { "response": message } });
    assert_eq!(value(source).await, json!([message, true, detail, true, message]));
    let uncaught = run(script("let a = 1;\nopenidm.read('refuse');")).await.unwrap_err();
    assert_eq!(uncaught, Fault::Thrown { message: message.to_owned(), line: Some(2) });
}

#[tokio::test]
async fn values_are_json() {
    let values = [
        ("undefined", json!(null)),
        ("", json!(null)),
        ("(function () {})", json!(null)),
        ("NaN", json!(null)),
        ("[1, 2.5, -0, 1e21, undefined]", json!([1, 2.5, 0, 1e21, null])),
        ("'ü\\u0000\\\\ud83d\\n'", json!("ü\0\\ud83d\n")),
        ("['😀', '😀'.slice(0, 1), '\\ud83d']", json!(["😀", "\u{fffd}", "\u{fffd}"])),
        ("new Date(0)", json!("1970-01-01T00:00:00.000Z")),
        ("new Date(2020, 6, 1).toISOString()", json!("2020-07-01T00:00:00.000Z")),
        ("if (true) { 7 }", json!(7)),
        ("undeclared = 3; undeclared + 1", json!(4)),
        ("(async () => { await null; return 5; })()", json!(5)),
        ("JSON.parse('{\"__proto__\": {\"a\": 1}}').a === undefined", json!(true)),
    ];
    for (source, expected) in values {
        assert_eq!(value(source).await, expected, "{source}");
    }
    let source = "const a = {}; a.a = a; execution.setVariable('round', a)";
    let Fault::Thrown { message, .. } = run(script(source)).await.unwrap_err() else { panic!("not thrown") };
    assert!(message.contains("the variable `round` cannot be kept: "), "{message}");
}

#[tokio::test]
async fn the_callers_time_is_now() {
    let program = Program {
        now: Some(1_767_603_600_000),
        script: Some(
            r#"
            const made = new Date(), year = made.getUTCFullYear();
            [year, Date.now() === 1767603600000, made instanceof Date, made.constructor === Date,
             new Date(0).getTime(), new Date("2020-02-01").toISOString(), typeof Date(), Date.UTC(1970, 0, 1)]"#
                .to_owned(),
        ),
        questions: vec!["new Date().getUTCFullYear()".to_owned()],
        ..Program::default()
    };
    let ran = run(program).await.unwrap();
    assert_eq!(ran.value, json!([2026, true, true, true, 0, "2020-02-01T00:00:00.000Z", "string", 0]));
    assert_eq!(ran.answers, [json!(2026)]);
}
