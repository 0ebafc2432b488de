// Whether the access can be given. Sets failureReason: null when it can, else why not.
var id = execution.getVariables().get('id');
var failureReason = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

function exists(what, itemId) {
  return openidm.read('managed/alpha_' + what + '/' + itemId) !== null;
}

try {
  var requestObj = openidm.action('iga/governance/requests/' + id, 'GET', {}, {});
  var common = requestObj.request.common;
  var user = 'iga/governance/user/' + common.userId;

  // What comes with membership of something else may be given for its own sake.
  var holds = function (grantType, what, itemId) {
    var isOwn = what + '.id eq "' + itemId + '" and !(relationship.properties.grantType eq "nested")';
    var held = openidm.action(
      user + '/grants', 'GET', {}, { grantType: grantType, _queryFilter: isOwn, _pageSize: 1 });
    return held.totalCount > 0;
  };

  // A missing account is made with the entitlement. The more telling id first: a request for an entitlement may name the application as well.
  if (common.entitlementId) {
    var applicationId = requestObj.application && requestObj.application.id;
    if (!exists('assignment', common.entitlementId)) {
      failureReason = 'The entitlement does not exist.';
    } else if (!applicationId || !exists('application', applicationId)) {
      failureReason = 'The application of the entitlement does not exist.';
    } else if (holds('entitlement', 'assignment', common.entitlementId)) {
      failureReason = 'The person has the entitlement already.';
    }
  } else if (common.roleId) {
    if (!exists('role', common.roleId)) {
      failureReason = 'The role does not exist.';
    } else if (holds('role', 'role', common.roleId)) {
      failureReason = 'The person has the role already.';
    }
  } else if (!exists('application', common.applicationId)) {
    failureReason = 'The application does not exist.';
  } else if (holds('account', 'application', common.applicationId)) {
    failureReason = 'The person has access to the application already.';
  }
} catch (e) {
  failureReason = 'The access could not be checked: ' + textOf(e);
}

execution.setVariable('failureReason', failureReason);
