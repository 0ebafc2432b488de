// What the later steps have to know about the request.
var id = execution.getVariables().get('id');
var common = openidm.action('iga/governance/requests/' + id, 'GET', {}, {}).request.common;
var given = common.context || {};
var context = given.type || 'request';

execution.setVariables({
  accessModifier: 'remove',
  context: context,
  // A certifier has decided already.
  skipApproval: context === 'admin' || context === 'certification',
  lineItemId: context === 'certification' ? given.lineItemId : null,
  enableEndWait: !!common.endDate
});

if (context === 'certification' && given.lineItemId) {
  try {
    openidm.action(
      'iga/governance/certification/' + given.campaignId + '/items/' + given.lineItemId + '/comment', 'POST',
      { comment: 'Request ' + id + ' takes this access away.' }, {});
  } catch (e) {
    // The removal matters more than the remark about it.
    logger.warn('request ' + id + ': no comment on the line item: ' + e.message);
  }
}
