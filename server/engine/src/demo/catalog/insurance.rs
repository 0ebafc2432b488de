//! What policies, claims and prices are worked on with.

use bailiwick::catalog::Risk;

use super::{Application, Style, rights};

pub(super) const APPLICATIONS: &[Application] = &[
    Application {
        key: "POLICY",
        name: "PolicyCenter",
        about: "Quotes, policies and changes to them.",
        risk: Risk::High,
        owner: "Personal Lines",
        style: Style::SignIn,
        tags: "underwriting policies",
        rights: rights![
            "PC_VIEW" "Policies, view" Low ["policies"] "See policies and their history.";
            "PC_QUOTE" "Quotes, prepare" Low ["policies"] "Prepare quotes for customers and brokers.";
            "PC_BIND" "Policies, bind" Medium ["policies underwriting"] "Bind policies within the limits of one's grade.";
            "PC_ENDORSE" "Policies, change" Medium ["policies"] "Change policies in force.";
            "PC_CANCEL" "Policies, cancel" Medium ["policies"] "Cancel policies and return premium.";
            "PC_AUTHORITY_1M" "Underwriting authority to 1 million" High ["underwriting authority"] "Accept commercial risks with sums insured to 1 million." "Commercial Underwriting";
            "PC_AUTHORITY_10M" "Underwriting authority to 10 million" Critical ["underwriting authority"] "Accept commercial risks with sums insured to 10 million." "Commercial Underwriting";
            "PC_PRODUCT" "Products, configure" High ["policies change"] "Change covers, questions and documents of products.";
            "PC_OVERRIDE" "Referral rules, override" Critical ["underwriting sox"] "Bind although a referral rule says no.";
        ],
    },
    Application {
        key: "CLAIMS",
        name: "ClaimCenter",
        about: "Claims from the first call to the last payment.",
        risk: Risk::High,
        owner: "Motor Claims",
        style: Style::SignIn,
        tags: "claims",
        rights: rights![
            "CC_VIEW" "Claims, view" Low ["claims"] "See claims, without health data.";
            "CC_REGISTER" "Claims, register" Low ["claims"] "Register new claims.";
            "CC_HANDLE" "Claims, handle" Medium ["claims"] "Work on claims: contacts, documents, decisions on cover.";
            "CC_RESERVE" "Reserves to 25,000" Medium ["claims reserves"] "Set and change reserves to 25,000.";
            "CC_RESERVE_LARGE" "Reserves above 25,000" High ["claims reserves sox"] "Set and change reserves above 25,000.";
            "CC_PAY_5K" "Pay claims to 5,000" Medium ["claims payments"] "Pay customers and repairers to 5,000.";
            "CC_PAY_50K" "Pay claims to 50,000" High ["claims payments sox"] "Pay customers and repairers to 50,000." "chiara.bellandi";
            "CC_PAY_RELEASE" "Release claims payments" Critical ["claims payments sox"] "Release payments that handlers prepared." "chiara.bellandi";
            "CC_PAYEE_BANK" "Payees, change bank details" Critical ["claims payments sox"] "Change the bank account a claim is paid to." "chiara.bellandi";
            "CC_HEALTH" "Health data, view" High ["claims privacy"] "See medical reports of injured people." "Data Protection";
            "CC_RECOVERY" "Recoveries, pursue" Medium ["claims recoveries"] "Claim money back from other insurers." "chiara.bellandi";
            "CC_REOPEN" "Claims, reopen" Medium ["claims"] "Reopen claims that are closed.";
            "CC_RULES" "Claims rules, change" High ["admin claims"] "Change assignment rules and limits of grades.";
        ],
    },
    Application {
        key: "BILLING",
        name: "BillingCenter",
        about: "Premiums: invoices, instalments, refunds.",
        risk: Risk::High,
        owner: "Finance Operations",
        style: Style::SignIn,
        tags: "finance premiums",
        rights: rights![
            "BC_VIEW" "Premium accounts, view" Low ["premiums"] "See what customers owe and have paid.";
            "BC_INSTALMENTS" "Instalment plans, change" Medium ["premiums"] "Change the dates on which customers pay.";
            "BC_REFUND" "Premium refunds" High ["premiums payments sox"] "Pay premium back to customers, to 2,000.";
            "BC_WRITE_OFF" "Premiums, write off" High ["premiums sox"] "Write off premium that will not be paid.";
        ],
    },
    Application {
        key: "RATING",
        name: "Rating Engine",
        about: "Calculates prices for every channel.",
        risk: Risk::High,
        owner: "Actuarial and Pricing",
        style: Style::SignIn,
        tags: "pricing underwriting",
        rights: rights![
            "RE_VIEW" "Rates, view" Low ["pricing"] "See rates and how a price came about.";
            "RE_EDIT" "Rates, edit" High ["pricing"] "Edit rate tables in the test environment.";
            "RE_DEPLOY" "Rates, put into production" Critical ["pricing change sox"] "Put approved rate tables into production.";
            "RE_DISCOUNT" "Discounts, grant" Medium ["pricing"] "Grant discounts within the limits of one's grade." "Personal Lines";
        ],
    },
    Application {
        key: "RESERVING",
        name: "ResQ Reserving",
        about: "Estimates what open claims will cost.",
        risk: Risk::High,
        owner: "Actuarial and Pricing",
        style: Style::SignIn,
        tags: "actuarial reserves",
        rights: rights![
            "RQ_VIEW" "Estimates, view" Medium ["reserves"] "See triangles and estimates.";
            "RQ_EDIT" "Estimates, edit" High ["reserves sox"] "Choose methods and factors.";
            "RQ_SIGN_OFF" "Estimates, sign off" Critical ["reserves sox"] "Sign off the quarter's reserves.";
        ],
    },
    Application {
        key: "REINSURANCE",
        name: "Reinsurance Desk",
        about: "Treaties, cessions and settlements with reinsurers.",
        risk: Risk::High,
        owner: "Reinsurance",
        style: Style::SignIn,
        tags: "reinsurance",
        rights: rights![
            "RI_VIEW" "Treaties, view" Low ["reinsurance"] "See treaties and what was ceded.";
            "RI_TREATY" "Treaties, edit" High ["reinsurance contracts"] "Enter and change treaties.";
            "RI_CESSION" "Cessions, post" Medium ["reinsurance"] "Post cessions and bordereaux.";
            "RI_SETTLE" "Settlements, release" Critical ["reinsurance payments sox"] "Release settlements to reinsurers.";
        ],
    },
    Application {
        key: "BROKERS",
        name: "Broker Portal",
        about: "What brokers see, and the desk behind it.",
        risk: Risk::Medium,
        owner: "Broker Relations",
        style: Style::Mail,
        tags: "brokers distribution",
        rights: rights![
            "BP_SUPPORT" "Broker support desk" Low ["brokers"] "See the portal as a broker sees it.";
            "BP_ONBOARD" "Brokers, onboard" Medium ["brokers"] "Register new brokers and their people.";
            "BP_COMMISSION_VIEW" "Commissions, view" Medium ["brokers"] "See commission agreements and statements.";
            "BP_COMMISSION_EDIT" "Commissions, change" High ["brokers sox"] "Change commission agreements.";
            "BP_DELEGATED" "Delegated authorities, manage" High ["brokers authority"] "Change what brokers may bind themselves.";
        ],
    },
    Application {
        key: "REPAIR",
        name: "Repair Network",
        about: "Workshops, rates and repair orders.",
        risk: Risk::Medium,
        owner: "Motor Claims",
        style: Style::SignIn,
        tags: "claims suppliers",
        rights: rights![
            "RN_VIEW" "Repair orders, view" Low ["claims"] "See repair orders and photos.";
            "RN_ASSIGN" "Workshops, assign" Low ["claims"] "Assign workshops to claims.";
            "RN_RATES" "Workshop rates, change" High ["claims vendor"] "Change hourly rates and discounts of workshops.";
        ],
    },
    Application {
        key: "FRAUD",
        name: "Fraud Lens",
        about: "Finds claims that do not add up.",
        risk: Risk::High,
        owner: "Claims Investigation",
        style: Style::SignIn,
        tags: "claims fraud",
        rights: rights![
            "FL_ALERTS" "Fraud alerts, view" Medium ["fraud"] "See alerts on one's own claims.";
            "FL_CASES" "Investigations, work" High ["fraud privacy"] "Open and work on investigations.";
            "FL_WATCHLIST" "Watch list, edit" High ["fraud privacy"] "Put people and vehicles on the watch list.";
            "FL_MODEL" "Fraud model, tune" Medium ["fraud data"] "Change thresholds and features of the model.";
        ],
    },
    Application {
        key: "VAULT",
        name: "Document Vault",
        about: "Letters, photos and reports of policies and claims.",
        risk: Risk::High,
        owner: "Data Protection",
        style: Style::SignIn,
        tags: "documents records",
        rights: rights![
            "DV_POLICY" "Policy documents, read" Low ["documents policies"] "Read letters and documents of policies.";
            "DV_CLAIMS" "Claims documents, read" Medium ["documents claims"] "Read documents and photos of claims.";
            "DV_MEDICAL" "Medical documents, read" High ["documents privacy"] "Read medical reports.";
            "DV_RETENTION" "Retention, manage" High ["documents records"] "Hold documents back from deletion, or delete them early.";
        ],
    },
];
