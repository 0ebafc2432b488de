// Closes the violation as allowed.
var id = execution.getVariables().get('id');

// On a second run it is closed already.
var decision = openidm.action('iga/governance/violation/lookup/' + id, 'GET', {}, {}).decision;
if (decision.status !== 'complete') {
  openidm.action('iga/governance/violation/' + id + '/allow', 'POST', {}, {});
}
