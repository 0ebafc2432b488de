//! What the cast holds besides what their jobs give, so that the demo's stories work.

use bailiwick::grant::Origin;
use chrono::Duration;

use super::access::{Holder, Reason};

/// Sign-in name, entitlement, days until it ends.
const HELD: &[(&str, &str, Option<i64>)] = &[
    ("priya.raghunathan", "SAP:ZFI_VENDOR_CREATE", None),
    ("priya.raghunathan", "PAYHUB:PH_RUN_RELEASE", Some(70)),
    ("priya.raghunathan", "COUPA:CP_SUPPLIER_RISK", None),
    ("marta.oyelaran", "PAYHUB:PH_RELEASE_APPROVER", Some(4)),
    ("marta.oyelaran", "SNOWFLAKE:FIN_CLOSE_RW", Some(11)),
    ("marta.oyelaran", "SAP:ZFI_QEND_WINDOW", Some(42)),
    ("marta.oyelaran", "ONESTREAM:OS_FORECAST", None),
    ("marta.oyelaran", "TABLEAU:TB_FINANCE", None),
    ("aleksandra.wisniewska-kowalczyk", "PAYHUB:PH_BANK_SIGN", None),
    ("aleksandra.wisniewska-kowalczyk", "SNOWFLAKE:FINANCE_PAYMENTS_READ", None),
    ("tom.ek", "COUPA:CP_ADMIN", None),
    ("tom.ek", "SNOWFLAKE:FIN_ADMIN", None),
    ("oskar.nystrom-bagge", "SAP:ZFI_AP_PAY_POST", None),
    ("hana.sato", "PAYHUB:PH_RUN_PREPARE", None),
    ("hana.sato", "COUPA:CP_INVOICE_APPROVER", Some(95)),
    ("jonas.lindqvist", "COUPA:CP_INVOICE_APPROVER", Some(26)),
    ("jonas.lindqvist", "JIRA:JIRA_USER", None),
    ("luis.ferreira-de-almeida", "COUPA:CP_SUPPLIER_ONBOARD", None),
    ("luis.ferreira-de-almeida", "SAP:ZMM_PO_RELEASE", None),
    ("chiara.bellandi", "CLAIMS:CC_PAY_50K", None),
    ("chiara.bellandi", "SAP:ZFI_VENDOR_BANK", None),
    ("samuel.adeyemi", "KYRIBA:KY_BANK_ADMIN", None),
    ("grace.mbeki", "ACTIVEDIRECTORY:AD_GROUPS", None),
    ("grace.mbeki", "CONFLUENCE:CONF_SECURITY", None),
    ("ruben.castellanos", "AWS:AWS_PROD_OPERATE", None),
    ("ruben.castellanos", "AWS:AWS_ORG_ADMIN", None),
    ("dmitri.havel", "ARCHER:AR_TESTER", None),
    ("noor.haddad", "ARCHER:AR_FINDINGS", None),
];

/// Gives a member of the cast what the stories need.
pub(super) fn hold(holder: &mut Holder<'_>) {
    let name = holder.company.user_name(holder.person);
    for (_, right, days) in HELD.iter().filter(|(who, ..)| *who == name) {
        let end = days.map(|days| holder.company.today + Duration::days(days) + Duration::hours(17));
        holder.hold_named(right, end);
    }
    if name == "tom.ek"
        && let Some(right) = holder.catalog.right("SNOWFLAKE:SYSADMIN")
    {
        // Found in the warehouse; nobody knows why.
        let reason = Reason { origin: Origin::Reconciliation, by: None, ..holder.some_reason() };
        holder.hold(right, reason);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{cast::CAST, items::Catalog};
    use super::*;

    #[test]
    fn the_cast_holds_what_exists() {
        let catalog = Catalog::new(0);
        for (who, right, _) in HELD {
            assert!(CAST.iter().any(|member| member.sign_in() == *who), "{who}");
            assert!(catalog.right(right).is_some(), "{right}");
        }
    }

    #[test]
    fn jonas_can_ask_priya_for_something_that_he_does_not_hold() {
        let catalog = Catalog::new(0);
        let wanted = catalog.right("SAP:ZFI_AP_PAY_POST").unwrap();
        assert!(wanted.right.is_requestable());
        assert!(
            !HELD.iter().any(|(who, right, _)| *who == "jonas.lindqvist" && *right == "SAP:ZFI_AP_PAY_POST")
        );
    }
}
