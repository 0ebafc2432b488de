//! What the finance departments work with.

use bailiwick::catalog::Risk;

use super::{Application, Style, rights};

pub(super) const APPLICATIONS: &[Application] = &[
    Application {
        key: "SAP",
        name: "SAP S/4HANA",
        about: "The books of the company: ledgers, vendors, payments, assets, purchasing.",
        risk: Risk::Critical,
        owner: "priya.raghunathan",
        style: Style::Capitals,
        tags: "finance erp sox",
        rights: rights![
            "ZFI_AP_PAY_POST" "Post vendor payments" Critical ["accounts-payable month-end sox"] "Release and post outgoing payments to vendors in company codes 1000 to 1400. Needed for transactions F-53 and F110; does not allow changing bank details.";
            "ZFI_VENDOR_CREATE" "Create vendor" High ["accounts-payable sox vendor"] "Create vendors in company codes 1000 to 1400. Bank details are entered by others.";
            "ZFI_VENDOR_BANK" "Vendor master, change bank details" Critical ["accounts-payable sox vendor"] "Change the bank accounts that vendors are paid to. Every change is checked by a second person.";
            "ZFI_PAY_TERMS" "Payment terms, change in customer and vendor master for all company codes" High ["accounts-payable accounts-receivable sox"] "Change payment terms and dunning data. Every change is logged and sampled monthly.";
            "ZFI_AP_INV_POST" "Post vendor invoices" Medium ["accounts-payable"] "Post invoices and credit notes of vendors, up to the limit of one's grade.";
            "ZFI_AP_INV_PARK" "Park vendor invoices" Low ["accounts-payable"] "Enter invoices of vendors for somebody else to post.";
            "ZFI_AP_DISPLAY" "Vendor accounts, display" Low ["accounts-payable"] "See vendors, their open items and payments.";
            "ZFI_AR_POST" "Post customer receipts" Medium ["accounts-receivable"] "Post incoming payments and clear open items of customers.";
            "ZFI_AR_DUNNING" "Run dunning" Medium ["accounts-receivable"] "Prepare and send reminders to customers who are late.";
            "ZFI_AR_WRITE_OFF" "Write off receivables" High ["accounts-receivable sox"] "Write off what customers will not pay, up to 10,000.";
            "ZFI_GL_DISPLAY" "General ledger, display" Low ["general-ledger"] "See balances and documents of the general ledger.";
            "ZFI_GL_POST" "Post journal entries" High ["general-ledger month-end sox"] "Post entries to the general ledger of company codes 1000 to 1400." "Group Accounting";
            "ZFI_GL_PERIOD" "Open and close posting periods" Critical ["general-ledger month-end sox"] "Open and close the months in which others may post." "Group Accounting";
            "ZFI_QEND_WINDOW" "Quarter-end posting window" High ["month-end sox"] "Post while the quarter is closed for everybody else. Given until a date." "Group Accounting";
            "ZFI_ASSET_POST" "Post fixed assets" Medium ["general-ledger assets"] "Capitalise, transfer and retire fixed assets." "Group Accounting";
            "ZFI_CC_DISPLAY" "Cost centre reports, display" Low ["controlling reporting"] "See plan and actual figures of cost centres.";
            "ZFI_CC_PLAN" "Cost centre planning" Medium ["controlling"] "Enter and change the plan of cost centres.";
            "ZMM_PO_CREATE" "Create purchase orders" Medium ["purchasing"] "Create purchase orders and change them until they are released." "luis.ferreira-de-almeida";
            "ZMM_PO_RELEASE" "Release purchase orders" High ["purchasing sox"] "Release purchase orders of others, up to the limit of one's grade." "luis.ferreira-de-almeida";
            "ZMM_GR_POST" "Post goods receipts" Medium ["purchasing"] "Confirm that what was ordered has come." "luis.ferreira-de-almeida";
            "ZBC_USER_ADMIN" "SAP user administration" Critical ["admin sox"] "Create users and assign roles inside SAP, past this catalog.";
            "ZBC_DEBUG_REPLACE" "Debug with replace" Critical ["admin sox break-glass"] "Change values while a program runs. For emergencies, watched.";
        ],
    },
    Application {
        key: "PAYHUB",
        name: "Payments Hub",
        about: "Sends payment runs of all companies to the banks.",
        risk: Risk::Critical,
        owner: "priya.raghunathan",
        style: Style::SignIn,
        tags: "finance payments sox",
        rights: rights![
            "PH_RUN_PREPARE" "Payment run, prepare" Medium ["payments accounts-payable"] "Build and edit payment runs up to 250,000 before release.";
            "PH_RUN_RELEASE" "Payment run, release" Critical ["payments sox"] "Second pair of eyes: release a prepared payment run to the bank.";
            "PH_RELEASE_APPROVER" "Release approver" High ["payments sox"] "Approve who releases a payment run above 250,000.";
            "PH_VIEW" "Payment status, view" Low ["payments"] "See payment runs and what became of each payment.";
            "PH_LINK_TEMPLATES" "Paylink templates, edit" Medium ["payments"] "Edit the mail and message templates of payment links.";
            "PH_BANK_SIGN" "Bank accounts, change signatories" Critical ["payments treasury sox"] "Change who may sign for the company's bank accounts." "samuel.adeyemi";
            "PH_LIMITS" "Payment limits, change" Critical ["payments treasury sox"] "Change the limits above which a second release is needed." "samuel.adeyemi";
        ],
    },
    Application {
        key: "COUPA",
        name: "Coupa",
        about: "Buying: requisitions, suppliers, contracts, invoices for indirect spend.",
        risk: Risk::High,
        owner: "luis.ferreira-de-almeida",
        style: Style::Mail,
        tags: "finance purchasing",
        rights: rights![
            "CP_REQUISITION" "Raise requisitions" Low ["purchasing"] "Ask for goods and services from the company's suppliers.";
            "CP_INVOICE_APPROVER" "Invoice approver, indirect spend" Medium ["accounts-payable purchasing"] "Approve supplier invoices for indirect spend up to the limit of your grade.";
            "CP_SUPPLIER_ONBOARD" "Supplier, onboard" High ["purchasing vendor sox"] "Invite new suppliers and accept their data.";
            "CP_SUPPLIER_RISK" "Supplier risk, comment" Low ["purchasing vendor"] "Comment on the risk file of suppliers.";
            "CP_CONTRACTS" "Contracts, edit" Medium ["purchasing contracts"] "Write and change contracts with suppliers.";
            "CP_SOURCING" "Sourcing events, run" Medium ["purchasing"] "Run tenders and auctions.";
            "CP_ADMIN" "Coupa administrator" High ["admin purchasing"] "Change approval chains, limits and rights in Coupa.";
        ],
    },
    Application {
        key: "BLACKLINE",
        name: "BlackLine",
        about: "Reconciles accounts at the month's end.",
        risk: Risk::High,
        owner: "Group Accounting",
        style: Style::Mail,
        tags: "finance month-end",
        rights: rights![
            "BL_PREPARER" "Reconciliations, prepare" Medium ["month-end"] "Prepare the reconciliations of one's accounts.";
            "BL_REVIEWER" "Reconciliations, review" High ["month-end sox"] "Certify reconciliations that others prepared.";
            "BL_JOURNALS" "Journals, upload" High ["month-end sox"] "Send journals to the general ledger.";
            "BL_VIEW" "Reconciliations, view" Low ["month-end reporting"] "See the state of the close.";
        ],
    },
    Application {
        key: "ONESTREAM",
        name: "OneStream",
        about: "Consolidates the companies and plans the next year.",
        risk: Risk::High,
        owner: "Group Accounting",
        style: Style::SignIn,
        tags: "finance reporting planning",
        rights: rights![
            "OS_SUBMIT" "Figures, submit" Medium ["reporting month-end"] "Submit the figures of a company.";
            "OS_CONSOLIDATE" "Consolidation, run" High ["reporting month-end sox"] "Run the consolidation and post eliminations.";
            "OS_FORECAST" "Forecast, edit" Medium ["planning"] "Edit plan and forecast of one's cost centres.";
            "OS_BOARD_PACK" "Board reports, view" High ["reporting confidential"] "See results before they are published.";
        ],
    },
    Application {
        key: "KYRIBA",
        name: "Kyriba",
        about: "Cash, bank accounts and deals of the treasury.",
        risk: Risk::Critical,
        owner: "samuel.adeyemi",
        style: Style::SignIn,
        tags: "finance treasury",
        rights: rights![
            "KY_CASH_VIEW" "Cash positions, view" Medium ["treasury"] "See balances of all bank accounts.";
            "KY_DEAL_CAPTURE" "Deals, capture" High ["treasury sox"] "Enter deposits, currency and interest deals.";
            "KY_DEAL_CONFIRM" "Deals, confirm" High ["treasury sox"] "Confirm deals that others entered.";
            "KY_TRANSFER" "Transfers between own accounts" High ["treasury payments sox"] "Move money between the company's own accounts.";
            "KY_BANK_ADMIN" "Bank connections, administer" Critical ["admin treasury"] "Change keys and connections to banks.";
        ],
    },
    Application {
        key: "SNOWFLAKE",
        name: "Snowflake",
        about: "The data warehouse of all departments.",
        risk: Risk::High,
        owner: "Data and Analytics",
        style: Style::Capitals,
        tags: "data warehouse",
        rights: rights![
            "FINANCE_READ" "FINANCE_READ" Low ["data finance"] "Read ledgers, cost centres and budgets in the finance warehouse." "marta.oyelaran";
            "FINANCE_PAYMENTS_READ" "FINANCE_PAYMENTS_READ" Medium ["data finance payments"] "Read payment facts and dimensions in the finance warehouse; no personal bank details." "priya.raghunathan";
            "FIN_CLOSE_RW" "FIN_CLOSE_RW" High ["data finance month-end sox"] "Write adjustments to the tables of the monthly close." "priya.raghunathan";
            "FIN_ADMIN" "FIN_ADMIN" High ["data finance admin"] "Change schemas and grants of the finance warehouse." "marta.oyelaran";
            "LIQUIDITY_RW" "Liquidity forecast, edit" Medium ["data treasury"] "Write the liquidity forecast." "samuel.adeyemi";
            "CLAIMS_READ" "CLAIMS_READ" Medium ["data claims"] "Read claims without names and health data." "Motor Claims";
            "CLAIMS_PERSONAL_READ" "CLAIMS_PERSONAL_READ" High ["data claims privacy"] "Read claims with names and addresses." "Data Protection";
            "POLICY_READ" "POLICY_READ" Medium ["data policies"] "Read policies and premiums without names." "Personal Lines";
            "PRICING_RW" "PRICING_RW" High ["data pricing"] "Write factors and experience tables for pricing." "Actuarial and Pricing";
            "MARKETING_READ" "MARKETING_READ" Low ["data marketing"] "Read campaigns and their results." "Marketing";
            "HR_READ" "HR_READ" High ["data hr confidential"] "Read head counts, absences and turnover." "People Operations";
            "ENGINEER_RW" "Data engineer" High ["data engineering"] "Build and change pipelines and shared tables.";
            "SYSADMIN" "SYSADMIN" Critical ["admin data"] "Create and drop warehouses, databases and users.";
        ],
    },
];
