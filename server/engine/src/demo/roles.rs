//! Roles: what comes with belonging, what comes with a job, what can be asked for besides.

use bailiwick::catalog::Risk;

/// Who has a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// Everybody who is employed, by rule.
    Employees,
    /// Everybody on a contract, by rule.
    Contractors,
    /// Everybody to whom somebody reports.
    Managers,
    /// Everybody in a division, by rule.
    Division(&'static str),
    /// People with a title.
    Job(&'static str),
    /// Whoever asks and is approved.
    Request,
}

/// A role and its content.
pub(super) struct Role {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) risk: Risk,
    /// A department, whose head owns it, or the sign-in name of one of the cast.
    pub(super) owner: &'static str,
    pub(super) given: Given,
    /// `APPLICATION:RIGHT`.
    pub(super) rights: &'static [&'static str],
}

impl Role {
    /// What people can ask for; what rules give cannot be.
    pub(super) fn is_requestable(&self) -> bool {
        matches!(self.given, Given::Job(_) | Given::Request)
    }
}

macro_rules! roles {
    ($($key:literal $name:literal $risk:ident $owner:literal $given:expr, $about:literal [$($right:literal)*];)*) => {
        &[$(Role {
            key: $key, name: $name, about: $about, risk: Risk::$risk, owner: $owner, given: $given, rights: &[$($right),*],
        }),*]
    };
}

