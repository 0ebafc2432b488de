// As the rule says; when it only says that violations expire, its owner takes over.
(function () {
  var expiration = (violation.policyRule.violationLifecycle || {}).expiration || {};
  return expiration.expires === true ? expiration.action || 'reassign' : 'none';
})()
