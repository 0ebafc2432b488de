(function () {
  var owner = violation.policyRule.policyRuleOwner;
  if (!owner || !owner.id) {
    return [];
  }
  return [{
    id: owner.id.indexOf('managed/') === 0 ? owner.id : 'managed/user/' + owner.id,
    permissions: { exception: true, allow: true, remediate: true, comment: true, reassign: true }
  }];
})()
