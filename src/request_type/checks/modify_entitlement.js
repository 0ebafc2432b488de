// Administrators' programs and the system itself are no managed users, and need no permission. The campaign lets a
// certifier change what they certify.
var context = request.common && request.common.context;
if (object.requester.id.indexOf("managed/user/") === 0 && !(context && context.type === "certification")) {
  try {
    var entitlement = openidm.action(
      "iga/governance/entitlement/" + (request.entitlement && request.entitlement.entitlementId), "GET", {},
      { endUserId: object.requester.id.split("/").pop() });
    if (!entitlement.permissions || entitlement.permissions.modifyEntitlement !== true) {
      outcome.errors.push("The requester is not permitted to change this entitlement");
    }
  } catch (e) {
    outcome.errors.push("The permission could not be checked: " + e.message);
  }
}
