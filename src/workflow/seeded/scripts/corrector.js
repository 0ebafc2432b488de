(function () {
  if (!corrector) {
    return [];
  }
  return [{
    id: corrector,
    permissions: { fulfill: true, deny: true, reassign: true, comment: true }
  }];
})()
