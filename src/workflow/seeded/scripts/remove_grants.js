// Takes away the access that was chosen, then says how that went. A grant that is gone already does no harm.
var variables = execution.getVariables();
var id = variables.get('id');
var path = 'iga/governance/violation/' + id;
var grantIds = (variables.get('remediation') || {}).grantIds || [];
var failures = [];

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

function remove(userId, grant) {
  var body = { grantType: 'request', auditContext: {} };
  var kind;
  if (grant.item.type === 'entitlementGrant') {
    kind = 'entitlements';
    body.entitlementId = grant.assignment.id;
  } else if (grant.item.type === 'roleMembership') {
    kind = 'roles';
    body.roleId = grant.role.id;
  } else {
    kind = 'applications';
    body.applicationId = grant.application.id;
  }
  openidm.action('iga/governance/user/' + userId + '/' + kind, 'POST', body, { _action: 'remove' });
}

function isHeld(userId, grant) {
  var filter = { _queryFilter: 'compositeId eq "' + grant.compositeId + '"' };
  return openidm.action('iga/governance/user/' + userId + '/grants', 'GET', {}, filter).result.length > 0;
}

try {
  var violationObj = openidm.action('iga/governance/violation/lookup/' + id, 'GET', {}, {});
  var chosen = violationObj.violatingAccess.concat(violationObj.grantingRoles || []).filter(function (grant) {
    return grantIds.indexOf(grant.compositeId) >= 0;
  });
  if (chosen.length < grantIds.length || chosen.length === 0) {
    failures.push('not all of the chosen access belongs to the violation');
  }
  chosen.forEach(function (grant) {
    try {
      remove(violationObj.user.id, grant);
    } catch (e) {
      // Another remediation may have been faster: what counts is that it is gone.
      if (isHeld(violationObj.user.id, grant)) {
        failures.push(textOf(e));
      }
    }
  });
} catch (e) {
  failures.push(textOf(e));
}

if (failures.length > 0) {
  openidm.action(
    path + '/comment', 'POST', { comment: 'The access could not be taken away: ' + failures.join('; ') }, {});
}
openidm.action(
  path + '/remediation/status/' + (failures.length === 0 ? 'complete' : 'failed'), 'POST', {}, {});
