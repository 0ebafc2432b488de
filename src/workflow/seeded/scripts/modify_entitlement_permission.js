// Whether the requester may ask for this. Sets failureReason: null when so, else why not.
// Administrators and the system itself, who are no managed users, need no approval either.
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
var given = requestObj.request.common.context || {};
var isCertified = given.type === 'certification';
var certifier = null;

try {
  // Read even where no permission is asked for: what is not there cannot be changed.
  var isPerson = requester.indexOf('managed/user/') === 0;
  var entitlement = openidm.action(
    'iga/governance/entitlement/' + requestObj.request.entitlement.entitlementId, 'GET', {},
    isPerson ? { endUserId: requester.split('/').pop() } : {});

  if (isCertified) {
    // The campaign lets the certifier change it: no permission and no further approval is asked for.
    skipApproval = true;
    var item = openidm.action(
      'iga/governance/certification/' + given.campaignId + '/items/' + given.lineItemId, 'GET', {},
      { isAdmin: true });
    certifier = item.decision.certification.primaryReviewer.id;
  } else if (!isPerson) {
    skipApproval = true;
  } else if (!entitlement.permissions || entitlement.permissions.modifyEntitlement !== true) {
    failureReason = 'The requester is not permitted to change this entitlement.';
  }
} catch (e) {
  failureReason = 'The permission could not be checked: ' + textOf(e);
}

execution.setVariables({
  failureReason: failureReason,
  skipApproval: skipApproval,
  context: isCertified ? 'certification' : 'admin',
  lineItemId: isCertified ? given.lineItemId : null,
  certifier: certifier
});