/// All roles, the most frequent first.
pub(super) const ROLES: &[Role] = roles![
    "employee" "Employee" Low "People Operations" Given::Employees,
        "What everybody who is employed starts with." ["M365:M365_E3" "WORKDAY:WD_SELF" "VPN:VPN_STAFF" "SERVICENOW:SN_REQUESTER" "LEARNING:LH_LEARNER" "DOORS:DOOR_OFFICE"];
    "contractor" "Contractor" Low "Procurement" Given::Contractors,
        "What people on a contract start with." ["M365:M365_F1" "VPN:VPN_CONTRACTOR" "SERVICENOW:SN_REQUESTER"];
    "people-manager" "People manager" Low "People Operations" Given::Managers,
        "What comes with having people report to you." ["WORKDAY:WD_MANAGER" "WORKDAY:WD_EXPENSES_TEAM" "GREENHOUSE:GR_INTERVIEWER"];
    "finance-base" "Finance base" Low "marta.oyelaran" Given::Division("Finance"),
        "What everybody in finance reads." ["SNOWFLAKE:FINANCE_READ" "SAP:ZFI_GL_DISPLAY" "SAP:ZFI_CC_DISPLAY" "COUPA:CP_REQUISITION"];
    "technology-base" "Technology base" Low "Software Engineering" Given::Division("Technology"),
        "What everybody in technology works with." ["JIRA:JIRA_USER" "CONFLUENCE:CONF_USER" "GITHUB:GH_MEMBER"];
    "underwriting-base" "Underwriting base" Low "Personal Lines" Given::Division("Underwriting"),
        "What everybody in underwriting reads." ["POLICY:PC_VIEW" "RATING:RE_VIEW" "VAULT:DV_POLICY"];
    "claims-base" "Claims base" Low "Motor Claims" Given::Division("Claims"),
        "What everybody in claims reads." ["CLAIMS:CC_VIEW" "VAULT:DV_CLAIMS" "POLICY:PC_VIEW"];
    "customer-base" "Customer base" Low "Customer Service" Given::Division("Customers and Distribution"),
        "What everybody who talks to customers and brokers works with." ["SALESFORCE:SF_SERVICE" "CONFLUENCE:CONF_USER"];
    "people-base" "People base" Low "People Operations" Given::Division("People"),
        "What everybody in people functions works with." ["CONFLUENCE:CONF_USER" "LEARNING:LH_REPORTS"];
    "risk-base" "Risk and legal base" Low "Enterprise Risk" Given::Division("Risk and Legal"),
        "What everybody in risk, compliance and legal reads." ["ARCHER:AR_VIEW" "CONFLUENCE:CONF_USER"];
    "audit-base" "Audit base" Medium "Internal Audit" Given::Division("Audit"),
        "What auditors read." ["TEAMMATE:TM_AUDITOR" "ARCHER:AR_VIEW" "SAP:ZFI_GL_DISPLAY" "CLAIMS:CC_VIEW"];

    "ap-analyst" "Accounts payable analyst" Medium "priya.raghunathan" Given::Job("Accounts payable analyst"),
        "Vendor invoices from arrival to posting." ["SAP:ZFI_AP_INV_POST" "SAP:ZFI_AP_DISPLAY" "SAP:ZFI_VENDOR_CREATE" "M365:SHARED_MAILBOX_AP" "PAYHUB:PH_VIEW"];
    "ar-analyst" "Accounts receivable analyst" Medium "priya.raghunathan" Given::Job("Accounts receivable analyst"),
        "Receipts and reminders of customers." ["SAP:ZFI_AR_POST" "SAP:ZFI_AR_DUNNING" "BILLING:BC_VIEW"];
    "payments-specialist" "Payments specialist" Medium "priya.raghunathan" Given::Job("Payments specialist"),
        "Payment runs up to release by others." ["PAYHUB:PH_RUN_PREPARE" "PAYHUB:PH_VIEW" "SNOWFLAKE:FINANCE_PAYMENTS_READ" "SAP:ZFI_AP_DISPLAY"];
    "financial-controller" "Financial controller" High "marta.oyelaran" Given::Job("Financial controller"),
        "Closes the month and pays vendors." ["SAP:ZFI_AP_PAY_POST" "SAP:ZFI_CC_PLAN" "BLACKLINE:BL_REVIEWER" "SNOWFLAKE:FINANCE_PAYMENTS_READ" "WORKDAY:WD_EXPENSES_TEAM"];
    "expense-analyst" "Expense analyst" Low "marta.oyelaran" Given::Job("Expense analyst"),
        "Checks expenses and card statements." ["WORKDAY:WD_EXPENSES_TEAM" "SAP:ZFI_AP_INV_PARK"];
    "finance-intern" "Finance intern" Low "marta.oyelaran" Given::Job("Finance intern"),
        "Reads along." ["SAP:ZFI_AP_DISPLAY"];
    "treasury-analyst" "Treasury analyst" High "samuel.adeyemi" Given::Job("Treasury analyst"),
        "Cash positions and deals." ["KYRIBA:KY_CASH_VIEW" "KYRIBA:KY_DEAL_CAPTURE" "PAYHUB:PH_VIEW"];
    "senior-treasury-analyst" "Senior treasury analyst" High "samuel.adeyemi" Given::Job("Senior treasury and liquidity analyst"),
        "Liquidity of the group." ["KYRIBA:KY_CASH_VIEW" "KYRIBA:KY_TRANSFER" "SNOWFLAKE:LIQUIDITY_RW" "PAYHUB:PH_VIEW"];
    "investment-operations" "Investment operations" High "samuel.adeyemi" Given::Job("Investment operations analyst"),
        "Confirms and settles deals." ["KYRIBA:KY_CASH_VIEW" "KYRIBA:KY_DEAL_CONFIRM"];
    "accountant" "Financial accountant" High "Group Accounting" Given::Job("Financial accountant"),
        "Journals and reconciliations." ["SAP:ZFI_GL_POST" "SAP:ZFI_ASSET_POST" "BLACKLINE:BL_PREPARER"];
    "consolidation" "Consolidation accountant" High "Group Accounting" Given::Job("Consolidation accountant"),
        "Brings the companies' figures together." ["ONESTREAM:OS_SUBMIT" "ONESTREAM:OS_CONSOLIDATE" "BLACKLINE:BL_VIEW"];
    "tax" "Tax specialist" Medium "Group Accounting" Given::Job("Tax specialist"),
        "Returns and provisions." ["ONESTREAM:OS_SUBMIT" "BLACKLINE:BL_PREPARER"];
    "reporting-analyst" "Management reporting analyst" Medium "Group Accounting" Given::Job("Management reporting analyst"),
        "Tells managers how it goes." ["ONESTREAM:OS_FORECAST" "TABLEAU:TB_CREATOR" "TABLEAU:TB_FINANCE"];
    "buyer" "Category buyer" Medium "luis.ferreira-de-almeida" Given::Job("Category buyer"),
        "Buys for the company." ["COUPA:CP_SOURCING" "COUPA:CP_CONTRACTS" "SAP:ZMM_PO_CREATE"];
    "supplier-manager" "Supplier manager" Medium "luis.ferreira-de-almeida" Given::Job("Supplier manager"),
        "Looks after suppliers." ["COUPA:CP_SUPPLIER_ONBOARD" "COUPA:CP_SUPPLIER_RISK"];
    "contract-manager" "Contract manager" Medium "luis.ferreira-de-almeida" Given::Job("Contract manager"),
        "Contracts with suppliers." ["COUPA:CP_CONTRACTS" "DOCUSIGN:DS_SENDER"];
    "procurement-analyst" "Procurement analyst" Low "luis.ferreira-de-almeida" Given::Job("Procurement analyst"),
        "Figures about buying." ["COUPA:CP_SUPPLIER_RISK" "TABLEAU:TB_CREATOR"];

    "engineer" "Software engineer" Medium "Software Engineering" Given::Job("Software engineer"),
        "Writes and runs the company's software." ["GITHUB:GH_CLAIMS_WRITE" "AWS:AWS_DEV_POWER" "KUBERNETES:K8S_DEV_EDIT" "SPLUNK:SPL_USER"];
    "senior-engineer" "Senior software engineer" High "Software Engineering" Given::Job("Senior software engineer"),
        "Writes, reviews and releases the company's software." ["GITHUB:GH_CLAIMS_WRITE" "AWS:AWS_DEV_POWER" "KUBERNETES:K8S_PROD_VIEW" "SPLUNK:SPL_USER" "PAGERDUTY:PD_RESPONDER"];
    "tester" "Test engineer" Low "Software Engineering" Given::Job("Test engineer"),
        "Finds out what does not work." ["KUBERNETES:K8S_DEV_EDIT" "SPLUNK:SPL_USER"];
    "product-owner" "Product owner" Medium "Software Engineering" Given::Job("Product owner"),
        "Says what is built next." ["JIRA:JIRA_LEAD_CLM" "TABLEAU:TB_VIEWER"];
    "platform-engineer" "Platform engineer" High "Cloud Platform" Given::Job("Platform engineer"),
        "Builds what applications run on." ["AWS:AWS_PROD_OPERATE" "GITHUB:GH_PLATFORM_WRITE" "KUBERNETES:K8S_PROD_EDIT" "PAGERDUTY:PD_RESPONDER"];
    "reliability-engineer" "Site reliability engineer" High "Cloud Platform" Given::Job("Site reliability engineer"),
        "Keeps production running." ["AWS:AWS_PROD_OPERATE" "KUBERNETES:K8S_PROD_EDIT" "SPLUNK:SPL_ALERTS" "PAGERDUTY:PD_RESPONDER" "VPN:VPN_PRIVILEGED"];
    "database-administrator" "Database administrator" High "Cloud Platform" Given::Job("Database administrator"),
        "Looks after databases." ["CYBERARK:PAM_DATABASES" "AWS:AWS_PROD_READ" "VPN:VPN_PRIVILEGED"];
    "network-engineer" "Network engineer" High "Cloud Platform" Given::Job("Network engineer"),
        "Looks after networks." ["CYBERARK:PAM_NETWORK" "DOORS:DOOR_DATA_CENTRE" "VPN:VPN_PRIVILEGED"];
    "data-engineer" "Data engineer" High "Data and Analytics" Given::Job("Data engineer"),
        "Builds pipelines." ["SNOWFLAKE:ENGINEER_RW" "DATABRICKS:DBX_NOTEBOOKS" "AWS:AWS_DEV_POWER"];
    "data-analyst" "Data analyst" Medium "Data and Analytics" Given::Job("Data analyst"),
        "Answers questions with data." ["SNOWFLAKE:CLAIMS_READ" "SNOWFLAKE:POLICY_READ" "TABLEAU:TB_CREATOR"];
    "data-scientist" "Data scientist" Medium "Data and Analytics" Given::Job("Data scientist"),
        "Builds models." ["DATABRICKS:DBX_NOTEBOOKS" "DATABRICKS:DBX_CLUSTERS" "SNOWFLAKE:CLAIMS_READ" "SNOWFLAKE:POLICY_READ"];
    "reporting-developer" "Reporting developer" Low "Data and Analytics" Given::Job("Reporting developer"),
        "Builds dashboards." ["TABLEAU:TB_CREATOR" "TABLEAU:TB_CERTIFY"];
    "security-analyst" "Security analyst" High "Information Security" Given::Job("Security analyst"),
        "Watches and responds." ["SPLUNK:SPL_SECURITY" "SCANNER:QL_VIEW" "CONFLUENCE:CONF_SECURITY"];
    "identity-engineer" "Identity engineer" High "grace.mbeki" Given::Job("Identity engineer"),
        "Connects applications to identity governance." ["ACTIVEDIRECTORY:AD_GROUPS" "SPLUNK:SPL_SECURITY" "CONFLUENCE:CONF_SECURITY"];
    "security-architect" "Security architect" Medium "Information Security" Given::Job("Security architect"),
        "Designs what keeps attackers out." ["CONFLUENCE:CONF_SECURITY" "SCANNER:QL_EXCEPTIONS" "AWS:AWS_PROD_READ"];
    "penetration-tester" "Penetration tester" High "Information Security" Given::Job("Penetration tester"),
        "Attacks before others do." ["SCANNER:QL_SCAN" "VPN:VPN_PRIVILEGED"];
    "service-desk" "Service desk analyst" Medium "Workplace Technology" Given::Job("Service desk analyst"),
        "Helps everybody." ["SERVICENOW:SN_AGENT" "ACTIVEDIRECTORY:AD_PASSWORD_RESET"];
    "workplace-engineer" "Workplace engineer" High "Workplace Technology" Given::Job("Workplace engineer"),
        "Looks after laptops and mail." ["ACTIVEDIRECTORY:AD_WORKSTATIONS" "M365:EXCHANGE_ADMIN" "SERVICENOW:SN_AGENT"];
    "application-support" "Application support analyst" Medium "Workplace Technology" Given::Job("Application support analyst"),
        "Looks after bought applications." ["SERVICENOW:SN_AGENT" "SERVICENOW:SN_CMDB_EDITOR" "SPLUNK:SPL_USER"];

    "commercial-underwriter" "Commercial underwriter" Medium "Commercial Underwriting" Given::Job("Commercial underwriter"),
        "Accepts commercial risks." ["POLICY:PC_QUOTE" "POLICY:PC_BIND" "POLICY:PC_ENDORSE" "RATING:RE_DISCOUNT"];
    "senior-commercial-underwriter" "Senior commercial underwriter" High "Commercial Underwriting" Given::Job("Senior commercial underwriter"),
        "Accepts larger commercial risks." ["POLICY:PC_QUOTE" "POLICY:PC_BIND" "POLICY:PC_ENDORSE" "POLICY:PC_AUTHORITY_1M" "REINSURANCE:RI_VIEW"];
    "underwriting-assistant" "Underwriting assistant" Low "Personal Lines" Given::Job("Underwriting assistant"),
        "Prepares quotes and documents." ["POLICY:PC_QUOTE" "POLICY:PC_ENDORSE"];
    "risk-engineer" "Risk engineer" Low "Commercial Underwriting" Given::Job("Risk engineer"),
        "Visits what is insured." ["DOORS:DOOR_ALL_OFFICES" "POLICY:PC_QUOTE"];
    "personal-underwriter" "Personal lines underwriter" Medium "Personal Lines" Given::Job("Personal lines underwriter"),
        "Accepts motor and home." ["POLICY:PC_QUOTE" "POLICY:PC_BIND" "POLICY:PC_CANCEL" "BILLING:BC_VIEW"];
    "product-manager" "Insurance product manager" High "Personal Lines" Given::Job("Product manager"),
        "Decides what is covered." ["POLICY:PC_PRODUCT" "SNOWFLAKE:POLICY_READ" "TABLEAU:TB_VIEWER"];
    "actuarial-analyst" "Actuarial analyst" Medium "Actuarial and Pricing" Given::Job("Actuarial analyst"),
        "Counts what claims cost." ["RESERVING:RQ_VIEW" "SNOWFLAKE:CLAIMS_READ" "DATABRICKS:DBX_NOTEBOOKS"];
    "pricing-actuary" "Pricing actuary" High "Actuarial and Pricing" Given::Job("Pricing actuary"),
        "Decides what cover costs." ["RATING:RE_EDIT" "SNOWFLAKE:PRICING_RW" "SNOWFLAKE:POLICY_READ"];
    "reserving-actuary" "Reserving actuary" High "Actuarial and Pricing" Given::Job("Reserving actuary"),
        "Estimates open claims." ["RESERVING:RQ_VIEW" "RESERVING:RQ_EDIT" "SNOWFLAKE:CLAIMS_READ"];
    "reinsurance-analyst" "Reinsurance analyst" Medium "Reinsurance" Given::Job("Reinsurance analyst"),
        "Cessions and bordereaux." ["REINSURANCE:RI_VIEW" "REINSURANCE:RI_CESSION"];
    "treaty-underwriter" "Treaty underwriter" High "Reinsurance" Given::Job("Treaty underwriter"),
        "Buys reinsurance." ["REINSURANCE:RI_VIEW" "REINSURANCE:RI_TREATY"];
    "reinsurance-accountant" "Reinsurance accountant" High "Reinsurance" Given::Job("Reinsurance accountant"),
        "Accounts with reinsurers." ["REINSURANCE:RI_VIEW" "SAP:ZFI_GL_POST"];

    "claims-handler" "Claims handler" Medium "Motor Claims" Given::Job("Claims handler"),
        "Settles claims." ["CLAIMS:CC_REGISTER" "CLAIMS:CC_HANDLE" "CLAIMS:CC_RESERVE" "CLAIMS:CC_PAY_5K" "FRAUD:FL_ALERTS"];
    "senior-claims-handler" "Senior claims handler" High "Motor Claims" Given::Job("Senior claims handler"),
        "Settles larger claims." ["CLAIMS:CC_HANDLE" "CLAIMS:CC_RESERVE_LARGE" "CLAIMS:CC_PAY_50K" "CLAIMS:CC_REOPEN" "FRAUD:FL_ALERTS"];
    "claims-assistant" "Claims assistant" Low "Motor Claims" Given::Job("Claims assistant"),
        "Takes the first call." ["CLAIMS:CC_REGISTER" "M365:SHARED_MAILBOX_CLAIMS"];
    "repair-coordinator" "Repair network coordinator" Medium "Motor Claims" Given::Job("Repair network coordinator"),
        "Looks after workshops." ["REPAIR:RN_VIEW" "REPAIR:RN_ASSIGN"];
    "loss-adjuster" "Loss adjuster" Medium "Property Claims" Given::Job("Loss adjuster"),
        "Sees what is broken." ["CLAIMS:CC_HANDLE" "CLAIMS:CC_RESERVE"];
    "claims-accountant" "Claims accountant" High "chiara.bellandi" Given::Job("Claims accountant"),
        "Accounts for claims." ["SAP:ZFI_GL_POST" "BLACKLINE:BL_PREPARER"];
    "claims-payments" "Claims payment specialist" High "chiara.bellandi" Given::Job("Claims payment specialist"),
        "Releases claims payments." ["CLAIMS:CC_PAY_RELEASE" "PAYHUB:PH_VIEW"];
    "recovery-specialist" "Recovery specialist" Medium "chiara.bellandi" Given::Job("Recovery specialist"),
        "Claims money back." ["CLAIMS:CC_RECOVERY" "CLAIMS:CC_REOPEN"];
    "fraud-investigator" "Fraud investigator" High "Claims Investigation" Given::Job("Fraud investigator"),
        "Investigates claims." ["FRAUD:FL_ALERTS" "FRAUD:FL_CASES" "CLAIMS:CC_HEALTH"];
    "fraud-analyst" "Fraud analyst" Medium "Claims Investigation" Given::Job("Fraud analyst"),
        "Finds patterns." ["FRAUD:FL_ALERTS" "FRAUD:FL_MODEL" "SNOWFLAKE:CLAIMS_READ"];

    "adviser" "Customer adviser" Low "Customer Service" Given::Job("Customer adviser"),
        "Talks to customers." ["GENESYS:GC_AGENT" "POLICY:PC_VIEW" "CLAIMS:CC_REGISTER" "BILLING:BC_VIEW"];
    "senior-adviser" "Senior customer adviser" Medium "Customer Service" Given::Job("Senior customer adviser"),
        "Talks to customers and changes policies." ["GENESYS:GC_AGENT" "POLICY:PC_ENDORSE" "POLICY:PC_CANCEL" "BILLING:BC_INSTALMENTS"];
    "complaints" "Complaints specialist" Medium "Customer Service" Given::Job("Complaints specialist"),
        "Answers complaints." ["SALESFORCE:SF_COMPLAINTS" "GENESYS:GC_RECORDINGS"];
    "planner" "Workforce planner" Low "Customer Service" Given::Job("Workforce planner"),
        "Plans shifts." ["GENESYS:GC_PLANNER" "TABLEAU:TB_VIEWER"];
    "broker-manager" "Broker account manager" Medium "Broker Relations" Given::Job("Broker account manager"),
        "Looks after brokers." ["BROKERS:BP_SUPPORT" "BROKERS:BP_COMMISSION_VIEW" "SALESFORCE:SF_SALES"];
    "broker-support" "Broker support specialist" Low "Broker Relations" Given::Job("Broker support specialist"),
        "Helps brokers." ["BROKERS:BP_SUPPORT" "BROKERS:BP_ONBOARD" "POLICY:PC_VIEW"];
    "delegated-authority" "Delegated authority analyst" High "Broker Relations" Given::Job("Delegated authority analyst"),
        "Watches what brokers bind." ["BROKERS:BP_DELEGATED" "POLICY:PC_VIEW"];
    "campaigns" "Campaign specialist" Medium "Marketing" Given::Job("Campaign specialist"),
        "Writes to customers." ["CAMPAIGN:AC_DESIGN" "CAMPAIGN:AC_AUDIENCE" "SNOWFLAKE:MARKETING_READ"];
    "content" "Content designer" Low "Marketing" Given::Job("Content designer"),
        "Writes for the sites." ["CONTENT:CS_EDIT" "CAMPAIGN:AC_DESIGN"];
    "digital-product" "Digital product manager" Medium "Digital Channels" Given::Job("Digital product manager"),
        "Decides what customers can do online." ["WEBANALYTICS:WA_VIEW" "CONTENT:CS_PUBLISH" "JIRA:JIRA_USER"];
    "experience" "Experience designer" Low "Digital Channels" Given::Job("Experience designer"),
        "Designs the sites." ["CONTENT:CS_EDIT" "WEBANALYTICS:WA_VIEW"];
    "web-analyst" "Web analyst" Low "Digital Channels" Given::Job("Web analyst"),
        "Measures the sites." ["WEBANALYTICS:WA_VIEW" "WEBANALYTICS:WA_TAGS" "TABLEAU:TB_CREATOR"];

    "hr-adviser" "HR adviser" High "People Operations" Given::Job("HR adviser"),
        "Helps people and their managers." ["WORKDAY:WD_HR_PARTNER"];
    "hr-partner" "HR business partner" High "People Operations" Given::Job("HR business partner"),
        "Looks after a division." ["WORKDAY:WD_HR_PARTNER" "WORKDAY:WD_PAYROLL_OWN_ORG" "GREENHOUSE:GR_RECRUITER"];
    "recruiter" "Recruiter" Medium "People Operations" Given::Job("Recruiter"),
        "Finds people." ["GREENHOUSE:GR_RECRUITER" "WORKDAY:WD_RECRUITING"];
    "people-analyst" "People data analyst" High "People Operations" Given::Job("People data analyst"),
        "Answers questions about people." ["WORKDAY:WD_REPORT_WRITER" "SNOWFLAKE:HR_READ" "TABLEAU:TB_CREATOR"];
    "payroll-specialist" "Payroll specialist" High "Payroll" Given::Job("Payroll specialist"),
        "Prepares the pay run." ["PAYROLL:PY_VIEW" "PAYROLL:PY_ENTRY"];
    "trainer" "Trainer" Low "Learning and Culture" Given::Job("Trainer"),
        "Teaches." ["LEARNING:LH_AUTHOR"];
    "facilities" "Facilities coordinator" Medium "Facilities" Given::Job("Facilities coordinator"),
        "Looks after offices." ["DOORS:DOOR_ALL_OFFICES" "SERVICENOW:SN_AGENT" "COUPA:CP_REQUISITION"];
    "receptionist" "Receptionist" Medium "Facilities" Given::Job("Receptionist"),
        "Welcomes guests." ["DOORS:DOOR_BADGES"];

    "risk-analyst" "Risk analyst" Medium "Enterprise Risk" Given::Job("Risk analyst"),
        "Assesses risks." ["ARCHER:AR_RISK_OWNER" "ARCHER:AR_TESTER"];
    "compliance-officer" "Compliance officer" Medium "Compliance" Given::Job("Compliance officer"),
        "Sees that rules are kept." ["ARCHER:AR_TESTER" "SCREENING:SS_LEVEL_1"];
    "financial-crime" "Financial crime analyst" High "Compliance" Given::Job("Financial crime analyst"),
        "Decides on sanctions alerts." ["SCREENING:SS_LEVEL_1" "SCREENING:SS_LEVEL_2"];
    "counsel" "Legal counsel" Medium "Legal" Given::Job("Legal counsel"),
        "Advises." ["IMANAGE:IM_MATTERS" "DOCUSIGN:DS_SENDER"];
    "paralegal" "Paralegal" Low "Legal" Given::Job("Paralegal"),
        "Helps the lawyers." ["IMANAGE:IM_MATTERS" "IMANAGE:IM_TEMPLATES"];
    "privacy-analyst" "Privacy analyst" High "Data Protection" Given::Job("Privacy analyst"),
        "Answers people about their data." ["ONETRUST:OT_REQUESTS" "ONETRUST:OT_ASSESS"];
    "senior-auditor" "Senior internal auditor" High "Internal Audit" Given::Job("Senior internal auditor"),
        "Leads audits." ["TEAMMATE:TM_LEAD" "BLACKLINE:BL_VIEW"];
    "technology-auditor" "Technology auditor" Medium "Internal Audit" Given::Job("Technology auditor"),
        "Audits systems." ["AWS:AWS_PROD_READ" "SCANNER:QL_VIEW"];

    "month-end" "Month-end close" High "priya.raghunathan" Given::Request,
        "Everything one needs to help with the monthly close." ["SNOWFLAKE:FIN_CLOSE_RW" "BLACKLINE:BL_PREPARER" "SAP:ZFI_GL_DISPLAY"];
    "on-call" "Engineer on duty" High "Cloud Platform" Given::Request,
        "What the engineer on duty needs at night." ["AWS:AWS_PROD_OPERATE" "KUBERNETES:K8S_PROD_EDIT" "VPN:VPN_PRIVILEGED" "PAGERDUTY:PD_RESPONDER"];
    "data-explorer" "Data explorer" Medium "Data and Analytics" Given::Request,
        "Look into the warehouse without names." ["SNOWFLAKE:CLAIMS_READ" "SNOWFLAKE:POLICY_READ" "DATABRICKS:DBX_NOTEBOOKS"];
    "traveller" "Traveller" Low "Facilities" Given::Request,
        "Work from other offices and other continents." ["VPN:VPN_ABROAD" "DOORS:DOOR_ALL_OFFICES"];
    "large-loss" "Large loss authority" High "Motor Claims" Given::Request,
        "Reserves and payments of large claims." ["CLAIMS:CC_RESERVE_LARGE" "CLAIMS:CC_PAY_50K"];
    "project-lead" "Project lead" Medium "Software Engineering" Given::Request,
        "Lead a project of several teams." ["JIRA:JIRA_USER" "CONFLUENCE:CONF_USER" "M365:SITE_OWNER"];
];

