(function () {
  var id = openidm.action('iga/commons/config/iga_access_request', 'GET', {}, {}).defaultApprover;
  if (!id) {
    return [];
  }
  return [{ id: id, permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true } }];
})()
