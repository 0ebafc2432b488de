// Whether the role can be created. Sets failureReason: null when it can, else why not.
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
  var name = given.object && given.object.name;
  if (!name) {
    failureReason = 'The role has no name.';
  } else {
    var named = openidm.action(
      'iga/governance/role', 'GET', {},
      { _queryFilter: 'role.name eq "' + name.replace(/(["\\])/g, '\\$1') + '"', _pageSize: 10 });
    // A draft that was saved under the id asked for may have the name.
    var others = named.result.filter(function (role) { return role.id !== given.roleId; });
    if (others.length > 0) {
      failureReason = 'There is a role of that name already.';
    }
  }
} catch (e) {
  failureReason = 'The role could not be checked: ' + textOf(e);
}

execution.setVariables({
  failureReason: failureReason,
  // Administrators and the system itself, who are no managed users, need no approval.
  skipApproval: requestObj.requester.id.indexOf('managed/user/') !== 0,
  context: 'admin'
});
