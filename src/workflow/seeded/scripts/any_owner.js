// Who answers for what the grant is of; a role that nobody answers for is left to the default approver.
(function () {
  var named = [requestIndex.entitlementOwner, requestIndex.roleOwner, requestIndex.applicationOwner];
  var owners = named.filter(function (people) { return people && people.length > 0; })[0];
  var id = owners
    ? owners[0].id
    : openidm.action('iga/commons/config/iga_access_request', 'GET', {}, {}).defaultApprover;
  if (!id) {
    return [];
  }
  return [{
    id: id.indexOf('managed/') === 0 ? id : 'managed/user/' + id,
    permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true }
  }];
})()
