(function () {
  var owner = (requestIndex.applicationOwner || [])[0];
  if (!owner) {
    return [];
  }
  return [{
    id: owner.id.indexOf('managed/') === 0 ? owner.id : 'managed/user/' + owner.id,
    permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true }
  }];
})()
