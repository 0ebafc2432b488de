// Creates the person and ends the request either way.
var id = execution.getVariables().get('id');
var path = 'iga/governance/requests/' + id;
var failure = null;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

try {
  var requestObj = openidm.action(path, 'GET', {}, {});
  openidm.create('managed/alpha_user', null, requestObj.request.user.object, {});
} catch (e) {
  failure = 'The person could not be created: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
