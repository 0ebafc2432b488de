//! What engineers and administrators work with.

use bailiwick::catalog::Risk;

use super::{Application, Style, rights};

pub(super) const APPLICATIONS: &[Application] = &[
    Application {
        key: "GITHUB",
        name: "GitHub Enterprise",
        about: "Source code and its reviews.",
        risk: Risk::High,
        owner: "Software Engineering",
        style: Style::SignIn,
        tags: "engineering code",
        rights: rights![
            "GH_MEMBER" "Member" Low ["code"] "Read open repositories, open pull requests.";
            "GH_CLAIMS_WRITE" "Claims repositories, write" Medium ["code claims"] "Merge reviewed changes of claims systems.";
            "GH_PAYMENTS_WRITE" "Payments repositories, write" High ["code payments sox"] "Merge reviewed changes of payment systems." "priya.raghunathan";
            "GH_PLATFORM_WRITE" "Platform repositories, write" High ["code platform"] "Merge reviewed changes of infrastructure code." "Cloud Platform";
            "GH_BYPASS_REVIEW" "Merge without review" Critical ["code sox break-glass"] "Merge although nobody has reviewed. For emergencies, watched.";
            "GH_OWNER" "Organisation owner" Critical ["admin code"] "Everything, members and secrets included.";
        ],
    },
    Application {
        key: "AWS",
        name: "AWS",
        about: "Most of the company's servers and storage.",
        risk: Risk::Critical,
        owner: "Cloud Platform",
        style: Style::SignIn,
        tags: "cloud platform",
        rights: rights![
            "AWS_DEV_POWER" "Development accounts, power user" Medium ["cloud"] "Build anything in development accounts.";
            "AWS_PROD_READ" "Production accounts, read" Medium ["cloud production"] "See configuration and logs in production.";
            "AWS_PROD_OPERATE" "Production accounts, operate" High ["cloud production sox"] "Restart, scale and deploy in production.";
            "AWS_BILLING" "Costs, view" Low ["cloud finance"] "See what accounts cost.";
            "AWS_KEYS" "Encryption keys, manage" Critical ["cloud security"] "Create, rotate and disable keys." "Information Security";
            "AWS_ORG_ADMIN" "Organisation administrator" Critical ["admin cloud"] "Create and close accounts, change guard rails.";
            "AWS_BREAK_GLASS" "Emergency access" Critical ["cloud break-glass"] "Administrator in production for two hours, watched." "Information Security";
        ],
    },
    Application {
        key: "KUBERNETES",
        name: "Kubernetes",
        about: "Where the company's own applications run.",
        risk: Risk::High,
        owner: "Cloud Platform",
        style: Style::SignIn,
        tags: "cloud platform",
        rights: rights![
            "K8S_DEV_EDIT" "Development clusters, edit" Low ["cloud"] "Deploy to the namespaces of one's team.";
            "K8S_PROD_VIEW" "Production clusters, view" Medium ["cloud production"] "See workloads and their logs.";
            "K8S_PROD_EDIT" "Production clusters, edit" High ["cloud production sox"] "Change workloads of one's team.";
            "K8S_ADMIN" "Cluster administrator" Critical ["admin cloud"] "Everything in every cluster.";
        ],
    },
    Application {
        key: "SPLUNK",
        name: "Splunk",
        about: "Logs of all systems.",
        risk: Risk::Medium,
        owner: "Information Security",
        style: Style::SignIn,
        tags: "logs security",
        rights: rights![
            "SPL_USER" "Application logs, search" Medium ["logs"] "Search the logs of one's applications.";
            "SPL_SECURITY" "Security logs, search" High ["logs security privacy"] "Search sign-ins, mail flow and network logs.";
            "SPL_ALERTS" "Alerts, edit" Medium ["logs"] "Write alerts and dashboards.";
        ],
    },
    Application {
        key: "CYBERARK",
        name: "CyberArk",
        about: "Keeps the passwords of privileged accounts.",
        risk: Risk::Critical,
        owner: "Information Security",
        style: Style::SignIn,
        tags: "security privileged",
        rights: rights![
            "PAM_LINUX" "Linux servers, check out" High ["privileged"] "Use root accounts of Linux servers, recorded.";
            "PAM_WINDOWS" "Windows servers, check out" High ["privileged"] "Use administrator accounts of Windows servers, recorded.";
            "PAM_DATABASES" "Databases, check out" High ["privileged data"] "Use owner accounts of databases, recorded.";
            "PAM_NETWORK" "Network devices, check out" High ["privileged network"] "Use administrator accounts of network devices, recorded.";
            "PAM_RECORDINGS" "Session recordings, watch" High ["security privacy"] "Watch what was done with privileged accounts.";
            "PAM_VAULT_ADMIN" "Vault administrator" Critical ["admin security"] "Change who may check out what.";
        ],
    },
    Application {
        key: "ACTIVEDIRECTORY",
        name: "Active Directory",
        about: "Accounts and groups of the Windows network.",
        risk: Risk::Critical,
        owner: "Workplace Technology",
        style: Style::SignIn,
        tags: "directory windows",
        rights: rights![
            "AD_WORKSTATIONS" "Workstation administrator" High ["windows privileged"] "Administrator on workstations, not on servers.";
            "AD_PASSWORD_RESET" "Reset passwords" Medium ["service-desk"] "Reset passwords of people, not of administrators.";
            "AD_GROUPS" "Groups, manage" High ["directory"] "Change members of groups that applications use.";
            "AD_SERVERS" "Server operator" High ["windows privileged"] "Operate Windows servers.";
            "AD_DOMAIN_ADMIN" "Domain administrator" Critical ["admin directory"] "Everything in the domain.";
        ],
    },
    Application {
        key: "TABLEAU",
        name: "Tableau",
        about: "Dashboards over the warehouse.",
        risk: Risk::Medium,
        owner: "Data and Analytics",
        style: Style::Mail,
        tags: "data reporting",
        rights: rights![
            "TB_VIEWER" "Dashboards, view" Low ["reporting"] "See dashboards of one's department.";
            "TB_CREATOR" "Dashboards, create" Low ["reporting data"] "Build and share dashboards.";
            "TB_FINANCE" "Finance results, view" Medium ["reporting finance confidential"] "See dashboards of monthly results." "marta.oyelaran";
            "TB_CERTIFY" "Data sources, certify" Medium ["data"] "Mark data sources as trusted.";
        ],
    },
    Application {
        key: "DATABRICKS",
        name: "Databricks",
        about: "Notebooks and models of data scientists.",
        risk: Risk::Medium,
        owner: "Data and Analytics",
        style: Style::Mail,
        tags: "data science",
        rights: rights![
            "DBX_NOTEBOOKS" "Notebooks" Low ["data"] "Write and run notebooks on small clusters.";
            "DBX_CLUSTERS" "Clusters, create" Medium ["data cloud"] "Create clusters of any size.";
            "DBX_DEPLOY" "Models, deploy" High ["data change"] "Put models behind production interfaces.";
        ],
    },
    Application {
        key: "SCANNER",
        name: "Qualys",
        about: "Looks for known weaknesses in all systems.",
        risk: Risk::High,
        owner: "Information Security",
        style: Style::SignIn,
        tags: "security",
        rights: rights![
            "QL_VIEW" "Findings, view" Medium ["security"] "See weaknesses of one's systems.";
            "QL_SCAN" "Scans, start" High ["security"] "Scan systems, with credentials too.";
            "QL_EXCEPTIONS" "Exceptions, grant" High ["security risk"] "Accept weaknesses until a date.";
        ],
    },
    Application {
        key: "PAGERDUTY",
        name: "PagerDuty",
        about: "Calls the engineer on duty.",
        risk: Risk::Low,
        owner: "Cloud Platform",
        style: Style::Mail,
        tags: "operations",
        rights: rights![
            "PD_RESPONDER" "Responder" Low ["operations"] "Be called, and acknowledge.";
            "PD_SCHEDULES" "Rotas, edit" Low ["operations planning"] "Plan who is on duty.";
        ],
    },
];
