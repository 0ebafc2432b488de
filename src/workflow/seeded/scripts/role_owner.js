(function () {
  var owner = (requestIndex.roleOwner || [])[0];
  var id = owner
    ? owner.id
    : openidm.action('iga/commons/config/iga_access_request', 'GET', {}, {}).defaultApprover;
  if (!id) {
    return [];
  }
  return [{
    id: id.indexOf('managed/') === 0 ? id : 'managed/user/' + id,
    permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true }
  }];
})()
