//! Who holds what, why and since when: mostly what rules and jobs give, with the exceptions
//! that every company has.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::directory::{Account, AccountKind, Status};
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{AccountId, ItemId, UserId};
use bailiwick_store::bulk::Ended;
use chrono::{DateTime, Duration, Utc};

use super::catalog::Style;
use super::dice::{Dice, Kind};
use super::holdings;
use super::items::{Catalog, Numbered};
use super::people::Company;
use super::roles::Given;
use super::used::used;

/// Accounts and grants on their way into the database.
#[derive(Default)]
pub(super) struct Access {
    pub(super) accounts: Vec<Account>,
    pub(super) grants: Vec<(Grant, Option<Ended>)>,
    /// What accounts may do that nobody holds.
    pub(super) rights: Vec<(AccountId, ItemId, DateTime<Utc>)>,
    /// Accounts made so far, those written already included.
    pub(super) accounts_made: u64,
    /// Grants made so far, those written already included.
    pub(super) grants_made: u64,
}

/// Why somebody holds something.
#[derive(Clone, Copy)]
pub(super) struct Reason {
    pub(super) origin: Origin,
    pub(super) start: DateTime<Utc>,
    pub(super) end: Option<DateTime<Utc>>,
    pub(super) by: Option<UserId>,
}

/// One person while their access is made.
pub(super) struct Holder<'a> {
    pub(super) company: &'a Company,
    pub(super) catalog: &'a Catalog,
    pub(super) person: usize,
    pub(super) dice: Dice,
    access: &'a mut Access,
    user: UserId,
    user_name: String,
    accounts: HashMap<i64, AccountId>,
    direct: Vec<i64>,
}

impl Access {
    /// Adds everything that a person holds and held.
    pub(super) fn add(&mut self, company: &Company, catalog: &Catalog, person: usize) {
        let first = self.grants.len();
        let mut holder = Holder {
            company,
            catalog,
            person,
            dice: Dice::of(company.seed, Kind::Grant, person as u64 + (1 << 40)),
            user: company.ids.user(person),
            user_name: company.user_name(person),
            access: self,
            accounts: HashMap::new(),
            direct: Vec::new(),
        };
        holder.hold_by_rule();
        holder.hold_by_job();
        if company.is_cast(person) {
            holdings::hold(&mut holder);
        } else {
            holder.hold_exceptions();
        }
        if company.people[person].left {
            self.leave(company, person, first);
        }
    }

    /// Adds accounts that belong to nobody: services, and people whom nobody remembers.
    pub(super) fn add_orphans(&mut self, company: &Company, catalog: &Catalog) {
        for application in catalog.application_numbers() {
            let mut dice = Dice::of(company.seed, Kind::Account, u64::MAX - application.unsigned_abs());
            let many = 1 + dice.below(3) + company.people.len() / 2_000;
            for at in 0..many {
                let name = match (application, at) {
                    (_, 0) => "svc-payrun-eu".into(),
                    (_, at) if at % 2 == 1 => format!("svc-batch-{at:02}"),
                    (_, at) => format!("test.user{at:02}"),
                };
                let created = company.today - Duration::days(dice.between(200, 2_500));
                self.add_account(company, application, None, name, created);
            }
        }
    }

    pub(super) fn add_account(
        &mut self,
        company: &Company,
        application: i64,
        user: Option<UserId>,
        name: String,
        created_at: DateTime<Utc>,
    ) -> AccountId {
        let id = company.ids.account(self.accounts_made);
        self.accounts_made += 1;
        let application = company.ids.item(application);
        self.accounts.push(Account {
            id,
            application,
            user,
            name,
            kind: AccountKind::Personal,
            owner: None,
            status: Status::Active,
            created_at,
            last_used: None,
        });
        id
    }

    /// Ends what a person held who has left; one in six was forgotten in one application.
    fn leave(&mut self, company: &Company, person: usize, first: usize) {
        let mut dice = Dice::of(company.seed, Kind::Account, person as u64 + (1 << 40));
        let at = company.today - Duration::days(dice.between(3, 190)) + Duration::hours(17);
        let forgotten = dice.below(6) == 0;
        let user = company.ids.user(person);
        let kept = self.grants[first..].last().and_then(|(grant, _)| grant.account).filter(|_| forgotten);
        for (grant, ended) in &mut self.grants[first..] {
            let is_kept = kept.is_some() && grant.account == kept && grant.through.is_none();
            if grant.status == GrantStatus::Active && !is_kept {
                grant.status = GrantStatus::Ended;
                grant.start = grant.start.min(at);
                grant.end = None;
                *ended = Some(Ended { at, reason: "left the company".into() });
            }
        }
        for account in self.accounts.iter_mut().rev().take_while(|account| account.user == Some(user)) {
            if Some(account.id) != kept {
                account.status = Status::Inactive;
            }
        }
    }
}

