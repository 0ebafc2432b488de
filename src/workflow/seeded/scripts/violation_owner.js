(function () {
  var rule = violation.policyRule;
  var id = rule.violationOwner && rule.violationOwner.id;
  if (!id) {
    return [];
  }
  var kind = rule.violationOwnerType === 'role' ? 'managed/role/' : 'managed/user/';
  return [{
    id: id.indexOf('managed/') === 0 ? id : kind + id,
    permissions: { exception: true, allow: true, remediate: true, comment: true, reassign: true }
  }];
})()
