//! Scripts as customers write them (contract 6 and 3.10).

use serde_json::json;

use crate::*;

/// A small part of the product.
struct Product;

impl Calls for Product {
    async fn call(&mut self, call: Call) -> Result<Json, Refused> {
        let path = call.arguments.first().and_then(Json::as_str).unwrap_or_default().trim_matches('/');
        match (call.binding.as_str(), path) {
            ("openidm.action", "iga/governance/requests/r1") => {
                Ok(json!({ "id": "r1", "request": { "common": {
                "userId": "u1", "applicationId": "a1", "context": { "type": "admin" }, "startDate": null } } }))
            }
            ("openidm.read", "managed/alpha_user/u1") => {
                Ok(json!({ "effectiveApplications": [{ "_id": "a2" }] }))
            }
            ("openidm.action", "iga/governance/user/u1/applications") => {
                Err(Refused { message: "the connector does not answer".to_owned(), status: 502 })
            }
            _ => Ok(Json::Null),
        }
    }

    fn log(&mut self, _: Level, _: String) {}
}

async fn ran(program: Program) -> Ran {
    hosts(1).run(program, &mut Product).await.unwrap()
}

#[tokio::test]
async fn a_gateway_is_asked_after_its_script() {
    let source = r#"
        logger.info("checking the context");
        var content = execution.getVariables();
        var requestId = content.get('id');
        var context = null;
        var skipApproval = false;
        try {
            var found = openidm.action('iga/governance/requests/' + requestId, 'GET', {}, {});
            if (found.request.common.context) {
                context = found.request.common.context.type;
                skipApproval = context == 'admin';
            }
            execution.setVariable('enableWait', !!found.request.common.startDate);
        } catch (e) {
            logger.info('no context: ' + e.message);
        }
        execution.setVariable('context', context);
        execution.setVariable('skipApproval', skipApproval);"#;
    let questions =
        ["skipApproval == true", "skipApproval == false", "enableWait == true", "failureReason == null"];
    let ran = ran(Program {
        variables: object(json!({ "id": "r1" })),
        script: Some(source.to_owned()),
        questions: questions.iter().map(ToString::to_string).collect(),
        ..Program::default()
    })
    .await;
    assert_eq!(json!(ran.answers), json!([true, false, false, true]));
    let variables = json!({ "id": "r1", "enableWait": false, "context": "admin", "skipApproval": true });
    assert_eq!(Json::Object(ran.variables), variables);
}

#[tokio::test]
async fn a_failed_call_is_read_from_its_detail() {
    let source = r"
        function reason(e) {
            var text = e.message;
            if (e.javaException && e.javaException.detail) {
                var detail = JSON.parse(e.javaException.detail);
                if (detail && detail.body && detail.body.response) text = detail.body.response;
            }
            return text;
        }
        var failure = null;
        try {
            openidm.action('iga/governance/user/u1/applications', 'POST', { grants: [] }, { _action: 'add' });
        } catch (e) { failure = 'Provisioning failed: ' + reason(e); }
        var other = null;
        try { null.length; } catch (e) { other = reason(e); }
        execution.setVariable('failureReason', failure);
        execution.setVariable('other', other);";
    let ran = ran(script(source)).await;
    assert_eq!(ran.variables["failureReason"], "Provisioning failed: the connector does not answer");
    assert!(ran.variables["other"].is_string());
}

#[tokio::test]
async fn a_validation_script_answers_errors_and_comments() {
    let source = r"
        var validation = { errors: [], comments: [] };
        var user = openidm.read('managed/alpha_user/' + request.common.userId, null, ['*', 'effectiveApplications']);
        if (user && user.effectiveApplications && systemSettings.settings.checkHeld) {
            user.effectiveApplications.forEach(function (application) {
                if (application._id === request.common.applicationId) {
                    validation.errors.push('User ' + object.user.userName + ' has it already');
                }
            });
        }
        validation;";
    let scope = |application: &str| {
        object(json!({
            "request": { "common": { "userId": "u1", "applicationId": application } },
            "object": { "user": { "userName": "bjensen" } },
            "systemSettings": { "settings": { "checkHeld": true } },
        }))
    };
    let with = |application: &str| Program { scope: scope(application), ..script(source) };
    assert_eq!(ran(with("a1")).await.value, json!({ "errors": [], "comments": [] }));
    assert_eq!(ran(with("a2")).await.value["errors"][0], "User bjensen has it already");
}

#[tokio::test]
async fn expressions_answer_actors_and_dates() {
    let questions = [
        "'managed/user/' + requestIndex.applicationOwner[0].id",
        "(function () {\n  var content = execution.getVariables();\n  return [{ id: 'managed/role/' + content.get('approver'), permissions: { approve: true } }];\n})()",
        "(new Date(new Date(requestIndex.request.common.startDate).getTime() + 3 * 24 * 60 * 60 * 1000)).toISOString()",
        "requestIndex.user.manager ? requestIndex.user.manager.id : null",
        "resumeDate",
    ];
    let ran = ran(Program {
        variables: object(json!({ "approver": "owners", "resumeDate": "2026-01-01T00:00:00Z" })),
        scope: object(json!({ "requestIndex": { "applicationOwner": [{ "id": "u7" }], "user": {},
            "request": { "common": { "startDate": "2026-03-01T00:00:00Z" } } } })),
        questions: questions.iter().map(ToString::to_string).collect(),
        ..Program::default()
    })
    .await;
    let expected = json!(["managed/user/u7", [{ "id": "managed/role/owners", "permissions": { "approve": true } }],
        "2026-03-04T00:00:00.000Z", null, "2026-01-01T00:00:00Z"]);
    assert_eq!(json!(ran.answers), expected);
}
