// Deletes the person and ends the request either way.
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
  var userId = openidm.action(path, 'GET', {}, {}).request.user.userId.split('/').pop();
  // Gone already: by a first run that was cut short, or by somebody else.
  if (openidm.read('managed/alpha_user/' + userId) !== null) {
    openidm.delete('managed/alpha_user/' + userId, null);
  }
} catch (e) {
  failure = 'The person could not be deleted: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
