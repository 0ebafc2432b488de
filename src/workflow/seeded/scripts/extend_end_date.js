// Moves the last day of a grant: of the removal that waits for it, or by asking for a removal on the new day.
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

function equals(name, value) {
  return { operator: 'EQUALS', operand: { targetName: name, targetValue: value } };
}

var KINDS = { accountGrant: 'application', entitlementGrant: 'entitlement', roleMembership: 'role' };

try {
  var common = openidm.action(path, 'GET', {}, {}).request.common;
  var kind = KINDS[common.grantType];
  if (!kind) {
    throw new Error('there is no type of grant "' + common.grantType + '"');
  }
  if (!common.endDate) {
    throw new Error('the new end date is missing');
  }
  var itemId = common.grantId;
  if (common.grantIdType === 'compositeId') {
    // The id is the grant's own: the grant names what it is of.
    var grant = openidm.action(
      'iga/governance/user/' + common.userId + '/grants/' + common.grantId, 'GET', {}, {});
    itemId = (kind === 'entitlement' ? grant.assignment : grant[kind]).id;
  }

  var waiting = openidm.action(
    'iga/governance/requests/search', 'POST',
    {
      targetFilter: {
        operator: 'AND',
        operand: [
          equals('requestType', kind + 'Remove'),
          equals('decision.status', 'suspended'),
          equals('request.common.userId', common.userId),
          equals('request.common.' + kind + 'Id', itemId)
        ]
      }
    },
    { _pageSize: 1 });

  if (waiting.totalCount > 0) {
    openidm.action(
      'iga/governance/requests/' + waiting.result[0].id, 'POST',
      { resumeDate: common.endDate }, { _action: 'changeResumeDate' });
  } else {
    var removal = {
      context: { type: 'admin' },
      userId: common.userId,
      endDate: common.endDate,
      justification: 'The access was extended until this date (request ' + id + ').'
    };
    removal[kind + 'Id'] = itemId;
    openidm.action(
      'iga/governance/requests/' + kind + 'Remove', 'POST', { common: removal }, { _action: 'publish' });
  }
} catch (e) {
  failure = 'The end date could not be changed: ' + textOf(e);
}

var update = { status: 'complete', decision: 'approved', outcome: 'fulfilled' };
if (failure !== null) {
  update = {
    status: 'complete', decision: 'approved', outcome: 'not provisioned', comment: failure, failure: true
  };
}
openidm.action(path, 'POST', update, { _action: 'update' });
