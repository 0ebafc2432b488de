// Takes away the access that was chosen, then says how that went, grant by grant. A grant that is gone already does no harm.
var variables = execution.getVariables();
var id = variables.get('id');
var path = 'iga/governance/violation/' + id;
var grantIds = (variables.get('remediation') || {}).grantIds || [];
var failures = [];
var gone = [];

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

function nameOf(grant) {
  return (grant.assignment || grant.role || grant.application).name;
}

function isHeld(userId, grant) {
  var filter = { _queryFilter: 'compositeId eq "' + grant.compositeId + '"' };
  return openidm.action('iga/governance/user/' + userId + '/grants', 'GET', {}, filter).result.length > 0;
}

try {
  var violationObj = openidm.action('iga/governance/violation/lookup/' + id, 'GET', {}, {});
  var known = {};
  // What breaks both sides of the rule is named twice, and goes once.
  var chosen = violationObj.violatingAccess.concat(violationObj.grantingRoles || []).filter(function (grant) {
    var isNew = !known[grant.compositeId];
    known[grant.compositeId] = true;
    return isNew && grantIds.indexOf(grant.compositeId) >= 0;
  });
  var areKnown = grantIds.every(function (one) {
    return known[one];
  });
  if (!areKnown || chosen.length === 0) {
    failures.push('not all of the chosen access belongs to the violation');
  }
  chosen.forEach(function (grant) {
    var reason = 'it is held still';
    try {
      remove(violationObj.user.id, grant);
    } catch (e) {
      reason = textOf(e);
    }
    // Whatever was answered, and whoever was faster: what counts is whether it is held.
    if (isHeld(violationObj.user.id, grant)) {
      failures.push(nameOf(grant) + ' could not be taken away: ' + reason);
    } else {
      gone.push(nameOf(grant));
    }
  });
} catch (e) {
  failures.push(textOf(e));
}

if (failures.length === 0) {
  try {
    openidm.action(path + '/remediation/status/complete', 'POST', {}, {});
  } catch (e) {
    failures.push(textOf(e));
  }
}
if (failures.length > 0) {
  var words = 'The violation has not ended: ' + failures.join('; ') + '.';
  if (gone.length > 0) {
    words += ' Taken away: ' + gone.join(', ') + '.';
  }
  openidm.action(path + '/comment', 'POST', { comment: words }, {});
  openidm.action(path + '/remediation/status/failed', 'POST', {}, {});
}
