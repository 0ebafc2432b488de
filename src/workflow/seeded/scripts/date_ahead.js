// A grant waits for its start date, a removal for its end date, unless that has passed.
var variables = execution.getVariables();
var common = openidm.action('iga/governance/requests/' + variables.get('id'), 'GET', {}, {}).request.common;
var date = variables.get('accessModifier') === 'add' ? common.startDate : common.endDate;

execution.setVariables({
  awaitedDate: date || null,
  enableWait: !!date && new Date(date).getTime() > new Date().getTime()
});
