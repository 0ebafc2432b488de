//! The page of a bundle that people read: self-contained, and made to be printed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bailiwick::certification::{Campaign, Certifier, Reviewed, Standing};
use bailiwick_store::certifications::evidence::EvidenceRow;
use chrono::{DateTime, Utc};

use super::table::{Entry, Source};
use super::{PublicKey, title};

/// Counted while the line items are written, so that the page says what the table has.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: i64,
    statuses: BTreeMap<String, i64>,
    verdicts: BTreeMap<String, i64>,
    removals: BTreeMap<String, i64>,
    /// By reviewer: all, certified, revoked, excepted, others.
    reviewers: BTreeMap<String, [i64; 5]>,
}

impl Tally {
    pub(super) fn add(&mut self, row: &EvidenceRow) {
        self.rows += 1;
        *self.statuses.entry(row.status.clone()).or_default() += 1;
        let verdict = row.verdict.as_deref().unwrap_or("none");
        *self.verdicts.entry(verdict.to_owned()).or_default() += 1;
        if let Some(removal) = &row.removal {
            *self.removals.entry(removal.clone()).or_default() += 1;
        }
        let counts = self.reviewers.entry(row.reviewer.clone().unwrap_or_default()).or_default();
        counts[0] += 1;
        counts[match verdict {
            "certify" => 1,
            "revoke" => 2,
            "exception" => 3,
            _ => 4,
        }] += 1;
    }
}

/// What the page says.
pub(super) struct Page<'a> {
    pub campaign: &'a Campaign,
    pub owner: Option<&'a str>,
    pub ended_by: Option<&'a str>,
    pub tally: &'a Tally,
    pub ledger: &'a [Entry],
    pub sources: &'a [Source],
    pub decisions: i64,
    pub key: &'a PublicKey,
    pub read_at: DateTime<Utc>,
    pub read_by: &'a str,
}

const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2328;\
background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}\
caption{text-align:start;padding:.25rem 0;color:#4a565e}th,td{border-bottom:1px solid #c9d2d8;padding:.3rem .5rem;text-align:start;\
vertical-align:top;overflow-wrap:anywhere}td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}code{font-size:.85em;\
overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

/// The page.
pub(super) fn html(page: &Page<'_>) -> String {
    let campaign = page.campaign;
    let title = escape(&title(campaign));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Evidence: {title}</title><style>{STYLE}</style></head><body><main>\
         <h1>Evidence: {title}</h1>"
    );
    if let Some(about) = &campaign.definition.description {
        paragraph(&mut out, &escape(about));
    }
    facts(&mut out, page);
    counts(&mut out, "Decisions", "decision", &page.tally.verdicts);
    counts(&mut out, "Line items", "where they stand", &page.tally.statuses);
    if !page.tally.removals.is_empty() {
        let title = match campaign.definition.kind.reviews() {
            Reviewed::Grants => "Access that was revoked",
            Reviewed::Definitions(_) | Reviewed::Records => "What was revoked, to be corrected",
            Reviewed::Accounts => "Accounts that were revoked, to be disabled",
        };
        counts(&mut out, title, "removal", &page.tally.removals);
    }
    ledger(&mut out, page);
    sources(&mut out, page.sources);
    reviewers(&mut out, page.tally);
    let seen = match page.campaign.definition.kind.reviews() {
        Reviewed::Grants => "",
        Reviewed::Definitions(_) | Reviewed::Records | Reviewed::Accounts => {
            " <code>seen.csv</code> with what stood beside each when it was decided,"
        }
    };
    paragraph(
        &mut out,
        &format!(
            "<small>The tables beside this page have all of it: <code>rows.csv</code> with {} line items, \
             <code>decisions.csv</code> with {} actions and comments, <code>ledger.csv</code>, <code>sources.csv</code>,{seen} and \
             <code>campaign.json</code>, the definition as it was at the start (name and owner as they are now) with where \
             the campaign stands. <code>manifest.json</code> has the SHA-256 \
             of each file, <code>manifest.sig</code> the {} signature over the manifest. Check the bundle with \
             <code>bailiwick evidence verify FILE --key {}</code>.</small>",
            page.tally.rows, page.decisions, page.key.algorithm, page.key.fingerprint
        ),
    );
    out.push_str("</main></body></html>\n");
    out
}

