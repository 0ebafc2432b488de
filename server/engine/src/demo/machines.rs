//! The accounts that programs of the company work with: who answers for each, what it may do, and when it was last used.

use bailiwick::directory::AccountKind;
use chrono::Duration;

use super::access::Access;
use super::items::Catalog;
use super::people::Company;

/// One of them.
struct Machine {
    application: &'static str,
    name: &'static str,
    /// A sign-in name of the cast, or a department, whose head answers for it; nobody when empty.
    owner: &'static str,
    /// It was made so many days ago.
    made: i64,
    /// It was last used so many days ago; where nothing is known of it, none.
    used: Option<i64>,
    rights: &'static [&'static str],
}

macro_rules! machines {
    ($($application:literal $name:literal $owner:literal $made:literal $used:expr, [$($right:literal)*];)*) => {
        &[$(Machine {
            application: $application, name: $name, owner: $owner, made: $made, used: $used, rights: &[$($right),*],
        }),*]
    };
}

const MACHINES: &[Machine] = machines![
    "SAP" "BATCH_PAYRUN" "priya.raghunathan" 2_140 Some(0), ["ZFI_AP_PAY_POST" "ZFI_AP_DISPLAY"];
    "SAP" "IF_PAYROLL" "Payroll" 1_620 Some(12), ["ZFI_GL_POST"];
    "SAP" "RFC_VENDOR_OLD" "" 3_350 Some(412), ["ZFI_VENDOR_CREATE" "ZFI_VENDOR_BANK"];
    "PAYHUB" "svc-bank-gateway" "priya.raghunathan" 980 Some(0), ["PH_VIEW" "PH_RUN_PREPARE"];
    "PAYROLL" "if-workday-payroll" "Payroll" 1_210 Some(9), ["PY_ENTRY"];
    "GITHUB" "ci-deployer" "ruben.castellanos" 870 Some(0), ["GH_PLATFORM_WRITE" "GH_BYPASS_REVIEW"];
    "KUBERNETES" "ci-deployer" "ruben.castellanos" 870 Some(0), ["K8S_PROD_EDIT"];
    "AWS" "svc-backup" "Cloud Platform" 1_460 Some(1), ["AWS_PROD_READ" "AWS_KEYS"];
    "SNOWFLAKE" "LOADER_NIGHTLY" "Data and Analytics" 640 Some(0), ["ENGINEER_RW" "FINANCE_READ"];
    "SPLUNK" "svc-forwarder" "Information Security" 1_900 None, ["SPL_USER"];
    "ACTIVEDIRECTORY" "svc-scan-legacy" "" 2_730 Some(655), ["AD_SERVERS"];
];

/// Adds them.
pub(super) fn add(access: &mut Access, company: &Company, catalog: &Catalog) {
    for machine in MACHINES {
        let rights =
            machine.rights.iter().filter_map(|key| catalog.right(&format!("{}:{key}", machine.application)));
        let rights: Vec<_> = rights.collect();
        let Some(application) = rights.first().map(|right| right.application) else { continue };
        let made = company.today - Duration::days(machine.made);
        let id = access.add_account(company, application, None, machine.name.into(), made);
        if let Some(account) = access.accounts.last_mut() {
            account.kind = AccountKind::Machine;
            account.last_used = machine.used.map(|days| company.today - Duration::days(days));
            if !machine.owner.is_empty() {
                account.owner = Some(company.ids.user(company.owner(machine.owner)));
            }
        }
        access.rights.extend(rights.iter().map(|right| (id, company.ids.item(right.number), made)));
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn every_machine_may_do_what_the_catalog_has_and_some_need_a_look() {
        let company = Company::new(1, 200, DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let mut access = Access::default();
        add(&mut access, &company, &Catalog::new(0));
        assert_eq!(access.accounts.len(), MACHINES.len());
        assert_eq!(access.rights.len(), MACHINES.iter().map(|one| one.rights.len()).sum::<usize>());
        assert!(access.accounts.iter().any(|account| account.owner.is_none()));
        let long_ago = company.today - Duration::days(365);
        assert!(access.accounts.iter().any(|account| account.last_used.is_some_and(|at| at < long_ago)));
    }
}
