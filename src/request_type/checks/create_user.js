// Administrators' programs and the system itself are no managed users, and need no permission.
if (object.requester.id.indexOf("managed/user/") === 0) {
  try {
    var within = openidm.action("iga/governance/user", "GET", {}, {
      endUserId: object.requester.id.split("/").pop(), scopePermission: "createUser", _pageSize: 1
    });
    if (within.totalCount === 0) {
      outcome.errors.push("The requester is not permitted to create people");
    }
  } catch (e) {
    outcome.errors.push("The permission could not be checked: " + e.message);
  }
}