impl Holder<'_> {
    fn manager(&self) -> UserId {
        self.company.ids.user(self.company.people[self.person].manager as usize)
    }

    /// By rule, since they came.
    fn rule(&self) -> Reason {
        Reason { origin: Origin::Rule, start: self.company.hired(self.person), end: None, by: None }
    }

    /// By hand, when they came.
    fn on_the_first_day(&self) -> Reason {
        let by = Some(self.company.ids.user(self.company.owner("grace.mbeki")));
        Reason { origin: Origin::Administrator, by, ..self.rule() }
    }

    /// Some time between their coming and today, asked for or given by hand or found.
    pub(super) fn some_reason(&mut self) -> Reason {
        let (origin, by) = match self.dice.below(10) {
            0..=5 => (Origin::Request, Some(self.manager())),
            6..=7 => (Origin::Administrator, Some(self.company.ids.user(self.company.owner("grace.mbeki")))),
            _ => (Origin::Reconciliation, None),
        };
        Reason { origin, start: self.some_time(), end: None, by }
    }

    /// A working hour since they came, within the last five years.
    fn some_time(&mut self) -> DateTime<Utc> {
        let hired = self.company.hired(self.person);
        let days = (self.company.today - hired).num_days().clamp(2, 1_800);
        let day = self.company.today - Duration::days(self.dice.between(1, days - 1));
        day + Duration::seconds(self.dice.between(7 * 3_600, 17 * 3_600))
    }

    fn hold_by_rule(&mut self) {
        let (company, catalog) = (self.company, self.catalog);
        let person = &company.people[self.person];
        let everybody = if person.contractor { Given::Contractors } else { Given::Employees };
        let division = company.division(self.person).map(Given::Division);
        for (role, content) in [everybody].into_iter().chain(division).flat_map(|given| catalog.roles(given))
        {
            self.hold_role(role, content, self.rule());
        }
        if person.reports > 0 {
            for (role, content) in catalog.roles(Given::Managers) {
                self.hold_role(role, content, self.on_the_first_day());
            }
        }
    }

    fn hold_by_job(&mut self) {
        let catalog = self.catalog;
        let Some(job) = self.company.job(self.person) else { return };
        for (role, content) in catalog.roles(Given::Job(job)) {
            // Who leads does the team's work in half of the teams.
            let leads = self.company.people[self.person].reports > 0;
            if leads && self.dice.percent(50) {
                continue;
            }
            let reason = match self.dice.below(10) {
                0..=5 => self.on_the_first_day(),
                6..=8 => Reason { origin: Origin::Request, by: Some(self.manager()), ..self.some_reason() },
                _ => Reason { origin: Origin::Administrator, ..self.some_reason() },
            };
            self.hold_role(role, content, reason);
        }
    }

    /// What comes besides: what they asked for, what was left over, what should not be.
    fn hold_exceptions(&mut self) {
        let (company, catalog) = (self.company, self.catalog);
        let division = company.division(self.person).unwrap_or("Finance");
        if company.job(self.person) == Some("Accounts payable analyst") && self.dice.percent(78) {
            self.hold_named("SAP:ZFI_AP_PAY_POST", None);
        }
        for _ in 0..self.dice.below(4) {
            if let Some(right) = catalog.wanted(division, &mut self.dice) {
                let mut reason = self.some_reason();
                if self.dice.percent(3) {
                    reason.end = Some(company.today + Duration::days(self.dice.between(2, 120)));
                }
                if self.dice.percent(7) {
                    self.held(right, reason);
                } else {
                    self.hold(right, reason);
                }
            }
        }
        if self.dice.percent(30)
            && let Some((right, application)) = catalog.extras.pick(&mut self.dice)
        {
            let reason = self.some_reason();
            self.hold_number(right, application, reason);
        }
        if self.dice.percent(5) {
            for (role, content) in catalog.roles(Given::Request).skip(self.dice.below(6)).take(1) {
                let reason =
                    Reason { origin: Origin::Request, by: Some(self.manager()), ..self.some_reason() };
                self.hold_role(role, content, reason);
            }
        }
        // Movers who kept what they had, and single rights nobody can explain.
        let elsewhere = super::company::DIVISIONS[self.dice.below(super::company::DIVISIONS.len())].name;
        if self.dice.percent(2)
            && let Some(right) = catalog.wanted(elsewhere, &mut self.dice)
        {
            let reason = Reason { origin: Origin::Reconciliation, by: None, ..self.some_reason() };
            self.hold(right, reason);
        }
        if self.dice.percent(1) && elsewhere != division {
            for (role, content) in catalog.roles(Given::Division(elsewhere)) {
                let reason = Reason { origin: Origin::Administrator, ..self.some_reason() };
                self.hold_role(role, content, reason);
            }
        }
    }

    /// Holds an entitlement by its name, for one of the usual reasons.
    pub(super) fn hold_named(&mut self, right: &str, end: Option<DateTime<Utc>>) {
        if let Some(right) = self.catalog.right(right) {
            let reason = Reason { end, ..self.some_reason() };
            self.hold(right, reason);
        }
    }

    /// Holds a role and what it contains.
    fn hold_role(&mut self, role: i64, content: &[Numbered], reason: Reason) {
        if !self.take(role) {
            return;
        }
        self.grant(ItemKind::Role, role, None, None, reason);
        for right in content {
            let account = self.account(right.application, reason);
            let through = Reason { origin: Origin::Role, ..reason };
            self.grant(ItemKind::Entitlement, right.number, Some(account), Some(role), through);
        }
    }

    /// Holds an entitlement directly.
    pub(super) fn hold(&mut self, right: Numbered, reason: Reason) {
        self.hold_number(right.number, right.application, reason);
    }

    fn hold_number(&mut self, right: i64, application: i64, reason: Reason) {
        if self.take(right) {
            let account = self.account(application, reason);
            self.grant(ItemKind::Entitlement, right, Some(account), None, reason);
        }
    }

    /// Held an entitlement, and does no more.
    fn held(&mut self, right: Numbered, reason: Reason) {
        let account = self.account(right.application, reason);
        self.grant(ItemKind::Entitlement, right.number, Some(account), None, reason);
        let days = (self.company.today - reason.start).num_days().max(1);
        let at = reason.start + Duration::days(self.dice.between(0, days - 1)) + Duration::hours(1);
        let reason = if self.dice.percent(60) { "end date" } else { "request" };
        if let Some((grant, ended)) = self.access.grants.last_mut() {
            grant.status = GrantStatus::Ended;
            grant.end = (reason == "end date").then_some(at);
            *ended = Some(Ended { at, reason: reason.into() });
        }
    }

    /// The account in an application, made with its grant when it is the first thing held there.
    fn account(&mut self, application: i64, reason: Reason) -> AccountId {
        if let Some(account) = self.accounts.get(&application) {
            return *account;
        }
        let name = match self.catalog.style(application) {
            Style::SignIn => self.user_name.clone(),
            Style::Mail => format!("{}@northmoor.example", self.user_name),
            Style::Capitals => self.user_name.to_uppercase(),
        };
        let account = self.access.add_account(self.company, application, Some(self.user), name, reason.start);
        self.accounts.insert(application, account);
        let found = Reason { origin: Origin::Reconciliation, by: None, end: None, ..reason };
        let reason = if matches!(reason.origin, Origin::Rule | Origin::Role) { found } else { reason };
        let reason = Reason { end: None, ..reason };
        self.grant(ItemKind::Application, application, Some(account), None, reason);
        account
    }

    /// Whether an item is not held directly yet; it is from now on.
    fn take(&mut self, item: i64) -> bool {
        let is_new = !self.direct.contains(&item);
        if is_new {
            self.direct.push(item);
        }
        is_new
    }

    fn grant(
        &mut self,
        kind: ItemKind,
        item: i64,
        account: Option<AccountId>,
        role: Option<i64>,
        reason: Reason,
    ) {
        let ids = self.company.ids;
        let application = match kind {
            ItemKind::Application => Some(item),
            _ => self.accounts.iter().find(|(_, id)| Some(**id) == account).map(|(number, _)| *number),
        };
        let grant = Grant {
            id: ids.grant(self.access.grants_made),
            user: self.user,
            kind,
            item: ids.item(item),
            account,
            origin: reason.origin,
            request: None,
            through: role.map(|role| ids.item(role)),
            granted_by: reason.by,
            status: GrantStatus::Active,
            start: reason.start,
            end: reason.end,
            used: used(self.company, application, self.access.grants_made, reason.start),
        };
        self.access.grants_made += 1;
        self.access.grants.push((grant, None));
    }
}
