// Closes the violation as to be remediated and keeps how.
var variables = execution.getVariables();
var path = 'iga/governance/violation/';
var id = variables.get('id');

// On a second run it is decided already.
var decision = openidm.action(path + 'lookup/' + id, 'GET', {}, {}).decision;
if (decision.decision !== 'remediate') {
  decision = openidm.action(path + id + '/remediate', 'POST', variables.get('remediation') || {}, {}).decision;
}
execution.setVariable('remediation', decision.remediation);
