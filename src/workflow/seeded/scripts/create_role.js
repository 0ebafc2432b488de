// Creates the role as a draft and ends the request either way.
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
  var given = openidm.action(path, 'GET', {}, {}).request.role;
  var role = { role: given.object, glossary: given.glossary || {}, requestId: id };
  if (given.roleId) {
    openidm.action('iga/governance/role/' + given.roleId + '/draft', 'PUT', role, {});
  } else {
    openidm.action('iga/governance/role', 'POST', role, { _action: 'create' });
  }
} catch (e) {
  failure = 'The role could not be created: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
