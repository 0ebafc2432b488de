// Ends a request that was approved but cannot be carried out.
var variables = execution.getVariables();
openidm.action(
  'iga/governance/requests/' + variables.get('id'), 'POST',
  {
    outcome: 'not provisioned', status: 'complete', decision: 'approved',
    failure: true, comment: variables.get('failureReason')
  },
  { _action: 'update' });
