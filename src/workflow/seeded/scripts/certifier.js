(function () {
  if (!certifier) {
    return [];
  }
  return [{
    id: certifier.indexOf('managed/') === 0 ? certifier : 'managed/user/' + certifier,
    permissions: { fulfill: true, deny: true, reassign: true, modify: true, comment: true }
  }];
})()
