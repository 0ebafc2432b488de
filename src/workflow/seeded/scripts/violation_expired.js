// Nobody decided in time: what the rule says is to happen.
var id = execution.getVariables().get('id');
var violationObj = openidm.action('iga/governance/violation/lookup/' + id, 'GET', {}, {});
var expiration = (violationObj.policyRule.violationLifecycle || {}).expiration || {};
var isAllowed = expiration.action === 'allow' || expiration.action === 'approve';

execution.setVariable('allowExpired', isAllowed);
try {
  openidm.action(
    'iga/governance/violation/' + id + '/comment', 'POST',
    {
      comment: isAllowed
        ? 'Nobody decided in time. It is allowed, as the rule says.'
        : 'Nobody decided in time. It is up to the owner of the rule now.'
    }, {});
} catch (e) {
  logger.warn('violation ' + id + ': no comment: ' + e.message);
}