fn facts(out: &mut String, page: &Page<'_>) {
    let campaign = page.campaign;
    let at = |at: Option<DateTime<Utc>>| at.map_or_else(|| "–".to_owned(), moment);
    let ended = match (campaign.completed, page.ended_by) {
        (Some(when), Some(by)) => format!("{}, by {by}", moment(when)),
        (when, _) => at(when),
    };
    let mut rows = vec![
        ("State", campaign.status.to_string()),
        ("Owner", page.owner.unwrap_or("gone").to_owned()),
        ("Reviewed", campaign.definition.kind.to_string()),
        ("Made", moment(campaign.created_at)),
        ("Began", at(campaign.started)),
        ("Deadline", at(campaign.deadline)),
        ("Ended", ended),
        ("Not signed in time", campaign.definition.expiration.action.to_string()),
    ];
    if let Some(rest) = campaign.rest {
        rows.push(("Not decided when it was completed", rest.to_string()));
    }
    for (place, stage) in campaign.definition.stages.iter().enumerate() {
        let who = match &stage.certifier {
            Certifier::Person(id) => format!("the person {id}"),
            Certifier::Role(id) => format!("whoever holds the role {id}"),
            Certifier::Manager => "the manager".into(),
            Certifier::OrganizationAdmin => "the administrator of the organisation".into(),
            Certifier::EntitlementOwner => "the owner of the entitlement".into(),
            Certifier::RoleOwner => "the owner of the role".into(),
            Certifier::ApplicationOwner => "the owner of the application".into(),
            Certifier::AccountOwner => "the owner of the account".into(),
            Certifier::Script(_) => "whom a script names".into(),
        };
        rows.push(("Decided by", format!("stage {}: {who}", place + 1)));
    }
    rows.push(("Read", format!("{}, by {}", moment(page.read_at), page.read_by)));
    rows.push(("Key", format!("{} {}", page.key.algorithm, page.key.fingerprint)));
    out.push_str("<table><caption>The campaign</caption><tbody>");
    for (name, value) in rows {
        put(out, format_args!("<tr><th scope=\"row\">{name}</th><td>{}</td></tr>", escape(&value)));
    }
    out.push_str("</tbody></table>");
}

fn counts(out: &mut String, title: &str, of: &str, counts: &BTreeMap<String, i64>) {
    let total: i64 = counts.values().sum();
    put(
        out,
        format_args!(
            "<h2>{title}</h2><table><thead><tr><th scope=\"col\">{of}</th><th scope=\"col\" class=\"n\">line items</th></tr></thead><tbody>"
        ),
    );
    for (word, count) in counts {
        put(
            out,
            format_args!("<tr><th scope=\"row\">{}</th><td class=\"n\">{count}</td></tr>", escape(word)),
        );
    }
    put(
        out,
        format_args!(
            "</tbody><tfoot><tr><th scope=\"row\">all</th><td class=\"n\">{total}</td></tr></tfoot></table>"
        ),
    );
}

fn ledger(out: &mut String, page: &Page<'_>) {
    let known: i64 = page.ledger.iter().map(|(.., grants)| grants).sum();
    let reviewed = page.ledger.iter().filter(|(_, standing, _)| standing == Standing::Reviewed.as_str());
    let reviewed: i64 = reviewed.map(|(.., grants)| grants).sum();
    out.push_str("<h2>Completeness</h2>");
    let difference = reviewed - page.tally.rows;
    let (known_then, counted) = match page.campaign.definition.kind.reviews() {
        Reviewed::Grants => ("grants were in force", "grants"),
        Reviewed::Definitions(_) => ("definitions were in the catalog", "definitions"),
        Reviewed::Records => ("people were in the directory", "records"),
        Reviewed::Accounts => ("accounts were a machine's or nobody's", "accounts"),
    };
    paragraph(
        out,
        &format!(
            "When the campaign was made, from {} on, {known} {known_then}: {reviewed} are in the campaign, {} are left \
             out, each with its reason. The campaign has {} line items: {}.",
            moment(page.campaign.created_at),
            known - reviewed,
            page.tally.rows,
            if difference == 0 {
                "as many as the ledger says".to_owned()
            } else {
                format!("the ledger says {reviewed}")
            }
        ),
    );
    put(
        out,
        format_args!(
            "<table><thead><tr><th scope=\"col\">application</th><th scope=\"col\">standing</th><th scope=\"col\" class=\"n\">{counted}</th></tr></thead><tbody>"
        ),
    );
    for (application, standing, grants) in page.ledger {
        put(
            out,
            format_args!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{grants}</td></tr>",
                escape(application),
                escape(standing)
            ),
        );
    }
    out.push_str("</tbody></table>");
}

fn sources(out: &mut String, sources: &[Source]) {
    out.push_str("<h2>Sources</h2>");
    if sources.is_empty() {
        return paragraph(
            out,
            "None of these applications was loaded from a file: what they are is kept here.",
        );
    }
    out.push_str(
        "<table><caption>What was loaded last before the campaign was started</caption><thead><tr>\
         <th scope=\"col\">application</th><th scope=\"col\">about</th><th scope=\"col\">loaded</th>\
         <th scope=\"col\" class=\"n\">rows</th><th scope=\"col\">file</th></tr></thead><tbody>",
    );
    for (application, about, at, rows, file) in sources {
        put(
            out,
            format_args!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{rows}</td><td>{}</td></tr>",
                escape(application),
                escape(about),
                moment(*at),
                escape(file)
            ),
        );
    }
    out.push_str("</tbody></table>");
}

fn reviewers(out: &mut String, tally: &Tally) {
    out.push_str("<h2>Reviewers</h2><table><thead><tr><th scope=\"col\">user name</th>");
    for head in ["line items", "certified", "revoked", "excepted", "neither"] {
        put(out, format_args!("<th scope=\"col\" class=\"n\">{head}</th>"));
    }
    out.push_str("</tr></thead><tbody>");
    for (reviewer, counts) in &tally.reviewers {
        put(out, format_args!("<tr><th scope=\"row\">{}</th>", escape(reviewer)));
        for count in counts {
            put(out, format_args!("<td class=\"n\">{count}</td>"));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn paragraph(out: &mut String, html: &str) {
    put(out, format_args!("<p>{html}</p>"));
}

fn put(out: &mut String, html: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = out.write_fmt(html);
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M:%S UTC").to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
