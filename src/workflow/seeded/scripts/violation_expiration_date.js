// So many days from now as the rule says; none when violations of it do not expire.
(function () {
  var expiration = (violation.policyRule.violationLifecycle || {}).expiration || {};
  if (expiration.expires !== true || !(expiration.duration > 0)) {
    return null;
  }
  return new Date(new Date().getTime() + expiration.duration * 24 * 60 * 60 * 1000).toISOString();
})()
