// Who is asked to correct what a certification revoked, and which line item is to be told.
var id = execution.getVariables().get('id');
var given = openidm.action('iga/governance/requests/' + id, 'GET', {}, {}).request.common.context || {};

execution.setVariables({
  lineItemId: given.lineItemId || null,
  corrector: given.correctorId || null
});
