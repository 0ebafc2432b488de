(function () {
  var manager = requestIndex.manager;
  if (!manager || !manager.id) {
    return [];
  }
  return [{
    id: manager.id.indexOf('managed/') === 0 ? manager.id : 'managed/user/' + manager.id,
    permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true }
  }];
})()
