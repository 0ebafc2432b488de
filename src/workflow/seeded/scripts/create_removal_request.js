// The access is for a time: asks today for its removal on the last day.
var id = execution.getVariables().get('id');
var path = 'iga/governance/requests/' + id;

function textOf(e) {
  try {
    return JSON.parse(e.javaException.detail).body.response || e.message;
  } catch (ignored) {
    return e.message;
  }
}

function equals(name, value) {
  return { operator: 'EQUALS', operand: { targetName: name, targetValue: value } };
}

try {
  var common = openidm.action(path, 'GET', {}, {}).request.common;
  var kind = common.entitlementId ? 'entitlement' : common.roleId ? 'role' : 'application';
  var key = kind + 'Id';

  // One that is open already is this one's own, from a run that was cut short.
  var open = openidm.action(
    'iga/governance/requests/search', 'POST',
    {
      targetFilter: {
        operator: 'AND',
        operand: [
          equals('requestType', kind + 'Remove'),
          { operator: 'IN', operand: { targetName: 'decision.status', targetValue: ['in-progress', 'suspended'] } },
          equals('request.common.userId', common.userId),
          equals('request.common.' + key, common[key])
        ]
      }
    },
    { _pageSize: 1 });

  if (open.totalCount === 0) {
    var removal = {
      context: { type: 'admin' },
      userId: common.userId,
      endDate: common.endDate,
      justification: 'The access was asked for until this date (request ' + id + ').'
    };
    removal[key] = common[key];
    openidm.action('iga/governance/requests/' + kind + 'Remove', 'POST', { common: removal }, { _action: 'publish' });
  }
} catch (e) {
  // The access has been given; that it will not end by itself must be seen.
  openidm.action(
    path, 'POST',
    { failure: true, comment: 'The removal on the last day could not be scheduled: ' + textOf(e) },
    { _action: 'update' });
}
