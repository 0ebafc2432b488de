// Administrators' programs and the system itself are no managed users, and need no permission.
if (object.requester.id.indexOf("managed/user/") === 0) {
  try {
    var applicationId = String(request.entitlement && request.entitlement.applicationId).replace(/["\\]/g, "");
    var within = openidm.action("iga/governance/application", "GET", {}, {
      endUserId: object.requester.id.split("/").pop(), scopePermission: "createEntitlement",
      _queryFilter: 'id eq "' + applicationId + '"', _pageSize: 1
    });
    if (within.totalCount === 0) {
      outcome.errors.push("The requester is not permitted to create entitlements of this application");
    }
  } catch (e) {
    outcome.errors.push("The permission could not be checked: " + e.message);
  }
}
