"""A campaign through the published Python client: `story.py begin` prints its id, `story.py end ID` completes it."""

import json
import os
import sys
import time
from datetime import datetime

from sailpoint import (
    ApiClient,
    CertificationCampaignsApi,
    CertificationsApi,
    CertificationSummariesApi,
    Configuration,
)
from sailpoint.certification_campaigns.models.activate_campaign_options import ActivateCampaignOptions
from sailpoint.certification_campaigns.models.campaign2 import Campaign2
from sailpoint.certification_campaigns.models.campaign_complete_options import CampaignCompleteOptions
from sailpoint.certification_campaigns.models.json_patch_operation import JsonPatchOperation
from sailpoint.certifications.models.review_decision import ReviewDecision
from sailpoint.certifications.models.review_reassign import ReviewReassign
from sailpoint.configuration import ConfigurationParams
from sailpoint.exceptions import ApiException


def configuration(token=None):
    params = ConfigurationParams()
    params.base_url = os.environ["BASE_URL"]
    if token:
        params.access_token = token
    else:
        params.client_id = os.environ["CLIENT_ID"]
        params.client_secret = os.environ["CLIENT_SECRET"]
    return Configuration(params)


def certifications(token=None):
    return CertificationsApi(ApiClient(configuration(token)))


campaigns = CertificationCampaignsApi(ApiClient(configuration()))


def refused(status, call):
    try:
        call()
    except ApiException as error:
        assert error.status == status, error
        return error
    raise AssertionError("it was not refused")


def decide(api, certification):
    items = api.list_identity_access_review_items_v1(certification)
    decisions = [ReviewDecision(id=item.id, decision="APPROVE", bulk=False, comments="fine") for item in items]
    return items, api.make_identity_decision_v1(certification, decisions)


def begin():
    made = campaigns.create_campaign_v1(
        Campaign2(name="By Python", description=None, type="MANAGER",
                  deadline=datetime.fromisoformat(os.environ["DEADLINE"])))
    assert made.status == "PENDING" and made.type == "MANAGER", made
    for _ in range(400):
        if campaigns.get_campaign_v1(made.id).actual_instance.status == "STAGED":
            break
        time.sleep(0.05)
    rename = JsonPatchOperation.from_dict({"op": "replace", "path": "/name", "value": "By Python, renamed"})
    changed = campaigns.update_campaign_v1(made.id, [rename])
    assert (changed.name, changed.status) == ("By Python, renamed", "STAGED"), changed
    refused(400, lambda: campaigns.complete_campaign_v1(made.id))
    campaigns.start_campaign_v1(made.id, ActivateCampaignOptions(time_zone="Z"))
    wrong = refused(400, lambda: campaigns.start_campaign_v1(made.id))
    assert wrong.data.detail_code == "400.1 Bad Request Content", wrong
    assert "not staged" in wrong.data.causes[0].text, wrong
    listed = campaigns.get_active_campaigns_v1_with_http_info(
        detail="SLIM", count=True, filters='status eq "ACTIVE" and name sw "By Python"', sorters="-created")
    assert listed.headers["x-total-count"] == "1", listed.headers
    assert listed.data[0].actual_instance.id == made.id

    reviewer, other = certifications(os.environ["REVIEWER_TOKEN"]), certifications(os.environ["OTHER_TOKEN"])
    mine = reviewer.list_identity_certifications_v1(
        reviewer_identity="me", filters=f'campaign.id eq "{made.id}"', sorters="due")
    assert len(mine) == 1 and mine[0].phase == "ACTIVE" and mine[0].campaign.campaign_type == "MANAGER", mine
    certification = mine[0].id
    refused(404, lambda: other.get_identity_certification_v1(certification))
    items, done = decide(reviewer, certification)
    assert done.completed and done.decisions_made == len(items), done
    kept = reviewer.list_identity_access_review_items_v1(certification, filters="completed eq true")
    assert {item.decision for item in kept} == {"APPROVE"} and kept[0].comments == "fine", kept
    summaries = CertificationSummariesApi(ApiClient(configuration(os.environ["REVIEWER_TOKEN"])))
    counts = summaries.get_identity_decision_summary_v1(certification)
    assert counts.entitlement_decisions_made == counts.entitlements_approved > 0, counts
    people = summaries.get_identity_summaries_v1(certification, sorters="name")
    assert all(person.completed for person in people), people

    moved = reviewer.reassign_identity_certifications_v1(certification, ReviewReassign.from_dict({
        "reassign": [{"id": people[0].id, "type": "IDENTITY_SUMMARY"}],
        "reassignTo": os.environ["OTHER"], "reason": "knows better"}))
    assert moved.decisions_total < done.decisions_total, moved
    got = other.list_identity_certifications_v1(reviewer_identity="me")[0]
    assert got.reassignment.var_from.id == certification and got.decisions_made == 0, got
    refused(400, lambda: other.sign_off_identity_certification_v1(got.id))
    decide(other, got.id)
    for api, each in [(other, got.id), (reviewer, certification)]:
        signed = api.sign_off_identity_certification_v1(each)
        assert signed.phase == "SIGNED" and signed.signed, signed
    roles(other)
    machines(reviewer)
    print(made.id)


