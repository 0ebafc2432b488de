// There is nothing that carries out such a remediation: says so, that somebody does.
var variables = execution.getVariables();
var path = 'iga/governance/violation/' + variables.get('id');
var remediation = variables.get('remediation') || {};

openidm.action(
  path + '/comment', 'POST',
  { comment: 'The remediation "' + remediation.remediationOptionId + '" is not known.' }, {});
openidm.action(path + '/remediation/status/failed', 'POST', {}, {});
