//! The address of a workspace: what is shown of it, and what has just come of something.

use std::collections::BTreeMap;

use bailiwick::certification::Verdict;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_engine::certifications::{Ask, GroupBy, Place, Show, Window};

use super::{Query, REVIEWS};
use crate::url;

/// Said once: it does not stay in the addresses that a page links to.
const ONCE: [&str; 8] = ["at", "fault", "done", "left", "comment", "until", "to", "said"];
/// Where in a list, and what is open there: nothing of it stays when something else is listed.
const PLACE: [&str; 4] = ["after", "before", "open", "do"];
/// The pages below a workspace.
const BELOW: [&str; 2] = ["all", "sign-off"];

/// The address of a campaign's workspace, or of a page below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    campaign: CampaignId,
    below: &'static str,
    stays: BTreeMap<String, String>,
    once: BTreeMap<String, String>,
}

impl Address {
    /// The workspace with this query.
    pub fn new(campaign: CampaignId, query: &Query) -> Self {
        let all: BTreeMap<String, String> = query.clone().into();
        let (once, stays) = all
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && !name.starts_with("__"))
            .partition(|(name, _)| ONCE.contains(&name.as_str()));
        Self { campaign, below: "", stays, once }
    }

    /// Where a form came from, without what was told there.
    pub fn back(campaign: CampaignId, address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut back = Self::new(campaign, &Query::parse(query));
        back.once.clear();
        let last = path.rsplit('/').next().unwrap_or_default();
        back.below = BELOW.iter().copied().find(|page| *page == last).unwrap_or("");
        back
    }

    /// This page below the workspace, for the same rows.
    #[must_use]
    pub fn below(&self, page: &'static str) -> Self {
        let mut below = self.clone();
        below.below = page;
        for name in PLACE {
            below.stays.remove(name);
        }
        below
    }

    /// Goes to the workspace from a page below.
    pub fn leave(&mut self) {
        self.below = "";
    }

    /// What the address says of that name.
    pub fn get(&self, name: &str) -> &str {
        self.stays.get(name).or_else(|| self.once.get(name)).map_or("", String::as_str)
    }

    /// Says something; nothing takes it away.
    pub fn set(&mut self, name: &str, value: &str) {
        let part = if ONCE.contains(&name) { &mut self.once } else { &mut self.stays };
        if value.is_empty() {
            part.remove(name);
        } else {
            part.insert(name.to_owned(), value.to_owned());
        }
    }

    /// As text, with what was told.
    pub fn to(&self) -> String {
        let all: Vec<(&str, &str)> = self
            .stays
            .iter()
            .chain(&self.once)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        url::to(&self.path(), &all)
    }

    /// As text with these changes, without what was told; an empty value takes a name out.
    pub fn href(&self, changes: &[(&str, &str)]) -> String {
        let mut stays = self.stays.clone();
        let elsewhere = |(name, _): &(&str, &str)| !matches!(*name, "open" | "do");
        if changes.iter().any(elsewhere) {
            for name in PLACE {
                stays.remove(name);
            }
        }
        for (name, value) in changes {
            if value.is_empty() {
                stays.remove(*name);
            } else {
                stays.insert((*name).to_owned(), (*value).to_owned());
            }
        }
        let all: Vec<(&str, &str)> =
            stays.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        url::to(&self.path(), &all)
    }

    /// The workspace with all rows of the same reviewer.
    pub fn everything(&self) -> String {
        let reviewer = self.get("reviewer");
        let all: Vec<(&str, &str)> =
            [("reviewer", reviewer)].into_iter().filter(|_| !reviewer.is_empty()).collect();
        url::to(&format!("{REVIEWS}/{}", self.campaign), &all)
    }

    /// The names and values that a search form must send along.
    pub fn kept(&self, but: &[&str]) -> Vec<(String, String)> {
        let stays = self
            .stays
            .iter()
            .filter(|(name, _)| !but.contains(&name.as_str()) && !PLACE.contains(&name.as_str()));
        stays.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The path alone.
    pub fn path(&self) -> String {
        let workspace = format!("{REVIEWS}/{}", self.campaign);
        if self.below.is_empty() { workspace } else { format!("{workspace}/{}", self.below) }
    }

    /// Whether rows are left out by what was chosen.
    pub fn is_narrowed(&self) -> bool {
        self.ask() != Ask { reviewer: self.ask().reviewer, ..Ask::default() }
    }

    /// Which rows are meant.
    pub fn ask(&self) -> Ask {
        let id = |name: &str| self.get(name).parse().ok();
        let verdict = |name: &str| self.get(name).parse::<Verdict>().ok();
        Ask {
            reviewer: id("reviewer").map(UserId),
            show: match self.get("show") {
                "undecided" => Show::Undecided,
                _ => verdict("show").map_or(Show::All, Show::Decided),
            },
            user: id("user").map(UserId),
            item: id("item").map(ItemId),
            application: match self.get("application") {
                "none" => Some(None),
                _ => id("application").map(ItemId).map(Some),
            },
            risk: self.get("risk").parse().ok(),
            person: self.get("person").to_owned(),
            violations: self.get("violations") == "true",
            new: self.get("new") == "true",
            unused: self.get("unused") == "true",
            recommended: verdict("recommended"),
        }
    }

    /// By what the rows are grouped.
    pub fn by(&self) -> GroupBy {
        match self.get("by") {
            "item" => GroupBy::Item,
            "application" => GroupBy::Application,
            _ => GroupBy::Person,
        }
    }

    /// Which part of the list.
    pub fn window(&self) -> Window {
        let place = |name: &str| {
            let (rank, number) = self.get(name).split_once('-')?;
            Some(Place { rank: rank.parse().ok()?, number: number.parse().ok()? })
        };
        match (place("after"), place("before")) {
            (Some(place), _) => Window::After(place),
            (None, Some(place)) => Window::Before(place),
            (None, None) => Window::First,
        }
    }

    /// The number of the row that is open.
    pub fn open(&self) -> Option<i64> {
        self.get("open").parse().ok()
    }
}

