// A campaign through the published JavaScript client: `story.mjs begin` prints its id, `story.mjs end ID` completes it.

import assert from 'node:assert/strict';
import client from 'sailpoint-api-client';

const { BASE_URL, CLIENT_ID, CLIENT_SECRET, DEADLINE, REVIEWER_TOKEN, OTHER_TOKEN, OTHER } = process.env;
const { CertificationCampaignsApi, CertificationsApi, CertificationSummariesApi, CertificationsBetaApi, Configuration } = client;

const as = (accessToken) => new Configuration(
  accessToken
    ? { baseurl: BASE_URL, accessToken }
    : { baseurl: BASE_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, tokenUrl: `${BASE_URL}/oauth/token` },
);
const administrator = as();
const campaigns = new CertificationCampaignsApi(administrator);

async function refused(status, call) {
  const error = await call().then(() => assert.fail('it was not refused'), (error) => error);
  assert.equal(error.response?.status, status, error);
  return error.response.data;
}

async function decide(api, id) {
  const { data: items } = await api.listIdentityAccessReviewItems({ id });
  const decisions = items.map((item) => ({ id: item.id, decision: 'APPROVE', bulk: false, comments: 'fine' }));
  return (await api.makeIdentityDecision({ id, reviewDecision: decisions })).data;
}

async function begin() {
  const made = await campaigns.createCampaign({
    campaign: { name: 'By JavaScript', description: 'A review', type: 'MANAGER', deadline: DEADLINE },
  });
  assert.equal(made.status, 202);
  const id = made.data.id;
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await campaigns.getCampaign({ id })).data.status === 'STAGED') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const changed = await campaigns.updateCampaign({ id, jsonPatchOperation: [{ op: 'replace', path: '/name', value: 'Renamed' }] });
  assert.deepEqual([changed.data.name, changed.data.status], ['Renamed', 'STAGED']);
  await campaigns.startCampaign({ id, activateCampaignOptions: { timeZone: 'Z' } });
  const wrong = await refused(400, () => campaigns.startCampaign({ id }));
  assert.equal(wrong.detailCode, '400.1 Bad Request Content');
  const listed = await campaigns.getActiveCampaigns({ count: true, filters: `id eq "${id}"`, detail: 'FULL' });
  assert.deepEqual([listed.headers['x-total-count'], listed.data[0].mandatoryCommentRequirement], ['1', 'NO_DECISIONS']);

  const reviewer = new CertificationsApi(as(REVIEWER_TOKEN));
  const other = new CertificationsApi(as(OTHER_TOKEN));
  const { data: mine } = await reviewer.listIdentityCertifications({ reviewerIdentity: 'me', filters: `campaign.id eq "${id}"` });
  assert.deepEqual([mine.length, mine[0].phase], [1, 'ACTIVE']);
  const certification = mine[0].id;
  await refused(404, () => other.getIdentityCertification({ id: certification }));
  const done = await decide(reviewer, certification);
  assert.equal(done.completed, true);
  const summaries = new CertificationSummariesApi(as(REVIEWER_TOKEN));
  const { data: people } = await summaries.getIdentitySummaries({ id: certification, sorters: 'name' });
  const { data: task } = await reviewer.submitReassignCertsAsync({
    id: certification,
    reviewReassign: { reassign: [{ id: people[0].id, type: 'IDENTITY_SUMMARY' }], reassignTo: OTHER, reason: 'knows better' },
  });
  assert.equal(task.type, 'REASSIGN');
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await reviewer.getCertificationTask({ id: task.id })).data.status === 'SUCCESS') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { data: got } = await other.listIdentityCertifications({ reviewerIdentity: 'me' });
  assert.equal(got[0].reassignment.from.id, certification);
  await refused(400, () => other.signOffIdentityCertification({ id: got[0].id }));
  await decide(other, got[0].id);
  for (const [api, each] of [[other, got[0].id], [reviewer, certification]]) {
    const { data: signed } = await api.signOffIdentityCertification({ id: each });
    assert.equal(signed.phase, 'SIGNED');
  }
  const older = await new CertificationsBetaApi(administrator).listCertifications({});
  assert.ok(older.data.some((one) => one.campaignRef.id === id));
  await roles(other);
  console.log(id);
}

// Roles are certified by who owns them, with what they bring.
async function roles(owner) {
  const { data: made } = await campaigns.createCampaign({
    campaign: {
      name: 'Roles by JavaScript', description: null, type: 'ROLE_COMPOSITION', deadline: DEADLINE,
      roleCompositionCampaignInfo: { remediatorRef: { type: 'IDENTITY', id: OTHER } },
    },
  });
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await campaigns.getCampaign({ id: made.id })).data.status === 'STAGED') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await campaigns.startCampaign({ id: made.id, activateCampaignOptions: { timeZone: 'Z' } });
  const { data: mine } = await owner.listIdentityCertifications({ filters: `campaign.id eq "${made.id}"` });
  assert.equal(mine[0].campaign.campaignType, 'ROLE_COMPOSITION');
  const { data: items } = await owner.listIdentityAccessReviewItems({ id: mine[0].id });
  assert.deepEqual([items[0].identitySummary, items[0].accessSummary.role.entitlements.length], [undefined, 2]);
}

async function end(id) {
  await campaigns.completeCampaign({ id, campaignCompleteOptions: { autoCompleteAction: 'APPROVE' } });
  let found;
  for (let tries = 0; tries < 400; tries += 1) {
    found = (await campaigns.getCampaign({ id })).data;
    if (found.status === 'COMPLETED') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(found.status, 'COMPLETED');
  assert.ok(found.completedCertifications === found.totalCertifications && found.totalCertifications > 2);
}

await (process.argv[2] === 'begin' ? begin() : end(process.argv[3]));