#[cfg(test)]
mod tests {
    use super::super::{cast::CAST, catalog::applications, company::DIVISIONS};
    use super::*;

    fn owner_exists(owner: &str) -> bool {
        CAST.iter().any(|member| member.sign_in() == owner)
            || DIVISIONS
                .iter()
                .flat_map(|division| division.departments)
                .any(|department| department.name == owner)
    }

    #[test]
    fn the_content_of_every_role_is_in_the_catalog() {
        for right in ROLES.iter().flat_map(|role| role.rights) {
            let (application, key) = right.split_once(':').unwrap();
            let application = applications().find(|found| found.key == application).expect(right);
            assert!(application.rights.iter().any(|found| found.key == key), "{right}");
        }
    }

    #[test]
    fn everything_has_an_owner_who_exists_and_keys_are_unique() {
        let mut keys = std::collections::HashSet::new();
        for role in ROLES {
            assert!(owner_exists(role.owner), "{}", role.owner);
            assert!(keys.insert(role.key), "{}", role.key);
        }
        for application in applications() {
            assert!(owner_exists(application.owner), "{}", application.owner);
            assert!(keys.insert(application.key), "{}", application.key);
            let mut rights = std::collections::HashSet::new();
            for right in application.rights {
                assert!(right.owner.is_empty() || owner_exists(right.owner), "{}", right.owner);
                assert!(rights.insert(right.key), "{}", right.key);
            }
        }
    }

    #[test]
    fn roles_are_given_to_people_who_exist() {
        let jobs: Vec<&str> = DIVISIONS
            .iter()
            .flat_map(|d| d.departments)
            .flat_map(|d| d.jobs)
            .map(|(title, _)| *title)
            .collect();
        for role in ROLES {
            match role.given {
                Given::Job(title) => assert!(jobs.contains(&title), "{title}"),
                Given::Division(name) => {
                    assert!(DIVISIONS.iter().any(|division| division.name == name), "{name}");
                }
                _ => {}
            }
        }
    }
}
