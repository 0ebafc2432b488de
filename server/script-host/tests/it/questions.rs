use serde_json::json;

use crate::*;

#[tokio::test]
async fn variables_are_bare_names() {
    let variables = json!({ "skipApproval": true, "remediation": { "remediationOptionId": "grantRemoval" }, "name": "n" });
    let questions = [
        "skipApproval == true",
        "failureReason == null",
        "typeof failureReason",
        "remediation.remediationOptionId == \"grantRemoval\"",
        "content.get('skipApproval') && content.skipApproval && content.get('x') === null",
        "execution.getVariables().get('name') + name",
        "(function () { var local = name; return 'managed/user/' + local; })()",
        "null",
        "undefined",
        "",
        "skipApproval // a comment",
        "Math.max(1, 2) + parseInt('3') + [4].length",
        "function twice(x) { return x * 2; } twice(4)",
        "let a = 1; const b = 2; var c = 3; a + b + c",
    ];
    let expected =
        json!([true, true, "undefined", true, true, "nn", "managed/user/n", null, null, null, true, 6, 8, 6]);
    assert_eq!(json!(ask(variables, &questions).await), expected);
}

#[tokio::test]
async fn what_a_question_declares_or_assigns_does_not_reach_the_next() {
    let questions = [
        "var x = 1; let y = 2; z = 3; known = 4; Math = 5; function f() {} requestIndex = 6; [x, y, z, known, Math, requestIndex]",
        "[typeof x, typeof y, typeof z, known, typeof Math, typeof f, requestIndex.id]",
        "var x; const y = 1; x === undefined",
        "[typeof names, typeof source, typeof variables, typeof call, typeof arguments]",
        "execution.setVariable('known', 7); known",
        "known",
    ];
    let program = Program {
        variables: object(json!({ "known": 0 })),
        scope: object(json!({ "requestIndex": { "id": "r" } })),
        script: Some("const x = 'script'; var y = 'script'; z = 'script';".to_owned()),
        questions: questions.iter().map(ToString::to_string).collect(),
        ..Program::default()
    };
    let ran = run(program).await.unwrap();
    let undefined = "undefined";
    assert_eq!(ran.answers[0], json!([1, 2, 3, 4, 5, 6]));
    assert_eq!(ran.answers[1], json!([undefined, undefined, undefined, 0, "object", undefined, "r"]));
    assert_eq!(ran.answers[2], json!(true));
    assert_eq!(ran.answers[3], json!([undefined, undefined, undefined, undefined, undefined]));
    assert_eq!(ran.answers[4..], [json!(7), json!(7)]);
    assert_eq!(ran.variables["known"], 7);
}

#[tokio::test]
async fn the_scope_is_there_for_script_and_questions() {
    let program = Program {
        variables: object(json!({ "both": "variable" })),
        scope: object(json!({ "requestIndex": { "applicationOwner": [{ "id": "u1" }] }, "both": "scope" })),
        script: Some("requestIndex.applicationOwner[0].id + both + typeof skipApproval".to_owned()),
        questions: vec!["requestIndex.applicationOwner[0].id".to_owned(), "both".to_owned()],
        ..Program::default()
    };
    let ran = run(program).await.unwrap();
    assert_eq!(ran.value, "u1scopeundefined");
    assert_eq!(ran.answers, ["u1", "variable"]);
}

#[tokio::test]
async fn the_script_runs_before_the_questions() {
    let program = Program {
        script: Some("execution.setVariable('context', 'admin')".to_owned()),
        questions: vec!["context == 'admin'".to_owned(), "openidm.read('a').arguments[0]".to_owned()],
        ..Program::default()
    };
    assert_eq!(run(program).await.unwrap().answers, [json!(true), json!("a")]);
}

#[tokio::test]
async fn a_fault_says_which_question_and_which_line() {
    let fault = async |question: &str| {
        let questions = vec!["1".to_owned(), question.to_owned()];
        match run(Program { questions, ..Program::default() }).await {
            Err(Fault::Question { index: 1, fault }) => *fault,
            other => panic!("{other:?}"),
        }
    };
    let thrown = fault("1;\n\nmissing.name").await;
    assert!(
        matches!(&thrown, Fault::Thrown { message, line: Some(3) } if message.contains("TypeError")),
        "{thrown:?}"
    );
    let syntax = fault("1 +\n+ )").await;
    assert!(matches!(&syntax, Fault::Syntax { line: Some(2), .. }), "{syntax:?}");
    let parsed = fault("JSON.parse('{')").await;
    assert!(
        matches!(&parsed, Fault::Thrown { message, .. } if message.contains("SyntaxError")),
        "{parsed:?}"
    );
}

#[tokio::test]
async fn faults_of_a_script_say_the_line() {
    let fault = async |source: &str| run(script(source)).await.unwrap_err();
    let thrown = |message: &str, line| Fault::Thrown { message: message.to_owned(), line };
    assert_eq!(fault("1;\nthrow new Error('no owner')").await, thrown("no owner", Some(2)));
    assert_eq!(fault("throw 'text'").await, thrown("text", None));
    assert_eq!(fault("throw { code: 1 }").await, thrown("{\"code\":1}", None));
    assert_eq!(fault("throw null").await, thrown("null", None));
    assert_eq!(
        fault("function a() {\n  throw new TypeError('t');\n}\na()").await,
        thrown("TypeError: t", Some(2))
    );
    assert_eq!(fault("missing").await, thrown("ReferenceError: missing is not defined", Some(1)));
    assert!(matches!(fault("const x = 1;\nJSON.parse('x')").await, Fault::Thrown { line: Some(2), .. }));
    assert!(matches!(fault("const x = 1;\nx x").await, Fault::Syntax { line: Some(2), .. }));
    assert!(matches!(fault("a\0b").await, Fault::Syntax { .. }));
    assert!(matches!(fault("import 'fs'").await, Fault::Syntax { .. }));
    assert_eq!(fault("1;\nthrow new Error('a')").await.to_string(), "the script threw: a (line 2)");
}

#[tokio::test]
async fn checking_parses_and_runs_nothing() {
    let host = hosts(1);
    for good in
        ["1", "", "throw 1", "while (true);", "var a = 1; let b", "x = 010; with (a) {}", "function f() {}"]
    {
        assert_eq!(host.check(good).await, Ok(()), "{good}");
    }
    for bad in
        ["1 +", "}", "\nlet a; let a", "'use strict'; with (a) {}", "return 1", "await x", "import 'a'"]
    {
        assert!(matches!(host.check(bad).await, Err(Fault::Syntax { .. })), "{bad}");
    }
    assert!(matches!(host.check("1;\n2 2").await, Err(Fault::Syntax { line: Some(2), .. })));
}
