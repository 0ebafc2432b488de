// Whether the requester may ask for this. Sets failureReason: null when so, else why not.
// The permission is called as the type of request is, deleteUser or modifyUser. Administrators and the system itself,
// who are no managed users, need no approval either.
var id = execution.getVariables().get('id');
var failureReason = null;
var skipApproval = false;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

var requestObj = openidm.action('iga/governance/requests/' + id, 'GET', {}, {});
var requester = requestObj.requester.id;
var userId = requestObj.request.user.userId.split('/').pop();

try {
  if (openidm.read('managed/alpha_user/' + userId) === null) {
    failureReason = 'The person does not exist.';
  } else if (requester.indexOf('managed/user/') !== 0) {
    skipApproval = true;
  } else {
    var within = openidm.action(
      'iga/governance/user', 'GET', {},
      {
        endUserId: requester.split('/').pop(), scopePermission: requestObj.requestType,
        _queryFilter: 'id eq "' + userId + '"', _pageSize: 1
      });
    if (within.totalCount === 0) {
      var verb = requestObj.requestType === 'deleteUser' ? 'delete' : 'change';
      failureReason = 'The requester is not permitted to ' + verb + ' this person.';
    }
  }
} catch (e) {
  failureReason = 'The permission could not be checked: ' + textOf(e);
}

execution.setVariables({ failureReason: failureReason, skipApproval: skipApproval, context: 'admin' });
