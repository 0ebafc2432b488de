// The permission is called as the type of request is: modifyUser or deleteUser. Administrators' programs and the system
// itself are no managed users, and need none.
if (object.requester.id.indexOf("managed/user/") === 0) {
  try {
    var userId = String(request.user && request.user.userId).split("/").pop().replace(/["\\]/g, "");
    var within = openidm.action("iga/governance/user", "GET", {}, {
      endUserId: object.requester.id.split("/").pop(), scopePermission: object.requestType,
      _queryFilter: 'id eq "' + userId + '"', _pageSize: 1
    });
    if (within.totalCount === 0) {
      var verb = object.requestType === "deleteUser" ? "delete" : "change";
      outcome.errors.push("The requester is not permitted to " + verb + " this person");
    }
  } catch (e) {
    outcome.errors.push("The permission could not be checked: " + e.message);
  }
}
