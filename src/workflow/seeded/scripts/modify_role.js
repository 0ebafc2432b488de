// Changes the role and ends the request either way.
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

// What was given of a section, as changes to the role. Null takes a value away.
function changes(section, values) {
  return Object.keys(values || {}).map(function (name) {
    var field = '/' + section + '/' + name.replace(/~/g, '~0').replace(/\//g, '~1');
    return values[name] === null
      ? { operation: 'remove', field: field }
      : { operation: 'replace', field: field, value: values[name] };
  });
}

try {
  var given = openidm.action(path, 'GET', {}, {}).request.role;
  var all = changes('role', given.object).concat(changes('glossary', given.glossary));
  if (all.length > 0) {
    openidm.action('iga/governance/role/' + given.roleId + '/' + given.status, 'PATCH', all, {});
  }
} catch (e) {
  failure = 'The role could not be changed: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
