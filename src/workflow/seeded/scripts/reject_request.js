// Ends the request: somebody said no, nobody decided in time, or failureReason says why it cannot be.
var variables = execution.getVariables();
var id = variables.get('id');
var failureReason = variables.get('failureReason');
var lineItemId = variables.get('lineItemId');

if (lineItemId) {
  try {
    openidm.action(
      'iga/governance/certification/items/' + lineItemId, 'POST',
      { remediationStatus: 'failed', comment: failureReason || 'Request ' + id + ' was rejected.' },
      { _action: 'updateRemediationStatus' });
  } catch (e) {
    // The request must end all the same.
    logger.warn('request ' + id + ': no remediation status on the line item: ' + e.message);
  }
}

var update = { outcome: 'denied', status: 'complete', decision: 'rejected' };
if (failureReason) {
  update.comment = failureReason;
  update.failure = true;
}
openidm.action('iga/governance/requests/' + id, 'POST', update, { _action: 'update' });
