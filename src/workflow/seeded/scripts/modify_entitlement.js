// Changes the entitlement, tells the campaign it came from, and ends the request either way.
var id = execution.getVariables().get('id');
var path = 'iga/governance/requests/' + id;
var failure = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

var lineItemId = execution.getVariables().get('lineItemId');

try {
  var given = openidm.action(path, 'GET', {}, {}).request.entitlement;
  var changes = { requestId: id };
  if (given.object) {
    changes.object = given.object;
  }
  if (given.glossary) {
    changes.glossary = given.glossary;
  }
  openidm.action('iga/governance/entitlement/' + given.entitlementId, 'PUT', changes, {});
} catch (e) {
  failure = 'The entitlement could not be changed: ' + textOf(e);
}

if (lineItemId) {
  try {
    openidm.action(
      'iga/governance/certification/items/' + lineItemId, 'POST',
      {
        remediationStatus: failure === null ? 'complete' : 'failed',
        comment: failure || 'Request ' + id + ' changed the entitlement.'
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
