// What the later steps have to know about the request, be it for giving or for taking away.
var id = execution.getVariables().get('id');
var requestObj = openidm.action('iga/governance/requests/' + id, 'GET', {}, {});
var given = requestObj.request.common.context || {};
var context = given.type || 'request';
var isRemoval = /Remove$/.test(requestObj.requestType);
var isCertified = isRemoval && context === 'certification';

execution.setVariables({
  accessModifier: isRemoval ? 'remove' : 'add',
  context: context,
  // A certifier has decided about a removal already.
  skipApproval: context === 'admin' || isCertified,
  lineItemId: isCertified ? given.lineItemId : null,
  enableEndWait: !isRemoval && !!requestObj.request.common.endDate
});

if (isCertified && given.lineItemId) {
  try {
    openidm.action(
      'iga/governance/certification/' + given.campaignId + '/items/' + given.lineItemId + '/comment', 'POST',
      { comment: 'Request ' + id + ' takes this access away.' }, {});
  } catch (e) {
    // The removal matters more than the remark about it.
    logger.warn('request ' + id + ': no comment on the line item: ' + e.message);
  }
}
