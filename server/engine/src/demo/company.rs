//! Northmoor Mutual, the made-up insurer: divisions, departments, jobs, places.

/// A part of the company.
pub(super) struct Division {
    pub(super) name: &'static str,
    /// The title of its executive; without one, heads of department report to the chief executive.
    pub(super) executive: Option<&'static str>,
    pub(super) departments: &'static [Department],
}

/// A department under one head.
pub(super) struct Department {
    pub(super) name: &'static str,
    /// The head's title.
    pub(super) head: &'static str,
    /// What managers inside it manage.
    pub(super) area: &'static str,
    /// Never fewer people than this, the head included.
    pub(super) least: usize,
    /// Its share of everybody else.
    pub(super) weight: usize,
    pub(super) cities: &'static [&'static str],
    /// Titles, and how frequent each is.
    pub(super) jobs: &'static [(&'static str, usize)],
}

/// The company's name.
pub(super) const COMPANY: &str = "Northmoor Mutual";
/// The organisation of the chief executive.
pub(super) const EXECUTIVE_OFFICE: &str = "Executive Office";
/// Titles of the people there; the first one runs the company.
pub(super) const EXECUTIVE_TITLES: &[&str] =
    &["Chief executive officer", "Chief of staff", "Executive assistant"];

macro_rules! departments {
    ($($name:literal, $head:literal, $area:literal, least $least:literal, weight $weight:literal,
       [$($city:literal),*], [$($job:literal $share:literal),*];)*) => {
        &[$(Department {
            name: $name, head: $head, area: $area, least: $least, weight: $weight,
            cities: &[$($city),*], jobs: &[$(($job, $share)),*],
        }),*]
    };
}

