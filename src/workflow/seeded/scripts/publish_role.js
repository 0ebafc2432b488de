// Publishes the role: from draft to pending, where nobody changes it, then to active; back to draft when that
// fails. Ends the request either way.
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

function becomes(status) {
  return { operation: 'replace', field: '/status', value: status };
}

function exists(role) {
  try {
    openidm.action(role, 'GET', {}, {});
    return true;
  } catch (e) {
    return false;
  }
}

var role = null;
var isPending = false;
try {
  var given = openidm.action(path, 'GET', {}, {}).request.role;
  var status = given.status || 'draft';
  role = 'iga/governance/role/' + given.roleId;
  // A run that was cut short may have left it pending.
  if (exists(role + '/' + status) || !exists(role + '/pending')) {
    openidm.action(role + '/' + status, 'PATCH', [becomes('pending')], {});
  }
  isPending = true;
  openidm.action(
    role + '/pending', 'PATCH',
    changes('role', given.object).concat(changes('glossary', given.glossary), [becomes('active')]),
    { addAutoRoleMembers: given.addAutoRoleMembers, updateIdm: given.updateIdm });
} catch (e) {
  failure = 'The role could not be published: ' + textOf(e);
}

if (failure !== null && isPending) {
  try {
    openidm.action(role + '/pending', 'PATCH', [becomes('draft')], {});
  } catch (e) {
    failure += ' It is still pending: ' + textOf(e);
  }
}

var update = { status: 'complete', decision: 'approved', outcome: 'provisioned' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