def roles(owner):
    """Roles are certified by who owns them, with what they bring."""
    info = {"remediatorRef": {"type": "IDENTITY", "id": os.environ["OTHER"]}, "description": "Every role"}
    made = campaigns.create_campaign_v1(Campaign2.from_dict({
        "name": "Roles by Python", "description": None, "type": "ROLE_COMPOSITION",
        "deadline": os.environ["DEADLINE"], "roleCompositionCampaignInfo": info}))
    for _ in range(400):
        # The client takes whatever has the members of a slim campaign for one.
        answer = campaigns.get_campaign_v1_without_preload_content(made.id, detail="FULL")
        found = Campaign2.from_dict(json.loads(answer.data))
        if found.status == "STAGED":
            break
        time.sleep(0.05)
    assert found.role_composition_campaign_info.remediator_ref.id == os.environ["OTHER"], found
    campaigns.start_campaign_v1(made.id, ActivateCampaignOptions(time_zone="Z"))
    mine = owner.list_identity_certifications_v1(
        reviewer_identity="me", filters=f'campaign.id eq "{made.id}"')
    assert mine[0].campaign.campaign_type == "ROLE_COMPOSITION", mine
    item = owner.list_identity_access_review_items_v1(mine[0].id)[0]
    assert item.identity_summary is None and len(item.access_summary.role.entitlements) == 2, item


def machines(owner):
    """Accounts of machines are certified by who answers for them."""
    info = {"sourceIds": [os.environ["SOURCE"]], "reviewerType": "ACCOUNT_OWNER"}
    made = campaigns.create_campaign_v1(Campaign2.from_dict({
        "name": "Machines by Python", "description": None, "type": "MACHINE_ACCOUNT",
        "deadline": os.environ["DEADLINE"], "machineAccountCampaignInfo": info}))
    for _ in range(400):
        answer = campaigns.get_campaign_v1_without_preload_content(made.id, detail="FULL")
        found = Campaign2.from_dict(json.loads(answer.data))
        if found.status == "STAGED":
            break
        time.sleep(0.05)
    assert found.machine_account_campaign_info.source_ids == info["sourceIds"], found
    campaigns.start_campaign_v1(made.id, ActivateCampaignOptions(time_zone="Z"))
    mine = owner.list_identity_certifications_v1(
        reviewer_identity="me", filters=f'campaign.id eq "{made.id}"')
    assert mine[0].campaign.campaign_type == "MACHINE_ACCOUNT", mine
    items = owner.list_identity_access_review_items_v1(mine[0].id)
    assert len(items) == 1 and items[0].identity_summary is None, items
    account = items[0].access_summary.entitlement.account
    assert account.native_identity == "svc-posting" and not account.disabled, account
    assert account.owner.type == "IDENTITY" and account.owner.display_name == "Mia Example", account
    assert account.activity_insights.usage_days == 0, account
    assert account.activity_insights.usage_days_state == "COMPLETE", account
    summaries = CertificationSummariesApi(ApiClient(configuration(os.environ["REVIEWER_TOKEN"])))
    decide(owner, mine[0].id)
    counts = summaries.get_identity_decision_summary_v1(mine[0].id)
    assert counts.account_decisions_made == counts.account_decisions_total == counts.accounts_approved == 1, counts
    signed = owner.sign_off_identity_certification_v1(mine[0].id)
    assert signed.phase == "SIGNED", signed


def end(campaign):
    campaigns.complete_campaign_v1(campaign, CampaignCompleteOptions(auto_complete_action="APPROVE"))
    for _ in range(400):
        found = campaigns.get_campaign_v1(campaign, detail="FULL").actual_instance
        if found.status == "COMPLETED":
            break
        time.sleep(0.05)
    assert found.status == "COMPLETED", found
    assert found.completed_certifications == found.total_certifications > 2, found


begin() if sys.argv[1] == "begin" else end(sys.argv[2])
