// Gives the access or takes it away, as accessModifier says, and ends the request either way.
// Doing so again for the same request changes nothing, so a second run does no harm.
var variables = execution.getVariables();
var id = variables.get('id');
var modifier = variables.get('accessModifier');
var lineItemId = variables.get('lineItemId');
var path = 'iga/governance/requests/' + id;
var failure = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

try {
  var requestObj = openidm.action(path, 'GET', {}, {});
  var common = requestObj.request.common;
  var body = {
    startDate: common.startDate, endDate: common.endDate,
    grantType: 'request', requestId: id, auditContext: {}
  };
  var kind;
  if (common.entitlementId) {
    kind = 'entitlements';
    body.entitlementId = common.entitlementId;
  } else if (common.roleId) {
    kind = 'roles';
    body.roleId = common.roleId;
  } else {
    kind = 'applications';
    body.applicationId = common.applicationId;
  }
  openidm.action(
    'iga/governance/user/' + common.userId + '/' + kind, 'POST', body,
    { _action: modifier, initiatingUser: requestObj.requester.id });
} catch (e) {
  failure = 'The access could not be ' + (modifier === 'add' ? 'given: ' : 'taken away: ') + textOf(e);
  // What was not given needs no removal.
  execution.setVariable('enableEndWait', false);
}

if (lineItemId) {
  try {
    openidm.action(
      'iga/governance/certification/items/' + lineItemId, 'POST',
      {
        remediationStatus: failure === null ? 'complete' : 'failed',
        comment: failure || 'Request ' + id + ' took the access away.'
      },
      { _action: 'updateRemediationStatus' });
  } catch (e) {
    // The request must end all the same.
    logger.warn('request ' + id + ': no remediation status on the line item: ' + textOf(e));
  }
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
