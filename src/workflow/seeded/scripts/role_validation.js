// Whether the role is there and can be changed or deleted. Sets failureReason: null when so, else why not.
var id = execution.getVariables().get('id');
var failureReason = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

var requestObj = openidm.action('iga/governance/requests/' + id, 'GET', {}, {});
var given = requestObj.request.role;

try {
  if (given.status === 'pending') {
    failureReason = 'The role is being published.';
  } else {
    openidm.action('iga/governance/role/' + given.roleId + '/' + given.status, 'GET', {}, {});
  }
} catch (e) {
  failureReason = 'The role could not be read: ' + textOf(e);
}

execution.setVariables({
  failureReason: failureReason,
  // Administrators and the system itself, who are no managed users, need no approval.
  skipApproval: requestObj.requester.id.indexOf('managed/user/') !== 0,
  context: 'admin'
});
