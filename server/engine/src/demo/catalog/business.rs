//! What customers, brokers, people and risks are looked after with.

use bailiwick::catalog::Risk;

use super::{Application, Style, rights};

pub(super) const APPLICATIONS: &[Application] = &[
    Application {
        key: "SALESFORCE",
        name: "Salesforce",
        about: "Customers, opportunities, complaints.",
        risk: Risk::High,
        owner: "Customer Service",
        style: Style::Mail,
        tags: "customers sales",
        rights: rights![
            "SF_SERVICE" "Service agent" Low ["customers"] "See customers and work on their cases.";
            "SF_SALES" "Sales user" Low ["sales"] "Work on opportunities and quotes.";
            "SF_COMPLAINTS" "Complaints, handle" Medium ["customers complaints"] "Handle complaints and agree compensation to 500.";
            "SF_REPORTS" "Reports, build" Medium ["reporting customers"] "Build reports over customers.";
            "SF_EXPORT" "Customer data, export" High ["privacy customers"] "Export customers with contact data." "Data Protection";
            "SF_ADMIN" "Salesforce administrator" Critical ["admin customers"] "Change fields, flows and rights.";
        ],
    },
    Application {
        key: "GENESYS",
        name: "Genesys Cloud",
        about: "Telephone, chat and the planning of shifts.",
        risk: Risk::Medium,
        owner: "Customer Service",
        style: Style::Mail,
        tags: "contact-centre customers",
        rights: rights![
            "GC_AGENT" "Calls and chats" Low ["contact-centre"] "Take calls and chats of one's queues.";
            "GC_SUPERVISOR" "Queues, supervise" Medium ["contact-centre"] "See queues live, listen in, move agents.";
            "GC_RECORDINGS" "Recordings, listen" High ["contact-centre privacy"] "Listen to recorded calls." "Data Protection";
            "GC_PLANNER" "Shifts, plan" Low ["contact-centre planning"] "Plan shifts and holidays of agents.";
        ],
    },
    Application {
        key: "CAMPAIGN",
        name: "Adobe Campaign",
        about: "Letters and mails to many customers.",
        risk: Risk::Medium,
        owner: "Marketing",
        style: Style::Mail,
        tags: "marketing customers",
        rights: rights![
            "AC_DESIGN" "Campaigns, design" Low ["marketing"] "Write mails and landing pages.";
            "AC_AUDIENCE" "Audiences, select" Medium ["marketing privacy"] "Select customers by what is known about them.";
            "AC_SEND" "Campaigns, send" High ["marketing"] "Send to more than 1,000 customers.";
        ],
    },
    Application {
        key: "WEBANALYTICS",
        name: "Web Analytics",
        about: "What visitors do on the company's sites.",
        risk: Risk::Low,
        owner: "Digital Channels",
        style: Style::Mail,
        tags: "digital marketing",
        rights: rights![
            "WA_VIEW" "Statistics, view" Low ["digital reporting"] "See visits and conversions.";
            "WA_TAGS" "Tags, change" Medium ["digital change"] "Change what is measured on the sites.";
        ],
    },
    Application {
        key: "CONTENT",
        name: "Content Studio",
        about: "The texts and pictures of the company's sites.",
        risk: Risk::Medium,
        owner: "Digital Channels",
        style: Style::SignIn,
        tags: "digital marketing",
        rights: rights![
            "CS_EDIT" "Pages, edit" Low ["digital"] "Write and change pages.";
            "CS_PUBLISH" "Pages, publish" Medium ["digital change"] "Publish what others wrote.";
        ],
    },
    Application {
        key: "PAYROLL",
        name: "Payroll Engine",
        about: "Calculates and pays salaries in eleven countries.",
        risk: Risk::Critical,
        owner: "Payroll",
        style: Style::SignIn,
        tags: "hr payroll sox",
        rights: rights![
            "PY_VIEW" "Pay slips, view all" High ["payroll confidential"] "See what everybody earns.";
            "PY_ENTRY" "Pay data, enter" High ["payroll"] "Enter one-off payments and deductions.";
            "PY_APPROVE" "Pay run, approve" Critical ["payroll sox"] "Approve the monthly pay run.";
            "PY_BANK_FILE" "Bank file, send" Critical ["payroll payments sox"] "Send the file of salaries to the bank.";
        ],
    },
    Application {
        key: "GREENHOUSE",
        name: "Greenhouse",
        about: "Applications and interviews of candidates.",
        risk: Risk::Medium,
        owner: "People Operations",
        style: Style::Mail,
        tags: "hr recruiting",
        rights: rights![
            "GR_INTERVIEWER" "Interviewer" Low ["recruiting"] "See the candidates one talks to, and write what one thinks.";
            "GR_RECRUITER" "Recruiter" Medium ["recruiting privacy"] "See and move all candidates of one's positions.";
            "GR_OFFERS" "Offers, approve" High ["recruiting confidential"] "Approve offers with salaries.";
        ],
    },
    Application {
        key: "ARCHER",
        name: "Archer",
        about: "Risks, controls, incidents and findings.",
        risk: Risk::Medium,
        owner: "Enterprise Risk",
        style: Style::SignIn,
        tags: "risk controls",
        rights: rights![
            "AR_VIEW" "Risk register, view" Low ["risk"] "See risks and controls of one's department.";
            "AR_RISK_OWNER" "Risks, assess" Medium ["risk"] "Assess risks and accept them within limits.";
            "AR_TESTER" "Controls, test" Medium ["risk controls sox"] "Test controls and attach evidence.";
            "AR_FINDINGS" "Findings, close" High ["risk controls"] "Close findings of audit and supervisors.";
            "AR_ADMIN" "Archer administrator" High ["admin risk"] "Change questionnaires and rights.";
        ],
    },
    Application {
        key: "SCREENING",
        name: "Sanctions Screening",
        about: "Compares customers and payees with sanctions lists.",
        risk: Risk::High,
        owner: "Compliance",
        style: Style::SignIn,
        tags: "compliance financial-crime",
        rights: rights![
            "SS_LEVEL_1" "Alerts, first look" Medium ["financial-crime"] "Close alerts that are plainly wrong.";
            "SS_LEVEL_2" "Alerts, decide" High ["financial-crime"] "Decide on alerts and block payments.";
            "SS_LISTS" "Lists, manage" Critical ["financial-crime"] "Change which lists are used and who is let pass." "dmitri.havel";
        ],
    },
    Application {
        key: "TEAMMATE",
        name: "TeamMate Audit",
        about: "Plans, papers and findings of internal audit.",
        risk: Risk::High,
        owner: "Internal Audit",
        style: Style::SignIn,
        tags: "audit",
        rights: rights![
            "TM_AUDITOR" "Audit papers, write" Medium ["audit"] "Write papers of the audits one takes part in.";
            "TM_LEAD" "Audits, lead" High ["audit"] "Plan audits and release reports.";
            "TM_AUDITEE" "Findings, answer" Low ["audit"] "Answer findings about one's department.";
        ],
    },
    Application {
        key: "ONETRUST",
        name: "OneTrust",
        about: "Requests of people about their data, and assessments.",
        risk: Risk::Medium,
        owner: "Data Protection",
        style: Style::Mail,
        tags: "privacy compliance",
        rights: rights![
            "OT_REQUESTS" "Data subject requests, work" High ["privacy"] "Collect and send what the company knows about a person.";
            "OT_ASSESS" "Assessments, write" Low ["privacy"] "Assess new ways of processing.";
            "OT_REGISTER" "Register of processing, edit" Medium ["privacy records"] "Keep the register.";
        ],
    },
    Application {
        key: "IMANAGE",
        name: "iManage",
        about: "Matters and documents of the lawyers.",
        risk: Risk::High,
        owner: "Legal",
        style: Style::SignIn,
        tags: "legal documents",
        rights: rights![
            "IM_MATTERS" "Matters, work" Medium ["legal"] "Work on matters of one's team.";
            "IM_RESTRICTED" "Restricted matters" Critical ["legal confidential"] "Read matters behind information barriers.";
            "IM_TEMPLATES" "Clauses, edit" Low ["legal contracts"] "Edit the collection of clauses.";
        ],
    },
];
