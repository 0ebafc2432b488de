// Everybody who answers for the item; for an entitlement that nobody answers for, those of its application.
(function () {
  var named = [requestIndex.entitlementOwner, requestIndex.roleOwner, requestIndex.applicationOwner];
  var owners = named.filter(function (people) { return people && people.length > 0; })[0] || [];
  return owners.map(function (owner) {
    return {
      id: owner.id.indexOf('managed/') === 0 ? owner.id : 'managed/user/' + owner.id,
      permissions: { approve: true, reject: true, reassign: true, modify: true, comment: true }
    };
  });
})()
