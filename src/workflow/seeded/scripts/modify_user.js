// Changes the person and ends the request either way. Null takes a value away.
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
  var user = openidm.action(path, 'GET', {}, {}).request.user;
  var changes = Object.keys(user.object)
    .filter(function (name) { return name.charAt(0) !== '_'; })
    .map(function (name) {
      var field = '/' + name.replace(/~/g, '~0').replace(/\//g, '~1');
      var value = user.object[name];
      return value === null
        ? { operation: 'remove', field: field }
        : { operation: 'replace', field: field, value: value };
    });
  if (changes.length > 0) {
    openidm.patch('managed/alpha_user/' + user.userId.split('/').pop(), null, changes);
  }
} catch (e) {
  failure = 'The person could not be changed: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
