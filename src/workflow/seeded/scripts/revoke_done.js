// Tells the campaign that somebody did what it revoked, and ends the request. The campaign looks for itself: a definition
// that is as it was is not corrected, an account that is active still, as far as is known here, is not disabled.
var variables = execution.getVariables();
var id = variables.get('id');
var path = 'iga/governance/requests/' + id;
var item = 'iga/governance/certification/items/' + variables.get('lineItemId');
var failure = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

function tell(status, comment) {
  openidm.action(
    item, 'POST', { remediationStatus: status, comment: comment }, { _action: 'updateRemediationStatus' });
}

try {
  tell('complete', 'Done by hand: request ' + id + '.');
} catch (e) {
  failure = 'It was said to be done, but ' + textOf(e) + '.';
}
if (failure !== null) {
  try {
    tell('failed', failure);
  } catch (e) {
    // The request must end all the same.
    logger.warn('request ' + id + ': no remediation status on the line item: ' + textOf(e));
  }
}

var update = { status: 'complete', decision: 'approved', outcome: 'fulfilled' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
