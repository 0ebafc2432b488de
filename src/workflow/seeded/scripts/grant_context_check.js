// What the later steps have to know about the request.
var id = execution.getVariables().get('id');
var common = openidm.action('iga/governance/requests/' + id, 'GET', {}, {}).request.common;
var context = (common.context && common.context.type) || 'request';

execution.setVariables({
  accessModifier: 'add',
  context: context,
  skipApproval: context === 'admin',
  enableWait: !!common.startDate,
  enableEndWait: !!common.endDate
});