/// The divisions and their departments.
pub(super) const DIVISIONS: &[Division] = &[
    Division {
        name: "Finance",
        executive: Some("Chief financial officer"),
        departments: departments![
            "Finance Operations", "Head of finance operations", "finance operations", least 12, weight 14,
                ["Malmö", "Gothenburg", "Leeds"],
                ["Accounts payable analyst" 6, "Accounts receivable analyst" 3, "Payments specialist" 2,
                 "Financial controller" 1, "Expense analyst" 1, "Finance intern" 1];
            "Group Treasury", "Head of group treasury", "treasury", least 5, weight 3, ["Gothenburg", "London"],
                ["Treasury analyst" 3, "Senior treasury and liquidity analyst" 2, "Investment operations analyst" 2];
            "Group Accounting", "Head of group accounting", "accounting", least 5, weight 5, ["Gothenburg", "London", "Kraków"],
                ["Financial accountant" 4, "Consolidation accountant" 2, "Tax specialist" 1, "Management reporting analyst" 2];
            "Procurement", "Head of indirect procurement", "procurement", least 5, weight 4, ["Lisbon", "Leeds"],
                ["Category buyer" 3, "Supplier manager" 2, "Contract manager" 1, "Procurement analyst" 2];
        ],
    },
    Division {
        name: "Technology",
        executive: Some("Chief information officer"),
        departments: departments![
            "Software Engineering", "Head of software engineering", "software engineering", least 5, weight 14,
                ["Kraków", "Bengaluru", "Gothenburg", "Lisbon"],
                ["Software engineer" 6, "Senior software engineer" 4, "Test engineer" 2, "Product owner" 2, "Engineering intern" 1];
            "Cloud Platform", "Head of cloud platform", "platform engineering", least 5, weight 6, ["Kraków", "Bengaluru"],
                ["Platform engineer" 3, "Site reliability engineer" 3, "Database administrator" 1, "Network engineer" 1];
            "Data and Analytics", "Head of data and analytics", "data", least 5, weight 6, ["Gothenburg", "Bengaluru"],
                ["Data engineer" 3, "Data analyst" 3, "Data scientist" 2, "Reporting developer" 1];
            "Information Security", "Chief information security officer", "security", least 5, weight 4, ["London", "Kraków"],
                ["Security analyst" 3, "Identity engineer" 2, "Security architect" 1, "Penetration tester" 1];
            "Workplace Technology", "Head of workplace technology", "workplace technology", least 5, weight 5,
                ["Leeds", "Kraków"],
                ["Service desk analyst" 4, "Workplace engineer" 2, "Application support analyst" 2];
        ],
    },
    Division {
        name: "Underwriting",
        executive: Some("Chief underwriting officer"),
        departments: departments![
            "Commercial Underwriting", "Head of commercial underwriting", "commercial underwriting", least 5, weight 9,
                ["London", "Gothenburg", "Munich", "Paris"],
                ["Commercial underwriter" 5, "Senior commercial underwriter" 2, "Underwriting assistant" 3, "Risk engineer" 1];
            "Personal Lines", "Head of personal lines", "personal lines", least 5, weight 8, ["Leeds", "Malmö", "Madrid"],
                ["Personal lines underwriter" 5, "Underwriting assistant" 3, "Product manager" 1];
            "Actuarial and Pricing", "Chief actuary", "actuarial work", least 5, weight 5, ["London", "Gothenburg"],
                ["Actuarial analyst" 3, "Pricing actuary" 2, "Reserving actuary" 1, "Actuarial intern" 1];
            "Reinsurance", "Head of reinsurance", "reinsurance", least 5, weight 3, ["Munich", "London"],
                ["Reinsurance analyst" 3, "Treaty underwriter" 1, "Reinsurance accountant" 1];
        ],
    },
    Division {
        name: "Claims",
        executive: Some("Chief claims officer"),
        departments: departments![
            "Motor Claims", "Head of motor claims", "motor claims", least 5, weight 14, ["Leeds", "Malmö", "Kraków", "Madrid"],
                ["Claims handler" 8, "Senior claims handler" 3, "Claims assistant" 3, "Repair network coordinator" 1];
            "Property Claims", "Head of property claims", "property claims", least 5, weight 11, ["Leeds", "Gothenburg", "Milan"],
                ["Claims handler" 6, "Senior claims handler" 3, "Loss adjuster" 3, "Claims assistant" 2];
            "Claims Finance", "Claims finance lead", "claims finance", least 5, weight 3, ["Milan", "Leeds"],
                ["Claims accountant" 2, "Claims payment specialist" 2, "Recovery specialist" 1];
            "Claims Investigation", "Head of claims investigation", "claims investigation", least 5, weight 3, ["Leeds", "Warsaw"],
                ["Fraud investigator" 2, "Fraud analyst" 2];
        ],
    },
    Division {
        name: "Customers and Distribution",
        executive: Some("Chief customer officer"),
        departments: departments![
            "Customer Service", "Head of customer service", "customer service", least 5, weight 20,
                ["Leeds", "Malmö", "Cape Town", "Manila", "Lisbon"],
                ["Customer adviser" 9, "Senior customer adviser" 3, "Complaints specialist" 1, "Workforce planner" 1];
            "Broker Relations", "Head of broker relations", "broker relations", least 5, weight 5, ["London", "Madrid", "Lagos"],
                ["Broker account manager" 3, "Broker support specialist" 3, "Delegated authority analyst" 1];
            "Marketing", "Head of marketing", "marketing", least 5, weight 4, ["London", "Stockholm"],
                ["Campaign specialist" 3, "Content designer" 2, "Brand manager" 1];
            "Digital Channels", "Head of digital channels", "digital channels", least 5, weight 4, ["Stockholm", "Lisbon"],
                ["Digital product manager" 2, "Experience designer" 2, "Web analyst" 1];
        ],
    },
    Division {
        name: "People",
        executive: Some("Chief people officer"),
        departments: departments![
            "People Operations", "Head of people operations", "people operations", least 5, weight 4, ["Gothenburg", "Leeds"],
                ["HR adviser" 3, "HR business partner" 2, "Recruiter" 2, "People data analyst" 1];
            "Payroll", "Head of payroll", "payroll", least 5, weight 2, ["Leeds", "Kraków"],
                ["Payroll specialist" 3, "Benefits specialist" 1];
            "Learning and Culture", "Head of learning and culture", "learning", least 5, weight 2, ["Gothenburg"],
                ["Learning designer" 2, "Trainer" 2];
            "Facilities", "Head of facilities", "facilities", least 5, weight 4, ["Leeds", "Gothenburg", "Kraków"],
                ["Facilities coordinator" 3, "Receptionist" 2, "Health and safety officer" 1];
        ],
    },
    Division {
        name: "Risk and Legal",
        executive: Some("Chief risk officer"),
        departments: departments![
            "Enterprise Risk", "Head of enterprise risk", "enterprise risk", least 5, weight 3, ["London", "Gothenburg"],
                ["Risk analyst" 3, "Operational risk manager" 1, "Access review manager" 1];
            "Compliance", "Head of compliance", "compliance", least 5, weight 3, ["London", "Prague"],
                ["Compliance officer" 2, "Financial crime analyst" 2, "Access policy manager" 1];
            "Legal", "General counsel", "legal work", least 5, weight 3, ["London", "Gothenburg"],
                ["Legal counsel" 3, "Paralegal" 2];
            "Data Protection", "Data protection officer", "data protection", least 5, weight 1, ["London"],
                ["Privacy analyst" 2, "Records manager" 1];
        ],
    },
    Division {
        name: "Audit",
        // Nobody stands between the auditors and the chief executive.
        executive: None,
        departments: departments![
            "Internal Audit", "Head of internal audit", "internal audit", least 5, weight 3, ["London", "Reykjavík"],
                ["Internal auditor" 3, "Senior internal auditor" 1, "Technology auditor" 1];
        ],
    },
];