/// A place as it stands in an address.
pub(super) fn place(place: Place) -> String {
    format!("{}-{}", place.rank, place.number)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(query: &str) -> Address {
        Address::new(CampaignId(Uuid::from_u128(7)), &Query::parse(query))
    }

    #[test]
    fn another_list_begins_at_its_start() {
        let address = at("show=undecided&after=1-50&open=17&fault=no");
        assert_eq!(address.window(), Window::After(Place { rank: 1, number: 50 }));
        assert!(address.href(&[]).ends_with("?after=1-50&open=17&show=undecided"));
        assert!(address.href(&[("risk", "high")]).ends_with("?risk=high&show=undecided"));
        assert!(address.href(&[("do", "comment")]).contains("after=1-50&do=comment&open=17"));
        assert!(address.below("all").href(&[]).ends_with("/all?show=undecided"));
    }

    #[test]
    fn all_rows_are_those_of_the_same_reviewer() {
        assert!(at("show=undecided&risk=high").everything().ends_with("-000000000007"));
        let of_somebody = "00000000-0000-0000-0000-000000000009";
        let all = at(&format!("show=undecided&reviewer={of_somebody}")).everything();
        assert!(all.ends_with(&format!("-000000000007?reviewer={of_somebody}")), "{all}");
    }

    #[test]
    fn what_was_told_is_told_once() {
        let mut back = Address::back(CampaignId(Uuid::from_u128(7)), "/reviews/x/all?show=revoke&fault=old");
        assert!(back.to().ends_with("/all?show=revoke"));
        back.leave();
        back.set("done", "certify 3");
        assert!(back.to().ends_with("-000000000007?show=revoke&done=certify%203"));
        assert_eq!(back.ask().show, Show::Decided(Verdict::Revoke));
    }

    #[test]
    fn a_foreign_address_leads_back_to_the_campaign() {
        let back = Address::back(CampaignId(Uuid::from_u128(7)), "https://evil.example/?show=all");
        assert!(back.to().starts_with("/reviews/00000000-"));
    }
}
