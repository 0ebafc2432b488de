//! What people of every department use.

use bailiwick::catalog::Risk;

use super::{Application, Style, rights};

pub(super) const APPLICATIONS: &[Application] = &[
    Application {
        key: "M365",
        name: "Microsoft 365",
        about: "Mail, calendar, documents and meetings for everybody.",
        risk: Risk::Low,
        owner: "Workplace Technology",
        style: Style::Mail,
        tags: "collaboration mail",
        rights: rights![
            "M365_E3" "Mail and office" Low ["mail birthright"] "A mailbox, a calendar and the office applications.";
            "M365_F1" "Mail for contractors" Low ["mail birthright"] "A small mailbox and documents in the browser.";
            "TEAMS_EXTERNAL" "Invite guests to meetings and teams" Medium ["collaboration external"] "Invite people from outside the company to teams and channels.";
            "SITE_OWNER" "Own a site" Medium ["collaboration"] "Create document sites and decide who may read them.";
            "SHARED_MAILBOX_AP" "Shared mailbox, accounts payable" Low ["mail accounts-payable"] "Read and answer mail to accounts.payable@northmoor.example." "priya.raghunathan";
            "SHARED_MAILBOX_CLAIMS" "Shared mailbox, claims intake" Medium ["mail claims"] "Read and answer mail that customers send about new claims." "Motor Claims";
            "EDISCOVERY" "Search mailboxes for legal holds" High ["legal privacy"] "Search and export the content of any mailbox for a registered legal matter." "Legal";
            "EXCHANGE_ADMIN" "Exchange administrator" High ["admin mail"] "Manage mailboxes, rules and distribution lists of the company.";
            "GLOBAL_ADMIN" "Global administrator" Critical ["admin"] "Everything in the tenant, the rights of others included.";
        ],
    },
    Application {
        key: "WORKDAY",
        name: "Workday",
        about: "Personnel records, absences, expenses and pay.",
        risk: Risk::High,
        owner: "People Operations",
        style: Style::SignIn,
        tags: "people hr",
        rights: rights![
            "WD_SELF" "Employee self-service" Low ["hr birthright"] "See your own data, ask for leave, send in expenses.";
            "WD_MANAGER" "Manager self-service" Medium ["hr"] "Approve leave and expenses of the people who report to you.";
            "WD_EXPENSES_TEAM" "Expense reports, view team" Low ["hr expenses"] "See the expense reports of your team.";
            "WD_PAYROLL_OWN_ORG" "Payroll results, view own organisation" High ["hr payroll confidential"] "See payroll results of the people in your organisation." "Payroll";
            "WD_HR_PARTNER" "HR partner" High ["hr confidential"] "See and change job data of the organisations you look after.";
            "WD_RECRUITING" "Recruiting coordinator" Medium ["hr recruiting"] "Open positions, move candidates, send offers that were approved.";
            "WD_COMPENSATION" "Compensation planner" High ["hr payroll confidential"] "Prepare the yearly review of salaries and bonuses.";
            "WD_REPORT_WRITER" "Report writer" Medium ["hr reporting"] "Write reports over personnel data without pay.";
            "WD_SECURITY_ADMIN" "Workday security administrator" Critical ["admin hr"] "Change who may see and do what in Workday.";
        ],
    },
    Application {
        key: "VPN",
        name: "Remote Access",
        about: "The way into the company network from home and on the road.",
        risk: Risk::Medium,
        owner: "Cloud Platform",
        style: Style::SignIn,
        tags: "network vpn",
        rights: rights![
            "VPN_STAFF" "VPN for staff" Low ["vpn birthright"] "Reach internal applications from outside the office.";
            "VPN_CONTRACTOR" "VPN for contractors" Medium ["vpn birthright"] "Reach the applications of one's contract from outside the office.";
            "VPN_PRIVILEGED" "Privileged network segment" High ["vpn privileged"] "Reach administration interfaces of servers and network devices." "Information Security";
            "VPN_ABROAD" "VPN from outside Europe" Medium ["vpn travel"] "Connect from countries outside the European Economic Area, for a journey.";
        ],
    },
    Application {
        key: "SERVICENOW",
        name: "ServiceNow",
        about: "The service desk: faults, orders, changes.",
        risk: Risk::Medium,
        owner: "Workplace Technology",
        style: Style::SignIn,
        tags: "service-desk it",
        rights: rights![
            "SN_REQUESTER" "Requester" Low ["service-desk birthright"] "Report faults, order equipment, follow tickets.";
            "SN_AGENT" "Service desk agent" Medium ["service-desk"] "Work on tickets of the groups you belong to.";
            "SN_CHANGE_APPROVER" "Change approver" High ["change sox"] "Approve changes to production systems." "Cloud Platform";
            "SN_CMDB_EDITOR" "Configuration items, edit" Medium ["service-desk"] "Keep the list of systems and their owners.";
            "SN_ADMIN" "ServiceNow administrator" Critical ["admin"] "Everything in ServiceNow, scripts included.";
        ],
    },
    Application {
        key: "LEARNING",
        name: "Learning Hub",
        about: "Courses, certificates and the compulsory trainings.",
        risk: Risk::Low,
        owner: "Learning and Culture",
        style: Style::Mail,
        tags: "people training",
        rights: rights![
            "LH_LEARNER" "Learner" Low ["training birthright"] "Take courses and see one's certificates.";
            "LH_AUTHOR" "Course author" Low ["training"] "Write courses and see how they are taken.";
            "LH_REPORTS" "Training records, view all" Medium ["training reporting"] "See who has taken which compulsory training.";
        ],
    },
    Application {
        key: "JIRA",
        name: "Jira",
        about: "Plans and tasks of projects and product teams.",
        risk: Risk::Low,
        owner: "Software Engineering",
        style: Style::SignIn,
        tags: "projects engineering",
        rights: rights![
            "JIRA_USER" "Jira user" Low ["projects"] "Work on tasks of open projects.";
            "JIRA_LEAD_CLM" "Project lead CLM" Medium ["projects claims"] "Lead the claims modernisation project: releases, boards, members.";
            "JIRA_LEAD_PAY" "Project lead PAY" Medium ["projects payments"] "Lead the payments project: releases, boards, members." "priya.raghunathan";
            "JIRA_CONFIDENTIAL" "Confidential projects" High ["projects confidential"] "Read projects that are hidden from others, such as acquisitions." "Legal";
            "JIRA_ADMIN" "Jira administrator" High ["admin projects"] "Change workflows, fields and rights of every project.";
        ],
    },
    Application {
        key: "CONFLUENCE",
        name: "Confluence",
        about: "The company's notebook.",
        risk: Risk::Low,
        owner: "Software Engineering",
        style: Style::SignIn,
        tags: "collaboration documentation",
        rights: rights![
            "CONF_USER" "Confluence user" Low ["documentation"] "Read and write in open spaces.";
            "CONF_FINANCE" "Finance handbook, edit" Low ["documentation finance"] "Write in the handbook of the finance departments." "marta.oyelaran";
            "CONF_SECURITY" "Security space, read" Medium ["documentation security"] "Read incident notes and security designs." "Information Security";
            "CONF_ADMIN" "Confluence administrator" High ["admin documentation"] "Create spaces and change the rights of all spaces.";
        ],
    },
    Application {
        key: "DOCUSIGN",
        name: "DocuSign",
        about: "Electronic signatures on contracts and letters.",
        risk: Risk::Medium,
        owner: "Legal",
        style: Style::Mail,
        tags: "contracts legal",
        rights: rights![
            "DS_SENDER" "Send for signature" Medium ["contracts"] "Send documents to customers and suppliers for signature.";
            "DS_TEMPLATES" "Signature templates, edit" Medium ["contracts"] "Edit the templates that departments send.";
            "DS_SEAL" "Company seal" Critical ["contracts sox"] "Sign with the seal of Northmoor Mutual, without a person's name.";
        ],
    },
    Application {
        key: "DOORS",
        name: "Building Access",
        about: "Badges and doors of all offices.",
        risk: Risk::Medium,
        owner: "Facilities",
        style: Style::SignIn,
        tags: "facilities badge",
        rights: rights![
            "DOOR_OFFICE" "Own office, working hours" Low ["badge birthright"] "Enter the office you work in, from 6 to 22 o'clock.";
            "DOOR_ALL_OFFICES" "All offices" Low ["badge travel"] "Enter every office of the company during working hours.";
            "DOOR_ARCHIVE" "Paper archive" Medium ["badge records"] "Enter the archive of policies and claims on paper." "Data Protection";
            "DOOR_DATA_CENTRE" "Data centre" High ["badge privileged"] "Enter the server rooms, any hour." "Cloud Platform";
            "DOOR_BADGES" "Issue badges" High ["badge admin"] "Make badges and open doors for them.";
        ],
    },
];
